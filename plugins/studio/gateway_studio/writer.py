"""Writes a turn: what comes of an action, where you are then, and what you might do next.

A scene follows from the run's seed, the turn's number, its state and its action, and from nothing
else: the same four give the same scene, byte for byte.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from gateway import Scene, Verb
from gateway_studio.arc import change_of, go_on, meet, notice_change
from gateway_studio.choices import offer, warn
from gateway_studio.deeds import doable
from gateway_studio.endings import advance, close, settle
from gateway_studio.hours import clock, hour
from gateway_studio.model import apply, begin, date_facts, recall, take_over
from gateway_studio.needs import here, present
from gateway_studio.odds import odds_of
from gateway_studio.parser import hear
from gateway_studio.picture import Focus, picture
from gateway_studio.replies import Replies
from gateway_studio.teller import Teller, dice
from gateway_studio.ways import ways_from
from gateway_studio.worlds import open_atlas

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway import Choice, Turn
    from gateway_studio.model import Run
    from gateway_studio.schema import Deed
    from gateway_studio.worlds import Atlas

ENOUGH = 70
"""Words after which nothing more is added to a turn."""
TAKEOVER = "The studio has taken over the telling; it goes on at {place}."
RESTART = "The studio has taken over the telling; it begins again at the first place."


def write(turn: Turn) -> Scene | None:
    """The scene of a turn, or `None` where the world is not the studio's."""
    atlas = open_atlas(turn.world.data)
    if atlas is None:
        return None
    late = 0 if turn.action.verb is Verb.START else min(max(turn.number - 1, 0), 6)
    run, notice, how = _run(atlas, turn, late)
    writer = Writer(atlas, run, dice(turn.seed, turn.number, "turn"))
    scene = writer.finish(turn, how(writer, turn))
    return replace(scene, notice=notice.format(place=atlas.places[run.place].name))


def _run(atlas: Atlas, turn: Turn, late: int) -> tuple[Run, str, Callable[[Writer, Turn], Focus]]:
    """The run that the turn is of, what is to be said of that, and how it is told."""
    if turn.action.verb is not Verb.START:
        if run := recall(atlas, turn.state):
            return run, "", Writer.act
        if run := take_over(atlas, turn.state, late):
            return run, TAKEOVER, Writer.resume
    return begin(atlas, late), RESTART if late else "", Writer.open


