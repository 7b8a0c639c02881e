"""What the Google of the tests charges: its own arithmetic, apart from the plugin's."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

PER_MILLION = {
    "gemini-3.8-flash": {"input": "0.75", "output": "3.75"},
    "gemini-3.1-flash-image": {"input": "0.5", "output": "3", "image": "60"},
    "gemini-omni-1.1-flash": {"input": "1.5", "output": "9", "video": "17.5"},
}
PER_SECOND = {
    ("gemini-omni-1.2-flash", "720p"): "0.07",
    ("gemini-omni-1.2-flash", "360p"): "0.023",
    ("veo-3.1-fast-generate-001", "720p"): "0.10",
}
PICTURE = 1120
VIDEO_A_SECOND = 5792


@dataclass(frozen=True)
class Charge:
    """One paid call."""

    what: str
    model: str
    amount: int
    name: str = ""


@dataclass
class Bill:
    """All that was charged."""

    charges: list[Charge] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Micro-dollars."""
        return sum(charge.amount for charge in self.charges)

    def of(self, what: str) -> list[Charge]:
        return [charge for charge in self.charges if charge.what == what]

    def tokens(self, what: str, model: str, name: str = "", **used: int) -> None:
        """Charge by the token."""
        rates = PER_MILLION[model]
        micro = sum((Fraction(rates[kind]) * count for kind, count in used.items()), Fraction(0))
        self.charges.append(Charge(what, model, ceil(micro), name))

    def seconds(self, model: str, resolution: str, seconds: int, name: str) -> None:
        """Charge a clip by its length."""
        micro = Fraction(PER_SECOND[model, resolution]) * seconds * 1_000_000
        self.charges.append(Charge("clip", model, ceil(micro), name))


def weigh(body: dict[str, Any]) -> int:
    """How many tokens go in: four characters each, and a picture as it is counted."""
    pictures = text = 0
    for content in body.get("contents", []):
        for part in content["parts"]:
            pictures += "inlineData" in part
            text += len(part.get("text", ""))
    text += len(json.dumps(body.get("systemInstruction", "")))
    return pictures * PICTURE + text // 4
