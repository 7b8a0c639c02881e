"""Telegram keeps the promises of every platform."""

from __future__ import annotations

from pathlib import Path

import pytest
from telegram_service import TelegramService
from telegram_wire import Telegram

from gateway.testing.conformance import Conformance


class TestTelegram(Conformance):
    @pytest.fixture
    def service(self, telegram: Telegram, data_root: Path) -> TelegramService:
        return TelegramService(telegram, data_root)
