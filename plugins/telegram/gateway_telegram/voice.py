"""Everything a bot says and does: each call in its turn, each error in the gateway's words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gateway import DeliveryError, TryLater
from gateway_telegram import limits
from gateway_telegram.errors import TooLarge, told
from gateway_telegram.pictures import Facts, facts

if TYPE_CHECKING:
    from telegram import Bot, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, MessageEntity
    from telegram import Message as Sent

    from gateway import Pacer
    from gateway_telegram.outbound import Message, Place

log = logging.getLogger("gateway.telegram")

T = TypeVar("T")

_PICTURES: Final = {"image/png", "image/jpeg", "image/webp"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send, as what it is."""

    path: Path
    media_type: str
    name: str
    tape: bool = False

    @property
    def kind(self) -> str:
        """As what Telegram shows it: a GIF as an animation, which it turns into MP4 by itself."""
        if self.media_type in _PICTURES:
            return "photo"
        if self.media_type == "image/gif" or self.tape:
            return "animation"
        return "video" if self.media_type == "video/mp4" else "document"


@dataclass(slots=True)
class Voice:
    """One bot's voice; `setting` is where its token comes from."""

    bot: Bot
    setting: str
    pacer: Pacer

    async def call(self, place: Place | None, make: Callable[[], Awaitable[T]]) -> T:
        """What a call answers, made in its turn.

        :raises DeliveryError: what became of it.
        """
        from telegram.error import TelegramError

        chat = place.chat if place else None
        # The topics of a group share its rate, but an upload in one need not stop the others.
        async with self.pacer.turn(chat, line=place):
            try:
                return await make()
            except TelegramError as error:
                why = told(error, self.setting)
                if isinstance(why, TryLater):
                    self.pacer.hold(why.retry_after, chat)
                raise why from error

    async def say(self, place: Place, message: Message) -> int:
        """Send a text; its number."""
        sent: Sent = await self.call(
            place,
            lambda: self.bot.send_message(
                text=message.text or "…",
                entities=_entities(message),
                link_preview_options=_no_preview(),
                **_how(place, message),
            ),
        )
        return sent.message_id

    async def edit(self, place: Place, number: int, message: Message) -> None:
        """Let a text read otherwise."""
        await self.call(
            place,
            lambda: self.bot.edit_message_text(
                text=message.text or "…",
                chat_id=place.chat,
                message_id=number,
                entities=_entities(message),
                link_preview_options=_no_preview(),
                reply_markup=_keyboard(message),
            ),
        )

    async def show(self, place: Place, upload: Upload, message: Message) -> int:
        """Send a file under a caption; its number.

        :raises TooLarge: Telegram does not take the file.
        """
        known = await asyncio.to_thread(facts, upload.path, upload.media_type)
        send: Callable[..., Awaitable[Any]] = getattr(self.bot, f"send_{upload.kind}")

        async def make(file: InputFile) -> int:
            sent = await send(
                **{upload.kind: file},
                **_known(upload, known),
                caption=message.text or None,
                caption_entities=_entities(message),
                **_how(place, message),
            )
            return int(sent.message_id)

        return await self._with_file(place, upload, make)

    async def swap(self, place: Place, number: int, upload: Upload, message: Message) -> None:
        """Put a picture over a text that was sent; the text becomes its caption.

        :raises TooLarge: Telegram does not take the file.
        """
        from telegram import InputMediaPhoto

        async def make(file: InputFile) -> None:
            await self.bot.edit_message_media(
                InputMediaPhoto(file, caption=message.text, caption_entities=_entities(message)),
                chat_id=place.chat,
                message_id=number,
                reply_markup=_keyboard(message),
            )

        await self._with_file(place, upload, make, attach=True)

    async def answer(self, press: str, text: str | None = None) -> None:
        """End the waiting of a button that was pressed, with a word to that person alone."""
        await self.call(
            None,
            lambda: self.bot.answer_callback_query(press, text=text, show_alert=bool(text) or None),
        )

    async def typing(self, place: Place) -> None:
        """Show that an answer is on its way, where that takes no call from a group's story."""
        if not limits.is_group(place.chat) and self.pacer.ready(place.chat, line=place):
            with suppress(DeliveryError):
                await self.call(
                    place,
                    lambda: self.bot.send_chat_action(
                        place.chat, "typing", message_thread_id=place.thread
                    ),
                )

    async def delete(self, place: Place, number: int) -> None:
        """Take a message away, if it is still there."""
        with suppress(DeliveryError):
            await self.call(place, lambda: self.bot.delete_message(place.chat, number))

    async def _with_file(
        self,
        place: Place,
        upload: Upload,
        make: Callable[[InputFile], Awaitable[T]],
        *,
        attach: bool = False,
    ) -> T:
        from telegram import InputFile

        try:
            handle = await asyncio.to_thread(upload.path.open, "rb")
        except OSError as error:
            raise TooLarge("it is no longer in the session's folder") from error
        with handle:
            # Read while it is sent: a film has no place in memory.
            file = InputFile(handle, upload.name, attach=attach, read_file_handle=False)
            return await self.call(place, lambda: make(file))


def _how(place: Place, message: Message) -> dict[str, Any]:
    """What all ways of sending have in common."""
    from telegram import ReplyParameters

    reply = None
    if message.reply is not None:
        reply = ReplyParameters(message.reply, allow_sending_without_reply=True)
    return {
        "chat_id": place.chat,
        "message_thread_id": place.thread,
        "reply_markup": _keyboard(message),
        "reply_parameters": reply,
        "disable_notification": message.silent or None,
    }


def _known(upload: Upload, known: Facts) -> dict[str, Any]:
    if upload.kind in ("photo", "document"):
        return {}
    sizes = {"width": known.width, "height": known.height, "duration": known.duration}
    streaming = {"supports_streaming": True} if upload.kind == "video" else {}
    return {**sizes, **streaming, "thumbnail": known.thumbnail}


def _entities(message: Message) -> list[MessageEntity] | None:
    from telegram import MessageEntity

    return [MessageEntity(mark.kind, mark.offset, mark.length) for mark in message.marks] or None


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    if not message.rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=id_, style="danger" if grave else None)]
            for id_, label, grave in message.rows
        ]
    )


def _no_preview() -> LinkPreviewOptions:
    from telegram import LinkPreviewOptions

    return LinkPreviewOptions(is_disabled=True)
