"""Everything a bot says and does: each call in its turn, each error in the gateway's words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gateway import DeliveryError, Pacer, Refused, TryLater, Uncertain
from gateway_discord import limits, outbound
from gateway_discord.errors import Acknowledged, Throttled, TooLarge, told

if TYPE_CHECKING:
    import discord

    from gateway import JSON
    from gateway_discord.outbound import Message

THINKING: Final = 1 << 7
"""The flag of an answer that is still to come (API "Message Flags", LOADING)."""

_LATER, _LATER_BY_EDIT, _SUGGEST, _MODAL, _AT_ONCE = 5, 6, 8, 9, 4
"""Ways to acknowledge (API "Interaction Callback Type")."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send."""

    path: Path
    media_type: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """What somebody did with a command, a button or a modal, as `Event.origin` has it.

    `command` is empty for a button or modal, else whether its answer is for all: `aloud`, `quiet`.
    """

    id: str
    token: str
    application: str
    user: str
    command: str = ""
    speaks: bool = True

    @classmethod
    def of(cls, origin: Mapping[str, JSON]) -> Interaction | None:
        """The interaction that an event came from, if it came from one."""
        if "interaction" not in origin:
            return None
        return cls(
            id=str(origin["interaction"]),
            token=str(origin["token"]),
            application=str(origin["application"]),
            user=str(origin["user"]),
            command=str(origin.get("command", "")),
            speaks=bool(origin.get("speaks", True)),
        )


