"""A bot of Discord as a platform: brings in what people do, shows what is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from gateway import (
    Delivery,
    DeliveryError,
    Limits,
    Pacer,
    Part,
    Receipt,
    SettingsError,
    TryLater,
)
from gateway_discord import limits, outbound, sent
from gateway_discord.answers import Answers
from gateway_discord.commands import menu
from gateway_discord.errors import Gone, TooLarge, token_refused
from gateway_discord.marks import Marks
from gateway_discord.outbound import Message
from gateway_discord.progress import Progress
from gateway_discord.voice import Upload, Voice

if TYPE_CHECKING:
    from pathlib import Path

    from gateway import JSON, Inbox
    from gateway_discord.options import Options

log = logging.getLogger("gateway.discord")

_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0


def _now() -> datetime:
    return datetime.now(UTC)


class DiscordPlatform:
    """One bot.

    :param pacer: how fast it may speak; by default as Discord allows.
    :param sleep: waits that many seconds.
    :param clock: the time, aware and in UTC.
    """

    def __init__(
        self,
        options: Options,
        *,
        pacer: Pacer | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.options = options
        self.name = options.name
        self._pacer = pacer or Pacer(chat=limits.rates, bot=limits.BOT)
        self._sleep = sleep
        self._clock = clock
        self.voice: Voice
        self._answers: Answers
        self._progress: Progress
        self._groups: dict[str, str] = {}
        self._chores: set[asyncio.Task[None]] = set()

    @property
    def limits(self) -> Limits:
        """Discord's, from `limits.py`."""
        return limits.limits(self.options.upload)

    async def open(self) -> None:
        """Meet Discord; where it cannot be reached now, `listen` goes on trying.

        :raises SettingsError: the token is refused, or the SDK is not installed.
        """
        try:
            import discord  # noqa: F401 - whether it is there
        except ImportError as error:
            raise SettingsError(
                "plugins.discord is switched on and its library is not installed: say "
                "pip install 'tapeway[discord]'."
            ) from error
        self.voice = Voice(self.options.setting, self._pacer)
        self._answers = Answers(self.voice, self._clock)
        self._progress = Progress(self.voice, self._answers)
        await self._meet()

    async def _meet(self) -> None:
        """Introduce ourselves, if Discord can be reached.

        :raises SettingsError: the token is refused.
        """
        import discord

        from gateway_discord.wire import speaker

        rest = speaker(self.options)
        try:
            await rest.login(self.options.token.get_secret_value())
        except discord.LoginFailure as error:
            await rest.close()
            raise token_refused(self.options.setting) from error
        except Exception as error:
            await rest.close()
            log.warning("%s does not reach Discord yet: %r", self.name, error)
        else:
            self.voice.rest = rest

    async def listen(self, inbox: Inbox) -> None:
        """Bring in what people do, until cancelled; a lost connection comes back by itself.

        :raises SettingsError: the token or an intent is refused.
        """
        from gateway_discord.hearing import Hearing
        from gateway_discord.reception import Reception

        pause = _FIRST_PAUSE
        while self.voice.rest is None:
            await self._sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            await self._meet()
        reception = Reception(self.voice, self._answers, self.options, inbox, self._spawn)
        hearing = Hearing(
            voice=self.voice,
            options=self.options,
            marks=Marks(self.options.root / f".{self.name}.json"),
            take=reception.take,
            arrived=lambda application: self._spawn(self._offer(application)),
            sleep=self._sleep,
        )
        await hearing.listen()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Show one delivery, in its turn."""
        if delivery.part is Part.PROGRESS:
            await self._progress.show(delivery)
            return Receipt()
        if delivery.private and delivery.origin.get("overheard"):
            return Receipt()  # nobody spoke to us, so nobody waits to be refused
        channel = outbound.channel_of(delivery.session)
        if (wait := self._pacer.wait(channel)) > limits.LONGEST_WAIT:
            raise TryLater("Discord asked to slow down.", retry_after=wait)
        try:
            return await self._show(delivery)
        except TooLarge as error:
            if delivery.part in (Part.TAPE, Part.FILM):
                raise  # the gateway has a smaller one
            log.warning("%s goes out as words: %s", delivery.key, error)
            return await self._show(outbound.without(delivery, str(error)))

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        """Write a picture that somebody sent to `path`."""
        await sent.fetch(picture, path, voice=self.voice, options=self.options)

    async def close(self) -> None:
        """Hang up; may be called more than once."""
        for task in self._chores:
            task.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        if hasattr(self, "voice") and self.voice.rest is not None:
            with suppress(Exception):
                await self.voice.rest.close()

    # ---------------------------------------------------------------------------------- showing

    async def _show(self, delivery: Delivery) -> Receipt:
        uploads = [
            Upload(
                self.options.root / str(file.session) / file.path, file.media_type, file.shown_name
            )
            for file in delivery.attachments
        ]
        message = outbound.to_message(delivery, self._groups)
        if delivery.edits and "message" in delivery.edits.message:
            with suppress(Gone):
                return await self._change(delivery, delivery.edits, message, uploads)
        elif bar := self._progress.bar(delivery):
            with suppress(Gone):
                await self._answers.change(bar, message.as_fields(new=False), uploads)
                self._progress.over(delivery)
                return Receipt(message=bar)
        message = self._answers.dressed(delivery, message)
        receipt = await self._answers.send(delivery, message, uploads)
        self._progress.over(delivery)
        return _noted(receipt, message)

    async def _change(
        self,
        delivery: Delivery,
        sent: Receipt,
        message: Message,
        uploads: list[Upload],
    ) -> Receipt:
        """Put a picture into its words, or other words in their place."""
        said = sent.message.get("embed")
        if delivery.part is Part.PICTURE and uploads and isinstance(said, dict):
            await self._answers.change(sent.message, outbound.pictured(said, delivery), uploads)
            return sent
        await self._answers.change(sent.message, message.as_fields(new=False), uploads)
        return _noted(sent, message)

    async def _offer(self, application: int) -> None:
        """Tell Discord our commands; what it calls them makes them something to tap."""
        while True:
            try:
                told = await self.voice.call(
                    "PUT",
                    "/applications/{application_id}/commands",
                    fields=menu(),
                    application_id=application,
                )
                self._groups = {str(one["name"]): str(one["id"]) for one in told}
                return
            except DeliveryError as error:
                log.warning("%s cannot offer its commands yet: %s", self.name, error)
                await self._sleep(error.retry_after if isinstance(error, TryLater) else 60.0)

    def _spawn(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


def _noted(receipt: Receipt, message: Message) -> Receipt:
    """With what is needed to say it again under a picture."""
    if message.embed is None:
        return receipt
    return Receipt(message={**receipt.message, "embed": dict(message.embed)})
