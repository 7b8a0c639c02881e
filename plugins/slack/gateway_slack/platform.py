"""A bot of Slack as a platform: brings in what people say, shows what is told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
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
    SessionId,
    SettingsError,
    TryLater,
    Verb,
)
from gateway_slack import inbound, limits, outbound, sent, views
from gateway_slack.bars import Bars
from gateway_slack.errors import Elsewhere, is_refused, token_refused
from gateway_slack.names import Names
from gateway_slack.progress import Progress
from gateway_slack.showing import Showing
from gateway_slack.stories import lives, stories_of
from gateway_slack.voice import Voice

if TYPE_CHECKING:
    from pathlib import Path

    from gateway import JSON, Inbox
    from gateway_slack.inbound import Aside, Me, Raw
    from gateway_slack.options import Options

log = logging.getLogger("gateway.slack")

_MOST: Final = 1000
"""Stories that were asked for and have left nothing yet, before it is looked again."""


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
        self._showing: Showing
        self._begun: set[SessionId] = set()
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
        slash, root = self.options.command, self.options.root
        self._showing = Showing(self.voice, root, slash, self._sleep, self._now)
        try:
            self._showing.name = str((await web.auth_test()).get("user") or "")
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
        if delivery.part is Part.TELLING and delivery.edits and not self._showing.has_time(place):
            return delivery.edits
        if (wait := self.voice.pacer.wait(place.channel)) > limits.LONGEST_WAIT:
            raise TryLater("Slack asked to slow down.", retry_after=wait)
        await self._progress.over(delivery)
        try:
            return await self._showing.put(place, delivery)
        except Elsewhere:
            await self._showing.explain(place, delivery)
            raise

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        """Write a picture that somebody sent to `path`."""
        await sent.fetch(picture, path, voice=self.voice, options=self.options)

    async def close(self) -> None:
        """Hang up; may be called more than once."""
        for task in self._chores:
            task.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        if hasattr(self, "voice"):
            await self.voice.connections.close()

    # ---------------------------------------------------------------------------------- hearing

    async def _take(self, body: Raw, me: Me, inbox: Inbox) -> None:
        """Keep what a payload means; once this returns, Slack may forget it.

        :raises StorageFull: it could not be kept.
        """
        self._showing.name, admitted = me.name, self.options.admitted
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
            if len(self._begun) >= _MOST:
                self._begun = {o for o in self._begun if not lives(o, self.options.root)}
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
        message = outbound.aside(aside.text, self._showing.command(aside.session))
        if inbound.is_alone(aside.session):
            await self.voice.say(place, message)
        else:
            await self._showing.alone(place, aside.user, aside.origin.get("respond"), message)

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
