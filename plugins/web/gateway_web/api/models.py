"""What goes in and out, as the description says and as it is checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway import Verb

VERBS = tuple(verb.value for verb in Verb if verb is not Verb.SILENCE)

Limit = Annotated[int, Field(ge=1, le=200, description="How many to answer at most.")]
After = Annotated[
    str,
    Field(max_length=600, pattern=r"^[A-Za-z0-9_-]*$", description="`next` of the page before."),
]
Micros = Annotated[int, Field(description="Micro-dollars: 1,000,000 is one dollar.")]
Moment = Annotated[str, Field(description="ISO 8601, in UTC.")]
AsOwner = Annotated[
    bool, Field(description="Act as whoever began the story; for tokens with the scope admin.")
]


class Asked(BaseModel):
    """What comes in: nothing but what is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="ignore", frozen=True)


# -------------------------------------------------------------------------------------- questions


class Paging(Asked):
    """Which page."""

    after: After = ""
    limit: Limit = 50


class SessionPaging(Paging):
    """Which sessions."""

    platform: str = Field("", max_length=40, pattern=r"^[a-z0-9-]*$")


class TurnPaging(Paging):
    """Which turns."""

    run: int | None = Field(None, ge=0, le=1_000_000_000, description="Of this run only.")


class ReelPaging(Paging):
    """Which tapes and films."""

    kind: Literal["", "tape", "film"] = Field("", description="Only these; both if left out.")


class Doing(Asked):
    """As whom."""

    as_owner: AsOwner = False


class Since(Asked):
    """From where on."""

    after: int | None = Field(
        None, ge=0, le=2**53, description="A number; the newest is where it begins if left out."
    )


class Days(Asked):
    """How far back."""

    days: int = Field(30, ge=1, le=3660)


# ----------------------------------------------------------------------------------------- bodies


class NewRoom(Asked):
    """Nothing needs to be said of a room."""


class NewAction(Asked):
    """What somebody does, in a verb and its argument; or a button that was shown."""

    verb: Literal[VERBS]  # type: ignore[valid-type]
    argument: str = Field("", max_length=10_000)
    button: str | None = Field(None, min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")
    name: str = Field("", max_length=40, description="What whoever does it is called.")
    as_owner: AsOwner = False


class NewShare(Asked):
    """Which tape or film."""

    path: str = Field(max_length=200, pattern=r"^(tapes|films/final)/[A-Za-z0-9_]+\.(gif|mp4)$")


class NewWebhook(Asked):
    """Where to tell what."""

    url: str = Field(max_length=2000, pattern=r"^https?://[^\s/@?#]+([/?#]\S*)?$")
    events: tuple[Literal["run_ended", "tape_cut", "film_stitched"], ...] = Field(
        min_length=1, max_length=3
    )


# ---------------------------------------------------------------------------------------- answers


class Problem(Told):
    """RFC 9457: why something was refused."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None


class Me(Told):
    """Whose token this is."""

    id: str
    name: str
    scopes: list[str]


class World(Told):
    """Where a story can be set."""

    name: str
    title: str
    summary: str
    language: str


class Worlds(Told):
    """All of them."""

    items: list[World]


class Room(Told):
    """A room that only its link leads to."""

    session: str
    link: str


class Choice(Told):
    """One offered way on."""

    key: str
    label: str
    kind: str
    hint: str = ""


class Ending(Told):
    """How a run ended."""

    kind: str
    title: str
    text: str = ""


class Turn(Told):
    """One action and what came of it."""

    turn: int
    run: int
    parent: int | None
    number: int
    at: Moment
    verb: str
    said: str
    by: str
    title: str
    place: str
    text: str
    health: int | None
    inventory: list[str]
    choices: list[Choice]
    ending: Ending | None
    alt: str
    image: str | None
    segment: str | None


class Session(Told):
    """Where one conversation's story stands."""

    session: str
    platform: str
    world: str
    run: int
    turn: int | None
    running: bool
    waiting: str
    owner: str | None
    settings: dict[str, Any]
    started: Moment | None


class SessionNow(Session):
    """The same, with the scene it stands at."""

    scene: Turn | None


class Sessions(Told):
    """A page."""

    items: list[Session]
    next: str | None


class Run(Told):
    """One playthrough."""

    run: int
    world: str
    ended: Moment | None
    ending: Ending | None


class Runs(Told):
    """A page, the newest first."""

    items: list[Run]
    next: str | None


class Turns(Told):
    """A page, in the order they were played."""

    items: list[Turn]
    next: str | None


class Reel(Told):
    """A tape or a film."""

    session: str
    path: str
    kind: str
    run: int
    turn: int
    frames: int | None
    size: int
    at: Moment
    world: str
    title: str
    place: str
    alt: str
    link: str = Field(description="Where it can be fetched without a token, for an hour.")
    still: str | None = Field(description="The same for its last frame.")


class Reels(Told):
    """A page, the newest first."""

    items: list[Reel]
    next: str | None


class Action(Told):
    """What became of an action: `waiting` or `done`, and what was answered to it."""

    id: str
    heard: bool = Field(description="False where it was known already, or is not admitted.")
    state: str
    notices: list[str]


class ShareTold(Told):
    """A code that lets others watch a tape or film, or follow a run."""

    code: str
    link: str
    session: str
    path: str
    kind: str
    run: int
    title: str
    at: Moment
    expires: Moment | None
    views: int


class Shares(Told):
    """A page, the newest first."""

    items: list[ShareTold]
    next: str | None


class Settings(Told):
    """How a session is played."""

    settings: dict[str, Any]


class Spent(Told):
    """What a day's calls of one kind on one model came to."""

    day: str
    model: str
    kind: str
    calls: int
    amount: Micros


class Spend(Told):
    """The ledger, added up."""

    items: list[Spent]
    total: Micros


class Health(Told):
    """How much there is, and how much waits."""

    sessions: int
    running: int
    turns: int
    reels: int
    events_waiting: int
    deliveries_waiting: int
    deliveries_failed: int
    calls_waiting: int


class TokenRow(Told):
    """A token, without the token."""

    id: str
    name: str
    scopes: list[str]
    at: Moment
    used: Moment | None


class Tokens(Told):
    """All that are good."""

    items: list[TokenRow]


class Hook(Told):
    """An address that is told."""

    id: str
    url: str
    events: list[str]
    at: Moment


class HookMade(Hook):
    """The same, with what its calls are signed with."""

    secret: str


class Hooks(Told):
    """All of them."""

    items: list[Hook]


class HookCall(Told):
    """One thing a webhook was told, or is going to be."""

    id: str
    event: str
    at: Moment
    due: Moment
    attempts: int
    state: str
    status: int | None
    why: str


class HookCalls(Told):
    """The last of them, the newest first."""

    items: list[HookCall]
