"""Discord: a platform like the others, one for each bot.

`import gateway_discord` costs nothing but this page; the SDK is loaded when a bot is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway import hookimpl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gateway import JSON, Platform


@hookimpl
def provide_platform(settings: Mapping[str, JSON]) -> Sequence[Platform] | None:
    """A platform for each bot, where `settings["plugins"]["discord"]` has `enabled = true`."""
    section = settings.get("plugins", {})
    if not (isinstance(section, dict) and "discord" in section):
        return None
    from gateway_discord.options import bots

    found = bots(settings)
    if not found:
        return None
    from gateway_discord.platform import DiscordPlatform

    return [DiscordPlatform(options) for options in found]
