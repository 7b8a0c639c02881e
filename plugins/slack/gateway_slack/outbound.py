"""A delivery becomes a message. Nothing here opens a file, sends, or knows the SDK.

What people read stands in blocks whose text Slack does not parse: rich text and plain text. So
nothing a person or a model wrote is markup, and it calls nobody. The message's own text, for
notifications and screen readers, is parsed; `escaped` defuses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway import JSON, SENT_AGAIN, Button, Delivery, Part, SessionId, Verb, spelt
from gateway_slack import limits, views
from gateway_slack.views import Block


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a channel, or a thread of it."""

    channel: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message's blocks, and its text for those who do not see them."""

    text: str
    blocks: tuple[Block, ...] = ()

    def as_receipt(self) -> Mapping[str, JSON]:
        """What is needed to say it all again, with a picture."""
        return {"text": self.text, "blocks": list(self.blocks)}

    @classmethod
    def of_receipt(cls, said: Mapping[str, Any]) -> Message | None:
        """The message that `as_receipt` noted down."""
        if not isinstance(said.get("blocks"), list):
            return None
        return cls(text=str(said.get("text")), blocks=tuple(said["blocks"]))


def place_of(session: SessionId) -> Place:
    """Where a session's conversation is; its id says it, also after a restart."""
    _, channel, *thread = session.parts
    return Place(channel, thread[0] if thread else None)


def to_message(
    delivery: Delivery, command: str = "/tapeway", *, named: str = "", call: str | None = None
) -> Message:
    """How a delivery reads; its files are not part of it.

    :param command: what goes before a verb: the app's slash command, or its name.
    :param named: what goes before a verb that a picture comes with: the app's name, or nothing.
    :param call: the id of a person to mention, who may have gone away meanwhile.
    """
    if delivery.part is Part.PROGRESS:
        return _message(f"{delivery.text}\n{delivery.bar}")
    if delivery.part is Part.WORDS:
        message = _words(delivery)
    else:
        text = delivery.text or delivery.caption
        text = idiomatic(text, command, named) if delivery.part is Part.NOTICE else text
        message = _message(text, call=call, buttons=_actions(delivery.buttons))
    return _marked_again(message) if delivery.again else message


def aside(text: str, command: str) -> Message:
    """A word of our own."""
    return _message(idiomatic(text, command))


def with_picture(message: Message, file: str, alt: str) -> Message:
    """The message with a picture over its words, under its title."""
    picture = {
        "type": "image",
        "slack_file": {"id": file},
        "alt_text": clipped(alt.strip() or "A picture", limits.ALT),
    }
    titled = bool(message.blocks) and message.blocks[0]["type"] == "header"
    at = 1 if titled else 0
    return replace(message, blocks=(*message.blocks[:at], picture, *message.blocks[at:]))


def buttons_of(message: Message) -> Message:
    """What a message offers, without its words."""
    return replace(message, blocks=tuple(b for b in message.blocks if b["type"] == "actions"))


def without(delivery: Delivery, why: str) -> Delivery:
    """The delivery with a sentence for each file that cannot be shown; `why` says why not."""
    lines = [
        f"({file.alt or file.path}, {file.size / 1e6:.1f} MB, cannot be shown here: {why}.)"
        for file in delivery.attachments
    ]
    text = "\n\n".join(filter(None, [delivery.text, *lines]))
    return replace(delivery, text=text, attachments=(), edits=None, part=Part.NOTICE)


