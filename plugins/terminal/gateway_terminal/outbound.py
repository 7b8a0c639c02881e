"""A delivery becomes something Rich can print. Nothing here opens a file or knows a terminal.

All text goes in as `Text`, never as markup, and is stripped of what a terminal would act on:
neither a player nor a model can colour, move or clear anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from gateway import JSON, Attachment, Button, Delivery, Part
from gateway_terminal.plain import one_line, plain

WIDTH: Final = 92
"""Cells; longer lines are hard to read, however wide the terminal."""

MARGIN: Final = 2
BAR: Final = 20

_KINDS: Final = {"look": "blue", "use": "yellow", "risk": "red", "speak": "green"}
_NAMES: Final = {Part.SEGMENT: "Segment", Part.TAPE: "Tape", Part.FILM: "Film"}
_BLOCKS: Final = re.compile("[▀-▟]+")
_UNITS: Final = ("bytes", "kB", "MB", "GB")


def render(
    delivery: Delivery, root: str, picture: RenderableType | None = None, *, first: int = 1
) -> RenderableType:
    """How a delivery looks.

    :param picture: its frame, where colours can show one.
    :param first: the number of its first button.
    """
    match delivery.part:
        case Part.WORDS | Part.TELLING:
            return _framed(_words(delivery))
        case Part.PICTURE:
            return _framed(_picture(delivery, root, picture))
        case Part.PROGRESS:
            return progress(delivery)
        case Part.NOTICE:
            lines: list[RenderableType] = [_notice(delivery), *_files(delivery, root)]
            if delivery.buttons:
                lines += [Text(), _choices(delivery.buttons, first)]
            return _framed(lines)
        case _:
            lines = _files(delivery, root, _NAMES[delivery.part]) or [_notice(delivery)]
            if delivery.buttons:
                lines = [*lines, _choices(delivery.buttons, first)]
            return _framed(lines)


def progress(delivery: Delivery, width: int = WIDTH) -> Text:
    """How far a tape or film is: its word, a bar and the share, on one line."""
    share = min(1.0, max(0.0, delivery.progress or 0.0))
    tail = f" {share:4.0%}"
    word = Text(progress_word(delivery), style="bold")
    word.truncate(max(8, width - BAR - len(tail) - 1 - MARGIN), overflow="ellipsis")
    done = round(share * BAR)
    bar = (("█" * done, "magenta"), ("░" * (BAR - done), "dim"))
    return Text.assemble(" " * MARGIN, word, " ", *bar, (tail, "dim"), no_wrap=True)


def progress_word(delivery: Delivery) -> str:
    """What is going on, without the bar that somebody may have drawn already."""
    return _BLOCKS.sub("", one_line(delivery.text)).strip() or "…"


def banner(session: str) -> RenderableType:
    """What stands above a game."""
    return _framed(
        [
            Text.assemble(("TAPEWAY", "bold magenta"), (f"  {one_line(session)}", "dim")),
            Text("A number chooses; your own words are an action too.", style="dim"),
            Text("/help tells the rest, /quit leaves; the story waits for you.", style="dim"),
        ]
    )


def aside(text: str, style: str = "dim italic") -> RenderableType:
    """A word of the terminal's own, not the story's."""
    return _framed([Text(plain(text), style=style)], above=0)


def take_home(files: Sequence[Delivery], root: str) -> RenderableType:
    """The last thing a demo shows: the tape and the film, and where they lie."""
    lines: list[RenderableType] = [Text("THE END", style="bold magenta")]
    for delivery in files:
        lines += [_file(file, root, _NAMES[delivery.part]) for file in delivery.attachments]
    return _framed(lines)


def spoken(text: str, label: str = "") -> RenderableType:
    """What a person just typed, as it stays on the screen; `label` is the choice it meant."""
    line = Text.assemble(("❯ ", "bold magenta"), (plain(text), "bold"))
    if label:
        line.append(f"  {one_line(label)}", style="dim")
    return Padding(line, (1, 0, 0, 0))


def _framed(lines: Sequence[RenderableType], above: int = 1) -> RenderableType:
    """Indented, no wider than reads well, with air above."""
    return Group(*[Text()] * above, *map(_indented, lines))


def _indented(line: RenderableType) -> RenderableType:
    """A path is neither padded nor constrained: either would cut it off."""
    if isinstance(line, Text) and line.no_wrap:
        return Text.assemble(" " * MARGIN, line, no_wrap=True, overflow="ignore")
    return Padding(Constrain(line, WIDTH), (0, 0, 0, MARGIN))


# ------------------------------------------------------------------------------------------ words


def _words(delivery: Delivery) -> list[RenderableType]:
    scene = delivery.scene
    lines: list[RenderableType] = [*_heading(scene, again=delivery.again)]
    if text := plain(delivery.text).strip():
        lines += [Text(), Text(text)] if lines else [Text(text)]
    if carried := _carried(scene.get("inventory")):
        lines += [Text(), carried]
    if delivery.buttons:
        lines += [Text(), _choices(delivery.buttons)]
    return lines


def _heading(scene: Mapping[str, JSON], *, again: bool) -> list[RenderableType]:
    """The title in a rule; under it the place to the left, health, run and turn to the right."""
    lines: list[RenderableType] = []
    if title := _word(scene.get("title")):
        rule = Text.assemble((title, "bold not dim"))
        lines.append(Rule(rule, align="left", style="dim magenta"))
    right = [_health(scene.get("health")), *_counts(scene)]
    if again:
        right.append(Text("again", style="dim"))
    quiet = Text("  ·  ", style="dim").join([part for part in right if part])
    if (place := _word(scene.get("place"))) or quiet:
        row = Table.grid(expand=True, padding=(0, 0, 0, 2))
        row.add_column(ratio=1)
        row.add_column(justify="right", no_wrap=True)
        row.add_row(Text(place, style="italic"), quiet)
        lines.append(row)
    return lines


def _counts(scene: Mapping[str, JSON]) -> list[Text]:
    names = [name for name in ("run", "turn") if _number(scene.get(name)) is not None]
    return [Text(f"{name} {_number(scene[name]):.0f}", style="dim") for name in names]


def _health(value: JSON) -> Text:
    """Ten cells of health; nothing where the world counts none."""
    health = _number(value)
    if health is None:
        return Text()
    health = min(100.0, max(0.0, health))
    done = round(health / 10)
    colour = "green" if health > 60 else "yellow" if health > 30 else "red"
    return Text.assemble(("♥ ", colour), ("━" * done, colour), ("╌" * (10 - done), "dim"),
                         (f" {health:.0f}", "dim"))  # fmt: skip


def _carried(value: JSON) -> Text | None:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    things = [Text(word, style="cyan") for thing in value if (word := _word(thing))]
    if not things:
        return None
    return Text.assemble(("carrying  ", "dim"), Text(" · ", style="dim").join(things))


def _choices(buttons: Sequence[Button], first: int = 1) -> Table:
    """The ways on, numbered as they can be typed; a word says of which kind an unusual one is."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for number, button in enumerate(buttons, start=first):
        colour = _KINDS.get(button.kind, "magenta")
        label = Text(one_line(button.label) or "…")
        if button.kind in _KINDS:
            label.append(f" · {button.kind}", style=f"dim {colour}")
        table.add_row(Text(f"{number:>2}", style=f"bold {colour}"), label)
    return table


