"""What a channel on Discord shows, and what can go wrong with a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ESCAPED = re.compile(r"\\([^a-zA-Z0-9\s])")
_COMMAND = re.compile(r"</([\w ]+):\d+>")
_USER = re.compile(r"(?<!\\)<@!?(\d+)>")

EPHEMERAL, LOADING, SILENT = 1 << 6, 1 << 7, 1 << 12


@dataclass(frozen=True)
class Fault:
    """What becomes of a call: an error, or a line that breaks before or after it counted."""

    method: str = ""
    path: str = ""
    """Somewhere in the path."""
    status: int = 0
    code: int = 0
    says: str = ""
    retry_after: float = 0.0
    everywhere: bool = False
    via: bool = True
    """False for an answer that does not come from Discord itself."""
    drop: str = ""
    """`before`, `upload` (in the middle of it) or `after`."""

    def fits(self, method: str, path: str) -> bool:
        return self.method in ("", method) and self.path in path


@dataclass(frozen=True)
class Shown:
    """A message as its channel shows it now; `reader` is who alone sees it, `None` for all."""

    number: int
    channel: int
    content: str = ""
    embeds: tuple[Mapping[str, Any], ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()
    """What they say, and what they send."""
    rows: tuple[int, ...] = ()
    """How many buttons stand in each row."""
    files: tuple[tuple[str, bytes], ...] = ()
    alts: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    """Whom it calls."""
    flags: int = 0
    reply: int | None = None
    reader: int | None = None
    by: str = "bot"

    @property
    def text(self) -> str:
        """What a person reads, all of it, without the signs that Markdown takes away."""
        told = [self.content]
        for embed in self.embeds:
            told += [embed.get("title", ""), embed.get("description", "")]
            told.append(embed.get("footer", {}).get("text", ""))
        return read("\n".join(filter(None, told)))

    @property
    def components(self) -> list[dict[str, Any]]:
        """Its buttons as Discord's payloads have them, a row each."""
        made = [{"type": 2, "style": 2, "label": label, "custom_id": custom_id}
                for label, custom_id in self.buttons]  # fmt: skip
        return [{"type": 1, "components": [one]} for one in made]

    @property
    def author(self) -> str:
        """What is told over the words."""
        return "".join(embed.get("author", {}).get("name", "") for embed in self.embeds)

    @property
    def thinks(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def pictured(self) -> bool:
        """A picture stands in its embed."""
        return any("image" in embed for embed in self.embeds)

    def raw(self, sent_by: Mapping[str, Any]) -> dict[str, Any]:
        """The message as Discord's answers have it."""
        return {
            "id": str(self.number),
            "channel_id": str(self.channel),
            "author": sent_by,
            "content": self.content,
            "timestamp": "2026-01-02T03:04:05+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": list(self.embeds),
            "pinned": False,
            "flags": self.flags,
            "type": 0,
        }


def read(text: str) -> str:
    """The text as a person reads it: escapes are gone, a command can be tapped."""
    return _ESCAPED.sub(r"\1", _COMMAND.sub(r"/\1", text)).replace("**", "")


def called(content: str, allowed: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Whom a text calls, as Discord does: everybody it names, unless it may call only some."""
    kinds = (allowed or {}).get("parse", ["users", "roles", "everyone"] if allowed is None else [])
    named = (allowed or {}).get("users", [])
    found = [user for user in _USER.findall(content) if "users" in kinds or user in named]
    if "everyone" in kinds and ("@everyone" in content or "@here" in content):
        found.append("everyone")
    return tuple(found)


def pressable(components: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((b["label"], b["custom_id"]) for row in components for b in row["components"])


def invalid(fields: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """What Discord would refuse a message for, beyond the types of its fields."""
    embeds = fields.get("embeds") or []
    if len(fields.get("content") or "") > 2000:
        return "content: Must be 2000 or fewer in length."
    told = [len(e.get(name) or "") for e in embeds for name in ("title", "description")]
    told += [len((e.get("footer") or {}).get("text") or "") for e in embeds]
    if sum(told) > 6000:
        return "embeds: Embed size exceeds maximum size of 6000"
    rows = fields.get("components") or []
    if len(rows) > 5 or any(not 1 <= len(row["components"]) <= 5 for row in rows):
        return "components: Must be between 1 and 5 in length."
    ids = [custom_id for _, custom_id in pressable(rows)]
    if len(ids) != len(set(ids)):
        return "components: Component custom id cannot be duplicated"
    names = {one.get("filename") for one in fields.get("attachments") or []}
    for embed in embeds:
        url = (embed.get("image") or {}).get("url", "")
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
            return "embeds.image: there is no such attachment"
    if len(fields.get("attachments") or []) != len(files):
        return "attachments: they are not the files"
    return ""
