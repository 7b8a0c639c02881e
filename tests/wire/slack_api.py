"""Whether a request is one that Slack's Web API describes: names, types, lengths.

The description, made from Slack's own typings, lies beside the checkout, in
`../shared/specs/slack_webapi_ts.schema.json`. Where it is missing, names and types are not checked,
and `missing` says so; lengths, from the documentation of each block, are checked always.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parents[3] / "shared" / "specs" / "slack_webapi_ts.schema.json"

_TYPES = {
    "auth.test": "",
    "apps.connections.open": "",
    "chat.delete": "ChatDeleteArguments",
    "chat.postEphemeral": "ChatPostEphemeralArguments",
    "chat.postMessage": "ChatPostMessageArguments",
    "chat.update": "ChatUpdateArguments",
    "files.completeUploadExternal": "FilesCompleteUploadExternalArguments",
    "files.info": "FilesInfoArguments",
    "files.getUploadURLExternal": "FilesGetUploadURLExternalArguments",
    "users.info": "UsersInfoArguments",
    "views.open": "ViewsOpenArguments",
    "views.publish": "ViewsPublishArguments",
}
"""What the typings call the arguments of the methods that this Slack has."""

_SPELT = {"alt_txt": "alt_text"}
"""The typings name it otherwise than Slack's documentation and its Python SDK."""

_OURS = {"text": 4000, "alt_text": 2000, "value": 2000, "action_id": 255, "private_metadata": 3000}
_PLAIN = {"button": 75, "header": 150, "title": 24, "submit": 24, "close": 24, "placeholder": 150}
"""Characters, by Slack's pages on each block and element."""


def missing() -> str:
    """Why requests are not checked, or nothing."""
    return "" if SPEC.is_file() else f"the Web API's description is not at {SPEC}: left out"


@cache
def _spec() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    # "Any block whatever" would take a misspelt one.
    read["definitions"]["Block"] = {"not": {}}
    return read


@cache
def _judge(name: str) -> Any:  # noqa: ANN401 - it has no type of its own
    import jsonschema_rs  # comes with schemathesis

    return jsonschema_rs.validator_for({**_spec(), "$ref": f"#/definitions/{name}"})


def wrongs(method: str, fields: Mapping[str, Any]) -> list[str]:
    """What is wrong with a request, a sentence each."""
    if method not in _TYPES:
        return [f"there is no method {method} here"]
    told = {_SPELT.get(name, name): value for name, value in fields.items()}
    view = told.get("view") or {}
    blocks = [*told.get("blocks", []), *view.get("blocks", [])]
    found = list(_typed(method, told, blocks))
    return found + list(_lengths(method, blocks, 100 if view else 50)) + list(_long(method, told))


def _typed(method: str, told: Mapping[str, Any], blocks: list[Any]) -> Iterator[str]:
    if missing() or not _TYPES[method]:
        return
    odd = [block for block in blocks if not _judge("AnyBlock").is_valid(block)]
    yield from (f"{method}: this is no block: {json.dumps(block)[:300]}" for block in odd)
    if not odd and not _judge(_TYPES[method]).is_valid(dict(told)):
        first = next(_judge(_TYPES[method]).iter_errors(dict(told)))
        yield f"{method}: {first.message[:300]}"


def _lengths(method: str, blocks: list[Any], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{method}: {len(blocks)} blocks, not {most}"
    for block in blocks:
        elements = block.get("elements", [])
        if block["type"] == "actions" and not 1 <= len(elements) <= 25:
            yield f"{method}: {len(elements)} elements in a row of actions"
        names = [element.get("action_id") for element in elements if "action_id" in element]
        if len(names) != len(set(names)):
            yield f"{method}: two elements of a block with the same action_id"
        if block["type"] == "rich_text":
            words = sum(len(e.get("text", "")) for part in elements for e in part["elements"])
            if not 1 <= words <= 3000:
                yield f"{method}: {words} characters of rich text"


def _long(method: str, value: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """Whatever is longer than Slack takes, anywhere inside."""
    if isinstance(value, Mapping):
        kind = str(value.get("type"))
        for key, inner in value.items():
            named = kind if key == "text" and kind in _PLAIN else key
            yield from _long(method, inner, named)
        if kind == "plain_text":
            most = _PLAIN.get(name, 3000)
            if not 1 <= len(value["text"]) <= most:
                yield f"{method}: {name} has {len(value['text'])} characters, not 1 to {most}"
    elif isinstance(value, list):
        for inner in value:
            yield from _long(method, inner, name)
    elif isinstance(value, str) and len(value) > _OURS.get(name, 10_000):
        yield f"{method}: {name} has {len(value)} characters, not {_OURS[name]}"


def is_a(name: str, value: Mapping[str, Any]) -> bool:
    """Whether it is what the typings call by that name."""
    return bool(_judge(name).is_valid(dict(value)))
