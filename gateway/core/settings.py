"""How one session is played, as words a player types."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum

from gateway.core import phrases
from gateway.core.errors import NotUnderstood
from gateway.core.types import Pace, Players, SessionSettings

_SECONDS = {"players": "vote_seconds", "pace": "pace_seconds"}
"""A second word of these settings is a number of seconds: `players vote 30`."""

_SHORTEST, _LONGEST = 5, 86_400


def describe(current: SessionSettings) -> str:
    """Every setting with its value, a line each."""
    return "\n".join(
        f"{field.name}: {_spell(getattr(current, field.name))}"
        for field in dataclasses.fields(current)
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
    return changed, phrases.SETTING_DONE.format(name=name, value=_spell(getattr(changed, name)))


def _read(name: str, old: object, value: str) -> object:
    if isinstance(old, bool):
        if value in ("on", "off"):
            return value == "on"
        raise _wrong(name, value, "say `on` or `off`.")
    if isinstance(old, int):
        if value.isascii() and value.isdigit() and _SHORTEST <= int(value[:9]) <= _LONGEST:
            return int(value)
        raise _wrong(name, value, f"say a number of seconds, {_SHORTEST} to {_LONGEST}.")
    if isinstance(old, (Players, Pace)):
        kind: type[StrEnum] = type(old)
        if value in list(kind):
            return kind(value)
        raise _wrong(name, value, f"say one of {', '.join(kind)}.")
    return value


def _wrong(name: str, value: str, why: str) -> NotUnderstood:
    return NotUnderstood(phrases.SETTING_WRONG.format(name=name, value=value[:40], why=why))


def _spell(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
