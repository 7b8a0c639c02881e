"""A delivery becomes a message. Nothing here opens a file, sends, or knows the SDK.

Text goes out as it is, without a parse mode, so that nothing a person or a model wrote is markup.
What is bold is said beside the text, as entities. Telegram finds mentions and commands in plain
text all by itself; `defused` keeps them from becoming any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from gateway import JSON, SENT_AGAIN, Button, Delivery, Part, SessionId, spelt
from gateway_telegram import limits

Row: TypeAlias = "tuple[str, str, bool]"
"""A button, one a row: its id, what it says, and whether it destroys something."""

_MENTION: Final = re.compile(r"(?<!\w)@(?=\w)")
_SLASH: Final = re.compile(r"(?<![\w/<>])/(?=\w)")
"""What Telegram takes for a mention or a command, as its own library finds them (td,
MessageEntity.cpp)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a chat, or a topic of it."""

    chat: int
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """How a part of a text looks; counted in UTF-16, as Telegram does."""

    kind: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Message:
    """A text with its marks and buttons; the message it answers, if it does."""

    text: str
    marks: tuple[Mark, ...] = ()
    rows: tuple[Row, ...] = ()
    reply: int | None = None
    silent: bool = False

    def as_receipt(self) -> Mapping[str, JSON]:
        """What is needed to say it all again, under a picture; nothing where it has no room."""
        if units(self.text) > limits.CAPTION:
            return {}
        return {
            "text": self.text,
            "marks": [[mark.kind, mark.offset, mark.length] for mark in self.marks],
            "rows": [list(row) for row in self.rows],
        }

    @classmethod
    def of_receipt(cls, said: Mapping[str, Any]) -> Message | None:
        """The message that `as_receipt` noted down."""
        if "text" not in said:
            return None
        return cls(
            text=said["text"],
            marks=tuple(Mark(*mark) for mark in said["marks"]),
            rows=tuple((row[0], row[1], row[2]) for row in said["rows"]),
        )


def place_of(session: SessionId) -> Place:
    """Where a session's conversation is; its id says it, also after a restart."""
    chat, *thread = session.parts
    return Place(int(chat), int(thread[0]) if thread else None)


def to_message(delivery: Delivery) -> Message:
    """How a delivery reads; its files are not part of it."""
    if delivery.part is Part.PROGRESS:
        return Message(text=f"{defused(delivery.text)}\n{delivery.bar}")
    message = _words(delivery) if delivery.part is Part.WORDS else _plainly(delivery)
    return _marked_again(message) if delivery.again else message


def captioned(message: Message, alt: str, *, describe: bool) -> Message | None:
    """The message as the caption of a picture, its description under it; `None` if too long.

    A long description ends with an ellipsis before the picture is parted from its words.
    """
    alt = defused(alt.strip())
    if describe and alt:
        room = limits.CAPTION - units(message.text) - 2
        told = _clipped(f"🖼 {alt}", room) if room >= limits.DESCRIPTION else f"🖼 {alt}"
        text, marks = _joined([(message.text, ""), (told, "expandable_blockquote")])
        message = replace(message, text=text, marks=(*message.marks, *marks))
    return message if units(message.text) <= limits.CAPTION else None


def without(delivery: Delivery, why: str) -> Delivery:
    """The delivery with a sentence for each file that cannot be shown; `why` says why not."""
    lines = [
        f"({file.alt or file.path}, {file.size / 1e6:.1f} MB, cannot be shown here: {why}.)"
        for file in delivery.attachments
    ]
    text = "\n\n".join(filter(None, [delivery.text, *lines]))
    return replace(delivery, text=text, attachments=(), edits=None, part=Part.NOTICE)


def alert(text: str) -> str | None:
    """The text as the answer to a press, or `None` where it is too long for one."""
    text = idiomatic(text)
    return text if len(text) <= limits.ALERT else None


