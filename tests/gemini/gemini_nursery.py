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
from pathlib import Path
from typing import Any

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "wire")]

from gateway_gemini import Gemini

from gateway import Verb, World, hookimpl
from gateway.testing import FakePlatform, FakeStory, offering, playing

WORLDS = 40


class Free(FakeStory):
    """Tells for nothing what Gemini cannot; a world for each room, so that a bill can name it."""

    @hookimpl
    def provide_worlds(self) -> list[World]:
        return [World(name=f"w{n}", title=f"World {n}.", summary="Grass.") for n in range(WORLDS)]


async def play(job: dict[str, Any]) -> None:
    platform = FakePlatform()
    section = {"enabled": True, "url": job["base"], **job["gemini"]}
    how = {"plugins": {"gemini": section}, "money": {"unknown": job["unknown"]}, "drain": 30}
    plugins = (Free(), Gemini(), offering(platform))
    async with playing(Path(job["root"]), *plugins, **how) as gateway:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, gateway.stop)
        for number, (verb, argument, room) in enumerate(job["events"]):
            session = platform.session(room)
            event = platform.event(Verb(verb), argument, session=session, number=number)
            await gateway.engine.hear(event)
        if job.get("stops"):
            await gateway.run()
        else:
            await gateway.rest()


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
