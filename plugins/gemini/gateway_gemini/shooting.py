"""Who makes a clip: a flipbook at once, Omni and Veo in two steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway import Price
from gateway_gemini import flipbook, omni, veo
from gateway_gemini.orders import Order
from gateway_gemini.painter import Painter
from gateway_gemini.prices import most

if TYPE_CHECKING:
    from pathlib import Path

    from gateway import Job, Scene, Segment, Turn
    from gateway_gemini.line import Line


def quote(line: Line, turn: Turn) -> Price:
    """The most a clip can cost."""
    options = line.options
    if options.film == "flipbook":
        return Painter(line).quote(turn, shown=2)
    model = options.film_model
    of = options.rates(model, turn.at)
    return Price(amount=most(of, options.resolution, options.seconds), model=model)


async def submit(
    line: Line, turn: Turn, scene: Scene, first: Path, last: Path | None, path: Path
) -> Segment | Job | None:
    """The clip, or the order for it; `None` where nobody is to film."""
    match line.options.film:
        case "flipbook":
            count = line.options.panels
            return await flipbook.shoot(Painter(line), turn, scene, first, last, path, count)
        case "omni":
            return await omni.submit(line, turn, scene, first, last)
        case "veo":
            return await veo.submit(line, turn, scene, first, last)
        case _:
            return None


async def collect(line: Line, turn: Turn, job: str, path: Path) -> Segment:
    """The clip that was ordered, whatever the settings say by now."""
    order = Order.parse(job)
    if order.maker == "omni":
        return await omni.collect(line, turn, order, path)
    return await veo.collect(line, turn, order, path)
