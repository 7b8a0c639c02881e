"""What went wrong at Slack, in the gateway's words: who has to act, and whether it arrived."""

from __future__ import annotations

from typing import Any, Final

from gateway import DeliveryError, Refused, SettingsError, TryLater, Uncertain
from gateway import TooLarge as TooLarge

_PATIENCE: Final = 60.0
"""Seconds between two attempts with a token that Slack refuses."""

_REFUSED: Final = {
    "account_inactive", "invalid_auth", "not_allowed_token_type", "not_authed", "token_expired",
    "token_revoked",
}  # fmt: skip
"""Docs, errors that every method shares."""

_AWAY: Final = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
"""After these it may have arrived (Docs, chat.postMessage)."""

_ELSEWHERE: Final = {"cannot_reply_to_message", "channel_not_found", "not_in_channel"}
_CLOSED: Final = {
    "is_archived": "the channel is archived",
    "messages_tab_disabled": "its Messages tab is switched off: switch it on under App Home",
    "restricted_action": "who may post there is restricted",
    "restricted_action_read_only_channel": "the channel is read-only",
    "thread_locked": "the thread is locked",
}
_GONE: Final = {"cant_update_message", "edit_window_closed", "message_not_found"}
_LOST: Final = {"file_deleted", "file_not_found"}
_FILE: Final = {
    "file_upload_size_restricted": "the workspace takes no file that large",
    "file_uploads_disabled": "the workspace takes no files",
    "file_uploads_except_images_disabled": "the workspace takes no files but pictures",
    "storage_limit_reached": "the workspace has no room for files left",
}


class NotReady(Refused):
    """The picture is there, and Slack has not looked at it yet."""


class Gone(Refused):
    """The message to change is no longer there, or can no longer be changed."""


class Lost(Refused):
    """The file is no longer there."""


class Elsewhere(Refused):
    """The bot is not where it should write."""


def is_refused(error: Exception) -> bool:
    """Whether it says that the token is wrong, or was revoked."""
    return _word(error) in _REFUSED


def token_refused(setting: str) -> SettingsError:
    """The token is wrong, or was revoked."""
    return SettingsError(
        f"Slack refuses the token in {setting}: take it anew from your app's pages at "
        f"https://api.slack.com/apps, and correct {setting}."
    )


def told(error: Exception, setting: str) -> DeliveryError:
    """What an error of the SDK, or of the line below it, says about a delivery."""
    from slack_sdk.errors import SlackApiError

    if isinstance(error, SlackApiError):
        return _answered(error, setting)
    return _line(error)


def _answered(error: Exception, setting: str) -> DeliveryError:
    word, response = _word(error), getattr(error, "response", None)
    status = int(getattr(response, "status_code", 0) or 0)
    if word == "ratelimited" or status == 429:
        return TryLater("Slack asks to slow down.", retry_after=_seconds(response))
    if word in _REFUSED:
        return TryLater(str(token_refused(setting)), retry_after=_PATIENCE)
    if word in _AWAY or status >= 500 or not word:
        return Uncertain(f"Slack could not say what became of it ({word or status}).")
    return _refusal(word, response)


def _refusal(word: str, response: Any) -> Refused:  # noqa: ANN401 - as the SDK has it
    if word in _ELSEWHERE:
        return Elsewhere(f"The bot is not in that channel ({word}): invite it.")
    if word in _GONE:
        return Gone(word)
    if word in _LOST:
        return Lost(f"Slack has no such file ({word}).")
    if word in _FILE:
        return TooLarge(_FILE[word])
    if word in _CLOSED:
        return Refused(f"Slack takes nothing there: {_CLOSED[word]}.")
    if word == "missing_scope":
        needed = response.get("needed", "what the manifest names")
        return Refused(f"The app lacks the scope {needed}: add it and install the app again.")
    details = " ".join((response.get("response_metadata") or {}).get("messages") or ())
    if "slack_file" in details or "slack file" in details:
        return NotReady(details)
    return Refused(f"Slack did not take it: {' '.join(filter(None, [word, details]))}.")


def _line(error: Exception) -> DeliveryError:
    """A line that broke: before anything was sent, or who knows when."""
    from aiohttp import ClientConnectorError

    if isinstance(error, ClientConnectorError):
        return TryLater(f"Slack cannot be reached: {type(error).__name__}.")
    return Uncertain(f"The line to Slack broke: {type(error).__name__}.")


def _word(error: Exception) -> str:
    """Slack's own word for what is wrong; empty where it said none."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def _seconds(response: Any) -> float:  # noqa: ANN401 - as the SDK has it
    try:
        return float(response.headers.get("Retry-After", 1))
    except (AttributeError, TypeError, ValueError):
        return 1.0
