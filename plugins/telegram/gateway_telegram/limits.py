"""Every number Telegram sets us, with its source; where it changes, change it here.

"API" is https://core.telegram.org/bots/api (10.1), "FAQ" https://core.telegram.org/bots/faq.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from gateway import Limits, Rate, TextUnit

TEXT: Final = 4096
"""UTF-16 units of a message, after entities (API sendMessage)."""

CAPTION: Final = 1024
"""UTF-16 units of a caption, after entities (API sendPhoto)."""

ALERT: Final = 200
"""Characters of the answer to a press (API answerCallbackQuery)."""

UPLOAD: Final = 50_000_000
"""Bytes a bot may send (API sendVideo, sendAnimation: 50 MB)."""

PHOTO: Final = 10_000_000
"""Bytes of a photo (API "Sending files": 10 MB)."""

THUMBNAIL: Final = (320, 320)
"""Pixels of a thumbnail, a JPEG of less than 200 kB (API sendVideo)."""

BUTTONS: Final = 100
"""In one message; more are refused with REPLY_MARKUP_TOO_LONG (seen, not documented)."""

SHOWN_LABEL: Final = 32
"""UTF-16 units of a button that a phone shows; the rest it cuts off (measured on a 360 px screen;
ours, not Telegram's). Longer ways on are told in the words, with their numbers."""

DESCRIPTION: Final = 120
"""UTF-16 units of a picture's description that are worth having (ours)."""

ROOM: Final = 1096
"""UTF-16 units of a message that we keep for its title, the state of things and the ways on."""

CHAT: Final = (Rate(3, 3),)
"""FAQ: "avoid sending more than one message per second" to a chat; short bursts may pass."""

GROUP: Final = (*CHAT, Rate(20, 60))
"""FAQ: no "more than 20 messages per minute" to a group."""

BOT: Final = (Rate(30, 1),)
"""FAQ: "not more than about 30 messages per second" to all chats together."""

ANSWER_WITHIN: Final = 1.5
"""Seconds until a press is answered with nothing: its button shows that it waits until then."""

PROGRESS_EVERY: Final = 3.0
GROUP_PROGRESS_EVERY: Final = 12.0
"""Seconds between two edits that show how far something has come; a group's twenty calls a minute
are for its story."""

LONGEST_WAIT: Final = 10.0
"""Seconds a delivery waits for its turn here; what has to wait longer is tried again later."""

POLL: Final = 30
"""Seconds a request for updates waits for one (API getUpdates: "should be positive")."""

LIMITS: Final = Limits(
    text=TEXT - ROOM,
    caption=CAPTION,
    label=200,
    buttons_per_row=1,
    button_rows=BUTTONS,
    attachments=1,
    upload=UPLOAD,
    picture=PHOTO,
    text_unit=TextUnit.UTF16,
    tapes_as_video=True,
)


def is_group(chat: Hashable) -> bool:
    """Whether several people are there; the ids of groups and channels are negative."""
    return isinstance(chat, int) and chat < 0


def rates(chat: Hashable) -> Sequence[Rate]:
    """How fast a chat may be spoken to."""
    return GROUP if is_group(chat) else CHAT


def progress_every(chat: int) -> float:
    """Seconds between two edits of a bar."""
    return GROUP_PROGRESS_EVERY if is_group(chat) else PROGRESS_EVERY
