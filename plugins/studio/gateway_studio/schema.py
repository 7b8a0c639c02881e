"""What a world is made of, as pydantic checks it when it comes in from a file.

Nothing in here knows a story: places, people, things, deeds and dangers are data.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Line: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Lines: TypeAlias = Annotated[list[Line], BeforeValidator(_listed)]
"""Ways to say one thing; a run uses each at most once."""
Label: TypeAlias = Annotated[str, StringConstraints(min_length=2, max_length=60)]
Labels: TypeAlias = Annotated[list[Label], BeforeValidator(_listed), Field(min_length=1)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Clock: TypeAlias = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Kind: TypeAlias = Literal["go", "look", "use", "risk", "speak"]


class Part(BaseModel):
    """Unknown keys are refused, so that a slip of the pen is not a silent hole in the story."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    end: Id | None = None


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


class Lamp(Part):
    """A light in metres from the eye: x to the right, y up from the ground, z away."""

    x: float
    y: float
    z: float
    color: str = "tungsten"
    power: float = 1.0
    fact: Id | None = None
    """Burns only while this fact holds."""
    unless: Id | None = None
    """Burns only until this fact holds."""
    flicker: Share = 0.0


class Landmark(Part):
    """One drawn thing that belongs to a place."""

    draw: Id
    x: float = 0.0
    z: Annotated[float, Field(gt=0.5)] = 8.0
    y: float = 0.0
    size: Annotated[float, Field(gt=0)] = 1.0
    fact: Id | None = None
    unless: Id | None = None


class View(Part):
    """How a place is drawn; see docs/writing-a-world.md for what each composition reads."""

    composition: Literal["open", "hall", "room", "aisle", "tube", "chamber"]
    alt: Line
    """What the picture shows, without the people: the start of its alternative text."""
    horizon: Share = 0.5
    vanish: Share = 0.5
    ground: str = "dust"
    wall: str = "plaster"
    end: str = "door"
    ceiling: str = "ceiling"
    width: float = 3.0
    height: float = 2.8
    length: float = 24.0
    eye: float = 1.6
    tint: str = "none"
    lamps: list[Lamp] = []
    landmarks: list[Landmark] = []
    spots: list[tuple[float, float]] = [(-1.0, 5.0), (1.2, 6.0), (0.2, 8.0)]
    """Where people stand: metres right, metres away."""
    shelf: tuple[float, float] = (0.7, 3.4)
    """Where things lie."""


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


class Figure(Part):
    """How a person is drawn."""

    build: Literal["slim", "broad", "tall", "small"] = "slim"
    head: Literal["cap", "hair", "long", "bare", "headset"] = "hair"
    holds: Literal["boom", "torch", "mug", "nothing", "cable"] = "nothing"
    pose: Literal["stand", "sit", "lean"] = "stand"
    color: str = "rust"


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


class Weather(Part):
    """What the sky does."""

    id: Id
    lines: Lines
    clouds: Share = 0.3
    dust: Share = 0.0
    rain: Share = 0.0
    lightning: Share = 0.0
    wind: Share = 0.2
    alt: str = ""


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


class WorldFile(Part):
    """A whole world."""

    name: Id
    title: Label
    summary: Line
    language: str = "en"
    look: str = "clean"
    opening: Lines
    rules: Rules
    answers: Answers
    hours: Annotated[list[Hour], Field(min_length=1)]
    weathers: Annotated[list[Weather], Field(min_length=1)]
    places: Annotated[list[Place], Field(min_length=3)]
    people: list[Person] = []
    things: list[Thing] = []
    deeds: list[Deed]
    dangers: list[Danger] = []
    endings: Annotated[list[Coda], Field(min_length=2)]
