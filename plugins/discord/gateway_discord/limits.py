"""Every number Discord sets us, with its source; where it changes, change it here.

"API" is https://discord.com/developers/docs (v10), "spec" its OpenAPI description.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from gateway import Limits, Rate

CONTENT: Final = 2000
"""Characters of a message's own text (API Message, "Create Message")."""

DESCRIPTION: Final = 4096
"""Characters of an embed's text (API "Embed Limits")."""

TITLE: Final = 256
"""Characters of an embed's title (API "Embed Limits")."""

AUTHOR: Final = 256
"""Characters of an embed's author, where we tell what was done (API "Embed Limits")."""

TEXT: Final = 2000
"""Characters of a story that we put into one embed (ours): with every one of them escaped it still
fits."""

ALT: Final = 1024
"""Characters of a picture's description (spec MessageAttachmentRequest)."""

LABEL: Final = 80
"""Characters of a button (API "Button")."""

SHOWN_LABEL: Final = 38
"""Characters of a button that a phone shows whole (ours). Longer ways on are told in the words,
with their numbers."""

PER_ROW: Final = 5
ROWS: Final = 4
"""Buttons in a row, rows of ways on: of the five there may be (API "Action Row") one is ours."""

WORDS: Final = 4000
"""Characters that a modal's field takes (spec TextInputComponentForModalRequest)."""

CHOICES: Final = 25
"""Suggestions while somebody types (API "Autocomplete")."""

CHOICE: Final = 100
"""Characters of one of them (API "Application Command Option Choice")."""

UPLOAD: Final = 10 * 1024 * 1024
"""Bytes of a file, where nobody boosts the server (API "Uploading Files")."""

NONCE: Final = 25
"""Characters of a message's nonce (spec MessageCreateRequest)."""

NONCE_HOLDS: Final = 120.0
"""Seconds in which the same nonce is surely the same message: Discord says "the past few minutes"
(API "Create Message", enforce_nonce)."""

TOKEN: Final = 14 * 60.0
"""Seconds in which we answer by an interaction's token; it dies at fifteen minutes (API
"Responding to an Interaction")."""

ACKNOWLEDGE: Final = 3.0
"""Seconds until an interaction has to be acknowledged (the same page)."""

CHAT: Final = (Rate(5, 5),)
"""Seen of `POST /channels/{id}/messages`; what the answers' headers say comes over it."""

BOT: Final = (Rate(50, 1),)
"""API "Rate Limits": "All bots can make up to 50 requests per second"."""

PROGRESS_EVERY: Final = 3.0
"""Seconds between two edits that show how far something has come (ours)."""

LONGEST_WAIT: Final = 10.0
"""Seconds a delivery waits for its turn here; what has to wait longer is tried again later."""

PAGE: Final = 100
"""Messages in one answer of a channel's history (API "Get Channel Messages")."""

MISSED: Final = 500
"""Messages of one channel that are looked through after a restart (ours)."""

REMEMBERED: Final = 200
"""Channels that are caught up with after a restart, the last ones played in (ours)."""


def limits(upload: int) -> Limits:
    """What one message can hold, where files may have that many bytes."""
    return Limits(
        text=TEXT,
        caption=TEXT,
        label=200,
        buttons_per_row=PER_ROW,
        button_rows=ROWS,
        attachments=10,
        upload=upload,
    )


def rates(chat: Hashable) -> Sequence[Rate]:
    """How fast a channel may be spoken to."""
    return CHAT
