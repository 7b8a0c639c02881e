"""Whether a request is one that Discord's OpenAPI description knows: its path, its fields.

The description lies beside the checkout, in `../shared/specs/discord_openapi.json`. Where it is
missing nothing is checked, and `missing` says so.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parents[3] / "shared" / "specs" / "discord_openapi.json"


def missing() -> str:
    """Why requests are not checked, or nothing."""
    return "" if SPEC.is_file() else f"Discord's description is not at {SPEC}: left out"


@cache
def spec() -> dict[str, Any]:
    """The description; an object in it may hold nothing that it does not name."""
    if not SPEC.is_file():
        return {}
    read = dict(json.loads(SPEC.read_text(encoding="utf-8")))
    for schema in read["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return read


def wrongs(method: str, path: str, fields: object) -> list[str]:
    """What is wrong with a request, a sentence each; `fields` are its JSON, or `payload_json`."""
    if not spec():
        return []
    template = _template(method, path)
    if template is None:
        return [f"there is no {method} {path}"]
    validator = _validator(method, template)
    if validator is None:
        return [f"{method} {template} takes no fields"] if fields is not None else []
    return [f"{method} {template}: {_where(error)}" for error in validator.iter_errors(fields)]


def _where(error: Any) -> str:  # noqa: ANN401 - the library's own
    told = str(error.message)
    told = told if len(told) < 400 else f"{told[:200]}…{told[-200:]}"
    return f"{'.'.join(map(str, error.instance_path))} {told}".strip()


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(re.sub(r"\{\w+\}", r"[^/]+", path)), path)
        for path in sorted(spec()["paths"], key=lambda path: path.count("{"))
    ]


@cache
def _template(method: str, path: str) -> str | None:
    fitting = [
        template
        for pattern, template in _templates()
        if pattern.fullmatch(path) and method.lower() in spec()["paths"][template]
    ]
    return fitting[0] if fitting else None


@cache
def _validator(method: str, template: str) -> Any:  # noqa: ANN401 - the library's own
    import jsonschema_rs

    body = spec()["paths"][template][method.lower()].get("requestBody")
    if body is None:
        return None
    schema = body["content"]["application/json"]["schema"]
    return jsonschema_rs.Draft202012Validator({**schema, "components": spec()["components"]})
