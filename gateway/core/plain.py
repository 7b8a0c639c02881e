"""Nouns to plain JSON and back, by their own type hints."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from gateway.core.ids import SessionId
from gateway.core.types import JSON

T = TypeVar("T")


def to_plain(value: Any) -> JSON:
    """The value as JSON: dataclasses become objects, times ISO 8601, ids and paths text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, (type, SessionId)):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return to_plain(value.value)
    if isinstance(value, (SessionId, Path)):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} is no plain value")


def from_plain(cls: type[T], data: JSON) -> T:
    """The value of type `cls` that `to_plain` made `data` from.

    A field that is missing gets its default, one that is unknown is passed over: what an older or
    newer release wrote can still be read.
    """
    return typing.cast("T", _restore(cls, data))


def _restore(hint: Any, data: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return None if data is None else _restore(inner[0], data) if len(inner) == 1 else data
    if origin is tuple:
        return tuple(_restore(typing.get_args(hint)[0], item) for item in data)
    if hint is SessionId:
        return SessionId.parse(data)
    if hint is datetime:
        return datetime.fromisoformat(data)
    if isinstance(hint, type) and issubclass(hint, (Enum, Path)):
        return hint(data)
    if dataclasses.is_dataclass(hint):
        known = _hints(typing.cast("type", hint))
        return hint(**{k: _restore(known[k], v) for k, v in data.items() if k in known})  # type: ignore[operator]
    return data


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    # `JSON` is recursive and resolved in the module of the field, which need not import these.
    return typing.get_type_hints(cls, localns={"Mapping": Mapping, "Sequence": Sequence})
