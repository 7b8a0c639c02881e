"""How one session is played, as words a player types."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from gateway.core import phrases
from gateway.core.errors import NotUnderstood
from gateway.core.types import Filming, Pace, Players, SessionSettings, Sharing

_SECONDS = {"players": "vote_seconds", "pace": "pace_seconds"}
"""A second word of these settings is a number of seconds: `players vote 30`."""

_SHORTEST, _LONGEST = 5, 86_400

_MOST_DAYS = 3650


def describe(current: SessionSettings) -> str:
    """Every setting with its value, a line each."""
    return "\n".join(
        f"{field.name}: {getattr(current, field.name)}" for field in dataclasses.fields(current)
    )


def change(
    current: SessionSettings, argument: str, *, looks: Collection[str]
) -> tuple[SessionSettings, str]:
    """The settings after `NAME VALUE [SECONDS]`, and a sentence about it.

    :param looks: the looks there are.
    :raises NotUnderstood: there is no such setting or value.
    """
    name, _, rest = argument.partition(" ")
    name = name.lower()
    names = [field.name for field in dataclasses.fields(current)]
    if name not in names:
        raise NotUnderstood(phrases.SETTING_UNKNOWN.format(name=name[:40], names=", ".join(names)))
    value, _, seconds = rest.strip().lower().partition(" ")
    if name == "look" and value not in looks:
        raise _wrong(name, value, f"say one of {', '.join(sorted(looks))}.")
    changes: dict[str, object] = {name: _read(name, getattr(current, name), value)}
    if seconds and name in _SECONDS:
        changes[_SECONDS[name]] = _read(_SECONDS[name], 0, seconds.strip())
    changed = replace(current, **changes)  # type: ignore[arg-type]
    sentence = phrases.SETTING_DONE.format(name=name, value=getattr(changed, name))
    return changed, f"{sentence} {phrases.FILMING[changed.film]}" if name == "film" else sentence


def _read(name: str, old: object, value: str) -> object:
    if name == "share_days":
        return _read_days(name, value)
    if isinstance(old, int):
        if value.isascii() and value.isdigit() and _SHORTEST <= int(value[:9]) <= _LONGEST:
            return int(value)
        raise _wrong(name, value, f"say a number of seconds, {_SHORTEST} to {_LONGEST}.")
    if isinstance(old, (Players, Pace, Filming, Sharing)):
        kind: type[StrEnum] = type(old)
        try:
            return kind(value)
        except ValueError:
            raise _wrong(name, value, f"say one of {', '.join(kind)}.") from None
    return value


def _read_days(name: str, value: str) -> int:
    if value == "never":
        return 0
    if value.isascii() and value.isdigit() and int(value[:9]) <= _MOST_DAYS:
        return int(value)
    why = f"say a number of days up to {_MOST_DAYS:,}, or `never` for no end."
    raise _wrong(name, value, why)


def _wrong(name: str, value: str, why: str) -> NotUnderstood:
    return NotUnderstood(phrases.SETTING_WRONG.format(name=name, value=value[:40], why=why))
