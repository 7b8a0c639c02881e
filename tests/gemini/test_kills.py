"""kill -9 while Google writes, draws and films: what was paid is paid once, and all of it is known.

`TAPEWAY_KILLS` says how often; six by default.
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
from gemini_wire import KEY
from gemini_wire import Gemini as Google

from gateway import SessionId, Spend
from gateway.app import Store
from gateway.settings import load

KILLED = -signal.SIGKILL
KILLS = int(os.environ.get("TAPEWAY_KILLS", "6"))
TURNS = 4
KINDS = {"words": "scene", "picture": "frame", "clip": "segment"}
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

    async def play(self, events: list[tuple[str, str, str]], **job: object) -> int:
        said = {
            "events": events,
            "base": self.google.base,
            "room": str(self.room),
            "root": str(self.root),
            "gemini": FILMS,
            "unknown": "fail",
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

    def check(self, worlds: int, *, most: int) -> Counter[str]:
        """Every story is whole, and every cent is where it belongs; how the calls ended."""
        for world in range(worlds):
            history = json.loads((self.root / f"fake.r{world}" / "history.json").read_bytes())
            assert [told["turn"] for told in history] == list(range(TURNS)), self.log()
        ledger, charged = self.ledger(), Counter[tuple[str, str]]()
        amounts: dict[tuple[str, str], list[int]] = {}
        for charge in self.google.bill.charges:
            of = (KINDS[charge.what], charge.name)
            charged[of] += 1
            amounts.setdefault(of, []).append(charge.amount)
        assert max(charged.values()) <= most, "paid again"
        lines: dict[tuple[str, str], list[Spend]] = {}
        for line in ledger:
            world = SessionId.parse(str(line.session)).parts[0].removeprefix("r")
            lines.setdefault((line.kind.value, f"{world}/{line.turn + 1}"), []).append(line)
        assert charged.keys() <= lines.keys(), "paid without a line in the ledger"
        for of, found in lines.items():
            states = Counter(line.state for line in found)
            assert states.keys() <= {"done", "unknown"}, (of, states, self.log())
            done = [line.settled for line in found if line.state == "done"]
            paid = sorted(amounts.get(of, []))
            assert len(paid) - len(done) <= states["unknown"], (of, "paid, and nobody knows")
            assert all(amount in paid for amount in done), (of, done, paid)
            assert all(
                line.settled >= max(paid, default=0) for line in found if line.state != "done"
            )
        counted = sum(line.settled for line in ledger if line.state == "done")
        sure = {of for of, found in lines.items() if all(one.state == "done" for one in found)}
        assert counted >= sum(sum(amounts[of]) for of in sure)
        if most == 1:
            exact = sum(sum(amounts[of]) for of in sure)
            assert counted == exact, "the ledger's sum is Google's, to the micro-dollar"
        return Counter(line.state for line in ledger)


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


def story(worlds: range) -> list[tuple[str, str, str]]:
    """Four turns in each of these worlds."""
    begun = [("start", f"w{n}", f"r{n}") for n in worlds]
    return [*begun, *(("say", f"word {turn}", f"r{n}") for turn in range(1, TURNS) for n in worlds)]


@pytest.mark.parametrize(("unknown", "most"), [("fail", 1), ("retry", 2)])
async def test_kills_at_random_pay_nothing_twice_and_lose_no_cent(
    trial: Trial, unknown: str, most: int
):
    dice, began, kills, worlds = random.Random(20261125), time.monotonic(), 0, 0
    events: list[tuple[str, str, str]] = []
    wanted = max(1, KILLS // 2)
    while kills < wanted and worlds < 40:
        # Round after round of two fresh rooms, each killed until it is through.
        events += story(range(worlds, worlds + 2))
        worlds += 2
        code = KILLED
        while code == KILLED:
            last = kills >= wanted
            calls = 10_000 if last else dice.randint(1, 6)
            delay = dice.uniform(0, 0.06)
            code = await trial.play_until(calls, delay, events, unknown=unknown)
            kills += code == KILLED
        assert code == 0, trial.log()
    states = trial.check(worlds, most=most)
    print(f"{kills} kills, {worlds} stories, {time.monotonic() - began:.0f} s, {dict(states)}")
    assert kills >= wanted
    assert states["done"] > 0


async def test_a_stop_amid_twenty_paid_calls_repeats_none(trial: Trial):
    google, rooms = trial.google, range(20)
    google.gate = asyncio.Event()
    events = [("start", f"w{n}", f"r{n}") for n in rooms]
    playing = asyncio.create_task(trial.play(events, stops=True, gemini={}))
    await google.until(lambda: len(google.calls("words")) == 20)
    os.kill(int((trial.room / "pid").read_text()), signal.SIGTERM)
    google.gate.set()
    assert await playing == 0, trial.log()
    assert len(google.bill.of("words")) == 20
    assert await trial.play(events, gemini={}) == 0, trial.log()
    for what in ("words", "picture"):
        charged = Counter(charge.name for charge in google.bill.of(what))
        assert charged == {f"{n}/1": 1 for n in rooms}, what
    ledger = trial.ledger()
    assert {line.state for line in ledger} == {"done"}
    assert sum(line.settled for line in ledger) == google.bill.total
