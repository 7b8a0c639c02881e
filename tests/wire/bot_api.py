"""Whether a request is one that the Bot API describes: names, types, lengths.

The description lies beside the checkout, in `../shared/specs/telegram_bot_api.json`. Where it is
missing nothing is checked, and `missing` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parents[3] / "shared" / "specs" / "telegram_bot_api.json"
LONGEST = {"text": 4096, "caption": 1024}
"""In UTF-16 units, after entities; `answerCallbackQuery` has its own."""


def missing() -> str:
    """Why requests are not checked, or nothing."""
    return "" if SPEC.is_file() else f"the Bot API's description is not at {SPEC}: left out"


@cache
def spec() -> dict[str, Any]:
    return dict(json.loads(SPEC.read_text(encoding="utf-8"))) if SPEC.is_file() else {}


def wrongs(method: str, fields: Mapping[str, str], files: Mapping[str, Any]) -> list[str]:
    """What is wrong with a request, a sentence each."""
    if not spec():
        return []
    if method not in spec()["methods"]:
        return [f"there is no method {method}"]
    known = {field["name"]: field for field in spec()["methods"][method].get("fields", [])}
    attached = {name for name in files if f"attach://{name}" in " ".join(fields.values())}
    told = {name: _read(value) for name, value in fields.items()} | dict(files)
    found = [f"{method} has no {name}" for name in told.keys() - known.keys() - attached]
    found += [
        f"{method} needs {name}"
        for name, field in known.items()
        if field["required"] and name not in told
    ]
    for name in told.keys() & known.keys():
        found += _typed(f"{method}.{name}", told[name], known[name]["types"], name in files)
    return found + list(_lengths(method, told))


def _read(value: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A field as it was before it became a part of a form."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _typed(where: str, value: object, types: list[str], is_file: bool = False) -> list[str]:
    """No wrongs if one of the types takes the value; else those of the last."""
    found: list[str] = []
    for kind in types:
        found = list(_wrong(where, value, kind, is_file))
        if not found:
            return []
    return found


_PLAIN = {"Integer": (int,), "Float": (int, float), "Boolean": (bool,)}


def _wrong(where: str, value: object, kind: str, is_file: bool) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where} is a list"
            return
        for one in value:
            yield from _typed(where, one, [kind.removeprefix("Array of ")])
    elif kind == "InputFile":
        yield from [] if is_file or str(value).startswith("attach://") else [f"{where} is a file"]
    elif kind in _PLAIN:
        yield from [] if type(value) in _PLAIN[kind] else [f"{where} is {kind}, not {value!r}"]
    elif kind != "String":
        yield from _object(where, value, spec()["types"][kind])


def _object(where: str, value: object, kind: dict[str, Any]) -> Iterator[str]:
    if "subtypes" in kind:
        told = [list(_object(where, value, spec()["types"][name])) for name in kind["subtypes"]]
        if all(told):
            yield min(told, key=len)[0]
        return
    if not isinstance(value, dict):
        yield f"{where} is a {kind['name']}"
        return
    known = {field["name"]: field for field in kind.get("fields", [])}
    for name in value.keys() - known.keys():
        yield f"{where} has no {name}"
    for name, field in known.items():
        if name in value:
            yield from _typed(f"{where}.{name}", value[name], field["types"])
        elif field["required"]:
            yield f"{where} needs {name}"


def _lengths(method: str, told: Mapping[str, Any]) -> Iterator[str]:
    for name, most in LONGEST.items():
        most = 200 if method == "answerCallbackQuery" else most
        units = len(str(told.get(name, "")).encode("utf-16-le")) // 2
        if units > most:
            yield f"{method}.{name} has {units} units, not {most}"
    keyboard = told.get("reply_markup") or {}
    for row in keyboard.get("inline_keyboard", []):
        for button in row:
            if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                yield f"a button's data has {len(button['callback_data'])} bytes"
