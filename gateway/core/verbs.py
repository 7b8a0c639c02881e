"""What an event means for a session: pure decisions over the records, made in one transaction.

Each decision either writes what follows from it and is done, or answers a `Plan` for the turn, tape
or film that takes longer. A `PlayerError` has changed nothing.
"""

from __future__ import annotations

import hashlib
import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from gateway.core import (
    following,
    inquiries,
    linking,
    mytapes,
    phrases,
    sharing,
    unsharing,
    unsure,
    votes,
    watching,
)
from gateway.core.desk import Plan as Plan
from gateway.core.desk import Sitting
from gateway.core.desk import desk as desk
from gateway.core.errors import NotAllowed, NotNow, NotUnderstood
from gateway.core.ports import Played, Press, Standing
from gateway.core.reply import Reply
from gateway.core.types import (
    Action,
    Choice,
    Ending,
    Kind,
    Pace,
    PastTurn,
    Person,
    Players,
    Turn,
    Verb,
    World,
)

CLOCK: Final = Person(id="gateway:clock", name="The clock")
"""Who speaks when nobody does."""

LONGEST = 10_000
"""Characters a person may say at once."""

MEMORY = 12
"""Turns a writer is reminded of."""

_ELSEWHERE: Final[Mapping[Verb, Callable[[Sitting, str], Plan]]] = {
    Verb.SHARE: sharing.share,
    Verb.SHARES: unsharing.shares,
    Verb.UNSHARE: unsharing.unshare,
    Verb.WATCH: watching.watch,
    Verb.LINK: linking.link,
    Verb.UNLINK: linking.unlink,
    Verb.TAPES: mytapes.tapes,
    Verb.UNFOLLOW: following.unfollow,
    Verb.HELP: inquiries.help_,
    Verb.STATUS: inquiries.status,
    Verb.SETTINGS: inquiries.settings,
    Verb.HERO: inquiries.hero,
}
"""Verbs that are decided in modules of their own."""

AT_ONCE = frozenset({Verb.FOLLOW, *_ELSEWHERE}) - {Verb.SHARE, Verb.WATCH, Verb.HERO}
"""Verbs that are answered while the story goes on; `watch` is, too, where nothing is to be made."""


