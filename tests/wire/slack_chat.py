"""What a channel on Slack shows, and what can go wrong with a call."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_CALLS = re.compile(r"<(@[^>|]+|!(?:channel|here|everyone|subteam)[^>]*)(?:\|[^>]*)?>")
_NAMES = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}


@dataclass(frozen=True)
class Fault:
    """What becomes of a call: an error, or a line that breaks before or after it counted."""

    method: str = ""
    error: str = ""
    status: int = 200
    retry_after: int = 0
    channel: str = ""
    """Only there; empty for everywhere."""
    says: str = ""
    """The sentence that Slack puts beside its error."""
    drop: str = ""
    """`before`, `upload` (in the middle of it) or `after`."""


@dataclass(frozen=True)
class File:
    """A file that the app gave Slack."""

    id: str
    name: str
    alt: str
    data: bytes = b""
    title: str = ""


@dataclass(frozen=True)
class Shown:
    """A message as its channel shows it now."""

    ts: str
    channel: str
    thread: str | None = None
    text: str = ""
    blocks: tuple[Mapping[str, Any], ...] = ()
    files: tuple[File, ...] = ()
    picture: File | None = None
    to: str = ""
    """Who alone reads it; empty for everybody."""
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reads(self) -> str:
        """What stands there."""
        lines = list(read(self.blocks)) if self.blocks else [html.unescape(self.text)]
        return "\n".join(filter(None, lines))

    @property
    def buttons(self) -> tuple[tuple[str, str, str], ...]:
        """What they say, what they are called, and what they send back."""
        rows = [block["elements"] for block in self.blocks if block["type"] == "actions"]
        return tuple(
            (one["text"]["text"], one["action_id"], one.get("value", "")) for row in rows
            for one in row
        )  # fmt: skip

    @property
    def mentions(self) -> list[str]:
        """Whom it calls, in its blocks or in its text."""
        return [*called(self.blocks), *_CALLS.findall(self.text)]


def read(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The words of blocks, a line each."""
    for block in blocks:
        if block["type"] == "header":
            yield block["text"]["text"]
        elif block["type"] == "context":
            yield " ".join(element["text"] for element in block["elements"])
        elif block["type"] == "rich_text":
            yield "".join(_word(e) for part in block["elements"] for e in part["elements"])
        elif block["type"] == "section":
            yield block["text"]["text"]


def _word(element: Mapping[str, Any]) -> str:
    if element["type"] == "text":
        return str(element["text"])
    if element["type"] == "date":
        return str(element["fallback"])
    return f"@{element[_NAMES.get(element['type'], 'channel_id')]}"


def called(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whom blocks call."""
    found = []
    for block in blocks:
        if block["type"] == "rich_text":
            found += [str(e[_NAMES[e["type"]]]) for part in block["elements"]
                      for e in part["elements"] if e["type"] in _NAMES]  # fmt: skip
        elif block["type"] in ("section", "markdown"):
            text = block["text"]
            found += _CALLS.findall(text if isinstance(text, str) else text["text"])
    return found