def _notice(delivery: Delivery) -> Text:
    return Text(plain(delivery.text).strip() or "…", style="yellow")


def _word(value: JSON) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _number(value: JSON) -> float | None:
    """A number that can be shown; whatever else stands there is nobody's health."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        return None
    return float(value)


# ------------------------------------------------------------------------------------------ files


def _picture(delivery: Delivery, root: str, picture: RenderableType | None) -> list[RenderableType]:
    text = plain(delivery.text).strip()
    lines: list[RenderableType] = [Text(text)] if text else []
    if picture is not None:
        return [*lines, picture]
    alts = [plain(file.alt).strip() for file in delivery.attachments]
    lines += [Text.assemble(("▣ ", "magenta"), (alt, "italic")) for alt in alts if alt]
    return lines or list(_files(delivery, root, "Picture"))


def _files(delivery: Delivery, root: str, name: str = "") -> list[RenderableType]:
    """What was said about the files, then a line for each with where it lies."""
    lines: list[RenderableType] = []
    if name and (text := plain(delivery.text).strip()):
        lines.append(Text(text))
    return lines + [_file(file, root, name or "File") for file in delivery.attachments]


def _file(file: Attachment, root: str, name: str) -> Text:
    """One line, never broken by us, so that the path can be copied."""
    line = Text.assemble((f"▶ {name}", "bold magenta"), "  ", no_wrap=True, overflow="ignore")
    line.append(plain(where(file, root)), style="underline")
    line.append(f"  {_size(file.size)}", style="dim")
    if file.link:
        line.append(f"  {one_line(file.link)}", style="underline")
    return line


def where(file: Attachment, root: str) -> str:
    """Where an attachment lies under the data root."""
    if "://" in root:
        return f"{root.rstrip('/')}/{file.session}/{file.path}"
    return str(Path(root) / str(file.session) / file.path)


def _size(size: int) -> str:
    """A size as people say it.

    >>> _size(1_234_567)
    '1.2 MB'
    """
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return (
        f"{value:.1f} {_UNITS[unit]}"
        if unit > 0 and value < 99.95
        else f"{value:.0f} {_UNITS[unit]}"
    )
