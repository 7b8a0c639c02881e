"""What older bots called things: their turns, in whatever shape, to ours.

Nothing is lost: what has no place in our element stays in it under `legacy`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, TypeAlias

from gateway.core.types import JSON, Verb

Object: TypeAlias = dict[str, JSON]

_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "turn": ("turn", "index", "turn_number", "turn_id", "number", "step", "n"),
    "run": ("run", "run_id", "game", "playthrough"),
    "at": ("at", "timestamp", "time", "created_at", "date", "ts"),
    "person": ("person", "user", "player", "author", "username", "user_name", "user_id"),
    "verb": ("verb",),
    "said": ("said", "action", "user_action", "player_action", "user_input", "input", "choice"),
    "title": ("title", "heading"),
    "text": (
        "text", "scene", "narration", "narrative", "story", "content", "response", "output",
        "description", "message", "parts",
    ),
    "place": ("place", "location", "room"),
    "health": ("health", "hp"),
    "inventory": ("inventory", "items"),
    "choices": ("choices", "options", "actions", "buttons"),
    "image": ("image", "frame", "image_path", "image_file", "picture", "img"),
    "alt": ("alt", "image_prompt", "image_description", "caption"),
    "segment": ("segment", "video", "video_path", "clip", "segment_path"),
    "ending": ("ending",),
}  # fmt: skip
"""Our words, and what else they have been called; the first that is there counts."""
_PEOPLE: Final = frozenset({"user", "human", "player"})
_WRITERS: Final = frozenset({"assistant", "model", "ai", "bot", "narrator", "dm", "gm"})
_LISTS: Final = ("history", "turns", "entries", "messages", "events", "log", "story")
_NAMES: Final = (
    "text", "label", "name", "content", "title", "display_name", "username", "description", "parts"
)  # fmt: skip
"""Where an object keeps the words that stand for it."""
_VERBS: Final = frozenset(verb.value for verb in Verb)
_MILLISECONDS: Final = 100_000_000_000
"""A time past the year 5000, if it were seconds."""

Find: TypeAlias = Callable[[str | None, int], str | None]
"""Where a file is now, by its old name, or, where none was told, by the number of its turn."""
Convert: TypeAlias = Callable[[JSON], JSON]


def find_turns(data: JSON) -> tuple[list[JSON], list[str]]:
    """The turns in an old history, which is a list or holds one, and the names of all else."""
    if isinstance(data, list):
        return data, []
    if not isinstance(data, dict):
        return [], ["what it holds"]
    name = next((name for name in (*_LISTS, *data) if isinstance(data.get(name), list)), None)
    found = data[name] if name is not None else []
    others = [other for other in data if other != name]
    return (found if isinstance(found, list) else []), others


def normalise(
    old: Sequence[JSON], *, written: datetime, image: Find, segment: Find
) -> list[Object]:
    """The turns as elements of our history, in their order.

    Words of a person and the answer to them, which chats keep as two messages, become one turn.
    Numbers are kept where they rise all the way; otherwise the turns are counted from 0.

    :param written: the time of a turn that tells none.
    :param image: finds a turn's still.
    :param segment: finds a turn's clip.
    """
    drafts = [_draft(entry) for entry in _joined(old)]
    told = [draft.pop("turn", None) for draft in drafts]
    numbers = _numbers(told)
    turns: list[Object] = []
    for number, draft, old_number in zip(numbers, drafts, told, strict=True):
        if old_number not in (None, number):
            draft["turn"] = old_number
        turns.append(_element(draft, number, turns[-1] if turns else None, written))
        if numbers == told and _is_parent(draft.get("parent"), numbers[: len(turns) - 1]):
            turns[-1]["parent"] = draft.pop("parent")
        _attach(turns[-1], draft, "image", image)
        _attach(turns[-1], draft, "segment", segment)
        if draft:
            turns[-1]["legacy"] = draft
    return turns


def _is_parent(told: JSON, earlier: Sequence[int]) -> bool:
    return type(told) is int and told in earlier


def _joined(old: Sequence[JSON]) -> list[JSON]:
    joined: list[JSON] = []
    asked: Object | None = None
    for entry in old:
        role = str(entry.get("role", "")).lower() if isinstance(entry, dict) else ""
        if isinstance(entry, dict) and role in _PEOPLE:
            if asked is not None:
                joined.append(asked)
            asked = _asked(entry)
        elif isinstance(entry, dict) and role in _WRITERS:
            rest = {key: value for key, value in entry.items() if key != "role"}
            joined.append(_answered(asked or {}, rest))
            asked = None
        else:
            joined.append(entry)
    return joined if asked is None else [*joined, asked]


def _asked(entry: Object) -> Object:
    """A person's message, with its words as what was said."""
    rest = {key: value for key, value in entry.items() if key != "role"}
    alias = next((alias for alias in _ALIASES["text"] if alias in rest), None)
    return rest if alias is None or "said" in rest else rest | {"said": rest.pop(alias)}


def _answered(asked: Object, answer: Object) -> Object:
    """Both messages as one; where they differ the answer is right, and both are kept."""
    clash = {key: asked[key] for key in asked if key in answer and answer[key] != asked[key]}
    return asked | answer | ({"asked": clash} if clash else {})


