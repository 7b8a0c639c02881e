"""What a chat on Telegram shows, and what can go wrong with a call."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MENTION = re.compile(r"(?<!\w)@([a-zA-Z0-9_]{2,32})\b")
COMMAND = re.compile(r"(?<![\w/<>])/([a-zA-Z0-9_]{1,64})")


@dataclass(frozen=True)
class Fault:
    """What becomes of a call: an error, or a line that breaks before or after it counted."""

    method: str = ""
    code: int = 0
    says: str = ""
    retry_after: int = 0
    migrate: int = 0
    chat: int = 0
    """Only there; 0 for everywhere."""
    drop: str = ""
    """`before`, `upload` (in the middle of it) or `after`."""


@dataclass(frozen=True)
class Shown:
    """A message as its chat shows it now."""

    number: int
    chat: int
    thread: int | None = None
    text: str = ""
    kind: str = "text"
    file: bytes = b""
    thumbnail: bytes = b""
    buttons: tuple[tuple[str, str], ...] = ()
    """What they say, and what they send."""
    entities: tuple[dict[str, Any], ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mentions(self) -> list[str]:
        return MENTION.findall(self.text)

    @property
    def commands(self) -> list[str]:
        return COMMAND.findall(self.text)

    def marked(self, kind: str) -> list[str]:
        """The parts of the text with an entity of this kind."""
        units = self.text.encode("utf-16-le")
        return [
            units[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le")
            for e in self.entities
            if e["type"] == kind
        ]


def said(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    entities = fields.get("entities" if name == "text" else "caption_entities") or []
    read = json.loads(entities) if isinstance(entities, str) else entities
    return {"text": fields.get(name, ""), "entities": tuple(read)}


def buttons(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    rows = json.loads(fields.get("reply_markup", "{}")).get("inline_keyboard", [])
    return tuple((button["text"], button["callback_data"]) for row in rows for button in row)


def attached(name: str, files: Mapping[str, bytes]) -> bytes:
    return files.get(name.removeprefix("attach://"), b"")


def ok(result: object) -> tuple[int, bytes]:
    return 200, json.dumps({"ok": True, "result": result}).encode()


def error(code: int, says: str, retry_after: int = 0, migrate: int = 0) -> tuple[int, bytes]:
    answer: dict[str, Any] = {"ok": False, "error_code": code, "description": says}
    if retry_after:
        answer["parameters"] = {"retry_after": retry_after}
    if migrate:
        answer["parameters"] = {"migrate_to_chat_id": migrate}
    return code, json.dumps(answer).encode()