def units(text: str) -> int:
    """The text's length as Telegram counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def defused(text: str) -> str:
    """The text as it reads, as long as it was, but nobody is mentioned and no command is tapped.

    >>> defused("@ann says /forget, and/or mails ann@example.org")
    '＠ann says ⁄forget, and/or mails ann@example.org'
    """  # noqa: RUF002 - they look alike on purpose
    return _SLASH.sub("⁄", _MENTION.sub("＠", text))


def idiomatic(text: str) -> str:
    """What the gateway says, in the words of a chat with commands.

    >>> idiomatic("No story is running here. Say `start` to begin one.")
    'No story is running here. Say /start to begin one.'
    >>> idiomatic("tape · film            the run so far")
    '/tape · /film — the run so far'
    """
    return spelt(defused(text), lambda verb: f"/{verb.value}")


# ---------------------------------------------------------------------------------------- the words


def _words(delivery: Delivery) -> Message:
    """Title, words, how things stand; the ways on where a button could not show them whole."""
    title = _clipped(str(delivery.scene.get("title") or delivery.scene.get("place") or ""), 100)
    told = any(units(button.marked) > limits.SHOWN_LABEL for button in delivery.buttons)
    ways = _ways(delivery.buttons) if told else ""
    pieces = [(title, "bold"), (delivery.text, ""), (_state(delivery.scene), "italic"), (ways, "")]
    text, marks = _joined((defused(piece), kind) for piece, kind in pieces)
    if units(text) > limits.TEXT:
        # `fit` counted the words alone; ways on that do not fit beside them are on the buttons.
        told = False
        text, marks = _joined((defused(piece), kind) for piece, kind in pieces[:-1])
    return Message(text=text, marks=marks, rows=_rows(delivery.buttons, numbered=told))


def _state(scene: Mapping[str, JSON]) -> str:
    """Health and what is carried, in one line."""
    health, carried = scene.get("health"), scene.get("inventory")
    things = ", ".join(map(str, carried)) if isinstance(carried, list | tuple) else ""
    told = [f"♥ {health}" if health is not None else "", f"🎒 {things}" if things else ""]
    return _clipped(" · ".join(filter(None, told)), 300)


def _ways(buttons: Sequence[Button]) -> str:
    return "\n".join(f"{number}. {button.marked}" for number, button in enumerate(buttons, 1))


def _rows(buttons: Sequence[Button], *, numbered: bool = False) -> tuple[Row, ...]:
    return tuple(
        (
            button.id,
            _clipped(f"{number}. {button.marked}", limits.SHOWN_LABEL)
            if numbered
            else button.marked,
            button.kind == "forget",
        )
        for number, button in enumerate(buttons, 1)
    )


# -------------------------------------------------------------------------------------- the others


def _plainly(delivery: Delivery) -> Message:
    reply = delivery.origin.get("message")
    answers = delivery.part is Part.NOTICE and isinstance(reply, int)
    text = delivery.text or delivery.caption
    return Message(
        text=idiomatic(text) if delivery.part is Part.NOTICE else defused(text),
        rows=_rows(delivery.buttons),
        reply=int(str(reply)) if answers else None,
        silent=delivery.part is Part.SEGMENT,
    )


def _marked_again(message: Message) -> Message:
    text, marks = _joined([(SENT_AGAIN, "italic"), (message.text, "")])
    if units(text) > limits.TEXT:
        return message
    moved = units(text) - units(message.text)
    kept = tuple(replace(mark, offset=mark.offset + moved) for mark in message.marks)
    return replace(message, text=text, marks=(*marks, *kept))


def _joined(pieces: Iterable[tuple[str, str]]) -> tuple[str, tuple[Mark, ...]]:
    """The pieces that say something as paragraphs, and where those with a mark stand."""
    text, marks = "", []
    for piece, kind in pieces:
        if not piece:
            continue
        text += "\n\n" if text else ""
        if kind:
            marks.append(Mark(kind, units(text), units(piece)))
        text += piece
    return text, tuple(marks)


def _clipped(text: str, most: int) -> str:
    if units(text) <= most:
        return text
    while units(text) > most - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"
