"""What `tapeway doctor` finds at Slack; and the manifest, which asks for what it looks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gateway_slack
import pytest
import slack_api
import yaml  # comes with uvicorn's and schemathesis' own needs
from gateway_slack import checks, provide_checks
from gateway_slack.options import Written
from slack_chat import Fault
from slack_house import options_of
from slack_wire import Slack

from gateway import SettingsError

MANIFEST = Path(gateway_slack.__file__).with_name("manifest.yml")


def manifest() -> Mapping[str, Any]:
    return dict(yaml.safe_load(MANIFEST.read_text(encoding="utf-8")))


async def test_a_bot_that_may_do_everything_is_named(slack: Slack, tmp_path: Path):
    slack.scopes = set(checks.SCOPES)
    (found,) = await checks.check(options_of(slack, tmp_path))
    assert (found.ok, found.text) == (
        True,
        "Slack knows the token in TAPEWAY_SLACK_TOKEN as @tapeway in Story.",
    )
    assert slack.called("apps.connections.open"), "the line was tried"


async def test_a_scope_that_is_missing_is_named(slack: Slack, tmp_path: Path):
    slack.scopes = set(checks.SCOPES) - {"files:write", "commands"}
    _, found = await checks.check(options_of(slack, tmp_path))
    assert (found.ok, found.text) == (
        False,
        "The app lacks commands, files:write: add them and install it again.",
    )


async def test_an_app_token_that_is_refused_is_named(slack: Slack, tmp_path: Path):
    options = options_of(slack, tmp_path)
    slack.app_token = "another"
    with pytest.raises(SettingsError, match="TAPEWAY_SLACK_APP_TOKEN"):
        await checks.check(options)
    await checks.check(options_of(slack, tmp_path, listen="127.0.0.1:3000"))


async def test_a_slack_that_is_away_is_no_fault_of_the_token(slack: Slack, tmp_path: Path):
    slack.faults.append(Fault("auth.test", drop="before"))
    (found,) = await checks.check(options_of(slack, tmp_path))
    assert not found.ok
    assert "The line to Slack broke" in found.text


def test_nobody_who_did_not_ask_is_looked_at():
    assert provide_checks({"plugins": {}}) is None


def test_the_manifest_asks_for_what_the_doctor_looks_for():
    told = manifest()
    assert set(told["oauth_config"]["scopes"]["bot"]) == checks.SCOPES
    (command,) = told["features"]["slash_commands"]
    assert command["command"] == Written().command
    assert told["settings"]["socket_mode_enabled"] is True
    assert len(told["display_information"]["description"]) <= 140


@pytest.mark.skipif(bool(slack_api.missing()), reason=slack_api.missing() or "there")
def test_the_manifest_is_one_that_slack_takes():
    assert slack_api.is_a("Manifest", manifest())
    assert not slack_api.is_a("Manifest", {**manifest(), "settings": {"socket_mode": True}})
