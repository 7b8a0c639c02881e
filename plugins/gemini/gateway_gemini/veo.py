"""Films with Veo on Vertex AI: a long-running operation, known by its name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from gateway import Job, Segment
from gateway_gemini import errors, pictures, prompts
from gateway_gemini.orders import Order, wait_for
from gateway_gemini.prices import clip

if TYPE_CHECKING:
    from pathlib import Path

    from google.genai.types import GenerateVideosConfig, GenerateVideosSource, Image

    from gateway import Scene, Turn
    from gateway_gemini.line import Line


async def submit(line: Line, turn: Turn, scene: Scene, first: Path, last: Path | None) -> Job:
    """Order the clip; from here on it is known by its job's name.

    :raises TapewayError: it was not ordered, or nobody knows.
    """
    options = line.options
    begin, end = await _image(first), await _image(last)
    if begin is None:
        raise errors.Trouble(errors.EMPTY)
    made = await line.patiently(
        lambda: line.client.aio.models.generate_videos(
            model=options.veo,
            source=_source(line, turn, scene, begin, to=end is not None),
            config=_config(line, end),
        ),
        options.veo,
        "order",
    )
    if not made.name:
        raise errors.Unsure(errors.EMPTY)
    order = Order(
        maker="veo",
        model=options.veo,
        resolution=options.resolution,
        seconds=options.seconds,
        name=made.name,
    )
    of = options.rates(options.veo, turn.at)
    return Job(name=str(order), cost=clip(of, order.resolution, order.seconds))


async def collect(line: Line, turn: Turn, order: Order, path: Path) -> Segment:
    """Wait for the clip, and write it to `path`.

    :raises TapewayError: it will not come.
    """
    from google.genai.types import GenerateVideosOperation

    async def look() -> Any | None:  # noqa: ANN401 - the SDK's
        now = await line.client.aio.operations.get(
            GenerateVideosOperation.model_validate({"name": order.name})
        )
        # While it runs there is no `done` at all.
        return now if now.done else None

    done = await wait_for(line, order, look)
    if done.error:
        raise _failed(done.error, order)
    made = done.response.generated_videos if done.response else None
    video = made[0].video if made else None
    if video is None or not video.video_bytes:
        raise _without_video(done.response, video, order)
    await asyncio.to_thread(path.write_bytes, video.video_bytes)
    of = line.options.rates(order.model, turn.at)
    paid = clip(of, order.resolution, order.seconds)
    return Segment(duration=float(order.seconds), cost=paid)


def _source(
    line: Line, turn: Turn, scene: Scene, begin: Image, *, to: bool
) -> GenerateVideosSource:
    from google.genai.types import GenerateVideosSource

    words = prompts.motion(scene, turn.world, line.options.rating_of(turn.session), to=to)
    return GenerateVideosSource(prompt=words, image=begin)


def _config(line: Line, end: Image | None) -> GenerateVideosConfig:
    from google.genai.types import GenerateVideosConfig

    options = line.options
    return GenerateVideosConfig(
        number_of_videos=1,
        last_frame=end,
        duration_seconds=options.seconds,
        resolution=options.resolution,
        aspect_ratio="9:16" if options.aspect in ("9:16", "3:4", "2:3") else "16:9",
        generate_audio=options.sound,
        person_generation="allow_adult",
    )


async def _image(path: Path | None) -> Image | None:
    from google.genai.types import Image

    data = await pictures.read(path, pictures.LARGE) if path else None
    return Image(image_bytes=data, mime_type=pictures.MIME) if data else None


def _failed(error: Any, order: Order) -> errors.Trouble:  # noqa: ANN401 - the SDK's
    """An operation that ended in an error; it does not come back."""
    said = error if isinstance(error, dict) else {"message": str(error)}
    if said.get("code") == 3:
        return errors.refused(errors.UNFILMED, order.model, said.get("message"), cost=0)
    errors.log.warning("%s: %s failed: %s", order.model, order.name, said)
    return errors.Trouble(errors.CANCELLED, cost=0)


def _without_video(response: Any, video: Any, order: Order) -> errors.Trouble:  # noqa: ANN401
    """Why a finished operation has no clip."""
    reasons = getattr(response, "rai_media_filtered_reasons", None)
    if reasons or not video:
        return errors.refused(errors.UNFILMED, order.model, reasons or "no video", cost=0)
    errors.log.error("%s left the clip at %s, where nobody looks", order.model, video.uri)
    return errors.Trouble(errors.EXPIRED)
