"""What went wrong at Discord, in the gateway's words: who has to act, and whether it arrived."""

from __future__ import annotations

from typing import Final

from gateway import DeliveryError, Refused, SettingsError, TryLater, Uncertain
from gateway import TooLarge as TooLarge

_PATIENCE: Final = 60.0
"""Seconds between two attempts with a token that Discord refuses."""

_UNSENT: Final = ("ClientConnectorError", "ClientConnectorDNSError", "ConnectionTimeoutError")
"""Errors of aiohttp after which nothing has left this machine."""

_EXPIRED: Final = {10015, 10062, 50027}
"""Unknown webhook, unknown interaction, invalid webhook token: its fifteen minutes are over."""

_GONE: Final = {10008}
"""Unknown message."""

_TOO_LARGE: Final = {40005}
"""Request entity too large."""

_ACKNOWLEDGED: Final = {40060}
"""Interaction has already been acknowledged."""

_MAY_NOT: Final = {
    10003: "Discord knows no such channel: it is deleted, or the bot was taken away.",
    50001: "The bot may not see that channel: give it View Channel there, or invite it again.",
    50007: "That person takes no messages from the bot.",
    50013: "The bot may not send that there: give it Send Messages, Embed Links and Attach Files.",
    50083: "That thread is closed.",
    160005: "That thread is locked.",
}
"""What becomes of a message that will never arrive, by Discord's code of it (API "JSON Error
Codes")."""


class Gone(Refused):
    """The message to change is no longer there."""


class MayNot(Refused):
    """The bot may not write there by itself; it may still answer an interaction."""


class Expired(Refused):
    """The interaction cannot be answered by its token any more."""


class Acknowledged(Refused):
    """The interaction is acknowledged already."""


class Throttled(Exception):
    """Discord asks to wait; `everywhere` if it is not only about this kind of call."""

    def __init__(self, seconds: float, *, everywhere: bool) -> None:
        super().__init__(f"Discord asks to wait {seconds} s")
        self.seconds = seconds
        self.everywhere = everywhere


class Faulted(Exception):
    """Discord has trouble of its own, and nobody knows what became of the call."""


def token_refused(setting: str) -> SettingsError:
    """The token is wrong, or was reset."""
    return SettingsError(
        f"Discord refuses the token in {setting}: the Developer Portal makes a new one under Bot, "
        f"Reset Token. Put it into {setting}."
    )


def intent_refused(place: str) -> SettingsError:
    """The application may not have the privileged intent that it asks for."""
    return SettingsError(
        f"{place}.message_content is true, and Discord does not let this bot read messages: switch "
        "on Message Content Intent in the Developer Portal under Bot, or set "
        f"{place}.message_content to false."
    )


def connection_refused(code: int | None, place: str, setting: str) -> SettingsError | None:
    """What a closed connection says about the settings, if it does (API "Gateway Close Codes")."""
    if code == 4004:
        return token_refused(setting)
    if code in (4013, 4014):
        return intent_refused(place)
    if code in (4010, 4011):
        return SettingsError(
            f'Discord wants other shards than {place}.shards says: set it to "auto".'
        )
    return None


def told(error: Exception, setting: str) -> DeliveryError:
    """What an error of a call says about a delivery."""
    import discord

    if isinstance(error, Throttled):
        return TryLater("Discord asks to slow down.", retry_after=error.seconds)
    if isinstance(error, discord.RateLimited):
        return TryLater("Discord asks to slow down.", retry_after=error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _answered(error.status, error.code, error.text, setting)
    if type(error).__name__ in _UNSENT:
        return TryLater(f"Discord cannot be reached: {error}")
    return Uncertain(f"The line to Discord broke: {error or type(error).__name__}")


def _answered(status: int, code: int, text: str, setting: str) -> DeliveryError:
    for codes, kind in (
        (_EXPIRED, Expired),
        (_GONE, Gone),
        (_ACKNOWLEDGED, Acknowledged),
    ):
        if code in codes:
            return kind(text)
    if code in _TOO_LARGE or status == 413:
        return TooLarge("it is too large for Discord")
    if status == 401:
        return TryLater(str(token_refused(setting)), retry_after=_PATIENCE)
    if status == 429:  # without the `Via` that Discord itself would give
        return TryLater("Discord's doorkeeper asks to slow down.", retry_after=_PATIENCE)
    if status >= 500:
        return Uncertain(f"Discord has trouble: {status} {text}")
    if code in _MAY_NOT:
        return MayNot(_MAY_NOT[code])
    return Refused(f"Discord did not take it: {text or status} ({code}).")
