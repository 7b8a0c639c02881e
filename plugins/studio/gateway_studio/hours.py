"""What time it is in the story."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway_studio.schema import Hour
    from gateway_studio.worlds import Atlas


def clock(minutes: int) -> str:
    """A time of day as it is read off a clock.

    >>> clock(24 * 60 + 65)
    '01:05'
    """
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def hour(atlas: Atlas, minutes: int) -> Hour:
    """The stretch of the day it is; before the first of the day it is still the last."""
    hours = atlas.world.hours
    past = [one for one in hours if one.since <= clock(minutes)]
    return max(past or hours, key=lambda one: one.since)
