"""What `tapeway doctor` finds out about a bot."""

from __future__ import annotations

import pytest
from gateway_telegram import provide_checks
from gateway_telegram.options import VARIABLE
from telegram_wire import Telegram

from gateway import SettingsError


async def look(telegram: Telegram, token: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(VARIABLE, token)
    section = {"enabled": True, "api": telegram.base}
    checks = provide_checks({"plugins": {"telegram": section}})
    assert checks
    (finding,) = await checks["telegram"]()
    assert finding.ok
    return finding.text


async def test_a_token_that_is_taken_is_told_by_its_name(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
):
    told = await look(telegram, telegram.token, monkeypatch)
    assert told.startswith("Telegram knows the token in TAPEWAY_TELEGRAM_TOKEN as @")


async def test_a_token_that_is_refused_says_where_another_comes_from(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(SettingsError, match="TAPEWAY_TELEGRAM_TOKEN"):
        await look(telegram, "123456:AnotherTokenThatNobodyGaveAnybody123", monkeypatch)


def test_where_no_bot_is_switched_on_there_is_nothing_to_look_at():
    assert provide_checks({"plugins": {}}) is None
