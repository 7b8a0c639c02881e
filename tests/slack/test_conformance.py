"""Slack keeps the promises of every platform."""

from __future__ import annotations

from pathlib import Path

import pytest
from slack_service import SlackService
from slack_wire import Slack

from gateway.testing.conformance import Conformance


class TestSlack(Conformance):
    @pytest.fixture
    def service(self, slack: Slack, data_root: Path) -> SlackService:
        return SlackService(slack, data_root)
