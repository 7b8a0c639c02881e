"""One table of operations: the routes, the checks and the description are made from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from gateway_web.api.models import Problem
from gateway_web.heroes import KINDS
from gateway_web.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gateway import Token
    from gateway_web.site import Site
    from gateway_web.uploads import Upload

ROOT: Final = "/api/v1"
_SCHEMAS: Final = "#/components/schemas/"
KEY_PATTERN: Final = r"^[\x21-\x7e]{1,100}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request that was let in: who asks, and what, checked."""

    site: Site
    request: Request
    token: Token
    key: str
    query: Any = None
    body: Any = None
    upload: Upload | None = None

    def path(self, name: str) -> str:
        """What stands in the address under that name."""
        return str(self.request.path_params[name])


Handler: TypeAlias = "Callable[[Ask], Awaitable[BaseModel | Response | None]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked for.

    `answer` is `None` where nothing comes back, `types` what comes back instead of JSON. `secret`
    answers are made again rather than kept. `pictures` says that its body is a picture.
    """

    method: str
    path: str
    scope: str
    summary: str
    handler: Handler
    answer: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    status: int = 200
    types: tuple[str, ...] = ()
    secret: bool = False
    pictures: bool = False

    @property
    def name(self) -> str:
        """Its id in the description."""
        return self.handler.__name__

    @property
    def keyed(self) -> bool:
        """Whether it can bring a key."""
        return self.method in ("POST", "PUT")


PARAMETERS: Final[Mapping[str, Mapping[str, object]]] = {
    "session": {"type": "string", "maxLength": 120, "pattern": r"^[a-z][a-z0-9-]*\.[a-z0-9._~-]+$"},
    "path": {"type": "string", "pattern": r"^[a-z]+(/[a-z]+)?/[A-Za-z0-9_]+\.(png|gif|mp4)$"},
    "action": {"type": "string", "pattern": r"^[\x21-\x2e\x30-\x7e]{1,140}$"},
    "token": {"type": "string", "pattern": r"^[0-9a-f]{8}$"},
    "webhook": {"type": "string", "pattern": r"^[0-9a-f]{16}$"},
    "code": {"type": "string", "maxLength": 40, "pattern": r"^[0-9A-Za-z-]+$"},
}
"""What may stand in an address; anything else is not found."""


def describe(operations: Iterable[Operation], *, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 description, its addresses without the server's."""
    operations = list(operations)
    models = {m for op in operations for m in (op.answer, op.body) if m is not None} | {Problem}
    inputs = [(m, "validation" if _comes_in(m, operations) else "serialization") for m in models]
    _, schemas = models_json_schema(
        sorted(inputs, key=lambda pair: pair[0].__name__),  # type: ignore[arg-type]
        ref_template=_SCHEMAS + "{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for op in operations:
        paths.setdefault(op.path.replace(":path", ""), {})[op.method.lower()] = _operation(op)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tapeway",
            "version": version,
            "description": "Stories that people play by talking, for programs.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": ROOT}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "`tapeway token new` makes one.",
                }
            },
        },
    }


def _comes_in(model: type[BaseModel], operations: Iterable[Operation]) -> bool:
    return any(op.body is model for op in operations)


def _operation(op: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": op.name,
        "summary": op.summary,
        "description": f"Needs the scope `{op.scope}`.",
        "parameters": [*_in_path(op), *_in_query(op)],
        "responses": _responses(op),
    }
    if op.body is not None:
        schema = {"$ref": _SCHEMAS + op.body.__name__}
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    if op.pictures:
        told["requestBody"] = {"required": True, "content": dict.fromkeys(KINDS, _PICTURE)}
    if op.keyed:
        told["parameters"].append(_KEY)
    return told


_PICTURE: Final = {"schema": {"type": "string", "format": "binary", "minLength": 1}}

_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key within a day: the same answer, and it happens once.",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
}


def _in_path(op: Operation) -> list[dict[str, Any]]:
    names = [piece[1:-1].partition(":")[0] for piece in op.path.split("/") if piece[:1] == "{"]
    return [
        {"name": name, "in": "path", "required": True, "schema": PARAMETERS[name]} for name in names
    ]


def _in_query(op: Operation) -> list[dict[str, Any]]:
    if op.query is None:
        return []
    schema = op.query.model_json_schema(ref_template=_SCHEMAS + "{model}")
    return [
        {"name": name, "in": "query", "schema": _without_null(field)}
        for name, field in schema["properties"].items()
    ]


def _without_null(field: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is left out is no `null` in an address."""
    if "anyOf" not in field:
        return field
    kept = next(kind for kind in field["anyOf"] if kind.get("type") != "null")
    rest = {key: value for key, value in field.items() if key not in ("anyOf", "default")}
    return {**rest, **kept}


def _responses(op: Operation) -> dict[str, Any]:
    problem = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS + "Problem"}}}
    good: dict[str, Any] = {"description": op.summary}
    if op.answer is not None:
        schema = {"$ref": _SCHEMAS + op.answer.__name__}
        good["content"] = {"application/json": {"schema": schema}}
    elif op.types:
        good["content"] = {kind: {} for kind in op.types}
    return {
        str(op.status): good,
        "4XX": {"description": "Refused; `detail` says why.", "content": problem},
        "5XX": {"description": "Not now; try again later.", "content": problem},
    }
