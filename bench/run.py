"""Runs every bench in a process of its own and prints the tables."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ORDER = ("startup", "engine", "durable", "idle", "tapes", "films", "page", "shares", "studio")


def main() -> int:
    """Run them one after another; how many failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *ORDER], help="only these")
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    there = [name for name in options.names or ORDER if (HERE / f"{name}.py").exists()]
    return sum(run(name, quick=options.quick) != 0 for name in there)


def run(name: str, *, quick: bool) -> int:
    """Run one bench; its exit code."""
    sys.stdout.flush()
    # `bench` is found beside this file, whatever the working directory is.
    path = os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, HERE / f"{name}.py", *(["--quick"] if quick else [])],
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
