"""A bot of Slack as a platform: brings in what people say, shows what is told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gateway import (
    Delivery,
    DeliveryError,
    Event,
    Limits,
    Pacer,
    Part,
    Receipt,
    Refused,
    SessionId,
    SettingsError,
    TryLater,
    Uncertain,
    Verb,
)
from gateway_slack import inbound, limits, outbound, views
from gateway_slack.bars import Bars
from gateway_slack.errors import Elsewhere, Gone, NotReady, TooLarge, is_refused, token_refused
from gateway_slack.names import Names
from gateway_slack.outbound import Message, Place
from gateway_slack.progress import Progress
from gateway_slack.stories import lives, stories_of
from gateway_slack.voice import Upload, Voice

if TYPE_CHECKING:
    from gateway import Inbox
    from gateway_slack.inbound import Aside, Me, Raw
    from gateway_slack.options import Options

log = logging.getLogger("gateway.slack")

_NOT_HERE = (
    "I am not in this conversation, so I cannot write here. Say /invite and my name, then ask "
    "again; or talk to me alone."
)


class SlackPlatform:
    """One bot.

    :param pacer: how fast it may speak; by default as Slack allows.
    :param sleep: waits that many seconds.
    :param now: the time, in seconds since 1970.
    """

    def __init__(
        self,
        options: Options,
        *,
        pacer: Pacer | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.options = options
        self.name = options.name
        self.voice: Voice
        self._pacer = pacer or Pacer(chat=limits.rates, bot=limits.BOT)
        self._sleep = sleep
        self._now = now
        self._progress: Progress
        self._names: Names
        self._name = ""
        self._begun: set[SessionId] = set()
        self._previewed = 0.0
        self._chores: set[asyncio.Task[None]] = set()

    @property
    def limits(self) -> Limits:
        """Slack's, from `limits.py`."""
        return limits.LIMITS

    async def open(self) -> None:
        """Meet Slack; where it cannot be reached now, `listen` goes on trying.

        :raises SettingsError: the token is refused, or the SDK is not installed.
        """
        try:
            from aiohttp import ClientError
            from slack_bolt.async_app import AsyncApp  # noqa: F401 - it has to be there
            from slack_sdk.errors import SlackClientError
        except ImportError as error:
            raise SettingsError(
                "plugins.slack is switched on and its library is not installed: say "
                "pip install 'tapeway[slack]'."
            ) from error
        from gateway_slack.wire import client, session

        connections = session()
        web = client(self.options, connections)
        self.voice = Voice(web, connections, self.options.setting, self._pacer)
        self._progress = Progress(self.voice, Bars.of(self.options.root, self.name))
        self._names = Names(self.voice.name)
        try:
            self._name = str((await web.auth_test()).get("user") or "")
        except (SlackClientError, ClientError, TimeoutError, OSError) as error:
            if is_refused(error):
                raise token_refused(self.options.setting) from error
            log.warning("%s does not reach Slack yet: %s", self.name, type(error).__name__)

    async def listen(self, inbox: Inbox) -> None:
        """Bring in what people say, until cancelled; a lost connection comes back by itself.

        :raises SettingsError: a token is refused, or the address to listen on is taken.
        """
        from gateway_slack.hearing import Hearing

        await Hearing(self.voice, self.options, self._sleep).listen(
            lambda body, me: self._take(body, me, inbox)
        )

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Show one delivery, in its turn."""
        if delivery.part is Part.PROGRESS:
            await self._progress.show(delivery)
            return Receipt()
        place = outbound.place_of(delivery.session)
        if delivery.part is Part.TELLING and delivery.edits and not self._has_time(place):
            return delivery.edits
        if (wait := self.voice.pacer.wait(place.channel)) > limits.LONGEST_WAIT:
            raise TryLater("Slack asked to slow down.", retry_after=wait)
        await self._progress.over(delivery)
        try:
            return await self._put(place, delivery)
        except Elsewhere:
            await self._explain(place, delivery)
            raise

    async def close(self) -> None:
        """Hang up; may be called more than once."""
        for task in self._chores:
            task.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        if hasattr(self, "voice"):
            await self.voice.connections.close()

    # ---------------------------------------------------------------------------------- showing

    async def _put(self, place: Place, delivery: Delivery) -> Receipt:
        if self._is_quiet(delivery) and await self._whispered(place, delivery):
            return Receipt()
        if not delivery.attachments:
            return await self._say(place, delivery)
        try:
            return await self._show(place, delivery)
        except TooLarge as error:
            log.warning("%s goes out as words: %s", delivery.key, error)
            return await self._say(place, outbound.without(delivery, str(error)))

    def _has_time(self, place: Place) -> bool:
        """Whether a call is free for words that are not whole yet.

        A workspace's edits have a rate of their own, which is for pictures first.
        """
        now = self._now()
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
        command, call = self._command(delivery.session), self._gone_away(delivery)
        return outbound.to_message(delivery, command, call=call)

    def _command(self, session: SessionId) -> str:
        """What goes before a verb there: Slack has no commands in threads."""
        named = self._name and inbound.is_thread(session)
        return f"@{self._name}" if named else self.options.command

    def _gone_away(self, delivery: Delivery) -> str | None:
        """Who asked so long ago that they have to be called, or cannot be told alone."""
        user, at = delivery.origin.get("user"), delivery.origin.get("at")
        if not isinstance(user, str) or not isinstance(at, int | float):
            return None
        answers = delivery.to is not None or delivery.part in (Part.TAPE, Part.FILM)
        late = self._now() - at > limits.RESPOND_FOR
        alone = inbound.is_alone(delivery.session)
        return user if answers and not alone and (late or delivery.private) else None

    async def _show(self, place: Place, delivery: Delivery) -> Receipt:
        file = delivery.attachments[0]
        path = self.options.root / str(file.session) / file.path
        upload = Upload(path, outbound.clipped(file.alt, limits.ALT))
        if delivery.part is Part.PICTURE and file.media_type.startswith("image/"):
            with suppress(NotReady):
                return await self._picture(place, delivery, upload)
            log.info("%s is shown as a file: Slack has not looked at it", delivery.key)
        message = self._message(delivery)
        receipt = {"file": await self.voice.share(place, upload, message)}
        if delivery.buttons:
            await self.voice.say(place, message)
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
                await self._sleep(pause)
        return await show()

    # ------------------------------------------------------------------------ to one person alone

    async def _whispered(self, place: Place, delivery: Delivery) -> bool:
        """Tell one person alone, if there is a way left."""
        message = outbound.to_message(delivery, self._command(delivery.session))
        user, url = inbound.user_of(str(delivery.to)), delivery.origin.get("respond")
        return await self._alone(place, user, url if self._is_fresh(delivery) else None, message)

    async def _alone(self, place: Place, user: str, url: object, message: Message) -> bool:
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
        return isinstance(at, int | float) and self._now() - at <= limits.RESPOND_FOR

    async def _explain(self, place: Place, delivery: Delivery) -> None:
        """Tell whoever asked that the bot is not where they are."""
        url = delivery.origin.get("respond")
        if isinstance(url, str) and self._is_fresh(delivery) and delivery.part is not Part.PICTURE:
            with suppress(DeliveryError):
                await self.voice.respond(place, url, outbound.aside(_NOT_HERE, ""))

    # ---------------------------------------------------------------------------------- hearing

    async def _take(self, body: Raw, me: Me, inbox: Inbox) -> None:
        """Keep what a payload means; once this returns, Slack may forget it.

        :raises StorageFull: it could not be kept.
        """
        self._name, admitted = me.name, self.options.admitted
        if admitted and not admitted & inbound.who(body):
            heard: inbound.Heard = inbound.stranger(body, me)
        elif self._looks(body, me, inbox):
            return
        else:
            heard = inbound.to_event(body, me, at=self._time(), lives=self._lives)
        if isinstance(heard, inbound.Aside):
            self._spawn(self._aside(heard))
        elif heard is not None:
            await self._hear(heard, inbox)

    async def _hear(self, event: Event, inbox: Inbox) -> None:
        if event.verb is Verb.START:
            self._begun.add(event.session)
        if await inbox.hear(self._names.named(event)) and self._names.is_new(event):
            self._spawn(self._names.learn(event))

    def _lives(self, session: SessionId) -> bool:
        """Whether a story is there, or has just been asked for."""
        if lives(session, self.options.root):
            self._begun.discard(session)
            return True
        return session in self._begun

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)

    def _looks(self, body: Raw, me: Me, inbox: Inbox) -> bool:
        """Show what somebody only looks at: the form, the Home tab."""
        if trigger := inbound.asks_for_form(body):
            if session := inbound.pressed_in(body, me):
                self._spawn(self.voice.open(trigger, views.form(session)))
            return True
        if seen := inbound.opens_home(body):
            self._spawn(self._home(*seen, inbox))
            return True
        return False

    async def _home(self, team: str, user: str, inbox: Inbox) -> None:
        found = await stories_of(f"slack:{team}:{user}", inbox, self.name, team)
        await self.voice.publish(user, views.home(found, self.options.command))

    async def _aside(self, aside: Aside) -> None:
        place = outbound.place_of(aside.session)
        message = outbound.aside(aside.text, self._command(aside.session))
        if inbound.is_alone(aside.session):
            await self.voice.say(place, message)
        else:
            await self._alone(place, aside.user, aside.origin.get("respond"), message)

    def _spawn(self, chore: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(_quietly(chore))
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


async def _quietly(chore: Coroutine[None, None, None]) -> None:
    """What nobody waits for may fail, and is told to the operator."""
    try:
        await chore
    except DeliveryError as error:
        log.warning("something could not be shown: %s", error)


@contextmanager
def _repeatable() -> Iterator[None]:
    """The same change twice is one: so it may be tried for as long as nobody knows."""
    try:
        yield
    except Uncertain as error:
        raise TryLater(str(error)) from error
