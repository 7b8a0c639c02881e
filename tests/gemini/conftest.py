"""A real gateway whose Gemini is the real SDK on a socket, and a Google in memory behind it."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "wire")]

from gateway_gemini import Gemini
from gemini_house import Desk, Hours, playing_with_gemini, service_account
from gemini_wire import KEY
from gemini_wire import Gemini as Google

from gateway.testing import FakePlatform, Table

House = Callable[..., AbstractAsyncContextManager[Table]]
Sit = Callable[..., Desk]


@pytest.fixture
async def google(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Google]:
    monkeypatch.setenv("TAPEWAY_GEMINI_KEY", KEY)
    async with Google() as google:
        yield google


@pytest.fixture
def adc(google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service account that this Google vouches for."""
    file = tmp_path / "account.json"
    file.write_text(json.dumps(service_account(f"{google.base}/token")))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))


@pytest.fixture
def naps() -> Hours:
    return Hours()


@pytest.fixture
async def desk(google: Google, naps: Hours, tmp_path: Path) -> AsyncIterator[Sit]:
    """The plugin alone, with these settings."""
    sat: list[Gemini] = []

    def sit(**options: Any) -> Desk:  # noqa: ANN401 - its settings
        gemini = Gemini(naps, naps.clock)
        section = {"enabled": True, "url": google.base, **options}
        gemini.provide_platform({"root": str(tmp_path), "plugins": {"gemini": section}})
        sat.append(gemini)
        return Desk(gemini, tmp_path, naps)

    yield sit
    for gemini in sat:
        await gemini.session_closed()


@pytest.fixture
def house(root: Path, google: Google, naps: Hours) -> House:
    """A gateway with Gemini over the studio, both real, and the real darkroom."""

    @asynccontextmanager
    async def build(
        *plugins: object,
        gemini: dict[str, Any] | None = None,
        platform: FakePlatform | None = None,
        **how: Any,  # noqa: ANN401 - as `load`
    ) -> AsyncIterator[Table]:
        platform = platform or FakePlatform()
        async with playing_with_gemini(
            root, google.base, Gemini(naps, naps.clock), platform, *plugins, options=gemini, **how
        ) as gateway:
            yield Table.at(gateway, platform)

    return build
