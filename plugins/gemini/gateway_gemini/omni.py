"""Films with Gemini Omni: the Interactions API, as a job in the background."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any, Final

from gateway import Job, Segment
from gateway_gemini import errors, pictures, prompts
from gateway_gemini.answers import modality
from gateway_gemini.moderation import safety_of_orders
from gateway_gemini.orders import Order, fetch, wait_for
from gateway_gemini.prices import Usage, clip, cost, most

if TYPE_CHECKING:
    from pathlib import Path

    from gateway import Scene, Turn
    from gateway_gemini.line import Line

_UNDER_WAY: Final = {"in_progress", "queued", "idle"}


async def submit(line: Line, turn: Turn, scene: Scene, first: Path, last: Path | None) -> Job:
    """Order the clip; from here on it is known by its job's name.

    :raises TapewayError: it was not ordered, or nobody knows.
    """
    options = line.options
    shown = await _shown(first, last)
    made = await line.patiently(
        lambda: line.client.aio.interactions.create(**_asked(line, turn, scene, shown)),
        options.omni,
        "order",
    )
    if not made.id:
        raise errors.Unsure(errors.EMPTY)
    order = Order(
        maker="omni",
        model=options.omni,
        resolution=options.resolution,
        seconds=options.seconds,
        name=made.id,
    )
    of = options.rates(options.omni, turn.at)
    return Job(name=str(order), cost=most(of, order.resolution, order.seconds))


async def collect(line: Line, turn: Turn, order: Order, path: Path) -> Segment:
    """Wait for the clip, and fetch it to `path`.

    :raises TapewayError: it will not come.
    """

    async def look() -> Any | None:  # noqa: ANN401 - the SDK's
        now = await line.client.aio.interactions.get(order.name)
        return None if now.status in _UNDER_WAY else now

    done = await wait_for(line, order, look)
    video = done.output_video
    if done.status != "completed" or video is None or not (video.data or video.uri):
        raise _without_video(done, order)
    if video.data:
        await asyncio.to_thread(path.write_bytes, base64.b64decode(video.data))
    else:
        await fetch(line, order, lambda: _download(line, str(video.uri), path))
    return Segment(duration=float(order.seconds), cost=_cost(line, turn, order, done.usage))


def _asked(line: Line, turn: Turn, scene: Scene, shown: list[str]) -> dict[str, Any]:
    options = line.options
    words = prompts.motion(scene, turn.world, options.rating_of(turn.session), to=len(shown) > 1)
    images = [{"type": "image", "data": one, "mime_type": pictures.MIME} for one in shown]
    return {
        "model": options.omni,
        "background": True,
        "input": [*images, {"type": "text", "text": words}],
        "generation_config": {"video_config": {"task": "image_to_video"}},
        "safety_settings": safety_of_orders(options, turn.session),
        "response_format": {
            "type": "video",
            # Vertex AI keeps no files that could be fetched.
            "delivery": "inline" if options.vertex else "uri",
            "aspect_ratio": "9:16" if options.aspect in ("9:16", "3:4", "2:3") else "16:9",
            "resolution": options.resolution,
            # A number would be refused.
            "duration": f"{options.seconds}s",
        },
    }


async def _shown(first: Path, last: Path | None) -> list[str]:
    """What the clip begins on, and what it ends on if that is there."""
    read = [await pictures.read(path, pictures.LARGE) for path in (first, last) if path]
    if not read or read[0] is None:
        raise errors.Trouble(errors.EMPTY)
    return [base64.b64encode(one).decode() for one in read if one]


async def _download(line: Line, uri: str, path: Path) -> None:
    await line.client.aio.files.download(file=uri, destination=path)


def _without_video(done: Any, order: Order) -> errors.Trouble:  # noqa: ANN401 - the SDK's
    """Why there is no clip: `completed` alone does not say that there is one."""
    said = [one.message for one in done.errors or ()] or [done.output_text or done.status]
    if done.status in ("completed", "incomplete"):
        return errors.refused(errors.UNFILMED, order.model, said[0], cost=0)
    errors.log.warning("%s: %s ended as %s (%s)", order.model, order.name, done.status, said[0])
    return errors.Trouble(errors.CANCELLED, cost=0)


def _cost(line: Line, turn: Turn, order: Order, used: Any) -> int:  # noqa: ANN401 - the SDK's
    """What it cost: by its tokens where it is sold by them, else by the second."""
    of = line.options.rates(order.model, turn.at)
    video = modality(used.output_tokens_by_modality, "VIDEO") if used else 0
    if not of.video or not video:
        return clip(of, order.resolution, order.seconds)
    output = (used.total_output_tokens or video) - video + (used.total_thought_tokens or 0)
    tokens = Usage(input=used.total_input_tokens or 0, output=max(0, output), video=video)
    return cost(of, tokens)
