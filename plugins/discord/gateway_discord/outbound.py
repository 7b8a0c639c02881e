"""A delivery becomes a message, as Discord takes it. Nothing here opens a file or sends.

What a person or a model wrote is escaped, so that it reads as it was written; nobody is ever
mentioned by it, whatever it holds. Our own sentences name commands that can be tapped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gateway import JSON, SENT_AGAIN, Attachment, Button, Delivery, Part, SessionId
from gateway_discord import limits
from gateway_discord.inbound import SAY
from gateway_discord.markup import Spelling, clipped, idiomatic, plain

MENTIONS: Final[Mapping[str, Any]] = {"parse": [], "replied_user": False}
"""Whom a message may call: nobody."""

_COLOUR: Final = {"": 0x5865F2, "good": 0x57F287, "bad": 0xED4245, "ejected": 0xFEE75C}
"""By how a run ended; Discord's own blurple while it goes on."""

_PLAIN, _DANGER = 2, 4
"""Styles of a button (API "Button Styles")."""

_ROW, _BUTTON, _FIELD, _LABEL = 1, 2, 4, 18
"""Kinds of a component (API "Component Types")."""

_SILENT: Final = 1 << 12
_EPHEMERAL: Final = 1 << 6
"""API "Message Flags"."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says: `content`, or an `embed` with what is told in it."""

    content: str = ""
    embed: Mapping[str, Any] | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    reply: str | None = None
    silent: bool = False
    mention: str | None = None
    files: tuple[Attachment, ...] = ()

    def as_fields(self, *, private: bool = False, new: bool = True) -> dict[str, Any]:
        """As Discord is told; with `new` false only what an edit changes."""
        content = f"<@{self.mention}> {self.content}".strip() if self.mention else self.content
        called = {**MENTIONS, "users": [self.mention]} if self.mention else dict(MENTIONS)
        fields: dict[str, Any] = {
            "content": content,
            "embeds": [self.embed] if self.embed else [],
            "allowed_mentions": called,
        }
        if self.rows:
            fields["components"] = list(self.rows)
        if self.files:
            fields["attachments"] = [
                {"id": str(number), "filename": _name(file), **_described(file)}
                for number, file in enumerate(self.files)
            ]
        flags = (_SILENT if self.silent and not private else 0) | (_EPHEMERAL if private else 0)
        if new and flags:
            fields["flags"] = flags
        return fields


def channel_of(session: SessionId) -> int:
    """Where a session's conversation is; its id says it, also after a restart."""
    return int(session.parts[-1])


def acted(message: Message, did: str) -> Message:
    """The message of a turn, under what was done."""
    if message.embed is None or not did:
        return message
    author = {"name": clipped(" ".join(did.split()), limits.AUTHOR)}
    return replace(message, embed={**message.embed, "author": author})


def nonce(key: str) -> str:
    """The same for the same delivery, and for no other."""
    return hashlib.sha256(key.encode()).hexdigest()[: limits.NONCE - 1]


def to_message(delivery: Delivery, ids: Spelling) -> Message:
    """How a delivery reads, with its files in their place."""
    if delivery.part is Part.PROGRESS:
        return Message(content=f"{plain(delivery.text)}\n{delivery.bar}")
    message = _words(delivery) if delivery.part is Part.WORDS else _plainly(delivery, ids)
    if delivery.again:
        message = replace(message, content="\n".join(filter(None, [SENT_AGAIN, message.content])))
    return message


def pictured(said: Mapping[str, Any], delivery: Delivery) -> dict[str, Any]:
    """What changes in a message that was sent when its picture is there.

    :param said: the embed, as the receipt of that message has it.
    """
    message = Message(embed=_illustrated(said, delivery.attachments[0]),
                      files=delivery.attachments)  # fmt: skip
    fields = message.as_fields(new=False)
    return {name: fields[name] for name in ("embeds", "attachments", "allowed_mentions")}


def without(delivery: Delivery, why: str) -> Delivery:
    """The delivery with a sentence for each file that cannot be shown; `why` says why not."""
    lines = [_instead(file, why) for file in delivery.attachments]
    text = "\n\n".join(filter(None, [delivery.text, *lines]))
    return replace(delivery, text=text, attachments=(), edits=None, part=Part.NOTICE)


def _instead(file: Attachment, why: str) -> str:
    told = file.alt or file.name or file.path
    if file.link:
        return f"{told}: {file.link}"
    return f"({told}, {file.size / 1e6:.1f} MB, cannot be shown here: {why}.)"


