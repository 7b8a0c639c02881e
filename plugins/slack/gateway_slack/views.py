"""The form for one's own words, and the Home tab; pure, as Slack's Block Kit spells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from gateway import SessionId
from gateway_slack import limits
from gateway_slack.commands import COMMANDS

Block: TypeAlias = "dict[str, Any]"

SAY: Final = "say"
"""Names the button that opens the form, the form, and what is written into it."""

TAPE: Final = "tape"
"""Names the button of the Home tab that asks for a story's tape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """A tape that was made."""

    title: str
    frames: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A person's story, where it stands, and its newest tapes."""

    session: SessionId
    title: str
    place: str
    turns: int
    running: bool
    tapes: tuple[Tape, ...] = ()


def form(session: SessionId) -> Block:
    """The form that asks what to do; it remembers where."""
    words = {
        "type": "plain_text_input",
        "action_id": SAY,
        "multiline": True,
        "max_length": limits.WORDS,
        "placeholder": plain_text("I look under the desk…"),
    }
    return {
        "type": "modal",
        "callback_id": SAY,
        "private_metadata": str(session),
        "title": plain_text("What do you do?"),
        "submit": plain_text("Do it"),
        "close": plain_text("Never mind"),
        "blocks": [
            {
                "type": "input",
                "block_id": SAY,
                "label": plain_text("In your own words"),
                "element": words,
            }
        ],
    }


def words_of(view: Mapping[str, Any]) -> str:
    """What was written into the form."""
    return str(view["state"]["values"][SAY][SAY].get("value") or "").strip()


def home(stories: Sequence[Story], command: str) -> Block:
    """The Home tab: a person's stories and their tapes, and what there is to say."""
    known = [block for story in stories for block in _story(story)]
    room = limits.HOME_BLOCKS - 8
    blocks = [
        _header("Your stories"),
        *(known[: room - room % 2] or [rich([_text(_NONE)])]),
        {"type": "divider"},
        _header("What there is to say"),
        _sayings(command),
        _small(f"These are the stories you began here. {command} tapes lists those of everywhere."),
    ]
    return {"type": "home", "blocks": blocks}


_NONE: Final = "None yet. Begin one here with the bot alone, or in a channel or thread that has it."


def _story(story: Story) -> list[Block]:
    button = {
        "type": "button",
        "action_id": TAPE,
        "text": plain_text("Play its tape there"),
        "value": str(story.session),
    }
    tapes = [element for tape in story.tapes for element in _tape(tape)]
    return [
        rich([*_where(story), _text(f"\n{_state(story)}"), *tapes]),
        {"type": "actions", "elements": [button]},
    ]


def _where(story: Story) -> list[Block]:
    _, channel, *thread = story.session.parts
    title = {"type": "text", "text": story.title or "A story", "style": {"bold": True}}
    if channel.startswith("D"):
        return [title, _text(", with the app alone")]
    return [
        title,
        _text(", in a thread of " if thread else ", in "),
        {"type": "channel", "channel_id": channel},
    ]


def _state(story: Story) -> str:
    turns = "1 turn" if story.turns == 1 else f"{story.turns} turns"
    state = "under way" if story.running else "at its end"
    return " · ".join(filter(None, [story.place, f"{turns}, {state}"]))


def _tape(tape: Tape) -> list[Block]:
    """A line; the date as the person's own clock has it."""
    frames = "1 frame" if tape.frames == 1 else f"{tape.frames} frames"
    when = {
        "type": "date",
        "timestamp": int(tape.at.timestamp()),
        "format": "{date_short_pretty} {time}",
        "fallback": f"{tape.at:%Y-%m-%d %H:%M} UTC",
    }
    return [_text(f"\n📼 {tape.title}, {frames}, "), when]


def _sayings(command: str) -> Block:
    elements: list[Block] = []
    for verb, (argument, meaning) in COMMANDS.items():
        asked = " ".join(filter(None, [command, verb.value, argument]))
        elements += [
            {"type": "text", "text": asked, "style": {"code": True}},
            {"type": "text", "text": f"  {meaning}\n"},
        ]
    return rich(elements)


def plain_text(text: str) -> Block:
    """Text that is nothing but text."""
    return {"type": "plain_text", "text": text, "emoji": False}


def rich(elements: Sequence[Block]) -> Block:
    """A paragraph of elements."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(elements)}],
    }


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text)}


def _small(text: str) -> Block:
    return {"type": "context", "elements": [plain_text(text)]}
