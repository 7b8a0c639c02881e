"""What a world is made of, as pydantic checks it when it comes in from a file.

Nothing in here knows a story: places, people, things, deeds and dangers are data.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gateway_studio.drawn import Figure, Shape, View, Weather
from gateway_studio.parts import Clock, Id, Kind, Label, Labels, Line, Lines, Part, Share


class Needs(Part):
    """What must hold; all of it."""

    has: list[Id] = []
    lacks: list[Id] = []
    facts: list[Id] = []
    without: list[Id] = []
    """Facts that must not hold."""
    people: list[Id] = []
    """People who must be here."""
    absent: list[Id] = []
    lies: list[Id] = []
    """Things that must lie here."""
    turn: int = 0
    """The earliest turn."""
    danger: dict[Id, int] = {}
    """How far a danger must have come."""
    inside: bool | None = None
    hurt: int = 0
    """How much health must have been lost."""
    calm: dict[Id, int] = {}
    """How far a danger may have come at the most."""
    trust: dict[Id, int] = {}
    """How much a person must trust you at least."""
    doubt: dict[Id, int] = {}
    """How much a person may trust you at the most."""
    since: dict[Id, int] = {}
    """Turns that must have gone by since a fact was learned."""
    acts: list[Id] = []
    """The story is in one of these acts."""
    hours: list[Id] = []
    weathers: list[Id] = []
    any: list[Needs] = []
    """One of these holds; an empty list asks for nothing."""


class Does(Part):
    """What a deed changes."""

    learn: list[Id] = []
    forget: list[Id] = []
    take: list[Id] = []
    lose: list[Id] = []
    health: int = 0
    danger: dict[Id, int] = {}
    move: Id | None = None
    bring: list[Id] = []
    """People who come with you from now on."""
    send: dict[Id, Id] = {}
    """People who go and stay somewhere else."""
    trust: dict[Id, int] = {}
    """How much more, or less, a person trusts you from now on."""
    put: dict[Id, Id] = {}
    """Things that lie somewhere from now on."""
    weather: Id | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] = 0
    """Time that goes by over and above the turn's own."""
    end: Id | None = None


class Edge(Part):
    """What makes a risk safer, or less safe."""

    needs: Needs
    by: Annotated[float, Field(ge=-1, le=1)]


class Deed(Part):
    """Something that can be done, offered as a choice or asked for in words."""

    id: Id
    kind: Kind
    label: Labels
    text: Lines
    at: list[Id] = []
    """Where; nowhere named is everywhere."""
    words: list[Line] = []
    """What a free action may call it."""
    needs: Needs = Needs()
    does: Does = Does()
    person: Id | None = None
    thing: Id | None = None
    """Who or what the picture shows large; the person must be here."""
    refusal: Lines = []
    """What is said to somebody who asks for it too early."""
    once: bool = True
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    """How gladly it is offered."""
    odds: Share | None = None
    """The chance that it goes well; without it, it does."""
    edges: list[Edge] = []
    """What changes the odds; the player reads them off the choice as a word."""
    warning: Lines = []
    """Told as the risk is first offered: what might go wrong is seen before it does."""
    fail_text: Lines = []
    fail_does: Does = Does()


class Way(Part):
    """A way out of a place."""

    to: Id
    label: Labels
    text: Lines = []
    words: list[Line] = []
    needs: Needs = Needs()
    closed: Lines = []
    """What is said while it cannot be taken."""


class Change(Part):
    """How a place is once something has happened; the last of them that holds counts."""

    needs: Needs
    lines: Lines = []
    """Told on coming back, or as it becomes so while you are there."""
    alt: str = ""
    """Added to what the picture shows."""


class Sound(Part):
    """A sound that comes and goes with a fact."""

    name: Id
    level: Share
    fact: Id | None = None
    unless: Id | None = None


class Place(Part):
    """Somewhere to be."""

    id: Id
    name: Line
    words: list[Line] = []
    inside: bool = False
    arrive: Lines
    again: Lines
    details: Lines
    ways: Annotated[list[Way], Field(min_length=1)]
    view: View
    sound: dict[str, Share] = {}
    sounds: list[Sound] = []
    changes: list[Change] = []


class Round(Part):
    """Where somebody is while something holds; the first that holds counts, else `Person.at`."""

    at: Id
    needs: Needs
    comes: Lines = []
    """Told there as they come in before your eyes; without, they wait until you look away."""
    goes: Lines = []
    """Told where you are as they go off to there; without, they wait until you look away."""


class Memory(Part):
    """What somebody brings up unasked, once, when you are with them and it holds."""

    id: Id
    needs: Needs
    text: Lines
    does: Does = Does()


class Person(Part):
    """Somebody with a wish."""

    id: Id
    name: Line
    words: list[Line] = []
    at: Id
    wants: Line
    needs: Needs = Needs()
    """Is there to be met only while this holds."""
    follows: bool = False
    """Goes where you go from the first turn."""
    about: Lines
    replies: Lines
    """To whatever nobody wrote an answer for."""
    remarks: Lines = []
    trust: int = 0
    """How much they trust you at first."""
    rounds: list[Round] = []
    memories: list[Memory] = []
    figure: Figure = Figure()
    alt: Line


class Thing(Part):
    """Something that can be carried."""

    id: Id
    name: Line
    words: list[Line] = []
    at: Id | None = None
    """Where it lies; without, only a deed hands it over."""
    needs: Needs = Needs()
    label: Labels
    about: Lines
    taken: Lines
    draw: Id
    uses: Line
    """What it is for, for whoever reads the file; a test holds that a deed needs it."""


