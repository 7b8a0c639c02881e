"""Plain tables, and the few numbers every script here needs."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
from collections.abc import Sequence

PEERS = "peer (from the design notes)"
"""Heading of what was measured elsewhere, in other runs: no ratio of ours is built on it."""


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
    """Print one table; the first column is text, the others stand to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    print(f"\n{title}")
    for row in (heads, ["-" * width for width in widths], *rows):
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        print("  " + "  ".join(cells).rstrip())
    if note:
        print(f"  {note}")


def machine() -> str:
    """Where these numbers come from."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}"


def quick(description: str) -> bool:
    """Whether the command line asked for fewer repeats."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--quick", action="store_true", help="fewer repeats, in a tenth of the time"
    )
    return bool(parser.parse_args().quick)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def milliseconds(values: Sequence[float]) -> tuple[str, str, str]:
    """Median, 99th percentile and worst of some seconds."""
    picked = (statistics.median(values), percentile(values, 0.99), max(values))
    first, second, third = (f"{value * 1e3:.1f}" for value in picked)
    return first, second, third
