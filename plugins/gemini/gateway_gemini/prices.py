"""What the models cost, in one table; `plugins.gemini.prices` goes over it.

Read on 2026-11-25. Google's own page is <https://ai.google.dev/gemini-api/docs/pricing>; it was not
within reach, so these come from what quotes it: litellm 1.109.1 (pictures, Veo, Omni 1.1), the
pages of three resellers (Omni 1.2), a copy of 2026-10-07 (words). Check them before you rely on a
cap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Final

from pydantic import BaseModel, ConfigDict, NonNegativeFloat

_AROUND: Final = 8000
"""Tokens that a clip may have beside it: its pictures, what is asked for, thoughts."""


class Rates(BaseModel):
    """What a model costs from a day on, in US dollars.

    A million tokens: `input`; `output`, which counts thoughts; `image` and `video` that come out.
    `second` of video by its resolution, where it is not sold by tokens. `tokens` are those of one
    picture by its size.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date = date(2000, 1, 1)
    input: NonNegativeFloat = 0.0
    output: NonNegativeFloat = 0.0
    image: NonNegativeFloat = 0.0
    video: NonNegativeFloat = 0.0
    second: Mapping[str, NonNegativeFloat] = {}
    tokens: Mapping[str, int] = {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens that went in and came out."""

    input: int = 0
    output: int = 0
    image: int = 0
    video: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            input=self.input + other.input,
            output=self.output + other.output,
            image=self.image + other.image,
            video=self.video + other.video,
        )


def _flash(input_: float, output: float) -> tuple[Rates, ...]:
    """Half price until the end of 2026."""
    whole = Rates(since=date(2027, 1, 1), input=2 * input_, output=2 * output)
    return Rates(input=input_, output=output), whole


_OMNI_SECONDS: Final = {"360p": 0.023, "720p": 0.07, "1080p": 0.105, "4k": 0.21}

TABLE: Final[Mapping[str, Sequence[Rates]]] = {
    "gemini-3.8-flash": _flash(0.75, 3.75),
    "gemini-3.7-flash": _flash(0.75, 3.75),
    "gemini-3.6-flash": _flash(0.75, 3.75),
    "gemini-3.5-flash": [Rates(input=1.5, output=9.0)],
    "gemini-3.5-flash-lite": [Rates(input=0.3, output=2.5)],
    "gemini-3.1-flash-image": [Rates(input=0.5, output=3.0, image=60.0)],
    "gemini-3.1-flash-lite-image": [Rates(input=0.25, output=1.5, image=30.0)],
    "gemini-nano-banana-2.1": [Rates(input=1.5, output=7.5, image=30.0)],
    "gemini-3-pro-image": [
        Rates(
            input=2.0,
            output=12.0,
            image=120.0,
            tokens={"512": 1120, "1K": 1120, "2K": 1120, "4K": 2000},
        )
    ],
    "gemini-omni-1.2-flash": [Rates(second=_OMNI_SECONDS)],
    "gemini-omni-1.1-flash": [
        Rates(
            input=1.5,
            output=9.0,
            video=17.5,
            second={"360p": 0.035, "720p": 0.102, "1080p": 0.153, "4k": 0.306},
        )
    ],
    "veo-3.1-generate-001": [Rates(second={"720p": 0.4, "1080p": 0.4, "4k": 0.6})],
    "veo-3.1-fast-generate-001": [Rates(second={"720p": 0.1, "1080p": 0.12, "4k": 0.3})],
    "veo-3.1-lite-generate-001": [Rates(second={"720p": 0.05, "1080p": 0.08})],
}


def rates(model: str, at: datetime, over: Mapping[str, Rates]) -> Rates | None:
    """What a model costs at a time; what the settings say outranks the table."""
    if model in over:
        return over[model]
    begun = [one for one in TABLE.get(model, ()) if one.since <= at.date()]
    return begun[-1] if begun else None


def cost(of: Rates, usage: Usage) -> int:
    """Micro-dollars for so many tokens, rounded up."""
    dollars_a_million = (
        usage.input * of.input
        + usage.output * of.output
        + usage.image * of.image
        + usage.video * of.video
    )
    return ceil(round(dollars_a_million, 6))


def clip(of: Rates, resolution: str, seconds: float) -> int:
    """Micro-dollars for a clip of so many seconds."""
    return ceil(round(of.second[resolution] * seconds * 1e6, 3))


def most(of: Rates, resolution: str, seconds: float) -> int:
    """The most a clip can cost: what goes in is paid too, where it is sold by tokens."""
    return clip(of, resolution, seconds) + cost(of, Usage(input=_AROUND, output=_AROUND))
