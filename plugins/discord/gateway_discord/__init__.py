"""Discord: a platform like the others, one for each bot.

`import gateway_discord` costs nothing but this page; the SDK is loaded when a bot is opened.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gateway import hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gateway import JSON, Check, Platform
    from gateway_discord.options import Options


@hookimpl
def provide_platform(settings: Mapping[str, JSON]) -> Sequence[Platform] | None:
    """A platform for each bot, where `settings["plugins"]["discord"]` has `enabled = true`."""
    found = _bots(settings)
    if not found:
        return None
    from gateway_discord.platform import DiscordPlatform

    return [DiscordPlatform(options) for options in found]


@hookimpl
def provide_checks(settings: Mapping[str, JSON]) -> Mapping[str, Check] | None:
    """Whether Discord knows each bot, and lets it hear."""
    found = _bots(settings)
    if not found:
        return None
    from gateway_discord.checks import check

    return {options.name: partial(check, options) for options in found}


def _bots(settings: Mapping[str, JSON]) -> list[Options]:
    """The bots there are; where nobody asked for one, nothing is imported for it."""
    section = settings.get("plugins", {})
    if not (isinstance(section, dict) and "discord" in section):
        return []
    from gateway_discord.options import bots

    return bots(settings)
