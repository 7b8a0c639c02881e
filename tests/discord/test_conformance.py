"""Discord keeps the promises of every platform."""

from __future__ import annotations

from pathlib import Path

import pytest
from discord_service import DiscordService
from discord_wire import Discord

from gateway.testing.conformance import Conformance


class TestDiscord(Conformance):
    @pytest.fixture
    def service(self, discord: Discord, data_root: Path) -> DiscordService:
        return DiscordService(discord, data_root)
