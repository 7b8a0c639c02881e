"""Slack: a platform like the others, one for each bot.

`import gateway_slack` costs nothing but this page; the SDK is loaded when a bot is opened.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gateway import hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gateway import JSON, Check, Platform
    from gateway_slack.options import Options


@hookimpl
def provide_platform(settings: Mapping[str, JSON]) -> Sequence[Platform] | None:
    """A platform for each bot, where `settings["plugins"]["slack"]` has `enabled = true`."""
    found = _bots(settings)
    if not found:
        return None
    from gateway_slack.platform import SlackPlatform

    return [SlackPlatform(options) for options in found]


@hookimpl
def provide_checks(settings: Mapping[str, JSON]) -> Mapping[str, Check] | None:
    """Whether Slack knows each bot, and what it may do."""
    found = _bots(settings)
    if not found:
        return None
    from gateway_slack.checks import check

    return {options.name: partial(check, options) for options in found}


def _bots(settings: Mapping[str, JSON]) -> list[Options]:
    """The bots there are; where nobody asked for one, nothing is imported for it."""
    section = settings.get("plugins", {})
    if not (isinstance(section, dict) and "slack" in section):
        return []
    from gateway_slack.options import bots

    return bots(settings)
