"""Raises gateways that die: one process a line of JSON, forked so that none imports anything twice.

Each plays the events it is given, which a platform would send again after a crash, and kills itself
at a named point the first time it comes there. What was charged and shown lies in files, which
outlive it. Run by `test_kills.py`; a line answers a line.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import select
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from gateway import (
    JSON,
    Delivery,
    Frame,
    Job,
    Kind,
    Limits,
    Part,
    Price,
    Receipt,
    Scene,
    Segment,
    Spend,
    Tape,
    Turn,
    Verb,
    hookimpl,
)
from gateway.app import now
from gateway.testing import FakePlatform, FakeStory, Table, offering, playing
from gateway.testing.fakes import png

FREE = png(200)
"""What is drawn for nothing."""


class Fate:
    """Kills the process at one point, once."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.point = str(job.get("point", ""))
        self.room = Path(job["room"])

    def at(self, point: str) -> None:
        marker = self.room / f"been at {point}"
        if point == self.point and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, name: str, *words: object) -> None:
        """Add a line to a file that outlives us."""
        with (self.room / name).open("a") as file:
            file.write(json.dumps(words) + "\n")

    def has(self, name: str, *words: object) -> bool:
        path = self.room / name
        return path.exists() and json.dumps(words) in path.read_text().splitlines()

    def buttons(self, label: str) -> list[str]:
        """The buttons that read so and were ever shown."""
        shown = [json.loads(line) for line in (self.room / "buttons").read_text().splitlines()]
        return [known for text, known in shown if text == label]

    def code(self) -> str:
        """The code of a share, as it was told."""
        return re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", (self.room / "shown").read_text())[0]

    def clock(self) -> datetime:
        """The time; asked for inside of the transaction that records an answer."""
        caller = sys._getframe(1)
        if caller.f_code.co_name == "_record":
            self.at(f"recording {caller.f_locals['name']}")
        return now()


class Room(FakePlatform):
    """Shows into a file."""

    def __init__(self, fate: Fate, upload: int | None) -> None:
        super().__init__(limits=Limits(upload=upload))
        self.fate = fate
        self.pictures["me"] = png(77)

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        self.fate.at("fetching")
        await super().fetch(picture, path)
        self.fate.at("fetched")

    async def deliver(self, delivery: Delivery) -> Receipt:
        if delivery.part is not Part.PROGRESS:
            self.fate.at(f"delivering {delivery.part}")
            shown = (str(delivery.session), delivery.part, delivery.key, delivery.again)
            self.fate.write("shown", *shown, delivery.text)
            for button in delivery.buttons:
                self.fate.write("buttons", button.label, button.id)
            self.fate.at(f"delivered {delivery.part}")
        return await super().deliver(delivery)


class Shop(FakeStory):
    """Writes, draws and films for money, and keeps the bills."""

    def __init__(self, fate: Fate, stopping: asyncio.Event, finds: bool, many: int) -> None:
        super().__init__()
        self.fate = fate
        self.stopping = stopping
        self.finds = finds
        self.many = many
        self.under_way = 0

    def charge(self, turn: Turn, kind: str) -> None:
        self.fate.at(f"asked for a {kind}")
        self.fate.write("charges", str(turn.session), turn.index, kind)

    @hookimpl
    def admit_event(self) -> None:
        self.fate.at("admit_event")

    @hookimpl
    def session_opened(self) -> None:
        self.fate.at("session_opened")

    @hookimpl
    def turn_started(self) -> None:
        self.fate.at("turn_started")

    @hookimpl
    def quote(self, kind: Kind) -> Price | None:
        self.fate.at(f"quote {kind}")
        return Price(amount=100, model="m") if kind not in (Kind.TAPE, Kind.FILM) else None

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        self.charge(turn, "scene")
        self.fate.at("write_scene")
        return await super().write_scene(turn)

    @hookimpl
    async def render_frame(self, turn: Turn, path: Path) -> Frame:
        self.charge(turn, "frame")
        self.fate.at("render_frame")
        if self.fate.point == "term" and not (self.fate.room / "been at term").exists():
            self.under_way += 1
            if self.under_way == self.many:
                (self.fate.room / "been at term").touch()
                os.kill(os.getpid(), signal.SIGTERM)
            await self.stopping.wait()
            for _ in range(100):  # whatever stops has every chance to stop us too
                await asyncio.sleep(0)
        return await super().render_frame(turn, path)

    @hookimpl
    async def find_call(
        self, turn: Turn, spend: Spend, path: Path
    ) -> Scene | Frame | Job | bool | None:
        if not self.finds:
            return None
        if not self.fate.has("charges", str(turn.session), turn.index, spend.kind):
            return False
        if spend.kind is Kind.SCENE:
            return await super().write_scene(turn)
        if spend.kind is Kind.FRAME:
            return await super().render_frame(turn, path)
        return Job(name=f"job-{turn.index}", cost=100)

    @hookimpl
    def budget_spent(self, spend: Spend) -> None:
        self.fate.at(f"settled {spend.kind}")

    @hookimpl
    def segment_shot(self) -> None:
        self.fate.at("segment_shot")

    @hookimpl
    def frame_rendered(self) -> None:
        self.fate.at("frame_rendered")

    @hookimpl
    def turn_finished(self) -> None:
        self.fate.at("turn_finished")

    @hookimpl
    async def shoot_segment(self, turn: Turn, path: Path, job: str | None) -> Segment | Job:
        if job is None:
            self.charge(turn, "segment")
            self.fate.at("submitting")
            return Job(name=f"job-{turn.index}", cost=100)
        self.fate.write("polls", job)
        self.fate.at("polling")
        return await super().shoot_segment(turn, path)

    @hookimpl
    async def cut_tape(self, reel: Any, path: Path, progress: Any) -> Tape:  # noqa: ANN401
        self.fate.at("cut_tape")
        return await super().cut_tape(reel, path, progress)


