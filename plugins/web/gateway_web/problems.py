"""Refusals as RFC 9457 tells them: a machine reads the status, a person the sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

if TYPE_CHECKING:
    from pydantic import ValidationError

MEDIA_TYPE: Final = "application/problem+json"
_SENTENCES: Final = {
    404: "There is nothing at this address.",
    405: "That cannot be done here.",
}
"""What is said where a library refuses with its own two words."""


class Unacceptable(HTTPException):
    """What was asked can be read, and is wrong.

    :param errors: where, and what is wrong with it.
    """

    def __init__(self, errors: Sequence[Mapping[str, str]]) -> None:
        super().__init__(422, "Something in that is not as it has to be.")
        self.errors = errors

    @classmethod
    def of(cls, error: ValidationError, place: str) -> Unacceptable:
        """From what pydantic found; what was sent is not told back."""
        return cls(
            [
                {"where": ".".join([place, *map(str, found["loc"])]), "what": found["msg"]}
                for found in error.errors(include_url=False, include_input=False)
            ]
        )


def sentence(error: HTTPException) -> str:
    """What a person reads of it."""
    plain = HTTPStatus(error.status_code).phrase
    return _SENTENCES.get(error.status_code, plain) if error.detail == plain else error.detail


def response(error: HTTPException) -> Response:
    """The refusal as `application/problem+json`."""
    told: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(error.status_code).phrase,
        "status": error.status_code,
    }
    if isinstance(error, Unacceptable):
        told["errors"] = error.errors
    told["detail"] = sentence(error)
    return Response(json.dumps(told), error.status_code, dict(error.headers or {}), MEDIA_TYPE)
