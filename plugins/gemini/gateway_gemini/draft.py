"""What the writing model is asked for, and how its answer becomes a scene."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from gateway import Choice, Ending
from gateway_gemini.unmarked import unmarked

COUNT: Final = 4
FIRST: Final = 60
"""Characters that are there before any are shown: a phone rings for them, a group sees no more."""
_PIECE: Final = re.compile(r'"narration"\s*:\s*"((?:[^"\\]|\\.)*)("?)', re.DOTALL)
_HALF: Final = re.compile(r"(?<=\s)\w+$")
_TORN: Final = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u[dD][89abAB][0-9a-fA-F]{2})?(?:\\u[0-9a-fA-F]{0,3})?$"
)
"""Half a letter at the end, and the whole backslashes before it."""

Words = Annotated[str, AfterValidator(unmarked)]
Text = Annotated[Words, Field(min_length=1)]


class Way(BaseModel):
    """A way on."""

    label: Text
    kind: Literal["go", "look", "use", "risk", "speak"] = "go"
    hint: Words = ""


class Close(BaseModel):
    """How it ends."""

    kind: Literal["good", "bad"]
    title: Text
    text: Words = ""


class Draft(BaseModel):
    """A turn as the model writes it; the narration comes first, so that it can be seen at once."""

    model_config = ConfigDict(str_strip_whitespace=True)

    narration: Text
    title: Words = ""
    place: Text
    picture: Text
    alt: Text
    health: Annotated[int, Field(ge=0, le=100)] = 100
    inventory: list[str] = []
    people: list[str] = []
    filmed: bool = False
    ending: Close | None = None
    choices: list[Way] = []
    summary: str = ""

    @field_validator("inventory", "people")
    @classmethod
    def _few(cls, names: list[str]) -> list[str]:
        return [*dict.fromkeys(name[:60] for name in names if name)][:12]

    @model_validator(mode="after")
    def _goes_on(self) -> Draft:
        """Ways on that differ, unless it ends here."""
        if self.health == 0 and self.ending is None:
            raise ValueError("health is 0, so the story ends badly here and needs an ending")
        different = {way.label.casefold(): way for way in self.choices}
        self.choices = [] if self.ending else [*different.values()][:COUNT]
        if self.ending is None and len(self.choices) < 2:
            raise ValueError("a turn that is no ending needs four choices that differ")
        return self


def read(text: str) -> Draft:
    """The draft in an answer.

    :raises ValueError: there is none, or not all of it; the message says what is missing.
    """
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise ValueError("it is not a JSON object, or not all of one")
    return Draft.model_validate(json.loads(text[start : end + 1]))


def narration(text: str) -> str:
    """As much of the narration as an answer that is still coming holds, in whole words.

    Nothing, while that is next to nothing.

    >>> narration('{"narration": "The door gives under your shoulder. What comes first is the sm')
    'The door gives under your shoulder. What comes first is the '
    """
    found = _PIECE.search(text)
    if found is None:
        return ""
    piece = _TORN.sub(r"\1", found[1], count=1)
    try:
        words = str(json.loads(f'"{piece}"', strict=False))
    except ValueError:
        return ""
    if found[2]:
        return unmarked(words)
    return unmarked(_HALF.sub("", words)) if len(words) > FIRST else ""


def choices(draft: Draft) -> tuple[Choice, ...]:
    """The ways on with keys that can be typed."""
    found: dict[str, Choice] = {}
    for number, way in enumerate(draft.choices, 1):
        words = re.findall(r"[a-z0-9]+", way.label.lower())
        key = "-".join(words[:4])[:32] or f"way-{number}"
        key = key if key not in found else f"{key}-{number}"
        found[key] = Choice(key=key, label=way.label, kind=way.kind, hint=way.hint[:40])
    return tuple(found.values())


def ending(draft: Draft) -> Ending | None:
    """How it ends, if it does."""
    if draft.ending is None:
        return None
    return Ending(kind=draft.ending.kind, title=draft.ending.title, text=draft.ending.text)


def _object(properties: Mapping[str, Any], *optional: str) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def _text(what: str) -> dict[str, str]:
    return {"type": "string", "description": what}


SCHEMA: Final = _object(
    {
        "narration": _text("What comes of the act, as the player reads it."),
        "title": _text("A few words over it: the place and the hour."),
        "place": _text("Where the player is after it; a place of the world, by its name."),
        "picture": _text(
            "In English, for a painter who knows nothing of the story: where it is seen from, the "
            "place, the hour and the light, each person by name, looks, clothes and what they do, "
            "and each thing that a way on takes hold of. The moment on which the narration stops."
        ),
        "alt": _text("What the picture shows, in one or two sentences for who cannot see it."),
        "health": {"type": "integer", "minimum": 0, "maximum": 100},
        "inventory": {"type": "array", "items": {"type": "string"}, "maxItems": 12},
        "people": {"type": "array", "items": {"type": "string"}, "maxItems": 12},
        "filmed": {
            "type": "boolean",
            "description": "True for a moment that is worth a clip: a new place, a risk, a turn.",
        },
        "ending": _object(
            {
                "kind": {"type": "string", "enum": ["good", "bad"]},
                "title": _text("The ending's title."),
                "text": _text("Its last sentence."),
            }
        )
        | {"description": "Only where the story is over; then nothing is left to decide."},
        "choices": {
            "type": "array",
            "minItems": COUNT,
            "maxItems": COUNT,
            "items": _object(
                {
                    "label": _text("What the player does, in at most eight words."),
                    "kind": {"type": "string", "enum": ["go", "look", "use", "risk", "speak"]},
                    "hint": _text("Of a risk its odds, in the world's words; else empty."),
                },
                "hint",
            ),
        },
        "summary": _text(
            "The whole story so far with this turn, in at most 180 words, for yourself: who is "
            "who, what was promised, lost and wounded, what was planted and has not come back, "
            "where the story is heading. Nothing that is over and done."
        ),
    },
    "ending",
    "choices",
    "title",
)
"""The answer's shape as JSON Schema, in the order in which it is to be written."""


def schema(*, ends: bool) -> dict[str, Any]:
    """The shape of a turn; of one that `ends` the story, it has an ending and no ways on."""
    if not ends:
        return SCHEMA
    properties = {name: of for name, of in SCHEMA["properties"].items() if name != "choices"}
    return _object(properties, "title")