class Free(FakeStory):
    """Does for nothing what the shop does for money, and one can tell."""

    @hookimpl
    def provide_worlds(self) -> None:
        """The shop's will do."""

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        return replace(await super().write_scene(turn), title="For nothing")

    @hookimpl
    def render_frame(self, path: Path) -> Frame:
        path.write_bytes(FREE)
        return Frame(width=1, height=1)

    @hookimpl
    async def shoot_segment(self, turn: Turn, path: Path, last: Path | None) -> Segment | None:
        return await super().shoot_segment(turn, path) if last else None


async def play(job: dict[str, Any]) -> None:
    fate = Fate(job)
    stopping = asyncio.Event()
    room = Room(fate, job.get("upload"))
    how = {"poll": job.get("poll", 0.01), "money": {"unknown": job.get("unknown", "fail")}}
    how["database"] = job.get("database", "")
    how["play"] = {"film": job.get("film", "still")}
    plugins = (
        Free(),
        Shop(fate, stopping, bool(job.get("finds")), int(job.get("many", 1))),
        offering(room),
    )
    async with playing(Path(job["root"]), *plugins, clock=fate.clock, **how) as gateway:

        def stop() -> None:
            stopping.set()
            gateway.stop()

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
        for number, (verb, argument, name) in enumerate(job["events"]):
            session = room.session(name)
            if argument == "CODE":  # the one that was told
                await gateway.rest()
                argument = fate.code()
            event = room.event(Verb(verb), argument, session=session, number=number)
            if event.verb is Verb.HERO:
                event = replace(event, picture={"name": "me"})
            await gateway.engine.hear(event)
        fate.at("queued")
        if fate.point == "term" and not (fate.room / "was stopped").exists():
            (fate.room / "was stopped").touch()
            await gateway.run()
            return
        await gateway.rest()
        presses = [button for label in job.get("presses", ()) for button in fate.buttons(label)]
        for number, button in enumerate(presses):
            event = room.event(Verb.CHOOSE, session=room.session("a"), button=button)
            await gateway.engine.hear(replace(event, id=f"press {number} {button}"))
            await gateway.rest()
        assert Table.at(gateway, room, "a").folder


def raise_one(job: dict[str, Any]) -> int:
    """Play in a process of its own; how that ended."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with (Path(job["room"]) / "log").open("a") as log:
                os.dup2(log.fileno(), 1)
                os.dup2(log.fileno(), 2)
            logging.basicConfig(level=logging.WARNING)
            asyncio.run(play(job))
            code = 0
        finally:
            os._exit(code)
    ends = os.pidfd_open(child)
    patience = float(job.get("kill_after", 30))
    if not select.select([ends], [], [], patience)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ends)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    import dbos  # noqa: F401 - once, for all that are forked

    from gateway.store.database import Database
    from gateway.store.folders import Folders

    assert Database
    assert Folders
    for line in sys.stdin:
        began = time.monotonic()
        code = raise_one(json.loads(line))
        print(json.dumps({"code": code, "seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
