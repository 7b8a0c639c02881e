"""What an operator may set: `tapeway.toml`, over it `TAPEWAY_*` from the environment.

Secrets come from the environment or from files only, and each plugin reads its own.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveInt,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableError

from gateway.core.caps import Caps
from gateway.core.errors import SettingsError
from gateway.core.types import Filming, Pace, Players, SessionSettings, Sharing

FILE = Path("tapeway.toml")

_AS_JSON: Final = {
    "disabled_plugins": '["slack"]',
    "plugins": '{"web": {"enabled": true}}',
    "money": '{"day": 5}',
    "play": '{"pace": "auto"}',
}


class Money(BaseModel):
    """Caps in dollars; none means no cap. `unknown`: what to do with a call nobody knows about."""

    model_config = ConfigDict(extra="forbid")

    turn: NonNegativeFloat | None = None
    session: NonNegativeFloat | None = None
    person: NonNegativeFloat | None = None
    platform: NonNegativeFloat | None = None
    day: NonNegativeFloat | None = None
    unknown: Literal["retry", "ask", "fail"] = "fail"

    def caps(self) -> Caps:
        """The caps in micro-dollars."""
        amounts = self.model_dump(exclude={"unknown"})
        return Caps(
            **{k: None if v is None else round(v * 1e6) for k, v in amounts.items()},
            unknown=self.unknown,
        )


class Play(BaseModel):
    """How a session is played until its owner says otherwise."""

    model_config = ConfigDict(extra="forbid")

    players: Players = Players.ANYONE
    vote_seconds: PositiveInt = 20
    pace: Pace = Pace.RELAXED
    pace_seconds: PositiveInt = 60
    look: str = "vhs"
    film: Filming = Filming.STILL
    sharing: Sharing = Sharing.OWNER
    share_days: NonNegativeInt = 30

    def defaults(self) -> SessionSettings:
        """As a session's settings."""
        return SessionSettings(**self.model_dump())


class Settings(BaseSettings):
    """All settings of a gateway.

    `database` is `sqlite:///…` or `postgresql://…`; by default a file in the data root. `drain` is
    how many seconds a stop waits for what is under way; `poll` how often the queue is looked at.
    """

    model_config = SettingsConfigDict(
        env_prefix="TAPEWAY_", env_nested_delimiter="__", toml_file=FILE, extra="forbid"
    )

    root: Path = Path("sessions")
    database: str = ""
    disabled_plugins: list[str] = Field(default_factory=list)
    plugins: dict[str, dict[str, Any]] = Field(default_factory=dict)
    money: Money = Field(default_factory=Money)
    play: Play = Field(default_factory=Play)
    drain: NonNegativeFloat = 30.0
    poll: float = Field(default=0.1, ge=0.01, le=10)
    shots: PositiveInt = 2
    retention_days: PositiveInt = 7
    log: Literal["debug", "info", "warning", "error"] = "warning"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said in code, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def database_url(self) -> str:
        """Where the rows are kept."""
        return self.database or f"sqlite:///{(self.root / '.tapeway.sqlite').absolute()}"


def load(**overrides: object) -> Settings:
    """The settings from the file, the environment and the overrides.

    :raises SettingsError: one is unknown or wrong; the message names it.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        variable = f"TAPEWAY_{name.upper().replace('.', '__')}"
        wrong = f"The setting {name} is wrong: {first['msg']}"
        if first["type"] == "extra_forbidden":
            wrong = f"There is no setting {name}"
        raise SettingsError(f"{wrong}. Mend it in {FILE} or in {variable}.") from error
    except UnreadableError as error:
        raise SettingsError(_no_json(str(error))) from error
    except (ValueError, OSError) as error:
        raise SettingsError(f"The settings cannot be read: {error}. Mend {FILE}.") from error


def _no_json(said: str) -> str:
    """What to do about a list or a table from the environment that is no JSON, by its name."""
    found = re.search(r'field "(\w+)"', said)
    name = found[1] if found else ""
    such = _AS_JSON.get(name, "")
    return f"TAPEWAY_{name.upper()} is no JSON: write it like '{such}', with its quotation marks."
