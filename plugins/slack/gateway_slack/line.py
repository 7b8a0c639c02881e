"""Socket Mode: a line that Slack brings payloads over, and a new one before the old one goes.

The SDK's own client would try a refused token for ever, dial an address that has expired, and hang
up before the new line is there; the payloads and Bolt's answers to them are the SDK's all the same.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from gateway import SettingsError

if TYPE_CHECKING:
    from aiohttp import ClientWebSocketResponse
    from slack_bolt.async_app import AsyncApp

log = logging.getLogger("gateway.slack")

HEARTBEAT: Final = 20.0
"""Seconds between two signs of life."""

CLOSING: Final = 2.0
"""Seconds that the other side has to say goodbye."""

Dial = Callable[[], Awaitable["ClientWebSocketResponse"]]


class Line:
    """One bot's line.

    :param dial: opens a new one, however long that takes.
    :param rest: waits a moment, longer each time until a line was greeted.
    :param greeted: called when Slack has said hello.
    """

    def __init__(
        self,
        app: AsyncApp,
        dial: Dial,
        *,
        rest: Callable[[], Awaitable[None]],
        greeted: Callable[[], None],
    ) -> None:
        self._app = app
        self._dial = dial
        self._rest = rest
        self._greeted = greeted
        self._tasks: set[asyncio.Task[Any]] = set()

    async def hold(self) -> None:
        """Answer what comes until cancelled; a lost line comes back by itself.

        :raises SettingsError: Socket Mode is switched off, or the token is refused.
        """
        try:
            while True:
                await self._until_over(await self._dial())
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _until_over(self, line: ClientWebSocketResponse) -> None:
        """Read until the line is lost, or is to be replaced: then go on reading beside the new."""
        renewed = asyncio.Event()
        reading = self._spawn(self._read(line, renewed))
        warned = self._spawn(renewed.wait())
        await asyncio.wait({reading, warned}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            return
        warned.cancel()
        if not reading.cancelled() and (error := reading.exception()):
            raise error
        if not renewed.is_set():
            log.warning("the line to Slack is lost and comes back")
            await self._rest()

    async def _read(self, line: ClientWebSocketResponse, renewed: asyncio.Event) -> None:
        try:
            async for message in line:
                envelope = _object(message.data)
                kind = envelope.get("type")
                if kind == "hello":
                    self._greeted()
                elif kind == "disconnect":
                    _look_at(envelope)
                    renewed.set()
                else:
                    self._spawn(self._answer(line, envelope))
        finally:
            await line.close()

    async def _answer(self, line: ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
        """Let the app store it, then acknowledge it; unacknowledged it comes again."""
        from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
        from slack_sdk.socket_mode.request import SocketModeRequest

        request = SocketModeRequest.from_dict(envelope)
        if request is None:
            return
        try:
            answer = await run_async_bolt_app(self._app, request)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Bolt cannot read it, now or ever: what the middleware raises it keeps to itself.
            log.warning("something of the type %s is passed over: %r", request.type, error)
        else:
            if answer.status != 200:
                return
        try:
            await line.send_json({"envelope_id": request.envelope_id})
        except (ConnectionError, RuntimeError) as error:
            log.info("Slack brings %s again: %s", request.type, type(error).__name__)

    def _spawn(self, work: Any) -> asyncio.Task[Any]:  # noqa: ANN401 - any coroutine
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _look_at(disconnect: dict[str, Any]) -> None:
    reason = str(disconnect.get("reason", ""))
    if reason == "link_disabled":
        raise SettingsError(
            "Slack says that Socket Mode is switched off: switch it on in your app's pages, or set "
            "plugins.slack.listen."
        )
    log.info("Slack asks for a new line: %s", reason)


def _object(data: object) -> dict[str, Any]:
    try:
        read = json.loads(str(data))
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
