"""The examples with curl on the API's page, run in order as they stand there."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest
from web_house import Build

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
FENCE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """What is typed, and what is printed; `…` stands for anything."""
    found = []
    for block in FENCE.findall(PAGE.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            typed, _, printed = part.partition("\n")
            found.append((typed, printed.strip()))
    return [(typed, printed) for typed, printed in found if typed.startswith("curl ")]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_every_example_with_curl_prints_what_the_page_says(
    house: Build, tmp_path: Path
) -> None:
    (tmp_path / "hero.png").write_bytes(b"\x89PNG of Ann")
    shown = examples()
    assert len(shown) >= 15
    async with house() as home:
        token = home.token("admin", "play", "read", name="my program")
        known = {**os.environ, "TOKEN": token, "TAPEWAY": home.address}
        for typed, printed in shown:
            running = await asyncio.create_subprocess_shell(
                typed, env=known, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
            )
            out = (await running.communicate())[0].decode().strip()
            pattern = re.escape(printed).replace("…", ".*")
            assert re.fullmatch(pattern, out, re.DOTALL), f"{typed}\nprints\n{out}"
            if "actions" in typed or "hero" in typed:
                await home.gateway.rest()
