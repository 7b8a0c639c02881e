"""What the settings say about the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TypeVar

from gateway import JSON, InvalidSessionId, SessionId, SettingsError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The section `plugins.terminal`; every key but `enabled` may be left out.

    `session` is the conversation's name, `user` the player's (the login name if empty), `root` the
    data root, where attachments are found. `world` is what the first start asks for, `start` says
    whether there is one at all. Without `pictures` a frame is told instead of shown.
    Only a demo reads `turns`, `seed`, `run` (another one plays anew into the same root) and `at`,
    the time of its first event: with it two demos leave the same files.
    """

    session: str = "play"
    mode: str = "play"
    world: str = ""
    root: str = "sessions"
    user: str = ""
    start: bool = True
    pictures: bool = True
    turns: int = 12
    seed: int = 1
    run: str = ""
    at: str = ""

    @classmethod
    def found_in(cls, settings: Mapping[str, JSON]) -> Options | None:
        """The options, or `None` where nobody asked for a terminal.

        :raises SettingsError: a key is unknown, of the wrong kind, or cannot be.
        """
        section = _section(_section(settings, "plugins"), "terminal")
        if not _typed(section, "enabled", default=False):
            return None
        known = [field.name for field in fields(cls)]
        if unknown := section.keys() - {*known, "enabled"}:
            raise SettingsError(
                f"plugins.terminal has no {min(unknown)!r}: it knows enabled, {', '.join(known)}."
            )
        default = cls()
        return cls(
            session=_typed(section, "session", default=default.session),
            mode=_typed(section, "mode", default=default.mode),
            world=_typed(section, "world", default=default.world),
            root=_typed(section, "root", default=default.root),
            user=_typed(section, "user", default=default.user),
            start=_typed(section, "start", default=default.start),
            pictures=_typed(section, "pictures", default=default.pictures),
            turns=_typed(section, "turns", default=default.turns),
            seed=_typed(section, "seed", default=default.seed),
            run=_typed(section, "run", default=default.run),
            at=_typed(section, "at", default=default.at),
        )

    def __post_init__(self) -> None:
        if self.mode not in {"play", "demo"}:
            raise SettingsError(f"plugins.terminal.mode is play or demo, not {self.mode!r}.")
        if self.turns < 1:
            raise SettingsError(f"plugins.terminal.turns is at least 1, not {self.turns}.")
        try:
            self.conversation()
        except InvalidSessionId as error:
            raise SettingsError(f"plugins.terminal.session cannot be used: {error}") from error
        self.began()

    def conversation(self) -> SessionId:
        """The session to play in."""
        return SessionId.of("terminal", self.session)

    def began(self) -> datetime | None:
        """When a demo's first event happens; `None` for as it happens."""
        if not self.at:
            return None
        try:
            at = datetime.fromisoformat(self.at)
        except ValueError as error:
            raise SettingsError(
                f"plugins.terminal.at is a time such as 2025-12-19T19:30:00Z, not {self.at!r}."
            ) from error
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _section(settings: Mapping[str, JSON], key: str) -> Mapping[str, JSON]:
    section = settings.get(key)
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        raise SettingsError(f"{key} in the settings is a table, not {section!r}.")
    return section


def _read(value: JSON, default: object) -> JSON:
    """What a variable of the environment says, which can only say it as text."""
    if isinstance(value, str) and isinstance(default, bool):
        return {"true": True, "false": False}.get(value.lower(), value)
    if isinstance(value, str) and isinstance(default, int) and value.isdecimal():
        return int(value)
    return value


def _typed(section: Mapping[str, JSON], key: str, *, default: T) -> T:
    value = _read(section.get(key), default)
    if value is None:
        return default
    if type(value) is not type(default):
        raise SettingsError(
            f"plugins.terminal.{key} is like {default!r}, not {value!r}: mend it in the settings."
        )
    return value
