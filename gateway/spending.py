"""`tapeway spend`: who spent what on which model, and what is left. Works while a gateway runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from gateway.core.caps import Caps, dollars, midnight
from gateway.core.errors import NotUnderstood

if TYPE_CHECKING:
    from gateway.core.types import Spend
    from gateway.store.records import SqlRecords


class By(StrEnum):
    """What the ledger can be added up by."""

    MODEL = "model"
    SESSION = "session"
    PERSON = "person"
    PLATFORM = "platform"


_KEYS: Final[Mapping[str, Callable[[Spend], str]]] = {
    "model": lambda line: line.model,
    "session": lambda line: str(line.session),
    "person": lambda line: line.person or "nobody",
    "platform": lambda line: line.session.platform,
}
_UNSURE: Final = ("unknown", "open")


def spend(
    day: Annotated[bool, typer.Option("--day", help="Only today, from midnight UTC.")] = False,  # noqa: FBT002
    month: Annotated[bool, typer.Option("--month", help="Only this month.")] = False,  # noqa: FBT002
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from that day on.")
    ] = None,
    by: Annotated[By | None, typer.Option(help="Add up instead of listing each call.")] = None,
    settle: Annotated[
        str, typer.Option(metavar="KEY=DOLLARS", help="Say what an unknown call came to.")
    ] = "",
    root: Annotated[
        Path | None,
        typer.Option("--root", help="The data root; else TAPEWAY_ROOT or tapeway.toml."),
    ] = None,
) -> None:
    """Show who spent what on which model, and what is left."""
    from gateway import settings, stage, tokens

    options = settings.load(**({"root": root} if root else {}))
    now = datetime.now(UTC)
    with tokens.open_database(options) as database:
        if settle:
            typer.echo(database.transact(lambda r: settle_unknown(r, settle)))
            return
        lines = database.transact(lambda r: r.ledger())
        caps = database.transact(lambda r: caps_table(r, lines, options.money.caps(), now))
    shown = [line for line in lines if line.at >= begin(now, day=day, month=month, since=since)]
    if by is None:
        heads = ("when", "session", "person", "for", "model", "cost", "state")
        stage.table(heads, [*map(_row, shown)])
    else:
        stage.table((by.value, "calls", "quoted", "cost", "unknown"), totals(shown, by))
    typer.echo(f"\nTogether: {dollars(sum(map(counted, shown)))} for {len(shown)} calls")
    if caps:
        typer.echo()
        stage.table(("cap", "most", "of", "used", "left"), caps)
    if unsure := [line for line in lines if line.state in _UNSURE]:
        typer.echo(f"\n{_WHAT_TO_DO}\n")
        stage.table(("key", "model", "counted", "when"), [*map(_unsure_row, unsure)])


_WHAT_TO_DO: Final = """\
Nobody knows how these calls ended: a crash or a time-out hid it, so the whole quote is counted.
Look them up in the provider's bill, then say of each: tapeway spend --settle KEY=DOLLARS"""


def begin(now: datetime, *, day: bool, month: bool, since: datetime | None) -> datetime:
    """The time from which lines are shown."""
    ends = [datetime.min.replace(tzinfo=UTC)]
    ends += [midnight(now)] if day else []
    ends += [midnight(now).replace(day=1)] if month else []
    ends += [since.replace(tzinfo=UTC)] if since else []
    return max(ends)


def counted(line: Spend) -> int:
    """What a line counts for: its quote while it is under way."""
    return line.quoted if line.state == "called" else line.settled


def totals(lines: Sequence[Spend], by: By) -> list[tuple[str, ...]]:
    """The lines added up, the dearest first."""
    grouped = _grouped(lines, _KEYS[by])
    dearest = sorted(grouped, key=lambda name: (-sum(map(counted, grouped[name])), name))
    return [(name, *_sums(grouped[name])) for name in dearest]


def _sums(lines: Sequence[Spend]) -> Iterator[str]:
    yield str(len(lines))
    yield _exact(sum(line.quoted for line in lines))
    yield _exact(sum(map(counted, lines)))
    unsure = [line for line in lines if line.state in _UNSURE]
    yield f"{len(unsure)} ({_exact(sum(map(counted, unsure)))})" if unsure else ""


def caps_table(
    records: SqlRecords, lines: Sequence[Spend], caps: Caps, now: datetime
) -> list[tuple[str, ...]]:
    """Every cap that is set, and what is left; of sessions and people those nearest to theirs."""
    people: dict[str, str] = {}
    for line in lines:
        if line.person not in people:
            # All accounts of a person under the first of their names.
            people |= dict.fromkeys(records.accounts(line.person), line.person)
    rows: list[tuple[str, ...]] = []
    if caps.turn is not None:
        rows.append(("turn", dollars(caps.turn), "each", "", ""))
    if caps.session is not None:
        rows += _nearest("session", caps.session, _grouped(lines, _KEYS["session"]))
    if caps.person is not None:
        of = _grouped(lines, lambda line: people.get(line.person, "nobody") or "nobody")
        rows += _nearest("person", caps.person, of)
    if caps.platform is not None:
        rows += _nearest("platform", caps.platform, _grouped(lines, _KEYS["platform"]))
    if caps.day is not None:
        today = [line for line in lines if line.at >= midnight(now)]
        rows += _nearest("day", caps.day, {f"{now:%Y-%m-%d} UTC": today})
    return rows


def _nearest(cap: str, most: int, of: Mapping[str, Sequence[Spend]]) -> list[tuple[str, ...]]:
    used = {name: sum(map(counted, lines)) for name, lines in of.items()} or {"each": 0}
    nearest = sorted(used, key=lambda name: (-used[name], name))[:_ENOUGH]
    return [
        (cap, dollars(most), name, dollars(used[name]), dollars(max(0, most - used[name])))
        for name in nearest
    ]


_ENOUGH: Final = 5
"""How many of those nearest to a cap are shown."""


def settle_unknown(records: SqlRecords, said: str) -> str:
    """Write down what a call came to that nobody could speak for; a sentence about it.

    :raises NotUnderstood: it is no such line, or no amount.
    """
    key, _, amount = said.rpartition("=")
    line = records.line(key)
    if line is None or line.state not in _UNSURE:
        raise NotUnderstood(
            f"There is no unknown call {key or said!r}: `tapeway spend` lists them with their keys."
        )
    try:
        micro = round(float(amount) * 1e6)
    except (ValueError, OverflowError):
        micro = -1
    if micro < 0:
        raise NotUnderstood(f"{amount!r} is no amount: say it in dollars, such as {key}=0.04.")
    records.settle(key, amount=micro, state="done" if micro else "failed")
    return f"{key} came to {dollars(micro)}."


def _grouped(lines: Sequence[Spend], key: Callable[[Spend], str]) -> Mapping[str, Sequence[Spend]]:
    groups: dict[str, list[Spend]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return groups


def _row(line: Spend) -> tuple[str, ...]:
    return (
        f"{line.at:%Y-%m-%d %H:%M}",
        str(line.session),
        line.person,
        line.kind.value,
        line.model,
        _exact(counted(line)),
        line.state,
    )


def _unsure_row(line: Spend) -> tuple[str, ...]:
    return line.key, line.model, _exact(counted(line)), f"{line.at:%Y-%m-%d %H:%M}"


def _exact(amount: int) -> str:
    return f"${amount / 1e6:.4f}"
