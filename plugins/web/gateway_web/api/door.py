"""What every request of a program meets: its token, its limits, its key; then what it asked for."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from gateway import Answered, TapewayError
from gateway_web.api.spec import KEY_PATTERN, PARAMETERS, ROOT, Ask, Operation
from gateway_web.heroes import picture_of
from gateway_web.problems import Unacceptable
from gateway_web.site import Site, body_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from gateway import Token

SCOPES: Final = ("read", "play", "admin")
_KEYS: Final[WeakValueDictionary[tuple[str, str], asyncio.Lock]] = WeakValueDictionary()
"""Two requests with one key: the second waits for what the first is answered."""


def routes(operations: Sequence[Operation]) -> list[Route]:
    """A route for each address, for all methods it knows."""
    by_path: dict[str, dict[str, Operation]] = {}
    for op in operations:
        by_path.setdefault(op.path, {})[op.method] = op
    return [
        Route(ROOT + path, _address(known), methods=list(known)) for path, known in by_path.items()
    ]


def _address(known: dict[str, Operation]) -> Callable[[Request], Awaitable[Response]]:
    async def address(request: Request) -> Response:
        return await answer(request, known["GET" if request.method == "HEAD" else request.method])

    return address


async def answer(request: Request, op: Operation) -> Response:
    """What one request is answered."""
    site: Site = request.app.state.site
    token = await token_of(site, request)
    if op.scope not in token.scopes:
        raise HTTPException(403, f"That needs a token with the scope {op.scope}.")
    for name, value in request.path_params.items():
        if not re.search(str(PARAMETERS[name]["pattern"]), value) or len(value) > 700:
            raise HTTPException(404, f"There is no {name} like that.")
    ask = Ask(site=site, request=request, token=token, key=_key(request, op),
              query=_query(request, op))  # fmt: skip
    if op.pictures:
        async with picture_of(request, site.sending_tokens, token.id) as upload:
            return await _once(op, replace(ask, upload=upload), upload.digest.encode())
    data = await body_of(request)
    return await _once(op, replace(ask, body=_body(request, op, data)), data)


async def _once(op: Operation, ask: Ask, data: bytes) -> Response:
    """The answer that was given to this key before; else a new one, which is kept."""
    if not ask.key or op.secret:
        return await _handled(op, replace(ask, key=ask.key or token_hex(12)))
    asked = f"{op.method} {ask.request.url.path}\n"
    digest = hashlib.sha256(asked.encode() + data).hexdigest()
    lock = _KEYS.setdefault((ask.token.id, ask.key), asyncio.Lock())
    async with lock:
        office = ask.site.inbox.office
        known = await office.answered(ask.token.id, ask.key)
        if known is None:
            response = await _handled(op, ask)
            kept = Answered(
                digest=digest, status=response.status_code, body=bytes(response.body).decode()
            )
            await office.answer(ask.token.id, ask.key, kept)
            return response
    if known.digest != digest:
        raise HTTPException(409, "That key was brought with another request; make up a new one.")
    replayed = {"Idempotency-Replayed": "true"}
    return Response(known.body, known.status, replayed, "application/json")


async def _handled(op: Operation, ask: Ask) -> Response:
    try:
        told = await op.handler(ask)
    except TapewayError as error:
        raise HTTPException(409, str(error)) from None
    if isinstance(told, Response):
        return told
    no_store = {"Cache-Control": "no-store"}
    if told is None:
        return Response(status_code=op.status, headers=no_store)
    assert isinstance(told, BaseModel)  # noqa: S101 - the type says so
    return Response(told.model_dump_json(), op.status, no_store, "application/json")


# ------------------------------------------------------------------------------------ what is asked


async def token_of(site: Site, request: Request) -> Token:
    """Whose token the request brings.

    :raises HTTPException: it brings none that is good, or comes too fast.
    """
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    address = site.address_of(request)
    site.slow_down(site.api_by_address, address)
    # Looked up by its digest: how long that takes says nothing of any token there is.
    token = None
    if kind.lower() == "bearer" and 0 < len(secret) < 200:
        digest = hashlib.sha256(secret.strip().encode(errors="replace")).hexdigest()
        token = await site.inbox.office.token(digest)
    if token is None:
        site.slow_down(site.strangers, address)
        raise HTTPException(
            401, "Show a token: `Authorization: Bearer …`.", {"WWW-Authenticate": "Bearer"}
        )
    site.slow_down(site.api_by_token, token.id)
    return token


def _query(request: Request, op: Operation) -> BaseModel | None:
    pairs = request.query_params.multi_items()
    if op.query is None:
        if pairs:
            raise Unacceptable([{"where": f"query.{pairs[0][0][:40]}", "what": "Not known here."}])
        return None
    if len(dict(pairs)) != len(pairs):
        raise Unacceptable([{"where": "query", "what": "Each can be said once."}])
    try:
        return op.query.model_validate_strings(dict(pairs))
    except ValidationError as error:
        raise Unacceptable.of(error, "query") from None


def _body(request: Request, op: Operation, data: bytes) -> BaseModel | None:
    if op.body is None:
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        raise HTTPException(415, "Send JSON, as application/json.")
    try:
        read = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise HTTPException(400, "That is no JSON.") from None
    try:
        return op.body.model_validate_json(json.dumps(read), strict=True)
    except ValidationError as error:
        raise Unacceptable.of(error, "body") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _key(request: Request, op: Operation) -> str:
    key = request.headers.get("idempotency-key")
    if key is None or not op.keyed:
        return ""
    if not re.search(KEY_PATTERN, key):
        raise Unacceptable([{"where": "header.Idempotency-Key", "what": "1 to 100 plain letters."}])
    return key