@dataclass(slots=True)
class Voice:
    """One bot's voice; `setting` is where its token comes from.

    `rest` is missing until Discord was reached for the first time.
    """

    setting: str
    pacer: Pacer
    rest: discord.Client | None = None

    async def call(
        self,
        method: str,
        path: str,
        *,
        chat: int | None = None,
        fields: object = None,
        params: Mapping[str, str] | None = None,
        uploads: Sequence[Upload] = (),
        **where: Any,  # noqa: ANN401 - the parts of the path
    ) -> Any:  # noqa: ANN401 - Discord's own
        """What a call answers, made in its turn.

        :raises DeliveryError: what became of it.
        """
        from discord.http import Route

        if self.rest is None:
            raise TryLater("Discord is not reached yet.")
        route = Route(method, path, **where)
        async with self.pacer.turn(chat):
            try:
                with ExitStack() as stack:
                    body: dict[str, Any] = {} if fields is None else {"json": fields}
                    if uploads:
                        body = {"form": await asyncio.to_thread(_form, stack, fields, uploads)}
                    return await self.rest.http.request(route, params=params, **body)
            except DeliveryError:
                raise
            except Throttled as error:
                if error.everywhere or chat is not None:
                    self.pacer.hold(error.seconds, None if error.everywhere else chat)
                raise told(error, self.setting) from error
            except Exception as error:
                raise told(error, self.setting) from error

    # -------------------------------------------------------------------------------- in a channel

    async def say(
        self, channel: int, message: Message, key: str, uploads: Sequence[Upload] = ()
    ) -> int:
        """Send a message; its number. The same key twice within minutes is one message."""
        fields = {**message.as_fields(), "nonce": outbound.nonce(key), "enforce_nonce": True}
        if message.reply:
            fields["message_reference"] = {
                "message_id": message.reply,
                "fail_if_not_exists": False,
            }
        sent = await self.call(
            "POST",
            "/channels/{channel_id}/messages",
            chat=channel,
            fields=fields,
            uploads=uploads,
            channel_id=channel,
        )
        return int(sent["id"])

    async def edit(
        self,
        channel: int,
        number: int,
        fields: Mapping[str, Any],
        uploads: Sequence[Upload] = (),
    ) -> None:
        """Let a message read otherwise."""
        await self.call(
            "PATCH",
            "/channels/{channel_id}/messages/{message_id}",
            chat=channel,
            fields=fields,
            uploads=uploads,
            channel_id=channel,
            message_id=number,
        )

    async def typing(self, channel: int) -> None:
        """Show that an answer is on its way, where nothing waits to be said."""
        if self.pacer.ready(channel):
            with suppress(DeliveryError):
                await self.call("POST", "/channels/{channel_id}/typing", channel_id=channel)

    async def history(self, channel: int, after: int) -> list[dict[str, Any]]:
        """What was said in a channel after that message, oldest first; a page of it."""
        page = await self.call(
            "GET",
            "/channels/{channel_id}/messages",
            params={"after": str(after), "limit": str(limits.PAGE)},
            channel_id=channel,
        )
        return sorted(page, key=lambda raw: int(raw["id"]))

    async def message(self, channel: int, number: int) -> Mapping[str, Any]:
        """A message as it is now."""
        said: Mapping[str, Any] = await self.call(
            "GET",
            "/channels/{channel_id}/messages/{message_id}",
            channel_id=channel,
            message_id=number,
        )
        return said

    # ------------------------------------------------------------------------------ an interaction

    async def acknowledge(self, it: Interaction) -> None:
        """Say that it was heard; a command shows that its answer is to come.

        :raises Expired: that took too long.
        """
        if not it.command:
            await self._callback(it, {"type": _LATER_BY_EDIT})
            return
        data = {"data": {"flags": 1 << 6}} if it.command == "quiet" else {}
        await self._callback(it, {"type": _LATER, **data})

    async def tell(self, it: Interaction, text: str) -> None:
        """Acknowledge with a sentence that they alone read."""
        data = outbound.Message(content=text).as_fields(private=True)
        await self._callback(it, {"type": _AT_ONCE, "data": data})

    async def suggest(self, it: Interaction, choices: Sequence[Mapping[str, str | int]]) -> None:
        """Offer what may be meant."""
        await self._callback(it, {"type": _SUGGEST, "data": {"choices": list(choices)}})

    async def ask(self, it: Interaction) -> None:
        """Let them write what they do."""
        await self._callback(it, {"type": _MODAL, "data": outbound.modal()})

    async def _callback(self, it: Interaction, fields: Mapping[str, Any]) -> None:
        """Acknowledge; there are three seconds, so a line that broke is tried again at once."""
        try:
            await self._call_back(it, fields)
        except Uncertain:
            with suppress(Acknowledged):  # it had arrived
                await self._call_back(it, fields)

    async def _call_back(self, it: Interaction, fields: Mapping[str, Any]) -> None:
        await self.call(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            fields=fields,
            webhook_id=it.id,
            webhook_token=it.token,
        )

    async def thinks(self, it: Interaction) -> bool:
        """Whether the command still shows that its answer is to come."""
        try:
            shown = await self._webhook("GET", it, "/messages/@original")
        except Refused as error:
            if type(error) is not Refused:
                raise
            return False
        return bool(int(shown.get("flags", 0)) & THINKING)

    async def fill(self, it: Interaction, message: Message, uploads: Sequence[Upload] = ()) -> int:
        """Put the answer where the command waits for it; the message's number."""
        fields = message.as_fields(new=False)
        sent = await self._webhook("PATCH", it, "/messages/@original", fields, uploads)
        return int(sent["id"])

    async def unsay(self, it: Interaction) -> None:
        """Take away that an answer is to come."""
        with suppress(Refused):
            await self._webhook("DELETE", it, "/messages/@original")

    async def follow(
        self,
        it: Interaction,
        message: Message,
        uploads: Sequence[Upload] = (),
        *,
        private: bool = False,
    ) -> int:
        """Say something after what they did; the message's number."""
        fields = message.as_fields(private=private)
        return int((await self._webhook("POST", it, "?wait=true", fields, uploads))["id"])

    async def revise(
        self,
        it: Interaction,
        number: int,
        fields: Mapping[str, Any],
        uploads: Sequence[Upload] = (),
    ) -> None:
        """Let a message read otherwise that came after what they did."""
        await self._webhook("PATCH", it, f"/messages/{number}", fields, uploads)

    async def _webhook(
        self,
        method: str,
        it: Interaction,
        rest: str,
        fields: object = None,
        uploads: Sequence[Upload] = (),
    ) -> Any:  # noqa: ANN401 - Discord's own
        return await self.call(
            method,
            f"/webhooks/{{webhook_id}}/{{webhook_token}}{rest}",
            fields=fields,
            uploads=uploads,
            webhook_id=it.application,
            webhook_token=it.token,
        )


def _form(stack: ExitStack, fields: object, uploads: Sequence[Upload]) -> list[dict[str, Any]]:
    """The fields and the files, which are read while they are sent."""
    form: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(fields)}]
    for number, upload in enumerate(uploads):
        try:
            file = stack.enter_context(upload.path.open("rb"))
        except OSError as error:
            raise TooLarge("it is no longer in the session's folder") from error
        form.append(
            {
                "name": f"files[{number}]",
                "value": file,
                "filename": upload.name,
                "content_type": upload.media_type,
            }
        )
    return form
