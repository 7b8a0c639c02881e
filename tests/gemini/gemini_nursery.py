"""Raises gateways with Gemini that die: one process a line of JSON, forked from one with the SDK.

Google lives in the process of the tests and outlives them. Run by `test_kills.py`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "wire")]

from gateway_gemini import Gemini

from gateway import Delivery, Picture, Scene, SessionId, Turn, Verb, World, hookimpl
from gateway.app import Gateway
from gateway.testing import FakePlatform, FakeStory, offering, playing

WORLDS = 400
ANSWERS = 100_000
"""The number of the event that answers the first question; a question is answered once."""


class Free(FakeStory):
    """Tells for nothing what Gemini cannot; a world for each room, so that a bill can name it."""

    @hookimpl
    def provide_worlds(self) -> list[World]:
        return [World(name=f"w{n}", title=f"World {n}.", summary="Grass.") for n in range(WORLDS)]

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        alt = f"A plain [{turn.world.name.removeprefix('w')}/{turn.number}]"
        return replace(await super().write_scene(turn), picture=Picture(alt=alt))


class Player:
    """Whoever plays: says what is to be said, and answers when asked whether to pay again.

    A chat keeps what was shown in it, whatever becomes of the gateway; so do the questions here.
    """

    def __init__(self, room: Path) -> None:
        self._chat = room / "questions"
        self.platform = FakePlatform(fail=self._keep)

    def _keep(self, delivery: Delivery) -> None:
        if {button.kind for button in delivery.buttons} == {"pay", "less"}:
            ids = {button.kind: button.id for button in delivery.buttons}
            with self._chat.open("a") as chat:
                chat.write(f"{json.dumps([str(delivery.session), ids])}\n")

    async def say(self, gateway: Gateway, turns: Sequence[Sequence[str]], begin: int) -> None:
        """Say these: a verb, what it is about, and in which room."""
        for number, (verb, argument, room) in enumerate(turns, begin):
            session = self.platform.session(room)
            event = self.platform.event(Verb(verb), argument, session=session, number=number)
            await gateway.engine.hear(event)

    async def answer(self, gateway: Gateway) -> None:
        """Say to every second question that it is to be paid once more, until none is left."""
        answered = -1
        while answered != (answered := len(self._questions())):
            for number, (session, ids) in enumerate(self._questions()):
                event = self.platform.event(
                    Verb.CHOOSE, button=ids[("pay", "less")[number % 2]], number=ANSWERS + number
                )
                event = replace(event, session=SessionId.parse(session))
                await gateway.engine.hear(event)
            await gateway.rest()

    def _questions(self) -> list[tuple[str, dict[str, str]]]:
        found = self._chat.read_text().splitlines() if self._chat.exists() else []
        return [*{tuple(json.loads(line)[1].values()): json.loads(line) for line in found}.values()]


async def play(job: dict[str, Any]) -> None:
    player, said = Player(Path(job["room"])), int(job["first"])
    section = {"enabled": True, "url": job["base"], **job["gemini"]}
    how = {"plugins": {"gemini": section}, "money": {"unknown": job["unknown"]}, "drain": 30}
    plugins = (Free(), Gemini(), offering(player.platform))
    async with playing(Path(job["root"]), *plugins, **how) as gateway:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, gateway.stop)
        for turns in job["turns"]:
            await player.say(gateway, turns, said)
            said += len(turns)
            if job["unknown"] == "ask":
                # Who plays on instead of answering has let the question go.
                await gateway.rest()
                await player.answer(gateway)
        await (gateway.run() if job.get("stops") else gateway.rest())


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
    pid = Path(job["room"]) / "pid.part"
    pid.write_text(str(child))
    pid.rename(pid.with_suffix(""))
    ends = os.pidfd_open(child)
    if not select.select([ends], [], [], float(job.get("kill_after", 90)))[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ends)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    import dbos
    import google.genai.types
    import httpx2

    import gateway.store.database
    import gateway.store.folders

    assert dbos
    assert google.genai.types
    assert httpx2
    assert gateway.store.database
    assert gateway.store.folders
    for line in sys.stdin:
        print(raise_one(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
