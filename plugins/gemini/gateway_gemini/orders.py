"""An order for a clip: its name, as it is written down, and the long wait for what was ordered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from gateway_gemini import errors
from gateway_gemini.errors import Busy, Trouble, Unsure

if TYPE_CHECKING:
    from gateway_gemini.line import Line

T = TypeVar("T")

_GROWTH: Final = 1.5
_LONGEST: Final = 30.0
_FETCHES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was ordered, of whom, and under which name it can be asked for.

    >>> Order.parse("omni gemini-omni-1.2-flash 720p 4 v1_abc").name
    'v1_abc'
    """

    maker: str
    model: str
    resolution: str
    seconds: int
    name: str

    def __str__(self) -> str:
        return f"{self.maker} {self.model} {self.resolution} {self.seconds} {self.name}"

    @classmethod
    def parse(cls, job: str) -> Order:
        """The order whose text is `job`.

        :raises Trouble: it is none of ours.
        """
        maker, *rest = job.split(" ", 4)
        if maker not in ("omni", "veo") or len(rest) != 4 or not rest[2].isdecimal():
            raise Trouble(errors.GONE)
        model, resolution, seconds, name = rest
        return cls(maker=maker, model=model, resolution=resolution, seconds=int(seconds), name=name)


async def wait_for(line: Line, order: Order, look: Callable[[], Awaitable[T | None]]) -> T:
    """What is there once an order is done, asked for ever less often.

    :param look: answers `None` while it is not. To ask is free: trouble on the way is no reason to
        give up before the patience ends.
    :raises TapewayError: it failed, or took too long.
    """
    waited, pause = 0.0, line.options.poll
    while True:
        found = None
        try:
            found = await line.once(look, order.model, "look")
        except (Busy, Unsure):
            errors.log.info("%s is asked again for %s", order.model, order.name)
        if found is not None:
            return found
        if waited >= line.options.film_patience or line.left <= pause:
            raise Trouble(errors.TIMED_OUT)
        await line.sleep(pause)
        waited, pause = waited + pause, min(pause * _GROWTH, _LONGEST)


async def fetch(line: Line, order: Order, make: Callable[[], Awaitable[None]]) -> None:
    """Fetch the file of an order, again where the line breaks: it was paid for.

    :raises TapewayError: it is there no longer.
    """
    for left in reversed(range(_FETCHES)):
        try:
            await line.patiently(make, order.model, "look")
            return
        except Unsure:
            if not left:
                raise
        except Trouble as error:
            if str(error) == errors.GONE:
                raise Trouble(errors.EXPIRED) from error
            raise