def modal() -> dict[str, Any]:
    """The form in which somebody says something in their own words."""
    words = {
        "type": _FIELD,
        "custom_id": "words",
        "style": 2,
        "required": True,
        "max_length": limits.WORDS,
        "placeholder": "I look behind the curtain",
    }
    label = {"type": _LABEL, "label": "What do you do?", "component": words}
    return {"custom_id": SAY, "title": "Say something", "components": [label]}


# ---------------------------------------------------------------------------------------- the words


def _words(delivery: Delivery) -> Message:
    """Title, words, how things stand; the ways on where a button could not show them whole."""
    scene = delivery.scene
    text = plain(delivery.text)
    long = any(len(button.marked) > limits.SHOWN_LABEL for button in delivery.buttons)
    told = "\n\n".join(filter(None, [text, _ways(delivery.buttons) if long else ""]))
    if len(told) > limits.DESCRIPTION:
        # Ways on that do not fit beside the words are on the buttons.
        told, long = text, False
    ending = scene.get("ending")
    embed: dict[str, Any] = {
        "description": told,
        "color": _COLOUR.get(str(ending.get("kind")) if isinstance(ending, Mapping) else "", 0),
    }
    title = str(scene.get("title") or scene.get("place") or "")
    if title:
        embed["title"] = clipped(plain(title), limits.TITLE)
    if state := _state(scene):
        embed["footer"] = {"text": state}
    rows = _rows(delivery.buttons, numbered=long)
    if delivery.buttons and not _ended(delivery.buttons):
        rows = (*rows, _own_row())
    return Message(embed=embed, rows=rows)


def _ended(buttons: Sequence[Button]) -> bool:
    """The run is over: what is left to press begins another, or shows this one."""
    return any(button.kind in ("film", "start") for button in buttons)


def _illustrated(embed: Mapping[str, Any], file: Attachment) -> dict[str, Any]:
    image = {"url": f"attachment://{_name(file)}", **_described(file)}
    return {**embed, "image": image}


def _state(scene: Mapping[str, JSON]) -> str:
    """Health and what is carried, in one line; a footer knows no markup."""
    health, carried = scene.get("health"), scene.get("inventory")
    things = ", ".join(map(str, carried)) if isinstance(carried, list | tuple) else ""
    told = [f"♥ {health}" if health is not None else "", f"🎒 {things}" if things else ""]
    return clipped(" · ".join(filter(None, told)), 300)


def _ways(buttons: Sequence[Button]) -> str:
    return "\n".join(
        f"**{number}.** {plain(button.marked)}" for number, button in enumerate(buttons, 1)
    )


def _rows(buttons: Sequence[Button], *, numbered: bool = False) -> tuple[Mapping[str, Any], ...]:
    """A button a row while there is room, for a phone; else five a row."""
    made = [
        {
            "type": _BUTTON,
            "style": _DANGER if button.kind == "forget" else _PLAIN,
            "custom_id": button.id,
            "label": clipped(f"{number}. {button.marked}", limits.SHOWN_LABEL)
            if numbered
            else clipped(button.marked, limits.LABEL) or "…",
        }
        for number, button in enumerate(buttons, 1)
    ]
    each = 1 if len(made) <= limits.ROWS else limits.PER_ROW
    return tuple(
        {"type": _ROW, "components": made[start : start + each]}
        for start in range(0, len(made), each)
    )


def _own_row() -> Mapping[str, Any]:
    say = {"type": _BUTTON, "style": 1, "custom_id": SAY, "label": "💬 Say something…"}
    return {"type": _ROW, "components": [say]}


# -------------------------------------------------------------------------------------- the others


def _plainly(delivery: Delivery, ids: Spelling) -> Message:
    reply = delivery.origin.get("message")
    text = delivery.text or delivery.caption
    shown = idiomatic(text, ids) if delivery.part is Part.NOTICE else plain(text)
    long = len(shown) + len(SENT_AGAIN) + 32 > limits.CONTENT
    if len(shown) > limits.DESCRIPTION:
        shown = plain(text)
    message = Message(
        content="" if long else shown,
        embed={"description": shown} if long else None,
        rows=_rows(delivery.buttons),
        reply=str(reply) if delivery.part is Part.NOTICE and reply else None,
        silent=delivery.part is Part.SEGMENT,
        files=delivery.attachments,
    )
    if delivery.part is Part.PICTURE and delivery.attachments:
        embed = _illustrated(message.embed or {}, delivery.attachments[0])
        return replace(message, embed=embed)
    return message


def _name(file: Attachment) -> str:
    return file.shown_name


def _described(file: Attachment) -> dict[str, str]:
    alt = clipped(file.alt.strip(), limits.ALT)
    return {"description": alt} if alt else {}
