"""What went wrong at Telegram, in the gateway's words: who has to act, and whether it arrived."""

from __future__ import annotations

from typing import Final

from gateway import DeliveryError, Refused, SettingsError, TryLater, Uncertain
from gateway import TooLarge as TooLarge

_NOT_SENT: Final = ("ConnectError", "ConnectTimeout", "PoolTimeout")
"""Errors of httpx after which nothing has left this machine."""

_PATIENCE: Final = 60.0
"""Seconds between two attempts with a token that Telegram refuses."""


class Unchanged(Refused):
    """The message already reads so."""


class Gone(Refused):
    """The message to change is no longer there, or can no longer be changed."""


class Moved(TryLater):
    """The group has become a supergroup; `chat` is its number from now on."""

    def __init__(self, chat: int) -> None:
        super().__init__(f"The group is {chat} now.", retry_after=0.0)
        self.chat = chat


def token_refused(setting: str) -> SettingsError:
    """The token is wrong, or was revoked."""
    return SettingsError(
        f"Telegram refuses the token in {setting}: ask @BotFather for it with /token, and correct "
        f"{setting}."
    )


def told(error: Exception, setting: str) -> DeliveryError:
    """What an error of the SDK says about a delivery."""
    from telegram import error as sdk

    if isinstance(error, sdk.RetryAfter):
        return TryLater("Telegram asks to slow down.", retry_after=_seconds(error.retry_after))
    if isinstance(error, sdk.InvalidToken):
        return TryLater(str(token_refused(setting)), retry_after=_PATIENCE)
    if isinstance(error, sdk.Forbidden):
        return Refused(f"The bot may not write there any more: {error.message}.")
    if isinstance(error, sdk.ChatMigrated):
        return Moved(error.new_chat_id)
    if isinstance(error, sdk.BadRequest):
        return _bad(error.message)
    if isinstance(error, sdk.NetworkError):
        return _network(error)
    return DeliveryError(f"Telegram did not take it: {error}")


def _bad(message: str) -> DeliveryError:
    said = message.lower()
    if "message is not modified" in said:
        return Unchanged(message)
    if "message to edit not found" in said or "message can't be edited" in said:
        return Gone(message)
    if "chat not found" in said:
        return Refused("Telegram knows no such chat: the bot was never there, or it is deleted.")
    if "thread not found" in said or "topic_closed" in said or "topic_deleted" in said:
        return Refused("The topic is closed or deleted.")
    if "rights" in said or "chat_write_forbidden" in said:
        return Refused(f"The bot may not send that here ({message}): give it the right to.")
    if any(word in said for word in ("photo", "image", "file", "video", "media", "too big")):
        return TooLarge(f"Telegram does not take it ({message})")
    return Refused(f"Telegram did not take it: {message}.")


def _network(error: Exception) -> DeliveryError:
    """A line that broke: before anything was sent, or who knows when."""
    if "too large" in str(error).lower():
        return TooLarge("it is too large for Telegram")
    cause = type(error.__cause__).__name__
    if cause in _NOT_SENT:
        return TryLater(f"Telegram cannot be reached: {error}")
    return Uncertain(f"The line to Telegram broke: {error}")


def _seconds(after: object) -> float:
    """The SDK says it as a number or as a duration, by a variable of the environment."""
    total = getattr(after, "total_seconds", None)
    return float(total() if total else str(after))