class Writer:
    """One turn being written."""

    def __init__(self, atlas: Atlas, run: Run, chance: Random) -> None:
        self.atlas = atlas
        self.run = run
        self.chance = chance
        self.silent = False
        self.arrived = False
        self.warned: Deed | None = None
        self.teller = Teller(run.said, chance, {})
        self.replies = Replies(atlas, run, self.teller, chance)
        self._look_up()

    def open(self, turn: Turn) -> Focus:
        """Begin the run."""
        self._choose_weather(turn.seed)
        self.teller.tell(self.atlas.world.opening)
        self._arrive()
        return Focus()

    def resume(self, turn: Turn) -> Focus:
        """Go on where somebody else stopped: where that is, then what is done there.

        A choice of theirs is taken for words that were said.
        """
        if not self.run.weather:
            self._choose_weather(turn.seed)
        self._arrive()
        known = turn.action.choice and turn.action.choice.key in self.atlas.deeds
        if turn.action.verb is Verb.CHOOSE and not known:
            return self._say(turn.action.text)
        return self.act(turn)

    def act(self, turn: Turn) -> Focus:
        """Let the action happen."""
        if turn.action.verb is Verb.CHOOSE:
            deed = self.atlas.deeds.get(turn.action.choice.key if turn.action.choice else "")
            if deed and doable(self.atlas, self.run, deed):
                return self._do(deed)
            self.replies.answer("passed")
            return Focus()
        if turn.action.verb is Verb.SAY:
            return self._say(turn.action.text)
        return self._wait()

    def finish(self, turn: Turn, focus: Focus) -> Scene:
        """Let the world go on, and put the scene together."""
        run = self.run
        self._pass_time()
        ending = close(self.atlas, run, self.teller)
        choices = () if ending else self._offer()
        if ending is None:
            self._surroundings()
        run.said = [*self.teller.said]
        place = here(self.atlas, run)
        return Scene(
            text="\n\n".join(self.teller.paragraphs),
            picture=picture(self.atlas, run, focus, turn),
            choices=choices,
            title=f"{place.name}, {clock(run.minutes)}",
            place=place.name,
            health=run.health,
            inventory=tuple(self.atlas.things[thing].name for thing in run.have),
            ending=ending,
            filmed=ending is not None or focus.kind == "risk" or self._is_new_here(),
            state=run.model_dump(mode="json"),
        )

    def _is_new_here(self) -> bool:
        return self.arrived and self.run.seen.get(self.run.place) == 1

    def _pass_time(self) -> None:
        """The turn is over: what you did has happened, now everything else moves on."""
        run = self.run
        run.minutes += self.chance.randint(*self.atlas.world.rules.minutes) if run.turn else 0
        run.turn += 1
        self._look_up()
        origin = run.place
        if run.ending is None:
            go_on(self.atlas, run, self.teller, arrived=self.arrived)
        advance(self.atlas, run, self.teller, silent=self.silent)
        if run.place != origin:
            self._arrive()
        settle(self.atlas, run)
        date_facts(run)
        if run.ending is None:
            notice_change(self.atlas, run, self.teller)
            self._drift()

    def _choose_weather(self, seed: int) -> None:
        weathers = [weather.id for weather in self.atlas.world.weathers]
        self.run.weather = dice(seed, "weather").choice(weathers)
        self._look_up()

    def _offer(self) -> tuple[Choice, ...]:
        """The next choices; a risk that is new among them has been warned of."""
        choices = offer(self.atlas, self.run, self.teller, self.chance, pressed=self.warned)
        self.run.offered = [choice.key for choice in choices]
        for key in self.run.offered:
            warn(self.atlas.deeds[key], self.run, self.teller)
        return choices

    def _look_up(self) -> None:
        """What the lines may name: the time, the place, the weather."""
        atlas, run = self.atlas, self.run
        weather = atlas.weathers[run.weather].alt.strip() if run.weather else ""
        words = {"clock": clock(run.minutes), "place": here(atlas, run).name, "weather": weather}
        self.teller.words = {**self.teller.words, **words}

    def _do(self, deed: Deed) -> Focus:
        run = self.run
        odds = odds_of(self.atlas, run, deed)
        well = odds is None or self.chance.random() < odds
        lines, does = (deed.text, deed.does) if well else (deed.fail_text, deed.fail_does)
        origin = run.place
        if not self.teller.tell(lines) and deed.kind != "go":
            self.replies.answer("still")
        run.done = [*dict.fromkeys([*run.done, deed.id])]
        apply(self.atlas, run, does)
        self._look_up()
        if run.place != origin:
            self._arrive()
        return Focus(person=deed.person, thing=deed.thing, deed=deed.id, kind=deed.kind)

    def _say(self, text: str) -> Focus:
        heard = hear(self.atlas, self.run, text)
        if heard.deed:
            return self._do(heard.deed) if self._knows(heard.deed) else self._warn(heard.deed)
        if heard.refused:
            if not self.teller.tell(heard.refused.refusal):
                self.replies.answer("closed")
            return Focus(person=heard.refused.person, thing=heard.refused.thing)
        if heard.toward:
            return self._set_out(heard.toward)
        if heard.answer in ("empty", "silent"):
            return self._wait()
        return self.replies.reply(heard)

    def _knows(self, deed: Deed) -> bool:
        return not deed.warning or f"warned-{deed.id}" in self.run.done

    def _warn(self, deed: Deed) -> Focus:
        """Whoever asks for a risk unseen is shown it first, and then offered it."""
        warn(deed, self.run, self.teller)
        self.warned = deed
        return Focus(person=deed.person, thing=deed.thing)

    def _set_out(self, goal: str) -> Focus:
        way = ways_from(self.atlas, self.run).get(goal)
        if way is None:
            self.replies.answer("closed")
            return Focus()
        deed, steps = way
        if steps > 1:
            self.teller.words = {**self.teller.words, "goal": self.atlas.places[goal].name}
            self.teller.tell(self.atlas.world.answers.toward)
        return self._do(deed)

    def _wait(self) -> Focus:
        self.silent = True
        self.replies.answer("silence")
        return Focus(kind="silence")

    def _arrive(self) -> None:
        run = self.run
        place = here(self.atlas, run)
        visits = run.seen.get(place.id, 0)
        self.arrived = True
        run.seen = {**run.seen, place.id: visits + 1}
        self._look_up()
        change = change_of(self.atlas, run)
        if not (visits and change and self.teller.tell(change.lines)):
            self.teller.tell(place.again if visits else place.arrive)
        for person in present(self.atlas, run):
            meet(self.atlas, run, self.teller, person)

    def _drift(self) -> None:
        """The weather changes now and then."""
        if self.chance.random() < 0.16:
            weathers = [one.id for one in self.atlas.world.weathers]
            self.run.weather = self.chance.choice(weathers)
            self._look_up()

    def _surroundings(self) -> None:
        """A little more where the turn has said little."""
        atlas, run, teller = self.atlas, self.run, self.teller
        if run.company and teller.length < ENOUGH and self.chance.random() < 0.7:
            teller.tell(atlas.people[self.chance.choice(run.company)].remarks)
        if teller.length < ENOUGH:
            teller.tell(here(atlas, run).details)
        if teller.length < ENOUGH - 20 and not here(atlas, run).inside:
            teller.tell(atlas.weathers[run.weather].lines, join=True)
        if teller.length < ENOUGH - 30:
            teller.tell(hour(atlas, run.minutes).lines, join=True)
        if not teller.paragraphs:
            self.replies.answer("still")
