"""A bot of Telegram as a platform: brings in what people say, shows what is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from gateway import (
    Delivery,
    DeliveryError,
    Event,
    Limits,
    Pacer,
    Part,
    Receipt,
    Refused,
    SettingsError,
    TryLater,
    Uncertain,
    Verb,
)
from gateway_telegram import inbound, limits, outbound, sent
from gateway_telegram.errors import Gone, Moved, TooLarge, Unchanged, token_refused
from gateway_telegram.notes import Notes
from gateway_telegram.outbound import Message, Place
from gateway_telegram.progress import Progress
from gateway_telegram.voice import Upload, Voice

if TYPE_CHECKING:
    from pathlib import Path

    from gateway import JSON, Inbox
    from gateway_telegram.inbound import Aside, Me, Raw
    from gateway_telegram.options import Options

log = logging.getLogger("gateway.telegram")

_PLAYS: Final = {Verb.START, Verb.SAY, Verb.CHOOSE}
"""Verbs whose answer takes a while."""


class TelegramPlatform:
    """One bot.

    :param pacer: how fast it may speak; by default as Telegram allows.
    :param sleep: waits that many seconds.
    """

    def __init__(
        self,
        options: Options,
        *,
        pacer: Pacer | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.options = options
        self.name = options.name
        self._pacer = pacer or Pacer(chat=limits.rates, bot=limits.BOT)
        self.voice: Voice
        self._sleep = sleep
        self._notes: Notes
        self._progress: Progress
        self._presses: dict[str, asyncio.Task[None]] = {}
        self._chores: set[asyncio.Task[None]] = set()

    @property
    def limits(self) -> Limits:
        """Telegram's, from `limits.py`."""
        return limits.LIMITS

    async def open(self) -> None:
        """Meet Telegram; where it cannot be reached now, `listen` goes on trying.

        :raises SettingsError: the token is refused, or the SDK is not installed.
        """
        try:
            from telegram.error import InvalidToken, TelegramError
        except ImportError as error:
            raise SettingsError(
                "plugins.telegram is switched on and its library is not installed: say "
                "pip install 'tapeway[telegram]'."
            ) from error
        from gateway_telegram.wire import bot

        self.voice = Voice(bot(self.options), self.options.setting, self._pacer)
        self._notes = await asyncio.to_thread(Notes.of, self.options.root, self.name)
        self._progress = Progress(self.voice, self._notes)
        try:
            await self.voice.bot.initialize()
        except InvalidToken as error:
            raise token_refused(self.options.setting) from error
        except TelegramError as error:
            log.warning("%s does not reach Telegram yet: %s", self.name, error)

    async def listen(self, inbox: Inbox) -> None:
        """Bring in what people say, until cancelled; a lost connection comes back by itself.

        :raises SettingsError: the token is refused, or the webhook's address is taken.
        """
        from gateway_telegram.hearing import Hearing

        await Hearing(self.voice, self.options, self._notes.moved, self._sleep).listen(
            lambda update, me: self._take(update, me, inbox)
        )

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Show one delivery, in its turn."""
        try:
            return await self._deliver(delivery)
        except Moved as error:
            self._notes.move(self._notes.place(delivery.session).chat, error.chat)
            raise

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        """Write a picture that somebody sent to `path`."""
        await sent.fetch(self.voice, picture, path)

    async def close(self) -> None:
        """Hang up; may be called more than once."""
        tasks = [*self._presses.values(), *self._chores]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if hasattr(self, "voice"):
            with suppress(Exception):
                await self.voice.bot.shutdown()

    # ---------------------------------------------------------------------------------- showing

    async def _deliver(self, delivery: Delivery) -> Receipt:
        if delivery.part is Part.PROGRESS:
            await self._progress.show(delivery)
            return Receipt()
        place = self._notes.place(delivery.session)
        if delivery.part is Part.TELLING and delivery.edits and not self._has_time(place):
            return delivery.edits
        if (wait := self.voice.pacer.wait(place.chat)) > limits.LONGEST_WAIT:
            raise TryLater("Telegram asked to slow down.", retry_after=wait)
        await self._progress.over(delivery)
        if await self._answered(delivery):
            return Receipt()
        if not delivery.attachments:
            return await self._say(place, delivery)
        try:
            return await self._show(place, delivery)
        except TooLarge as error:
            if delivery.part in (Part.TAPE, Part.FILM):
                raise  # the gateway has a smaller one
            log.warning("%s goes out as words: %s", delivery.key, error)
            return await self._say(place, outbound.without(delivery, str(error)))

    def _has_time(self, place: Place) -> bool:
        """Whether a call is free for words that are not whole yet; a group has none to spare."""
        ready = self.voice.pacer.ready(place.chat, line=place)
        return ready and not limits.is_group(place.chat)

    async def _say(self, place: Place, delivery: Delivery) -> Receipt:
        message = outbound.to_message(delivery)
        number = (delivery.edits.message if delivery.edits else {}).get("message")
        if isinstance(number, int):
            with suppress(Gone):
                with suppress(Unchanged), _repeatable():
                    await self.voice.edit(place, number, message)
                return Receipt(message={"message": number, **message.as_receipt()})
        number = await self.voice.say(place, message)
        return Receipt(message={"message": number, **message.as_receipt()})

    async def _show(self, place: Place, delivery: Delivery) -> Receipt:
        file = delivery.attachments[0]
        path = self.options.root / str(file.session) / file.path
        tape = delivery.part is Part.TAPE
        upload = Upload(path, file.media_type, file.shown_name, tape=tape)
        alt = file.alt if delivery.part is Part.PICTURE else ""
        if delivery.edits is not None and upload.kind == "photo":
            number = delivery.edits.message.get("message")
            said = Message.of_receipt(delivery.edits.message)
            whole = outbound.captioned(said, alt, describe=self.options.describe) if said else None
            if whole is not None and isinstance(number, int):
                with suppress(Gone):
                    with suppress(Unchanged), _repeatable():
                        await self.voice.swap(place, number, upload, whole)
                    return Receipt(message={"message": number})
        bare = outbound.to_message(delivery)
        message = outbound.captioned(bare, alt, describe=self.options.describe) or bare
        return Receipt(message={"message": await self.voice.show(place, upload, message)})

    async def _answered(self, delivery: Delivery) -> bool:
        """Tell whoever pressed alone, as long as their press waits for an answer."""
        press = str(delivery.origin.get("callback", ""))
        text = outbound.alert(delivery.text)
        if not delivery.private or text is None or press not in self._presses:
            return False
        self._presses.pop(press).cancel()
        try:
            await self.voice.answer(press, text)
        except Refused:
            return False  # too late: it becomes a message
        return True

    # ---------------------------------------------------------------------------------- hearing

    async def _take(self, update: Raw, me: Me, inbox: Inbox) -> None:
        """Keep what an update means; once this returns, Telegram may forget it.

        :raises StorageFull: it could not be kept.
        """
        if move := inbound.moved(update):
            await asyncio.to_thread(self._notes.move, *move)
            return
        press, admitted = inbound.callback(update), self.options.admitted
        if admitted and not admitted & inbound.who(update, me):
            heard: inbound.Heard = inbound.stranger(update, me)
        else:
            heard = inbound.to_event(update, me, at=datetime.now(UTC))
        if isinstance(heard, Event) and await inbox.hear(heard):
            self._react(heard, press)
            return
        if isinstance(heard, inbound.Aside):
            self._spawn(self._aside(heard))
        if press:
            self._spawn(self._answer(press))

    def _react(self, event: Event, press: str | None) -> None:
        """Let people see that they were heard."""
        if press:
            self._presses[press] = asyncio.create_task(self._answer_in_time(press))
        if event.verb in _PLAYS:
            self._spawn(self.voice.typing(self._notes.place(event.session)))

    async def _answer_in_time(self, press: str) -> None:
        await self._sleep(limits.ANSWER_WITHIN)
        self._presses.pop(press, None)
        await self._answer(press)

    async def _answer(self, press: str) -> None:
        with suppress(DeliveryError):
            await self.voice.answer(press)

    async def _aside(self, aside: Aside) -> None:
        message = Message(text=outbound.idiomatic(aside.text), reply=aside.reply)
        with suppress(DeliveryError):
            await self.voice.say(self._notes.place(aside.session), message)

    def _spawn(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


@contextmanager
def _repeatable() -> Iterator[None]:
    """The same change twice is one: so it may be tried for as long as nobody knows."""
    try:
        yield
    except Uncertain as error:
        raise TryLater(str(error)) from error
