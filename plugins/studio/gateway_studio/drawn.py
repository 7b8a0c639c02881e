"""What a world's file says of its pictures; `docs/writing-a-world.md` tells it to authors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gateway_studio.parts import Id, Line, Lines, Part, Point, Share


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
    """One drawn thing that belongs to a place: one of the studio's, or a shape of the file's."""

    draw: Id
    x: float = 0.0
    z: Annotated[float, Field(gt=0.5)] = 8.0
    y: float = 0.0
    size: Annotated[float, Field(gt=0)] = 1.0
    fact: Id | None = None
    unless: Id | None = None


class Stroke(Part):
    """One piece of a shape, in metres from the middle of its foot; exactly one kind of piece.

    `box` is width, height, depth; `roof` the same for a gable whose ridge runs across; `plate`
    width and height of an upright board; `bar` its two ends; `ball` a radius; `cone` radius and
    height; `outline` the corners of a flat figure that faces the eye, x and y; `shine` width and
    height of a surface that gives light; `glow` the radius of a light in the air.
    """

    box: Point | None = None
    roof: Point | None = None
    plate: tuple[float, float] | None = None
    bar: tuple[Point, Point] | None = None
    ball: float | None = None
    cone: tuple[float, float] | None = None
    outline: list[tuple[float, float]] | None = None
    shine: tuple[float, float] | None = None
    glow: float | None = None
    at: Point = (0.0, 0.0, 0.0)
    color: str = "gray"
    """A name or `#rrggbb`."""
    thick: float = 0.1
    """Of a bar."""
    smooth: bool = False
    """An outline's corners are rounded."""
    power: float = 1.0
    """Of a shine or a glow."""
    repeat: Annotated[int, Field(ge=1, le=60)] = 1
    step: Point = (0.0, 0.0, 0.0)
    """From one repeat to the next."""


class Shape(Part):
    """Something to draw that the file makes itself: a landmark, a thing, a person, a danger."""

    id: Id
    parts: Annotated[list[Stroke], Field(min_length=1, max_length=60)]
    shadow: tuple[float, float] | None = None
    """Width and depth of the dark under it."""


class View(Part):
    """How a place is drawn; see docs/writing-a-world.md for what each composition reads."""

    composition: Literal["open", "hall", "room", "aisle", "tube", "chamber"]
    alt: Line
    """What the picture shows, without the people: the start of its alternative text."""
    horizon: Share = 0.5
    vanish: Share = 0.5
    far: Literal["mountains", "hills", "peaks", "forest", "sea", "town", "none"] = "mountains"
    """What stands at the edge of an open place."""
    water: Annotated[float, Field(gt=0)] | None = None
    """How far away the ground of an open place goes under water."""
    ground: str = "dust"
    wall: str = "plaster"
    end: str = "door"
    ceiling: str = "ceiling"
    width: float = 3.0
    height: float = 2.8
    length: float = 24.0
    eye: float = 1.6
    tint: str = "none"
    bright: Annotated[float, Field(ge=0, le=4)] = 0.0
    """Light indoors that comes from everywhere: 0 for a cellar, 1 for a room by day."""
    lamps: list[Lamp] = []
    landmarks: list[Landmark] = []
    spots: Annotated[list[tuple[float, float]], Field(min_length=1)] = [
        (-1.0, 5.0),
        (1.2, 6.0),
        (0.2, 8.0),
    ]
    """Where people stand: metres right, metres away."""
    shelf: tuple[float, float] = (0.7, 3.4)
    """Where things lie."""


class Figure(Part):
    """How a person is drawn."""

    build: Literal["slim", "broad", "tall", "small", "child"] = "slim"
    head: Literal[
        "cap", "hair", "long", "bare", "headset", "hood", "straw", "kerchief", "bun", "helmet"
    ] = "hair"
    wears: Literal["coat", "robe", "dress", "uniform", "shorts"] = "coat"
    holds: Literal[
        "boom", "torch", "mug", "nothing", "cable", "lantern", "staff", "net", "tray", "umbrella"
    ] = "nothing"
    pose: Literal["stand", "sit", "lean"] = "stand"
    color: str = "rust"
    """Of what they wear: a name or `#rrggbb`."""
    skin: Literal["pale", "fair", "tan", "brown", "dark"] = "fair"
    hair: str = "dark"
    """A name or `#rrggbb`."""
    shape: Id | None = None
    """Drawn as this shape instead: for whoever is no human."""


class Weather(Part):
    """What the sky does."""

    id: Id
    lines: Lines
    clouds: Share = 0.3
    dust: Share = 0.0
    fog: Share = 0.0
    rain: Share = 0.0
    snow: Share = 0.0
    petals: Share = 0.0
    ash: Share = 0.0
    lightning: Share = 0.0
    wind: Share = 0.2
    alt: str = ""
