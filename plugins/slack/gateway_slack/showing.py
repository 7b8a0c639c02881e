"""How a delivery is shown: as a message, in one that was sent, as a file, to one person alone."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway import (
    Delivery,
    DeliveryError,
    Part,
    Receipt,
    Refused,
    SessionId,
    TryLater,
    Uncertain,
)
from gateway_slack import inbound, limits, outbound
from gateway_slack.errors import Elsewhere, Gone, NotReady, TooLarge
from gateway_slack.outbound import Message, Place
from gateway_slack.voice import Upload, Voice

log = logging.getLogger("gateway.slack")

_NOT_HERE = (
    "I am not in this conversation, so I cannot write here. Say /invite and my name, then ask "
    "again; or talk to me alone."
)

_NO_MEMBER = "the app is no member of this channel; say /invite and its name, and ask again"


@dataclass(slots=True)
class Showing:
    """One bot's hand.

    `slash` is its command and `name` what it is called, once that is known; `root` is the data
    root, `now` the time in seconds since 1970.
    """

    voice: Voice
    root: Path
    slash: str
    sleep: Callable[[float], Awaitable[None]]
    now: Callable[[], float]
    name: str = ""
    _previewed: float = 0.0
    _told: set[Place] = field(default_factory=set)

    async def put(self, place: Place, delivery: Delivery) -> Receipt:
        """Show a delivery where it belongs, to everybody or to one person alone."""
        if self._is_quiet(delivery) and await self._whispered(place, delivery):
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
        except Elsewhere:
            # In a public channel it may write all the same; of clips it says so once.
            if delivery.part is Part.SEGMENT and place in self._told:
                raise
            self._told.add(place)
            return await self._say(place, outbound.without(delivery, _NO_MEMBER))

    def has_time(self, place: Place) -> bool:
        """Whether a call is free for words that are not whole yet.

        A workspace's edits have a rate of their own, which is for pictures first.
        """
        now = self.now()
        if now - self._previewed < limits.PROGRESS_EVERY:
            return False
        self._previewed = now
        return self.voice.pacer.ready(place.channel, line=place)

    def _is_quiet(self, delivery: Delivery) -> bool:
        """Whether it is of no use to anybody but one person."""
        if delivery.to is None or inbound.is_alone(delivery.session):
            return False
        asked = delivery.part is Part.NOTICE and bool(delivery.origin.get("quiet"))
        return delivery.private or asked

    async def _say(self, place: Place, delivery: Delivery) -> Receipt:
        message = self._message(delivery)
        ts = (delivery.edits.message if delivery.edits else {}).get("ts")
        if isinstance(ts, str):
            with suppress(Gone):
                with _repeatable():
                    await self.voice.edit(place, ts, message)
                return Receipt(message={"ts": ts, **message.as_receipt()})
        ts = await self.voice.say(place, message)
        return Receipt(message={"ts": ts, **message.as_receipt()})

    def _message(self, delivery: Delivery) -> Message:
        return self._spelt(delivery, call=self._gone_away(delivery))

    def _spelt(self, delivery: Delivery, *, call: str | None = None) -> Message:
        alone = inbound.is_alone(delivery.session)
        named = f"@{self.name}" if self.name and not alone else ""
        command = self.command(delivery.session)
        return outbound.to_message(delivery, command, named=named, call=call)

    def command(self, session: SessionId) -> str:
        """What goes before a verb there: Slack has no commands in threads."""
        named = self.name and inbound.is_thread(session)
        return f"@{self.name}" if named else self.slash

    def _gone_away(self, delivery: Delivery) -> str | None:
        """Who asked so long ago that they have to be called, or cannot be told alone."""
        user, at = delivery.origin.get("user"), delivery.origin.get("at")
        if not isinstance(user, str) or not isinstance(at, int | float):
            return None
        answers = delivery.to is not None or delivery.part in (Part.TAPE, Part.FILM)
        late = self.now() - at > limits.RESPOND_FOR
        alone = inbound.is_alone(delivery.session)
        return user if answers and not alone and (late or delivery.private) else None

    async def _show(self, place: Place, delivery: Delivery) -> Receipt:
        file = delivery.attachments[0]
        path = self.root / str(file.session) / file.path
        upload = Upload(path, file.shown_name, outbound.clipped(file.alt, limits.ALT))
        if delivery.part in (Part.PICTURE, Part.NOTICE) and file.media_type.startswith("image/"):
            with suppress(NotReady):
                return await self._picture(place, delivery, upload)
            log.info("%s is shown as a file: Slack has not looked at it", delivery.key)
        message = self._message(delivery)
        receipt = {"file": await self.voice.share(place, upload, message)}
        if delivery.buttons:
            # A file's message takes none.
            await self.voice.say(place, outbound.buttons_of(message))
        return Receipt(message=receipt)

    async def _picture(self, place: Place, delivery: Delivery, upload: Upload) -> Receipt:
        """Put a picture over the words that were sent, or send it by itself."""
        id_ = await self.voice.keep(place, upload)
        ts = (delivery.edits.message if delivery.edits else {}).get("ts")
        said = Message.of_receipt(delivery.edits.message) if delivery.edits else None
        if said is not None and isinstance(ts, str):
            whole, known = outbound.with_picture(said, id_, upload.alt), ts
            with suppress(Gone):
                with _repeatable():
                    await self._when_ready(lambda: self.voice.edit(place, known, whole))
                return Receipt(message={"ts": ts})
        alone = outbound.with_picture(self._message(delivery), id_, upload.alt)
        return Receipt(message={"ts": await self._when_ready(lambda: self.voice.say(place, alone))})

    async def _when_ready(self, show: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - its own
        """Show a picture that Slack has only just got, as soon as it can."""
        for pause in limits.PICTURE_TRIES:
            try:
                return await show()
            except NotReady:
                await self.sleep(pause)
        return await show()

    # ------------------------------------------------------------------------ to one person alone

    async def _whispered(self, place: Place, delivery: Delivery) -> bool:
        """Tell one person alone, if there is a way left."""
        message = self._spelt(delivery)
        user, url = inbound.user_of(str(delivery.to)), delivery.origin.get("respond")
        return await self.alone(place, user, url if self._is_fresh(delivery) else None, message)

    async def alone(self, place: Place, user: str, url: object, message: Message) -> bool:
        """Tell one person alone, by either way; whether there was one left."""
        ways: list[Callable[[], Awaitable[None]]] = [
            lambda: self.voice.whisper(place, user, message)
        ]
        if isinstance(url, str):
            # It works where the bot is no member; but only the other knows about threads.
            ways.insert(
                len(ways) if place.thread else 0, lambda: self.voice.respond(place, url, message)
            )
        for way in ways:
            with suppress(Refused):
                await way()
                return True
        return False

    def _is_fresh(self, delivery: Delivery) -> bool:
        at = delivery.origin.get("at")
        return isinstance(at, int | float) and self.now() - at <= limits.RESPOND_FOR

    async def explain(self, place: Place, delivery: Delivery) -> None:
        """Tell whoever asked that the bot is not where they are."""
        url = delivery.origin.get("respond")
        if isinstance(url, str) and self._is_fresh(delivery) and delivery.part is not Part.PICTURE:
            with suppress(DeliveryError):
                await self.voice.respond(place, url, outbound.aside(_NOT_HERE, ""))


@contextmanager
def _repeatable() -> Iterator[None]:
    """The same change twice is one: so it may be tried for as long as nobody knows."""
    try:
        yield
    except Uncertain as error:
        raise TryLater(str(error)) from error
