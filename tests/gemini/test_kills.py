"""kill -9 while Google writes, draws and films: what was paid is paid once, and all of it is known.

`TAPEWAY_KILLS` says how often under each of the three policies; twice by default.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gemini_shows as shows
import pytest
from gemini_reckoning import Reckoning
from gemini_wire import KEY
from gemini_wire import Gemini as Google

from gateway import Spend
from gateway.app import Store
from gateway.settings import load

KILLED = -signal.SIGKILL
KILLS = int(os.environ.get("TAPEWAY_KILLS", "2"))
TURNS = 4
Turn = list[tuple[str, str, str]]
"""What is said at once: verb, word, room."""
FILMS = {"film": "omni", "resolution": "360p", "seconds": 3, "poll": 0.05}


def named(body: dict[str, Any]) -> str:
    """`world/turn` of a call, whatever it is for."""
    text = json.dumps(body)
    tag = re.search(r"\[(\d+/\d+)\]", text)
    if tag and "systemInstruction" not in body:
        return tag[1]
    world = re.search(r"# World (\d+)\.", text)
    assert world
    return f"{world[1]}/{shows.said(body)[0]}"


def written(body: dict[str, Any]) -> str:
    scene, tag = shows.scene(body), f"[{named(body)}]"
    scene |= {"narration": f"{scene['narration']} {tag}", "picture": f"A plain {tag}"}
    return json.dumps(scene)


@dataclass
class Trial:
    """A data root, a Google, and the nursery of the gateways between them."""

    google: Google
    nursery: subprocess.Popen[str]
    room: Path
    root: Path

    async def play(self, turns: list[Turn], **job: object) -> int:
        said = {
            "turns": turns,
            "base": self.google.base,
            "room": str(self.room),
            "root": str(self.root),
            "gemini": FILMS,
            "unknown": "fail",
            "first": 0,
        }
        return await asyncio.to_thread(self._play, {**said, **job})

    async def play_until(self, calls: int, delay: float, *args: Any, **job: object) -> int:  # noqa: ANN401
        """Play, and kill a moment after Google was asked so many times more; how that ended."""
        before, pid = len(self.google.asked), self.room / "pid"
        pid.unlink(missing_ok=True)
        playing = asyncio.create_task(self.play(*args, **job))
        asked = asyncio.create_task(
            self.google.until(lambda: len(self.google.asked) >= before + calls)
        )
        await asyncio.wait([playing, asked], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not playing.done():
            await asyncio.sleep(delay)
            with suppress(ProcessLookupError):
                os.kill(int(pid.read_text()), signal.SIGKILL)
        return await playing

    def _play(self, job: dict[str, Any]) -> int:
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(json.dumps(job) + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def ledger(self) -> list[Spend]:
        store = Store.open(load(root=self.root))
        try:
            return list(store.database.transact(lambda r: r.ledger()))
        finally:
            store.close()

    def log(self) -> str:
        path = self.room / "log"
        return path.read_text()[-3000:] if path.exists() else ""

    def under_way(self) -> Counter[str]:
        """The paid calls that a kill has cut off."""
        called = (line.kind.value for line in self.ledger() if line.state == "called")
        return Counter(called) or Counter(["nothing"])

    def questions(self) -> int:
        """How often it was asked whether to pay once more."""
        chat = self.room / "questions"
        return len({*chat.read_text().splitlines()}) if chat.exists() else 0

    def check(self, worlds: int) -> Reckoning:
        """Every story is whole, and every cent is where it belongs."""
        for world in range(worlds):
            history = json.loads((self.root / f"fake.r{world}" / "history.json").read_bytes())
            assert [told["turn"] for told in history] == list(range(TURNS)), self.log()
        reckoning = Reckoning.of(self.ledger(), self.google.bill)
        reckoning.check()
        return reckoning


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    script = Path(__file__).with_name("gemini_nursery.py")
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", str(script)],
        env={**os.environ, "TAPEWAY_GEMINI_KEY": KEY},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as nursery:
        yield nursery
        assert nursery.stdin
        nursery.stdin.close()
        nursery.wait(timeout=30)


@pytest.fixture
def trial(google: Google, nursery: subprocess.Popen[str], room: Path, root: Path) -> Trial:
    google.write, google.name, google.looks = written, named, 3
    return Trial(google, nursery, room, root)


def story(worlds: range) -> list[Turn]:
    """Four turns in each of these worlds."""
    begun = [("start", f"w{n}", f"r{n}") for n in worlds]
    return [
        begun,
        *([("say", f"word {turn}", f"r{n}") for n in worlds] for turn in range(1, TURNS)),
    ]


@pytest.mark.parametrize("unknown", ["fail", "retry", "ask"])
async def test_kills_at_random_pay_nothing_twice_and_lose_no_cent(trial: Trial, unknown: str):
    dice, began, kills, worlds = random.Random(20261125), time.monotonic(), 0, 0
    fell: Counter[str] = Counter()
    while kills < KILLS and worlds < 4 * KILLS:
        # Round after round of two fresh rooms, each killed until it is through.
        turns, first = story(range(worlds, worlds + 2)), worlds * TURNS
        worlds += 2
        code = KILLED
        while code == KILLED:
            calls = 10_000 if kills >= KILLS else dice.randint(1, 6)
            delay, how = dice.uniform(0, 0.06), {"unknown": unknown, "first": first}
            code = await trial.play_until(calls, delay, turns, **how)
            if code == KILLED:
                kills += 1
                fell += trial.under_way()
        assert code == 0, trial.log()
    reckoning = trial.check(worlds)
    print(f"\n{unknown}: {kills} kills, {worlds} stories, {time.monotonic() - began:.0f} s")
    print(f"  cut off {dict(sorted(fell.items()))}, asked {trial.questions()}\n  {reckoning}")
    assert kills >= KILLS
    assert len(reckoning.bought) > len([one for one in reckoning.bought if one.unsure])


async def test_a_stop_amid_twenty_paid_calls_repeats_none(trial: Trial):
    google, rooms = trial.google, range(20)
    google.gate = asyncio.Event()
    turns = [[("start", f"w{n}", f"r{n}") for n in rooms]]
    playing = asyncio.create_task(trial.play(turns, stops=True, gemini={}))
    await google.until(lambda: len(google.calls("words")) == 20)
    os.kill(int((trial.room / "pid").read_text()), signal.SIGTERM)
    google.gate.set()
    assert await playing == 0, trial.log()
    assert len(google.bill.of("words")) == 20
    assert await trial.play(turns, gemini={}) == 0, trial.log()
    for what in ("words", "picture"):
        charged = Counter(charge.name for charge in google.bill.of(what))
        assert charged == {f"{n}/1": 1 for n in rooms}, what
    ledger = trial.ledger()
    assert {line.state for line in ledger} == {"done"}
    assert sum(line.settled for line in ledger) == google.bill.total
