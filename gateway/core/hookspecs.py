"""All hooks: what a plugin may offer, answer, or be told.

A plugin is any object (most often a module) with functions of these names, marked by
`gateway.hookimpl` and named in the entry-point group `gateway.plugins`. An implementation may be
`def` or `async def`, except that offers are `def`, and leaves out the arguments it does not need.

**Offer** (`provide_…`)
    Called once at start; every answer is taken.
**Ask** (`verb_noun`)
    Asked in turn, the last registered first; the first answer that is not `None` wins and nobody
    after it is asked. One that raises, takes too long or answers nonsense counts as `None`, and is
    logged with its plugin's name. Tapeway's own are `trylast`.
**Tell** (`noun_participle`)
    Everybody hears; answers are ignored, errors are logged with the plugin's name.

The protocol of a turn, in the order of the calls:

1.  `admit_event`: may this event come in at all? Nothing is on the disk yet.
2.  `session_opened` (its first event ever) or `session_resumed` (the first since the start).
3.  `run_started`, if the turn begins a run.
4.  `turn_started`.
5.  `moderate`: the words a person said, if there are any.
6.  `quote` and `write_scene`: what happens. Words that a writer lets be seen on the way go through
    `moderate` too, where anybody does, before a platform shows them.
7.  `moderate`: the words the writer wrote. Then they are on their way, with their buttons.
8.  `quote` and `render_frame`: the still; then `frame_rendered`. Where the session films first,
    `quote` and `shoot_segment` come before that; where that is a job, `shoot_segment` once more to
    poll it; then `segment_shot`, and `frame_rendered` for the clip's last picture, which is the
    still. Only where there is no clip a still is drawn.
9.  The turn is committed. Then `turn_finished`.
10. If it ended the run: `run_ended`, `quote` and `cut_tape`, `tape_cut`.

Beside the play, while the next turn is told already:

11. `quote` and `shoot_segment`; where that is a job, `shoot_segment` once more to poll it; then
    `segment_shot`. A run's first turn has no segment, nor has one that was filmed first, or that
    the session's settings leave out.
12. For each message, as it goes out: `delivery_sent` or `delivery_failed`.

After every paid call there is a `budget_spent`. A paid call that a crash hid is looked for with
`find_call`, before anybody is paid once more. Where 8, 10 or 11 fail there is a `media_failed`,
and the story goes on with less: without the segment, with the last frame again, with words alone.
Where 5, 6 or 7 fail there is a `turn_failed` instead of what follows: nothing was played.

Outside of any turn `draft_world` and `check_world` are asked, for those who write worlds, and
`provide_checks` is for `tapeway doctor`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.core.markers import hookspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from gateway.core.ids import SessionId
    from gateway.core.looks import Look
    from gateway.core.platform import Delivery, Platform, Receipt
    from gateway.core.types import (
        JSON,
        Check,
        Ending,
        Event,
        Film,
        Frame,
        Job,
        Kind,
        Person,
        Price,
        Progress,
        Reel,
        Scene,
        Segment,
        Spend,
        Tape,
        Told,
        Turn,
        Verdict,
        World,
    )

# ---------------------------------------------------------------------------------------- offers


@hookspec
def provide_platform(settings: Mapping[str, JSON]) -> Platform | Sequence[Platform] | None:
    """Offer one or more platforms, or `None` where the settings ask for none.

    :param settings: the gateway's settings as plain data; a plugin reads its own section of
        `settings["plugins"]`.
    :raises SettingsError: the section is wrong; the gateway says so and does not start.
    """


@hookspec
def provide_worlds() -> Sequence[World]:
    """Offer worlds to play in; of two with one name, the plugin registered last is heard."""


@hookspec
def provide_looks() -> Mapping[str, Look]:
    """Offer looks for tapes, by name."""


@hookspec
def provide_checks(settings: Mapping[str, JSON]) -> Mapping[str, Check] | None:
    """Offer what `tapeway doctor` is to look at, by name: a token, a service, a codec.

    A check may take half a minute, changes nothing and costs nothing. It finds nothing where all is
    well and not worth a word.

    :param settings: as for `provide_platform`; no gateway runs.
    :raises SettingsError: the section is wrong.
    """


# ------------------------------------------------------------------------------------------ asks


@hookspec
def admit_event(event: Event) -> bool | None:
    """May this event come in? False leaves nothing on the disk, nobody is answered."""


@hookspec
def write_scene(session: SessionId, turn: Turn, told: Told) -> Scene | None:
    """Tell what happens: words, choices, what the frame shows, the world after it.

    Must not draw, write files or keep anything but in `Scene.state`: after a crash it is asked
    again with an equal `turn`.

    :param told: lets the words be seen as they come; leave it out if they come all at once. The
        scene's own words take the place of what was seen.
    """


@hookspec
def render_frame(session: SessionId, turn: Turn, scene: Scene, path: Path) -> Frame | None:
    """Draw the scene's still as PNG or JPEG to `path`.

    :param path: write here; whatever appears is checked, brought to the working size and stripped
        of metadata before anybody sees it.
    """


@hookspec
def shoot_segment(
    session: SessionId,
    turn: Turn,
    scene: Scene,
    first: Path,
    last: Path | None,
    path: Path,
    job: str | None,
) -> Segment | Job | None:
    """Film the way from one still to the next, as MP4 to `path`.

    A provider that takes minutes is used in two steps. Asked with no `job`, submit and answer a
    `Job`; its name is stored at once, and its `cost` is the most that the segment costs. Asked
    again with that `job`, poll it until it is done, fetch it to `path` and answer a `Segment`. Its
    `cost`, or that of the error you raise, takes the place of the job's if you know it. Nobody else
    is asked. After a crash only the second step is repeated.

    :param first: the parent turn's still.
    :param last: this turn's still; `None` where the clip comes first: film on from `first`, and the
        clip's own last picture becomes the still. Answer `None` if you need both.
    :param job: the name of the job to poll, or `None` to begin.
    """


@hookspec
def cut_tape(
    session: SessionId, reel: Reel, path: Path, limit: int | None, look: Look, progress: Progress
) -> Tape | None:
    """Make a GIF of every frame of the reel.

    :param path: write here, GIF.
    :param limit: bytes it may have at most; `None` for as good as it gets.
    :param look: the function every frame goes through.
    :raises LimitTooSmall: not even the smallest tape would fit.
    """


@hookspec
def stitch_film(
    session: SessionId, reel: Reel, path: Path, limit: int | None, progress: Progress
) -> Film | None:
    """Join the segments of the reel to one MP4 with title, chapters, subtitles and credits.

    :param path: write here, MP4, playable while it loads.
    :param limit: bytes it may have at most; `None` for as it was shot.
    :raises LimitTooSmall: not even the smallest film would fit.
    """


@hookspec
def moderate(session: SessionId, text: str, source: str) -> Verdict | None:
    """May this text be played?

    :param source: `person` or `writer`.
    """


@hookspec
def link_media(session: SessionId, path: str) -> str | None:
    """Say where a browser can see a file, for a chat that does not take it as it is.

    Whoever has the address sees that file and nothing else: sign it, and let it expire.

    :param path: inside the session's folder.
    """


@hookspec
def link_share(code: str) -> str | None:
    """Say where the public page of a share is, if it has one that others can reach.

    :param code: as people type it; the page is to find nothing by it any more once it is revoked.
    """


@hookspec
def quote(session: SessionId, turn: Turn | None, kind: Kind) -> Price | None:
    """The price of a call before it is made; `None` if the plugin does not charge for it.

    The answer is reserved against every cap. Settled is what the result says it cost.
    """


@hookspec
def find_call(
    session: SessionId, turn: Turn | None, spend: Spend, path: Path | None
) -> Scene | Frame | Segment | Job | bool | None:
    """Say how a paid call of this plugin ended that was under way when the gateway died.

    Answer what the call would have answered, with its `cost` and its file at `path`; or `False`
    where it surely was never charged: then it is made again. `None` where that cannot be told: the
    operator's policy `money.unknown` decides. Only whoever quoted the price is asked, and never
    about a call that was settled: what that one answered is kept.

    :param spend: the call's line in the ledger.
    :param path: write here; `None` where the call makes no file.
    """


@hookspec
def draft_world(world: str) -> str | None:
    """Write the text of a world's file to begin with, for `tapeway worlds new`.

    :param world: the name it gets: small letters, digits and `-`.
    """


@hookspec
def check_world(path: Path) -> Sequence[str] | None:
    """Say what there is to mend in a world's file, for `tapeway worlds check`.

    One sentence each, with the line and what to write; an empty answer finds nothing, `None` says
    that the file is not one of this plugin's.

    :param path: the file, which is there and can be read.
    """


# ----------------------------------------------------------------------------------------- tells


@hookspec
def platform_opened(platform: str) -> None:
    """A platform is ready to deliver and about to listen."""


@hookspec
def platform_closed(platform: str, error: Exception | None) -> None:
    """A platform has let go; `error` is why, if it was not asked to."""


@hookspec
def session_opened(session: SessionId, at: datetime) -> None:
    """A conversation was heard of for the first time."""


@hookspec
def session_resumed(session: SessionId) -> None:
    """A known conversation was heard again, for the first time since the gateway started."""


@hookspec
def session_closed(session: SessionId) -> None:
    """The gateway stops; the session rests where it is."""


@hookspec
def session_forgotten(session: SessionId) -> None:
    """A session and all that was its own is gone."""


@hookspec
def run_started(session: SessionId, run: int, world: World, person: Person | None) -> None:
    """A playthrough begins."""


@hookspec
def run_ended(session: SessionId, run: int, ending: Ending) -> None:
    """A playthrough is over, by its ending or by eject."""


@hookspec
def turn_started(session: SessionId, turn: Turn) -> None:
    """A turn is about to be told. After a crash this can be heard again for the same turn."""


@hookspec
def turn_finished(session: SessionId, turn: Turn, scene: Scene) -> None:
    """A turn is committed: it can no longer be lost."""


@hookspec
def turn_failed(session: SessionId, turn: Turn, error: Exception) -> None:
    """A turn could not be told; the story stands where it stood."""


@hookspec
def frame_rendered(session: SessionId, turn: Turn, frame: Frame, path: Path) -> None:
    """A still lies at `path`, checked."""


@hookspec
def segment_shot(session: SessionId, turn: Turn, segment: Segment, path: Path) -> None:
    """A clip lies at `path`, checked."""


@hookspec
def tape_cut(session: SessionId, tape: Tape, path: Path) -> None:
    """A tape lies at `path`."""


@hookspec
def film_stitched(session: SessionId, film: Film, path: Path) -> None:
    """A film lies at `path`."""


@hookspec
def tape_shared(session: SessionId, path: str, person: Person) -> None:
    """A person made a code for a tape or film of this session, or for its run.

    :param path: inside the session's folder; empty for a run.
    """


@hookspec
def tape_watched(session: SessionId, path: str) -> None:
    """Somebody, somewhere, watched what this session shared."""


@hookspec
def media_failed(session: SessionId, kind: Kind, error: Exception) -> None:
    """A frame, segment, tape or film could not be made; the story goes on without."""


@hookspec
def delivery_sent(session: SessionId, delivery: Delivery, receipt: Receipt) -> None:
    """A message arrived."""


@hookspec
def delivery_failed(session: SessionId, delivery: Delivery, error: Exception) -> None:
    """A message was refused for good."""


@hookspec
def budget_spent(session: SessionId, spend: Spend) -> None:
    """A paid call is in the ledger with what it cost."""
