"""Cursors: where the next page begins, as a word nobody needs to understand."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from starlette.exceptions import HTTPException

from gateway import JSON, Card

T = TypeVar("T")


def cursor(*values: JSON) -> str:
    """A cursor that holds these."""
    text = json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str, *kinds: type) -> tuple[object, ...] | None:
    """What a cursor holds; `None` for the empty one.

    :raises HTTPException: it is none of ours.
    """
    if not text:
        return None
    try:
        values = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if isinstance(values, list) and list(map(type, values)) == list(kinds) and _fit(values):
        return tuple(values)
    raise HTTPException(404, "There is no page like that: begin at the first.")


def split(
    found: Sequence[Card], limit: int, mark: Callable[[Card], tuple[JSON, ...]]
) -> tuple[Sequence[Card], str | None]:
    """A page of what was found, which is one more if there is another, and that one's cursor."""
    page = found[:limit]
    return page, cursor(*mark(page[-1])) if len(found) > limit else None


def _fit(values: list[object]) -> bool:
    """Whether a database can count so far."""
    return all(abs(value) < 2**63 for value in values if isinstance(value, int))
