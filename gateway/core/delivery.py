"""Fitting a delivery to a platform's limits: pure, and nothing is dropped in silence."""

from __future__ import annotations

import re
from dataclasses import replace

from gateway.core.platform import Attachment, Button, Delivery, Limits, Part, TextUnit

_BREAKS = (
    re.compile(r"\n\n"),
    re.compile(r"\n"),
    re.compile(r"[.!?…]['\")”’]?\s"),
    re.compile(r"\s"),
)
"""Where to split a text, the best first: paragraph, line, sentence, word."""

_PICTURES = ("image/png", "image/jpeg", "image/webp")


def fit(delivery: Delivery, limits: Limits) -> tuple[Delivery, ...]:
    """The delivery as one or more that each keep to the limits, in the order to send them.

    Text is split at the best place there is, labels are clipped with an ellipsis, buttons that do
    not fit go on a message of their own, a file that is too large becomes a link or a sentence.
    The first keeps the delivery's key, the others get `…/1`, `…/2`.
    """
    delivery = _without_oversize(delivery, limits)
    bodies = _bodies(delivery, limits)
    pages = _button_pages(delivery.buttons, limits)
    files = _file_pages(delivery.attachments, limits)
    # A caption belongs to its picture; what is longer goes before it as a message of its own.
    captioned = bool(files) and len(bodies) == 1 and measure(bodies[0], limits) <= limits.caption
    messages: list[Delivery] = []
    if not captioned:
        messages = [_part(delivery, text=body) for body in bodies if body or not files]
    for number, page in enumerate(files):
        caption = bodies[0] if captioned and number == 0 else ""
        messages.append(_part(delivery, text=caption, attachments=page))
    if pages:
        messages[-1] = replace(messages[-1], buttons=pages[0])
    messages += [_part(delivery, text="…", buttons=page) for page in pages[1:]]
    return tuple(
        replace(
            message,
            key=delivery.key if number == 0 else f"{delivery.key}/{number}",
            edits=delivery.edits if number == 0 else None,
            scene=delivery.scene if number == 0 else {},
        )
        for number, message in enumerate(messages)
    )


def measure(text: str, limits: Limits) -> int:
    """The text's length as the platform counts it."""
    if limits.text_unit is TextUnit.UTF16:
        return len(text) + sum(char > "\uffff" for char in text)
    return len(text)


def clip(text: str, length: int, limits: Limits) -> str:
    """The text in at most `length` units, with an ellipsis where something is missing."""
    if measure(text, limits) <= length:
        return text
    return text[: max(0, _reach(text, length - 1, limits))].rstrip() + "…"


def split(text: str, length: int, limits: Limits) -> list[str]:
    """The text in pieces of at most `length` units; joined they hold every word of it."""
    pieces = []
    while measure(text, limits) > length:
        end = _break(text[: max(1, _reach(text, length, limits))])
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [piece for piece in [*pieces, text] if piece] or [""]


def _reach(text: str, length: int, limits: Limits) -> int:
    """How many characters of the text `length` units hold."""
    if limits.text_unit is TextUnit.CHARACTERS:
        return length
    units = 0
    for index, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > length:
            return index
    return len(text)


def _break(window: str) -> int:
    """Where to end a piece: the last good break in its second half, else between two words."""
    ends: list[int] = []
    for pattern in _BREAKS:
        ends = [m.end() for m in pattern.finditer(window)]
        if ends and ends[-1] > len(window) // 2:
            return ends[-1]
    return ends[-1] if ends else len(window)


def _bodies(delivery: Delivery, limits: Limits) -> list[str]:
    return split(delivery.text, limits.text, limits)


def _button_pages(buttons: tuple[Button, ...], limits: Limits) -> list[tuple[Button, ...]]:
    fitted = [replace(b, label=clip(b.label, limits.label, limits)) for b in buttons]
    size = max(1, limits.buttons)
    return [tuple(fitted[i : i + size]) for i in range(0, len(fitted), size)]


def _file_pages(files: tuple[Attachment, ...], limits: Limits) -> list[tuple[Attachment, ...]]:
    size = max(1, limits.attachments)
    return [files[i : i + size] for i in range(0, len(files), size)]


def _part(
    delivery: Delivery,
    *,
    text: str,
    attachments: tuple[Attachment, ...] = (),
    buttons: tuple[Button, ...] = (),
) -> Delivery:
    return replace(delivery, text=text, attachments=attachments, buttons=buttons)


def _without_oversize(delivery: Delivery, limits: Limits) -> Delivery:
    kept, lines = [], []
    for file in delivery.attachments:
        if fits(file, limits):
            kept.append(file)
        else:
            lines.append(_instead(file, _room(file, limits)))
    if not lines:
        return delivery
    text = "\n".join(filter(None, [delivery.text, *lines]))
    # Without its picture a picture is only words.
    part = delivery.part if kept else Part.NOTICE
    return replace(delivery, text=text, attachments=tuple(kept), part=part)


def fits(file: Attachment, limits: Limits) -> bool:
    """The platform takes a file of that size."""
    room = _room(file, limits)
    return room is None or file.size <= room


def in_words(delivery: Delivery) -> Delivery:
    """The delivery without its files: where each can be seen, or that it cannot be shown."""
    lines = [_instead(file, None) for file in delivery.attachments]
    text = "\n".join(filter(None, [delivery.text, *lines]))
    return replace(delivery, text=text, attachments=(), edits=None, part=Part.NOTICE)


def _room(file: Attachment, limits: Limits) -> int | None:
    rooms = [limits.upload, limits.picture if file.media_type in _PICTURES else None]
    return min((room for room in rooms if room is not None), default=None)


def _instead(file: Attachment, room: int | None) -> str:
    if file.link:
        return f"{file.alt or file.shown_name}: {file.link}"
    takes = "does not take it" if room is None else f"takes {room / 1e6:.1f} MB"
    if file.name:  # it is another session's, whose folder nobody here has
        return f"({file.alt} has {file.size / 1e6:.1f} MB and this chat {takes}.)"
    return (
        f"({file.path} has {file.size / 1e6:.1f} MB and this chat {takes}. "
        "It is kept in the session's folder.)"
    )
