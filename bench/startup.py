"""What it takes to start: the import, the command's help, an open gateway, its first turn."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.house import BriskStory, opened
from bench.tables import quick, show
from gateway.core.platform import Part
from gateway.core.types import Verb

SDKS = "discord telegram slack_bolt google.genai moviepy av skia dbos sqlalchemy"
HELP = "from gateway.cli import main; import sys; sys.argv = ['tapeway', '--help']; main()"
WATCHED = (
    "import atexit, sys; atexit.register(lambda: print('loaded:', *sorted("
    f"set({SDKS.split()!r}) & set(sys.modules)), file=sys.stderr)); "
)


def wall(code: str, repeats: int) -> float:
    """Median seconds of a fresh interpreter."""
    took = []
    for _ in range(repeats):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def loaded(code: str) -> str:
    """Which SDKs a piece of code imports on its way."""
    command = [sys.executable, "-c", WATCHED + code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr.split("loaded:")[-1].strip() or "none"


def measure_imports(repeats: int) -> None:
    base = wall("pass", repeats)
    rows = [("python -c pass", f"{base * 1e3:.0f}", "1.0", "none")]
    for name, code in (("import gateway", "import gateway"), ("tapeway --help", HELP)):
        took = wall(code, repeats)
        rows.append((name, f"{took * 1e3:.0f}", f"{took / base:.1f}", loaded(code)))
    show(
        f"Starting an interpreter, wall ms, median of {repeats} (reach < 150, no SDK)",
        ("", "ms", "to pass", "SDKs imported"),
        rows,
    )


async def first(root: Path) -> tuple[float, float, float]:
    """Seconds to open a gateway, to its first words, and to close it again."""
    story, begun = BriskStory(), time.perf_counter()
    async with opened(story, root) as house:
        ready = time.perf_counter()
        heard = await house.hear(f"room-{begun}", Verb.START)
        await house.platform.until(lambda: house.platform.of(Part.WORDS))
        told = time.perf_counter()
        await house.gateway.rest()
        resting = time.perf_counter()
    return ready - begun, told - heard, time.perf_counter() - resting


def measure_opening() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, root in (
            ("this process's first, fresh root", "one"),
            ("fresh root", "two"),
            ("existing root", "one"),
        ):
            took = asyncio.run(first(Path(folder) / root))
            rows.append((name, *(f"{seconds * 1e3:.0f}" for seconds in took)))
    show(
        "Opening a gateway on SQLite, wall ms",
        ("", "open", "first words after start", "close"),
        rows,
        "The first pays for importing SQLAlchemy, Alembic and DBOS.",
    )


def main() -> None:
    few = quick(__doc__ or "")
    measure_imports(3 if few else 11)
    measure_opening()


if __name__ == "__main__":
    main()
