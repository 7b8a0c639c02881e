"""Slack: a platform like the others, one for each bot.

`import gateway_slack` costs nothing but this page; the SDK is loaded when a bot is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway import hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gateway import JSON, Platform


@hookimpl
def provide_platform(settings: Mapping[str, JSON]) -> Sequence[Platform] | None:
    """A platform for each bot, where `settings["plugins"]["slack"]` has `enabled = true`."""
    section = settings.get("plugins", {})
    if not (isinstance(section, dict) and "slack" in section):
        return None
    from gateway_slack.options import bots

    found = bots(settings)
    if not found:
        return None
    from gateway_slack.platform import SlackPlatform

    return [SlackPlatform(options) for options in found]
