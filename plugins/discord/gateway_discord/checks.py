"""What `tapeway doctor` asks Discord: who is this bot, what may it hear, and where is it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gateway import DeliveryError, Finding, Pacer, SettingsError
from gateway_discord.errors import token_refused, told
from gateway_discord.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway_discord.options import Options

_READS: Final = 1 << 18 | 1 << 19
"""The flags of an application that may have Message Content (API "Application Flags")."""

_PERMISSIONS: Final = sum(1 << bit for bit in (10, 11, 14, 15, 16, 38))
"""View Channels, Send Messages, Embed Links, Attach Files, Read Message History, Send Messages in
Threads (API "Permissions")."""


async def check(options: Options) -> Sequence[Finding]:
    """Whether the token is taken, and what the application is not set up for.

    :raises SettingsError: the token is refused, or the SDK is not installed.
    """
    try:
        import discord
    except ImportError as error:
        raise SettingsError("Its library is missing: pip install 'tapeway[discord]'.") from error
    from gateway_discord.wire import speaker

    rest = speaker(options)
    try:
        await rest.login(options.token.get_secret_value())
        voice = Voice(options.setting, Pacer(), rest)
        application = await voice.call("GET", "/applications/@me")
        servers = await voice.call("GET", "/users/@me/guilds")
    except discord.LoginFailure as error:
        raise token_refused(options.setting) from error
    except Exception as error:
        why = error if isinstance(error, DeliveryError) else told(error, options.setting)
        return [Finding(text=f"Discord does not answer: {why}", ok=False)]
    finally:
        await rest.close()
    name = application.get("name")
    known = Finding(text=f"Discord knows the token in {options.setting} as {name}.")
    return [known, *_set_up(application, options), *_invited(application, servers)]


def _set_up(application: dict[str, Any], options: Options) -> Sequence[Finding]:
    found = []
    if options.message_content and not application.get("flags", 0) & _READS:
        found.append(
            f"{options.place}.message_content is true, and Message Content Intent is off: switch "
            "it on in the Developer Portal under Bot."
        )
    if address := application.get("interactions_endpoint_url"):
        found.append(
            f"Discord sends commands to {address}: clear Interactions Endpoint URL in the "
            "Developer Portal, or they never come here."
        )
    return [Finding(text=text, ok=False) for text in found]


def _invited(application: dict[str, Any], servers: Sequence[object]) -> Sequence[Finding]:
    """How to bring the bot in, where it is nowhere yet."""
    if servers:
        return []
    link = (
        f"https://discord.com/oauth2/authorize?client_id={application['id']}"
        f"&scope=bot+applications.commands&permissions={_PERMISSIONS}"
    )
    return [Finding(text=f"The bot is in no server: open {link} to invite it.", ok=False)]
