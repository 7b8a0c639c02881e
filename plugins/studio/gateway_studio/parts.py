"""The kinds of values that a world's file is made of."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Line: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Lines: TypeAlias = Annotated[list[Line], BeforeValidator(_listed)]
"""Ways to say one thing; a run uses each at most once. `{a|b}` in a line is one of the two."""
Label: TypeAlias = Annotated[str, StringConstraints(min_length=2, max_length=60)]
Labels: TypeAlias = Annotated[list[Label], BeforeValidator(_listed), Field(min_length=1)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Clock: TypeAlias = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Kind: TypeAlias = Literal["go", "look", "use", "risk", "speak"]
Point: TypeAlias = tuple[float, float, float]
"""Metres: to the right, up, away."""


class Part(BaseModel):
    """Unknown keys are refused, so that a slip of the pen is not a silent hole in the story."""

    model_config = ConfigDict(extra="forbid", frozen=True)
