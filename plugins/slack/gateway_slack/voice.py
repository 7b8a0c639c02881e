"""Everything a bot says and does: each call in its turn, each error in the gateway's words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gateway import DeliveryError, Refused, TryLater, Uncertain
from gateway_slack.errors import TooLarge, told
from gateway_slack.wire import UPLOAD_TIMEOUT, proxy

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from slack_sdk.web.async_client import AsyncWebClient

    from gateway import Pacer
    from gateway_slack.outbound import Message, Place
    from gateway_slack.views import Block

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to show, with what it shows in words."""

    path: Path
    name: str
    alt: str = ""


@dataclass(slots=True)
class Voice:
    """One bot's voice; `setting` is where its token comes from."""

    client: AsyncWebClient
    connections: ClientSession
    setting: str
    pacer: Pacer

    async def call(
        self, place: Place | None, make: Callable[[], Awaitable[T]], *, slows: Place | None = None
    ) -> T:
        """What a call answers, made in its turn.

        :param place: where it is seen; `None` for a call that no channel sees.
        :param slows: where to wait if Slack asks to, by default there. Each method has a rate of
            its own, so that no other channel need wait.
        :raises DeliveryError: what became of it.
        """
        from aiohttp import ClientError
        from slack_sdk.errors import SlackClientError

        channel = place.channel if place else None
        # The threads of a channel share its rate, but an upload in one need not stop the others.
        async with self.pacer.turn(channel, line=place):
            try:
                return await make()
            except (SlackClientError, ClientError, TimeoutError, OSError) as error:
                why = told(error, self.setting)
                held = slows or place
                if isinstance(why, TryLater) and held:
                    self.pacer.hold(why.retry_after, held.channel)
                raise why from error

    # --------------------------------------------------------------------------------- messages

    async def say(self, place: Place, message: Message) -> str:
        """Post a message; its number."""
        answer = await self.call(
            place,
            lambda: self.client.chat_postMessage(
                **_where(place), **_what(message), unfurl_links=False, unfurl_media=False
            ),
        )
        return str(answer["ts"])

    async def edit(self, place: Place, ts: str, message: Message) -> None:
        """Let a message read otherwise."""
        await self.call(
            place,
            lambda: self.client.chat_update(channel=place.channel, ts=ts, **_what(message)),
        )

    async def delete(self, place: Place, ts: str) -> None:
        """Take a message away, if it is still there."""
        with suppress(DeliveryError):
            await self.call(place, lambda: self.client.chat_delete(channel=place.channel, ts=ts))

    async def whisper(self, place: Place, user: str, message: Message) -> None:
        """Tell one person alone."""
        await self.call(
            place,
            lambda: self.client.chat_postEphemeral(user=user, **_where(place), **_what(message)),
        )

    async def respond(self, place: Place, url: str, message: Message) -> None:
        """Tell whoever pressed or commanded alone, by the address that came with it.

        :raises Refused: it is too late for that address.
        """
        from slack_sdk.webhook.async_client import AsyncWebhookClient

        hook = AsyncWebhookClient(
            url, session=self.connections, retry_handlers=[], logger=self.client.logger
        )
        hook.proxy = proxy(url)
        answer = await self.call(
            place,
            lambda: hook.send(
                text=message.text,
                blocks=list(message.blocks),
                response_type="ephemeral",
                replace_original=False,
            ),
        )
        if answer.status_code != 200:
            raise Refused(f"The answer's address is used up ({answer.status_code}).")

    # ------------------------------------------------------------------------------------ files

    async def keep(self, place: Place, upload: Upload) -> str:
        """Give Slack a picture that no channel shows yet; its id.

        :raises TooLarge: Slack does not take the file.
        """
        try:
            return await self._send(place, upload, {})
        except Uncertain as error:
            raise TryLater(str(error)) from error  # nobody saw anything

    async def share(self, place: Place, upload: Upload, message: Message) -> str:
        """Show a file with its words over it; its id.

        :raises TooLarge: Slack does not take the file.
        """
        where = {"channel_id": place.channel, "thread_ts": place.thread}
        words = [block for block in message.blocks if block["type"] == "rich_text"]
        shown = {**where, "blocks": json.dumps(words) if words else None}
        return await self._send(place, upload, shown)

    async def _send(self, place: Place, upload: Upload, shown: dict[str, Any]) -> str:
        """Ask for an address, send the file there, say where it is to be shown."""
        try:
            size = (await asyncio.to_thread(upload.path.stat)).st_size
        except OSError as error:
            raise TooLarge("it is no longer in the session's folder") from error
        try:
            address = await self.call(
                None,
                lambda: self.client.files_getUploadURLExternal(
                    filename=upload.name, length=size, alt_txt=upload.alt or None
                ),
                slows=place,
            )
            await self.call(None, lambda: self._put(str(address["upload_url"]), upload.path))
        except Uncertain as error:
            raise TryLater(str(error)) from error  # nothing is shown before the last step
        file = {"id": address["file_id"], "title": upload.alt or upload.name}
        fields = {"files": json.dumps([file]), **shown}
        await self.call(
            place if shown else None,
            lambda: self.client.api_call("files.completeUploadExternal", data=fields),
            slows=place,
        )
        return str(address["file_id"])

    async def _put(self, url: str, path: Path) -> None:
        from aiohttp import ClientTimeout

        # Read while it is sent: a film has no place in memory.
        with await asyncio.to_thread(path.open, "rb") as handle:
            async with self.connections.post(
                url,
                data=handle,
                headers={"Content-Type": "application/octet-stream"},
                proxy=proxy(url),
                timeout=ClientTimeout(total=UPLOAD_TIMEOUT),
            ) as answer:
                if answer.status == 429:
                    wait = float(answer.headers.get("Retry-After", 1))
                    raise TryLater("Slack asks to slow down.", retry_after=wait)
                if answer.status >= 500:
                    raise TryLater(f"Slack did not take the file now ({answer.status}).")
                if answer.status != 200:
                    raise TooLarge(f"Slack does not take it ({answer.status})")

    async def file(self, id_: str) -> dict[str, Any]:
        """What Slack says of a file.

        :raises Lost: it is no longer there.
        """
        answer = await self.call(None, lambda: self.client.files_info(file=id_))
        return answer.get("file") or {}

    # ------------------------------------------------------------------------------------ views

    async def open(self, trigger: str, view: Block) -> None:
        """Show somebody a form."""
        await self.call(None, lambda: self.client.views_open(trigger_id=trigger, view=view))

    async def name(self, user: str) -> str:
        """What somebody is called; empty where Slack says nothing of it.

        :raises Refused: the app may not know.
        """
        answer = await self.call(None, lambda: self.client.users_info(user=user))
        known: dict[str, Any] = answer.get("user") or {}
        profile = known.get("profile") or {}
        return str(profile.get("display_name") or known.get("real_name") or known.get("name") or "")

    async def publish(self, user: str, view: Block) -> None:
        """Show somebody their Home tab."""
        await self.call(None, lambda: self.client.views_publish(user_id=user, view=view))


def _where(place: Place) -> dict[str, Any]:
    thread = {"thread_ts": place.thread} if place.thread else {}
    return {"channel": place.channel, **thread}


def _what(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}