def escaped(text: str) -> str:
    """The text for where Slack parses: it reads the same, calls nobody and links nowhere.

    >>> escaped("<!channel> & <@U1>")
    '&lt;!channel&gt; &amp; &lt;@U1&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def idiomatic(text: str, command: str, named: str = "") -> str:
    """What the gateway says, in the words of a chat with one slash command, which takes no picture.

    >>> idiomatic("No story is running here. Say `start` to begin one.", "/tapeway")
    'No story is running here. Say /tapeway start to begin one.'
    >>> idiomatic("Send one together with the word `hero`.", "/tapeway", "@tapeway")
    'Send one together with the word @tapeway hero.'
    """

    def spelling(verb: Verb) -> str:
        return f"{named if verb is Verb.HERO else command} {verb.value}".strip()

    return spelt(text, spelling)


def clipped(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


# ---------------------------------------------------------------------------------------- the words


def _words(delivery: Delivery) -> Message:
    """Title, words, how things stand; the ways on where a button could not show them whole."""
    title = str(delivery.scene.get("title") or delivery.scene.get("place") or "").strip()
    told = any(len(button.marked) > limits.SHOWN_LABEL for button in delivery.buttons)
    ways = _ways(delivery.buttons) if told else ""
    if len(ways) > limits.TEXT:
        told, ways = False, ""
    state = clipped(_state(delivery.scene), limits.STATE)
    blocks = [
        *_title_block(title),
        *_paragraphs(delivery.text),
        *([{"type": "context", "elements": [views.plain_text(state)]}] if state else []),
        *_paragraphs(ways),
        *_actions(delivery.buttons, numbered=told, free=_goes_on(delivery)),
    ]
    text = "\n\n".join(filter(None, [title, delivery.text, state, ways]))
    return Message(text=_fallback(text), blocks=tuple(blocks))


def _goes_on(delivery: Delivery) -> bool:
    return bool(delivery.buttons) and not delivery.scene.get("ending")


def _title_block(title: str) -> Sequence[Block]:
    if not title:
        return ()
    return ({"type": "header", "text": views.plain_text(clipped(title, limits.HEADER))},)


def _state(scene: Mapping[str, JSON]) -> str:
    """Health and what is carried, in one line."""
    health, carried = scene.get("health"), scene.get("inventory")
    things = ", ".join(map(str, carried)) if isinstance(carried, list | tuple) else ""
    told = [f"♥ {health}" if health is not None else "", f"🎒 {things}" if things else ""]
    return " · ".join(filter(None, told))


def _ways(buttons: Sequence[Button]) -> str:
    return "\n".join(f"{number}. {button.marked}" for number, button in enumerate(buttons, 1))


def _actions(
    buttons: Sequence[Button], *, numbered: bool = False, free: bool = False
) -> Sequence[Block]:
    """The buttons, and one for one's own words; their ids are all that comes back."""
    elements = [_button(number, button, numbered) for number, button in enumerate(buttons, 1)]
    if free and elements:
        free_label = views.plain_text("Say something…")
        elements.append({"type": "button", "action_id": views.SAY, "text": free_label})
    return ({"type": "actions", "elements": elements},) if elements else ()


def _button(number: int, button: Button, numbered: bool) -> Block:  # noqa: FBT001 - private
    label = button.marked
    shown = (
        clipped(f"{number}. {label}", limits.SHOWN_LABEL)
        if numbered
        else clipped(label, limits.LABEL)
    )
    made = {
        "type": "button",
        "action_id": f"way{number}",
        "text": views.plain_text(shown or "…"),
        "value": button.id,
    }
    return {**made, "style": "danger"} if button.kind == "forget" else made


# -------------------------------------------------------------------------------------- the others


def _message(text: str, *, call: str | None = None, buttons: Iterable[Block] = ()) -> Message:
    """A message of words alone."""
    mention = f"<@{call}> " if call else ""
    blocks = (*_paragraphs(text, call=call), *buttons)
    return Message(text=mention + _fallback(text), blocks=blocks)


def _paragraphs(text: str, *, call: str | None = None) -> Sequence[Block]:
    elements: list[Block] = []
    if call:
        elements = [{"type": "user", "user_id": call}, {"type": "text", "text": " "}]
    if text:
        elements.append({"type": "text", "text": text})
    return (views.rich(elements),) if elements else ()


def _fallback(text: str) -> str:
    """The text for notifications and screen readers; never empty, for Slack takes no such."""
    return escaped(clipped(text, limits.FALLBACK)) or "…"


def _marked_again(message: Message) -> Message:
    note = {"type": "context", "elements": [views.plain_text(SENT_AGAIN)]}
    return replace(message, blocks=(note, *message.blocks))