@dataclass(frozen=True, slots=True)
class Decision(Reply):
    """One event at one desk."""

    # ------------------------------------------------------------------------------- the entrance

    def decide(self) -> Plan:
        """What becomes of the event.

        :raises PlayerError: nothing; the message says why.
        """
        verb, argument = self._meaning()
        return self._handlers()[verb](argument)

    def _handlers(self) -> Mapping[Verb, Callable[[str], Plan]]:
        return {
            Verb.START: self._start,
            Verb.SAY: self._say,
            Verb.CHOOSE: self._choose,
            Verb.SILENCE: self._silence,
            Verb.EJECT: self._eject,
            Verb.TAPE: self._tape,
            Verb.FILM: self._film,
            Verb.REWIND: self._rewind,
            Verb.FORGET: self._forget,
            Verb.FOLLOW: self._follow,
            **{verb: partial(decide, self) for verb, decide in _ELSEWHERE.items()},
        }

    def _meaning(self) -> tuple[Verb, str]:
        """The verb and argument, those of the button where one was pressed."""
        if self.event.button is None:
            return self.event.verb, _clean(self.event.argument)
        press = self.records.press(self.event.button)
        if press is None:
            raise NotNow(phrases.UNKNOWN_BUTTON)
        if press.session != self.event.session:
            raise NotAllowed(phrases.FOREIGN)
        answers = unsure.answer(press.argument)  # its line of the ledger says whether it is passed
        if press.verb is Verb.CHOOSE and answers is None and self._passed(press):
            raise NotNow(phrases.STALE)
        return press.verb, press.argument

    def _passed(self, press: Press) -> bool:
        now = self.standing
        return not now.running or (press.run, press.turn) != (now.run, now.head)

    # ---------------------------------------------------------------------------------- the story

    def _start(self, argument: str) -> Plan:
        if self.standing.running:
            self.show(self.head(), text=phrases.RUNNING)
            return Plan()
        self.require_voice()
        world, seed = self._world_and_seed(argument)
        self.records.unfollow(self.event.session)
        started = replace(
            self.standing,
            owner=self.standing.owner or self.event.person.id,
            run=self.standing.run + 1,
            world=world.name,
            seed=seed,
            started=self.event.at,
            head=None,
        )
        action = Action(verb=Verb.START, person=self.event.person)
        return Plan(turn=self._turn(started, action), payer=self.event.person.id)

    def _world_and_seed(self, argument: str) -> tuple[World, int]:
        *words, last = argument.split() or [""]
        if last.isascii() and last.isdigit() and len(last) < 16:
            seed = int(last)
        else:
            words, seed = [*words, last], _number(f"{self.event.session}/{self.event.id}")
        name = " ".join(words).strip().lower() or next(iter(self.desk.worlds), "")
        world = self.desk.worlds.get(name.replace(" ", "-"))
        if world is None:
            raise NotUnderstood(
                phrases.NO_WORLD.format(argument=name[:60], worlds=", ".join(self.desk.worlds))
            )
        return world, seed

    def _say(self, argument: str) -> Plan:
        self.require_run()
        self.require_voice()
        if not argument:
            raise NotUnderstood(phrases.NO_WORDS)
        if len(argument) > LONGEST:
            raise NotUnderstood(phrases.TOO_LONG.format(limit=LONGEST))
        if self.standing.settings.players is Players.VOTE:
            raise NotNow(phrases.VOTING)
        return self._next(Action(verb=Verb.SAY, text=argument, person=self.event.person))

    def _choose(self, argument: str) -> Plan:
        if self.event.button and (answer := unsure.answer(argument)):
            return self.pay_or_less(*answer)
        self.require_run()
        self.require_voice()
        choice = self._choice(argument)
        if self.standing.settings.players is Players.VOTE:
            self.records.take_part(self.event.session, self.standing.run, self.event.person.id)
            return votes.cast(self, choice)
        return self._next(
            Action(verb=Verb.CHOOSE, text=choice.label, choice=choice, person=self.event.person)
        )

    def _choice(self, argument: str) -> Choice:
        choices = self.head().scene.choices
        for number, choice in enumerate(choices, 1):
            if argument in (choice.key, str(number)):
                return choice
        offered = ", ".join(choice.key for choice in choices)
        raise NotUnderstood(phrases.NO_CHOICE.format(argument=argument[:60], offered=offered))

    def _follow(self, argument: str) -> Plan:
        """Follow a run; a button is a voice in the one that is followed."""
        if not self.event.button:
            return following.follow(self, argument)
        standing, key = following.there(self, argument)
        voice = following.voice(self.event, standing)
        decision = Decision(self.records, self.desk, voice, standing)
        choice = decision._choice(key)
        votes.cast(decision, choice)
        self.desk.woken.add(standing.session)
        self.notice(phrases.VOTED_THERE.format(label=choice.label), private=True)
        return Plan()

    def _silence(self, argument: str) -> Plan:
        """The gateway's own clock: `argument` is what it waited for and the turn it was set at."""
        now = self.standing
        if not now.running or argument != f"{now.waiting}:{now.head}":
            return Plan()
        if self.event.person.id != CLOCK.id:
            return Plan()
        if now.waiting == "vote":
            choice = votes.winner(self)
            return self._next(Action(verb=Verb.CHOOSE, text=choice.label, choice=choice))
        if now.settings.pace is Pace.RELAXED:
            return Plan()
        if now.settings.pace is Pace.AUTO:
            choices = self.head().scene.choices
            choice = random.Random(f"{now.seed}/{now.head}").choice(choices)
            return self._next(Action(verb=Verb.CHOOSE, text=choice.label, choice=choice))
        return self._next(Action(verb=Verb.SILENCE))

    def _next(self, action: Action) -> Plan:
        payer = action.person.id if action.person else self.standing.owner or ""
        return Plan(turn=self._turn(self.standing, action), payer=payer)

    def _turn(self, standing: Standing, action: Action) -> Turn:
        world = self.desk.worlds.get(standing.world)
        if world is None:
            raise NotNow(phrases.WORLD_GONE.format(world=standing.world))
        branch: Sequence[Played] = []
        if standing.head is not None:
            branch = self.records.branch(standing.session, standing.head, most=MEMORY)
        parent = branch[-1] if branch else None
        return Turn(
            session=standing.session,
            run=standing.run,
            index=standing.next_turn,
            parent=parent.index if parent else None,
            number=parent.number + 1 if parent else 1,
            # The world's data is found again by name: it would swell every recorded plan.
            world=replace(world, data={}),
            seed=standing.seed,
            action=action,
            at=self.event.at,
            settings=standing.settings,
            state=parent.scene.state if parent else {},
            picture=parent.scene.picture if parent else None,
            past=tuple(map(_past, branch)),
        )

    # -------------------------------------------------------------------------- tapes and rewinds

    def _eject(self, argument: str) -> Plan:
        self.require_run()
        self.require_voice()
        ending = Ending(kind="ejected", title="Ejected")
        head = self.head()
        self.records.end_run(self.event.session, head.run, self.event.at, ending)
        self.save(running=False, deadline=None, waiting="")
        return Plan(reel=Kind.TAPE, run=head.run, head=head.index, ended=ending)

    def _tape(self, argument: str) -> Plan:
        return self._reel(Kind.TAPE, argument)

    def _film(self, argument: str) -> Plan:
        return self._reel(Kind.FILM, argument)

    def _reel(self, kind: Kind, argument: str) -> Plan:
        """The run as it stands; a button names the last turn of its own run."""
        if self.event.button and argument:
            last = self.records.played(self.event.session, int(argument))
            if last is not None:
                return Plan(reel=kind, run=last.run, head=last.index)
        if self.standing.head is None:
            raise NotNow(phrases.NO_FRAMES)
        return Plan(reel=kind, run=self.standing.run, head=self.standing.head)

    def _rewind(self, argument: str) -> Plan:
        self.require_voice()
        if self.standing.head is None:
            raise NotNow(phrases.NO_RUN)
        branch = self.records.branch(self.event.session, self.standing.head)
        if not argument:
            raise NotUnderstood(phrases.NO_REWIND.format(example=branch[0].index))
        target = next((turn for turn in branch if str(turn.index) == argument), None)
        if target is None or target.scene.ending:
            turns = ", ".join(str(t.index) for t in branch if not t.scene.ending)
            raise NotUnderstood(phrases.NO_TURN.format(argument=argument[:20], turns=turns))
        self.records.end_run(self.event.session, target.run, None, None)
        self.save(running=True, head=target.index, deadline=None, waiting="")
        self.show(target, text=phrases.REWOUND.format(turn=target.index))
        return Plan()

    def _forget(self, argument: str) -> Plan:
        self.require_owner()
        if argument == "yes":
            return Plan(forget=True)
        button = self.button("Delete it all", Verb.FORGET, "yes", turn=-1)
        self.notice(phrases.FORGET, buttons=(button,))
        return Plan()


def _past(played: Played) -> PastTurn:
    return PastTurn(
        index=played.index,
        action=played.action.text or played.action.verb.value,
        text=played.scene.text,
        place=played.scene.place,
    )


def _clean(text: str) -> str:
    """What a person typed, without what is no text: control characters and half pairs."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _number(text: str) -> int:
    """A number below a million that is the same for the same text, for ever."""
    return int.from_bytes(hashlib.sha256(text.encode(errors="replace")).digest()[:8]) % 1_000_000