def _draft(entry: JSON) -> Object:
    """The entry under our words; whatever has no word of ours keeps its own."""
    if isinstance(entry, str):
        return {"text": entry}
    if not isinstance(entry, dict):
        return {"entry": entry}
    rest = dict(entry)
    draft: Object = {}
    for word, aliases in _ALIASES.items():
        alias = next((name for name in aliases if rest.get(name) is not None), None)
        if alias is not None:
            draft[word] = rest.pop(alias)
    return draft | {key: rest[key] for key in rest if key not in draft and rest[key] is not None}


def _numbers(told: Sequence[JSON]) -> list[int]:
    whole = [number for number in told if type(number) is int and number >= 0]
    rising = all(a < b for a, b in pairwise(whole))
    return whole if rising and len(whole) == len(told) else list(range(len(told)))


def _element(draft: Object, turn: int, last: Object | None, written: datetime) -> Object:
    """Our element; what it used of the draft is gone from there."""
    run = _take(draft, "run", _run) or 1
    said = _take(draft, "said", _words) or ""
    starts = last is None or last["run"] != run
    return {
        "turn": turn,
        "run": run,
        "parent": None if starts or last is None else last["turn"],
        "at": _take(draft, "at", _time) or written.isoformat(),
        "person": _take(draft, "person", _person),
        "verb": _take(draft, "verb", _verb) or ("start" if starts and not said else "say"),
        "said": said,
        "title": _take(draft, "title", _words) or "",
        "text": _take(draft, "text", _words) or "",
        "place": _take(draft, "place", _words) or "",
        "health": _take(draft, "health", _health),
        "inventory": _take(draft, "inventory", _inventory) or [],
        "choices": _take(draft, "choices", _choices) or [],
        "image": None,
        "alt": _take(draft, "alt", _words) or "",
        "segment": None,
        "ending": _take(draft, "ending", _ending),
    }


def _take(draft: Object, word: str, convert: Convert) -> JSON:
    """The value as ours; it stays in the draft as well where that did not keep all of it."""
    told = draft.pop(word, None)
    ours = None if told is None else convert(told)
    if told is not None and (ours is None or (ours != told and _has_parts(told))):
        draft[word] = told
    return ours


def _has_parts(told: JSON) -> bool:
    return isinstance(told, dict) or (
        isinstance(told, list) and any(isinstance(item, (dict, list)) for item in told)
    )


def _attach(turn: Object, draft: Object, word: str, find: Find) -> None:
    told = draft.pop(word, None)
    number = turn["turn"]
    assert isinstance(number, int)  # noqa: S101 - ours, a few lines above
    turn[word] = find(told if isinstance(told, str) else None, number)
    if told is not None and (turn[word] is None or not isinstance(told, str)):
        draft[word] = told


def _run(told: JSON) -> JSON:
    return told if type(told) is int and told > 0 else None


def _words(told: JSON) -> JSON:
    if isinstance(told, str):
        return told
    if isinstance(told, (int, float)) and not isinstance(told, bool):
        return str(told)
    if isinstance(told, dict):
        return next((told[key] for key in _NAMES if isinstance(told.get(key), str)), None)
    if isinstance(told, list):
        lines = [_words(item) for item in told]
        return "\n".join(line for line in lines if isinstance(line, str)) or None
    return None


def _time(told: JSON) -> JSON:
    try:
        if isinstance(told, str):
            at = datetime.fromisoformat(told.strip())
        elif isinstance(told, (int, float)) and not isinstance(told, bool):
            at = datetime.fromtimestamp(told / 1000 if told > _MILLISECONDS else told, UTC)
        else:
            return None
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _verb(told: JSON) -> JSON:
    return told.lower() if isinstance(told, str) and told.lower() in _VERBS else None


def _person(told: JSON) -> JSON:
    """People of another bot's: `legacy:` stands where the platform's name would."""
    name = _words(told)
    number = told.get("id", name) if isinstance(told, dict) else name
    if not isinstance(number, (str, int)):
        return None
    return {"id": number if ":" in str(number) else f"legacy:{number}", "name": name or ""}


def _health(told: JSON) -> JSON:
    return told if type(told) is int and 0 <= told <= 100 else None


def _inventory(told: JSON) -> JSON:
    items = list(told) if isinstance(told, (dict, list)) else [told]
    found = [_words(item) for item in items]
    return [item for item in found if item is not None] or None


def _choices(told: JSON) -> JSON:
    if isinstance(told, dict):
        pairs = list(told.items())
    elif isinstance(told, list):
        pairs = [(_key(item, number), item) for number, item in enumerate(told, 1)]
    else:
        return None
    labels = [(str(key), _words(item), item) for key, item in pairs]
    return [
        {"key": key, "label": label, "kind": _kind(item)}
        for key, label, item in labels
        if label is not None
    ] or None


def _key(item: JSON, number: int) -> JSON:
    told = item.get("key", item.get("id")) if isinstance(item, dict) else None
    return told if isinstance(told, (str, int)) else number


def _kind(item: JSON) -> str:
    kind = item.get("kind") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) else "go"


def _ending(told: JSON) -> JSON:
    """An ending of ours; one that does not say which is neither good nor bad."""
    if not told or not isinstance(told, (dict, str, bool)):
        return None
    parts = told if isinstance(told, dict) else {"title": told if isinstance(told, str) else ""}
    kind = parts.get("kind", parts.get("type"))
    return {
        "kind": kind if kind in ("good", "bad") else "ejected",
        "title": _words(parts.get("title")) or "",
        "text": _words(parts.get("text")) or "",
    }
