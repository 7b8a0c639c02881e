"""Bars of what was spent, as SVG: no script, no style but the sheet's classes."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gateway import Card

_WIDE: Final = 720
_HIGH: Final = 200
_HEAD: Final = 26
_FOOT: Final = 26
_COLOURS: Final = 6


def dollars(micros: int) -> str:
    """Micro-dollars as people read them.

    >>> dollars(1_234_500), dollars(900), dollars(0)
    ('$1.23', '$0.0009', '$0')
    """
    if not micros:
        return "$0"
    return f"${micros / 1e6:.2f}" if micros >= 10_000 else f"${micros / 1e6:.4f}"


def by_model(spent: Sequence[Card]) -> dict[str, int]:
    """What each model came to, the dearest first."""
    sums: dict[str, int] = {}
    for card in spent:
        sums[str(card["model"])] = sums.get(str(card["model"]), 0) + int(str(card["amount"]))
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def by_day(spent: Sequence[Card], last: date, days: int) -> dict[str, dict[str, int]]:
    """For each of the last days, what each model came to; a day without spending is there, too."""
    table: dict[str, dict[str, int]] = {
        f"{last - timedelta(days=back)}": {} for back in reversed(range(days))
    }
    for card in spent:
        day = table.get(str(card["day"]))
        if day is not None:
            model = str(card["model"])
            day[model] = day.get(model, 0) + int(str(card["amount"]))
    return table


def bars(table: Mapping[str, Mapping[str, int]], models: Sequence[str]) -> str:
    """A bar for each day, a colour for each model."""
    most = max((sum(day.values()) for day in table.values()), default=0) or 1
    step = _WIDE / max(len(table), 1)
    drawn = [
        (
            f'<svg viewBox="0 0 {_WIDE} {_HIGH + _FOOT}" role="img" aria-labelledby="chart-title">'
            f'<title id="chart-title">Spending by day, {dollars(most)} at most</title>'
            f'<line class="axis" x1="0" x2="{_WIDE}" y1="{_HIGH}" y2="{_HIGH}"/>'
            f'<line class="most" x1="0" x2="{_WIDE}" y1="{_HEAD}" y2="{_HEAD}"/>'
            f'<text x="0" y="{_HEAD - 6}">{dollars(most)}</text>'
        )
    ]
    for number, (day, sums) in enumerate(table.items()):
        drawn += _bar(number * step, step, day, sums, models, most)
        if number % 7 == len(table) % 7:
            drawn.append(f'<text x="{number * step:.1f}" y="{_HIGH + 20}">{day[5:]}</text>')
    return "".join([*drawn, "</svg>"])


def _bar(
    x: float, step: float, day: str, sums: Mapping[str, int], models: Sequence[str], most: int
) -> list[str]:
    drawn, top = [], float(_HIGH)
    for model, amount in sorted(sums.items(), key=lambda item: models.index(item[0])):
        height = amount / most * (_HIGH - _HEAD)
        top -= height
        told = html.escape(f"{day}: {model} {dollars(amount)}")
        drawn.append(
            f'<rect class="series-{models.index(model) % _COLOURS}" x="{x + step * 0.12:.1f}" '
            f'y="{top:.1f}" width="{step * 0.76:.1f}" height="{max(height, 0.5):.1f}">'
            f"<title>{told}</title></rect>"
        )
    return drawn
