"""Payloads come in, by Socket Mode or over HTTP; each is stored before it is acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gateway import TryLater, serve
from gateway_slack.app import Take, app
from gateway_slack.errors import is_refused, token_refused, told
from gateway_slack.inbound import Me
from gateway_slack.line import CLOSING, HEARTBEAT, Line
from gateway_slack.wire import proxy

if TYPE_CHECKING:
    from aiohttp import ClientWebSocketResponse

    from gateway_slack.options import Options
    from gateway_slack.voice import Voice

log = logging.getLogger("gateway.slack")

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0


@dataclass
class Hearing:
    """One bot's ears."""

    voice: Voice
    options: Options
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _pause: float = _FIRST_PAUSE

    async def listen(self, take: Take) -> None:
        """Bring in payloads until cancelled.

        :raises SettingsError: a token is refused, or the address to listen on is taken.
        """
        if self.options.listen:
            await self._serve(take)
        else:
            await self._hold(take)

    async def _serve(self, take: Take) -> None:
        from gateway_slack.webhook import bound, door

        secret = self.options.door.get_secret_value()
        with bound(self.options) as at:
            me = await self._arrive()
            application = app(self.voice.client, me, take, signing_secret=secret)
            await serve(door(application), at)

    async def _hold(self, take: Take) -> None:
        me = await self._arrive()
        line = Line(
            app(self.voice.client, me, take), self._dial, rest=self._rest, greeted=self._greeted
        )
        await line.hold()

    async def _arrive(self) -> Me:
        """Who we are to Slack."""
        known = await self._insist(self.voice.client.auth_test, self.options.setting)
        return Me(
            platform=self.options.name,
            team=str(known["team_id"]),
            user=str(known["user_id"]),
            bot=str(known.get("bot_id") or ""),
            name=str(known.get("user") or ""),
            everything=self.options.hears == "everything",
        )

    async def _dial(self) -> ClientWebSocketResponse:
        """A new line, by an address that is good for one."""
        from aiohttp import ClientWSTimeout

        async def connect() -> ClientWebSocketResponse:
            opened = await self.voice.client.apps_connections_open(
                app_token=self.options.door.get_secret_value()
            )
            url = str(opened["url"])
            return await self.voice.connections.ws_connect(
                url,
                heartbeat=HEARTBEAT,
                timeout=ClientWSTimeout(ws_close=CLOSING),
                max_msg_size=0,
                proxy=proxy(url),
            )

        line: ClientWebSocketResponse = await self._insist(connect, self.options.door_setting)
        return line

    async def _insist(self, call: Callable[[], Awaitable[Any]], setting: str) -> Any:  # noqa: ANN401
        """What a call answers, tried for as long as Slack is away.

        :raises SettingsError: the token is refused.
        """
        from aiohttp import ClientError
        from slack_sdk.errors import SlackClientError

        while True:
            try:
                async with self.voice.pacer.turn():
                    return await call()
            except (SlackClientError, ClientError, TimeoutError, OSError) as error:
                if is_refused(error):
                    raise token_refused(setting) from error
                why = told(error, setting)
                log.warning("%s does not hear: %s", self.options.name, why)
                await self._rest(why.retry_after if isinstance(why, TryLater) else 0.0)

    async def _rest(self, at_least: float = 0.0) -> None:
        await self.sleep(max(at_least, self._pause))
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _greeted(self) -> None:
        self._pause = _FIRST_PAUSE