class Stage(Part):
    """What happens as a danger comes this far."""

    at: Annotated[int, Field(ge=1)]
    text: Lines
    does: Does = Does()


class Danger(Part):
    """A clock that runs against you."""

    id: Id
    limit: Annotated[int, Field(ge=2)]
    every: Annotated[int, Field(ge=0)] = 0
    """One step in so many turns; 0 for never by itself."""
    silence: int = 0
    """Steps it makes when nobody speaks."""
    needs: Needs = Needs()
    """Runs only while this holds."""
    stages: list[Stage]
    end: Id | None = None
    """The ending at its limit, if it ends the story."""
    figure: Line | None = None
    """Who is seen coming nearer in the picture, for its alternative text; nobody without it."""
    draw: Id = "watcher"
    """How that is drawn: one of the studio's, or a shape of the file's."""
    veil: Literal["none", "frost", "water", "heat", "smoke", "dark", "static"] = "none"
    """What comes over the whole picture as it nears."""


class Act(Part):
    """A stretch of the story's arc, in the order of the file; the first is there from the start."""

    id: Id
    since: Annotated[int, Field(ge=0)] = 0
    """The turn by which it begins whatever happens; 0 for never by itself."""
    needs: Needs | None = None
    """Begins earlier, as soon as this holds."""
    lines: Lines = []
    """Told as it begins."""
    mood: Annotated[float, Field(ge=-1, le=1)] = 0.0
    """How the colours lean: -1 cold and dim, 1 warm and bright."""


class Echo(Part):
    """What comes back later of something that was done; told once, one at most a turn."""

    id: Id
    needs: Needs
    at: list[Id] = []
    """Where it can be noticed; nowhere named is everywhere."""
    text: Lines
    does: Does = Does()


class Coda(Part):
    """An ending."""

    id: Id
    kind: Literal["good", "bad"]
    title: Label
    text: Lines
    epitaph: Line
    """One sentence for the last card."""
    alt: Line
    place: Id | None = None
    """Where the last picture is; without, where you are."""
    hour: Share | None = None
    """The last picture's time of day, 0 to 1."""
    people: list[Id] | None = None
    """Who is seen in it; without, who is there. Its place shows what needs `ended-` and the id."""


class Hour(Part):
    """A stretch of the day."""

    id: Id
    since: Clock
    lines: Lines
    alt: Line


class Final(Part):
    """How the story ends when its time is up: the first that fits."""

    end: Id
    needs: Needs = Needs()


class Rules(Part):
    """How long, from where, how it is lost."""

    start: Id
    clock: Clock
    minutes: tuple[int, int] = (17, 29)
    """How long a turn takes, from and to."""
    earliest: Annotated[int, Field(ge=6, le=20)] = 6
    latest: Annotated[int, Field(ge=6, le=20)] = 18
    """No ending before the one, none after the other."""
    health: Annotated[int, Field(ge=1, le=100)] = 100
    death: Id
    final: Annotated[list[Final], Field(min_length=1)]


class Answers(Part):
    """What the world says to words nobody foresaw."""

    unknown: Lines
    foreign: Lines
    absent: Lines
    closed: Lines
    passed: Lines
    violence: Lines
    carry: Lines
    empty: Lines
    toward: Lines
    silence: Lines
    still: Lines
    """Hold `{clock}`, so that they are never twice the same."""
    where: Lines = ["{place}. It is {clock}.", "{place}, at {clock}.", "{place}; {clock} by now."]
    holding: Lines = ["On you: {things}.", "Still with you: {things}.", "You have {things}."]
    """`{things}` is what you have."""
    hint: Lines = [
        "You could {hint}.",
        "There is still this: {hint}.",
        "It comes to you that you might {hint}.",
        "What you can do is {hint}.",
    ]
    """`{hint}` is a choice that could be made, with a small letter."""


class Phrases(Part):
    """How this world words what the studio offers by itself; `{name}` is who or what it is."""

    watch: Labels = ["Watch {name} for a while"]
    examine: Labels = ["Look closely at the {name}"]
    odds: Annotated[list[Line], Field(min_length=5, max_length=5)] = [
        "almost sure",
        "likely",
        "even odds",
        "risky",
        "a long shot",
    ]
    """From the best to the worst, as they stand beside a risk."""


class WorldFile(Part):
    """A whole world."""

    name: Id
    title: Label
    summary: Line
    language: str = "en"
    look: str = "clean"
    style: Literal["plain", "vhs", "painterly", "ink", "print"] = "plain"
    """How its frames are painted."""
    sky: Literal["desert", "alpine", "seaside", "city", "space"] = "desert"
    torch: Share = 0.0
    """How strong a light you carry yourself."""
    medium: Line = "A painted story frame."
    """What kind of picture a model is asked for, where one draws."""
    opening: Lines
    rules: Rules
    answers: Answers
    phrases: Phrases = Phrases()
    hours: Annotated[list[Hour], Field(min_length=1)]
    weathers: Annotated[list[Weather], Field(min_length=1)]
    places: Annotated[list[Place], Field(min_length=3)]
    people: list[Person] = []
    things: list[Thing] = []
    deeds: list[Deed]
    dangers: list[Danger] = []
    acts: list[Act] = []
    echoes: list[Echo] = []
    shapes: list[Shape] = []
    endings: Annotated[list[Coda], Field(min_length=2)]
