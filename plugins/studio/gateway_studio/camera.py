"""Films the way from one still to the next: four seconds through the layers of both scenes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sin
from typing import TYPE_CHECKING

import numpy as np
import skia

from gateway_studio.illustrator import Detail, compose, layers_of
from gateway_studio.moves import DURATION, FPS, FRAMES, Pose, mixed, move_of, pose
from gateway_studio.scenery.paint import (
    FULL_H,
    FULL_W,
    HEIGHT,
    LINEAR,
    MARGIN_X,
    MARGIN_Y,
    WIDTH,
    Layer,
    Pixels,
    blank,
    image_of,
)
from gateway_studio.scenery.patches import Patch, patches, region
from gateway_studio.scenery.styles import over, tape
from gateway_studio.sound import RATE, ambience

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.plane import VideoPlane
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream

HASTE = "ref=1:bframes=0:subme=1:me=dia:partitions=none:trellis=0:weightp=0:rc-lookahead=5"
"""What the encoder leaves undone: half of its time, and a hundredth of its bytes."""
PLAIN = skia.SamplingOptions()
NEAREST = 0.35
"""How much the farthest sheet moves against the camera."""
FOREIGN = 9.0
"""Mean difference of pixel values above which a still is not one of ours."""


@dataclass(frozen=True, slots=True)
class Set:
    """One of the two scenes: its layers, and the still that it begins or ends on."""

    detail: Detail
    sheets: list[tuple[Layer, list[Patch]]]
    """Its layers, and what of each is painted."""
    own: bool
    """Whether the layers make up the still; else the still itself is the only layer."""


def shoot(before: Detail, after: Detail, first: str, last: str, path: str) -> None:
    """Write the segment from the first still to the last, with its sound."""
    import av

    here, there = _set(before, first), _set(after, last)
    sound = ambience(dict(before), dict(after), DURATION)
    options = {"fflags": "+bitexact", "movflags": "+faststart"}
    with av.open(path, "w", format="mp4", options=options) as container:
        picture, track = _streams(container)
        encoded = iter(_sound(track, sound))
        for frame in _frames(here, there):
            container.mux(picture.encode(frame))
            for packet in encoded:
                container.mux(packet)
                if (packet.pts or 0) / RATE > float(frame.time or 0):
                    break
        container.mux(picture.encode(None))
        for packet in encoded:
            container.mux(packet)


def _streams(container: OutputContainer) -> tuple[VideoStream, AudioStream]:
    picture = container.add_stream("libx264", rate=FPS)
    picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    picture.options = {
        "preset": "veryfast",
        "crf": "23",
        "x264-params": "threads=2:lookahead-threads=1:sliced-threads=0:keyint=48:" + HASTE,
    }
    context = picture.codec_context
    context.color_range, context.colorspace = 1, 1
    context.color_primaries, context.color_trc = 1, 1
    track = container.add_stream("aac", rate=RATE, layout="stereo")
    track.bit_rate = 128_000
    return picture, track


def _sound(track: AudioStream, sound: np.ndarray) -> Iterator[av.Packet]:  # type: ignore[type-arg]
    import av

    step = 1024
    for start in range(0, sound.shape[1], step):
        block = np.ascontiguousarray(sound[:, start : start + step])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE, start
        frame.time_base = Fraction(1, RATE)
        yield from track.encode(frame)
    yield from track.encode(None)


def _frames(here: Set, there: Set) -> Iterator[av.VideoFrame]:
    from av.video.reformatter import VideoReformatter

    coder = VideoReformatter()
    pixels, surface = blank(WIDTH, HEIGHT)
    other, second = blank(WIDTH, HEIGHT)
    move = move_of(here.detail, there.detail)
    for number in range(FRAMES):
        share = mixed(move, number)
        if share < 1:
            _paint(surface.getCanvas(), here, pose(move, number, leaving=True), number)
        if share > 0:
            canvas = (second if share < 1 else surface).getCanvas()
            _paint(canvas, there, pose(move, number, leaving=False), number)
        if 0 < share < 1:
            coming = image_of(other, skia.kOpaque_AlphaType)
            paint = skia.Paint(Alpha=round(255 * share))
            surface.getCanvas().drawImage(coming, 0, 0, skia.SamplingOptions(), paint)
        yield _frame(pixels, number, there if share > 0.5 else here, coder)


def _frame(pixels: Pixels, number: int, scene: Set, coder: VideoReformatter) -> av.VideoFrame:
    import av
    from av.video.reformatter import ColorRange, Colorspace, Interpolation

    worn = scene.own and scene.detail.get("style") == "vhs"
    if worn:
        tape.torn(pixels, _grain(number))
    painted = av.VideoFrame.from_numpy_buffer(pixels, format="bgra")
    frame = coder.reformat(
        painted,
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.BILINEAR,
    )
    if worn:
        for plane in frame.planes[1:]:
            _smear(plane)
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame


def _smear(plane: VideoPlane) -> None:
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size).copy()
    rows[:, : plane.width] = tape.smeared(np.ascontiguousarray(rows[:, : plane.width]))
    plane.update(rows.tobytes())


def _grain(number: int) -> int:
    """How the grain lies on a frame; on the first and on the last as on the stills they are."""
    return number % (FRAMES - 1)


def _set(detail: Detail, path: str) -> Set:
    still = _still(path)
    if "view" in detail:
        layers = layers_of(detail)
        pixels, surface = blank(WIDTH, HEIGHT)
        compose(surface.getCanvas(), layers, detail)
        if float(np.abs(pixels[::4, ::4, :3].astype(int) - still[::4, ::4, :3]).mean()) < FOREIGN:
            return Set(detail, [(layer, patches(layer)) for layer in layers], own=True)
    flat = Layer(image_of(still, skia.kOpaque_AlphaType), 0.5, MARGIN_X, MARGIN_Y)
    return Set(detail, [(flat, [])], own=False)


def _still(path: str) -> Pixels:
    pixels, surface = blank(WIDTH, HEIGHT)
    image = skia.Image.open(path)
    sampling = skia.SamplingOptions(skia.CubicResampler.Mitchell())
    surface.getCanvas().drawImageRect(image, skia.Rect.MakeWH(WIDTH, HEIGHT), sampling)
    return pixels


def _paint(canvas: skia.Canvas, scene: Set, at: Pose, number: int) -> None:
    """One moment of one scene."""
    for layer, painted in scene.sheets:
        alpha = _glimmer(layer.flicker, at.gone, number)
        if alpha <= 0:
            continue
        if layer.fall:
            _tile(canvas, layer, painted, at, alpha)
        else:
            pose = at if scene.own else replace(at, zoom=abs(at.zoom) / 4)
            _lay(canvas, layer, painted, pose, alpha)
    if scene.own:
        over.finish(canvas, scene.detail, _grain(number))


def _glimmer(flicker: float, gone: float, number: int) -> int:
    """How much of a light is there: all of it on the still, less now and then between."""
    if not flicker or not gone:
        return 255
    if flicker >= 1:
        return round(255 * max(0.0, 1 - gone * 9, 0.7 - abs(gone - 0.22) * 14))
    beat = sin(number * 1.7) * sin(number * 0.63 + 1) * sin(number * 3.1)
    return round(255 * (1 - flicker * min(1.0, gone * 8) * max(0.0, beat + 0.25)))


def _tile(canvas: skia.Canvas, layer: Layer, painted: list[Patch], at: Pose, alpha: int) -> None:
    """A sheet that comes round again, whole pixels at a time."""
    weight = NEAREST + layer.depth
    right = round(layer.drift * at.seconds + at.x * weight) % FULL_W - MARGIN_X
    down = round(layer.fall * FULL_H * at.seconds + at.y * weight) % FULL_H - MARGIN_Y
    for x in (right - FULL_W, right):
        for y in (down - FULL_H, down):
            _put(canvas, layer, painted, (x, y, 1.0), alpha)


def _lay(canvas: skia.Canvas, layer: Layer, painted: list[Patch], at: Pose, alpha: int) -> None:
    scale = 1 + at.zoom * (0.25 + layer.depth)
    weight = NEAREST + layer.depth
    x = WIDTH / 2 + (layer.left - MARGIN_X - WIDTH / 2) * scale
    y = HEIGHT / 2 + (layer.top - MARGIN_Y - HEIGHT / 2) * scale
    x += at.x * weight + layer.drift * at.seconds
    y += at.y * weight
    _put(canvas, layer, painted, (x, y, scale), alpha)


def _put(
    canvas: skia.Canvas,
    layer: Layer,
    painted: list[Patch],
    where: tuple[float, float, float],
    alpha: int,
) -> None:
    """Draw a sheet at a spot and a scale, but for what of it is empty."""
    x, y, scale = where
    paint = skia.Paint(Alpha=alpha)
    canvas.save()
    if painted:
        canvas.clipRegion(region(painted, x, y, scale))
    if scale == 1 and x == int(x) and y == int(y):
        canvas.drawImage(layer.image, x, y, PLAIN, paint)
    else:
        target = skia.Rect.MakeXYWH(x, y, layer.image.width() * scale, layer.image.height() * scale)
        # Without edges there is nothing to smooth, and that is six times as fast.
        canvas.drawImageRect(layer.image, target, PLAIN if layer.soft else LINEAR, paint)
    canvas.restore()
