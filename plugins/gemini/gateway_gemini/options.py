"""What the settings say: `plugins.gemini` in `tapeway.toml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt

from gateway import JSON, Secret, SessionId, SettingsError, sections
from gateway_gemini.prices import Rates, rates

Rating = Literal["everyone", "teen", "mature"]

_GENERAL: Final = "GEMINI_API_KEY"
"""Where Google's own tools look for a key."""


class Options(BaseModel):
    """How Gemini writes, draws and films.

    `project` and `location` are those of Vertex AI, which takes no key. An empty model leaves that
    work to others. `film` says what makes clips. `ratings` are for single sessions, by patterns of
    their ids. `patience` is how many seconds a busy Google is waited for, `film_patience` how long
    a clip may take. `prices` go over the table of the plugin.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_file: str = ""
    project: str = ""
    location: str = "global"
    url: str = Field(default="", pattern=r"^(https?://.+[^/])?$")
    version: str = Field(default="", pattern=r"^(v\d\w*)?$")

    writer: str = "gemini-3.8-flash"
    painter: str = "gemini-3.1-flash-image"
    film: Literal["none", "flipbook", "omni", "veo"] = "none"
    omni: str = "gemini-omni-1.2-flash"
    veo: str = "veo-3.1-fast-generate-001"

    sees: bool = True
    thinking: Literal["minimal", "low", "medium", "high"] = "low"
    words: Annotated[int, Field(ge=30, le=300)] = 110
    turns: Annotated[int, Field(ge=0, le=500)] = 18
    aspect: Literal["16:9", "9:16", "4:3", "3:4", "1:1", "3:2", "2:3", "21:9"] = "16:9"
    size: Literal["512", "1K", "2K", "4K"] = "1K"
    references: Annotated[int, Field(ge=0, le=6)] = 3
    seconds: Annotated[int, Field(ge=3, le=10)] = 4
    resolution: Literal["360p", "720p", "1080p", "4k"] = "720p"
    sound: bool = True
    panels: Literal[4, 6, 9] = 9

    rating: Rating = "teen"
    ratings: Mapping[str, Rating] = Field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    safety: Literal["rating", "strict", "medium", "loose", "off"] = "rating"

    patience: PositiveFloat = 20
    timeout: PositiveInt = 90
    film_patience: Annotated[float, Field(gt=0, le=1700)] = 900
    poll: PositiveFloat = 5
    prices: Mapping[str, Rates] = Field(default_factory=dict)

    root: Path = Field(default=Path("sessions"), exclude=True)

    @property
    def vertex(self) -> bool:
        """Whether Vertex AI is asked instead of the Gemini API."""
        return bool(self.project)

    @property
    def film_model(self) -> str:
        """The model that makes clips; none makes none."""
        return {"omni": self.omni, "veo": self.veo, "flipbook": self.painter}.get(self.film, "")

    @property
    def models(self) -> list[str]:
        """Every model that is asked."""
        return [*dict.fromkeys(filter(None, [self.writer, self.painter, self.film_model]))]

    def rating_of(self, session: SessionId) -> Rating:
        """For whom a session is meant."""
        found = (one for pattern, one in self.ratings.items() if fnmatch(str(session), pattern))
        return next(found, self.rating)

    def rates(self, model: str, at: datetime) -> Rates:
        """What a model costs; that it has a price was seen at the start."""
        found = rates(model, at, self.prices)
        if found is None:
            raise SettingsError(_unpriced(model))
        return found


@dataclass(frozen=True, slots=True)
class Access:
    """The options and the key; `None` where Vertex takes the surrounding credentials."""

    options: Options
    key: Secret | None


def access(settings: Mapping[str, JSON], environ: Mapping[str, str] = os.environ) -> Access | None:
    """What is to be asked and with which key; `None` where nobody switched it on.

    :raises SettingsError: a key is unknown or wrong, something is missing, or a model has no price.
    """
    found = sections(settings, "gemini")
    if not found:
        return None
    section = found[0]
    if len(found) > 1 or section.name != "gemini":
        raise SettingsError("plugins.gemini.bots is no setting: there is one Gemini for all.")
    options = section.fill(Options).model_copy(update={"root": section.root})
    _check(options)
    if options.vertex:
        return Access(options, None)
    variable = section.variable("key")
    key = section.secret(
        "key",
        source="https://aistudio.google.com/apikey makes one",
        pattern=r"\S{20,}",
        environ={variable: environ.get(variable) or environ.get(_GENERAL, "")},
    )
    return Access(options, key)


def _check(options: Options) -> None:
    """What no single setting shows.

    :raises SettingsError: two settings do not go together, or a model has no price.
    """
    if options.film == "veo" and not options.vertex:
        raise SettingsError(
            'plugins.gemini.film is "veo", which only Vertex AI has: set plugins.gemini.project, '
            'or film with "omni" or "flipbook".'
        )
    for model in options.models:
        found = rates(model, datetime.now(UTC), options.prices)
        if found is None:
            raise SettingsError(_unpriced(model))
        if model == options.film_model and options.film in ("omni", "veo"):
            _check_resolution(options, model, found)


def _check_resolution(options: Options, model: str, found: Rates) -> None:
    if options.resolution not in found.second:
        known = ", ".join(found.second) or "none"
        raise SettingsError(
            f"{model} has no price for plugins.gemini.resolution {options.resolution!r}, but for "
            f"{known}: choose one of them, or set plugins.gemini.prices."
        )
    if options.film == "veo" and options.seconds not in (4, 6, 8):
        raise SettingsError("Veo makes clips of plugins.gemini.seconds 4, 6 or 8.")


def _unpriced(model: str) -> str:
    return (
        f"There is no price for {model}, and what has no price cannot be kept under a cap: set "
        f'plugins.gemini.prices."{model}", or choose a model of docs/gemini.md.'
    )
