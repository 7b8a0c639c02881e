"""Every number Slack sets us, with its source; where it changes, change it here.

"Docs" is https://docs.slack.dev (autumn 2026).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from gateway import Limits, Rate

TEXT: Final = 3000
"""Characters of a block's text (Docs, section block; rich text names no number of its own)."""

FALLBACK: Final = 3900
"""Characters of a message's own text, read aloud and shown in notifications; Docs,
chat.postMessage: "for best results, limit … to 4,000 characters"."""

HEADER: Final = 150
"""Characters of a header block (Docs, header block)."""

CAPTION: Final = 1000
"""Characters above a file (ours: a longer text is a message of its own)."""

ALT: Final = 2000
"""Characters that describe a picture (Docs, image block)."""

LABEL: Final = 75
"""Characters of a button (Docs, button element)."""

SHOWN_LABEL: Final = 30
"""Characters of a button that are shown for certain (Docs, button element: "may truncate with ~30
characters"). Longer ways on are told in the words, with their numbers."""

VALUE: Final = 2000
"""Characters that a button sends back (Docs, button element)."""

BUTTONS: Final = 25
"""In an actions block (Docs, actions block); one of them is our own, for one's own words."""

BLOCKS: Final = 50
"""In a message (Docs, blocks)."""

HOME_BLOCKS: Final = 100
"""In a Home tab (Docs, blocks)."""

WORDS: Final = 3000
"""Characters of what is written into a form (Docs, plain-text input element)."""

UPLOAD: Final = 1_000_000_000
"""Bytes of a file (Docs, "Working with files": 1 GB)."""

STATE: Final = 300
"""Characters of the line that says how things stand (ours)."""

CHANNEL: Final = (Rate(1, 1),)
"""Docs, rate limits: "no more than one message per second per channel"."""

BOT: Final = (Rate(20, 1),)
"""All calls together (ours; each method has its own tier, which answers 429 by itself)."""

RESPOND_FOR: Final = 30 * 60.0
"""Seconds a response_url is good for, five times at most (Docs, "Handling user interaction")."""

PICTURE_TRIES: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds between attempts to show a picture that Slack has taken and not looked at yet."""

PROGRESS_EVERY: Final = 3.0
"""Seconds between two edits that show how far something has come."""

LONGEST_WAIT: Final = 10.0
"""Seconds a delivery waits for its turn here; what has to wait longer is tried again later."""

REQUEST: Final = 1_000_000
"""Bytes of a request that Slack brings (ours; theirs have a few thousand)."""

LIMITS: Final = Limits(
    text=TEXT,
    caption=CAPTION,
    label=200,
    buttons_per_row=1,
    button_rows=BUTTONS - 1,
    attachments=1,
    upload=UPLOAD,
)


def rates(chat: Hashable) -> Sequence[Rate]:
    """How fast a channel may be spoken to."""
    return CHANNEL
