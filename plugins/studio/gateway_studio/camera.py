"""Films the way from one still to the next: four seconds through the layers of both scenes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin
from typing import TYPE_CHECKING

import numpy as np
import skia

from gateway_studio.illustrator import Detail, compose, layers_of
from gateway_studio.scenery.paint import (
    FULL_H,
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
from gateway_studio.scenery.styles import over, tape
from gateway_studio.sound import RATE, ambience

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.plane import VideoPlane
    from av.video.stream import VideoStream

FPS = 24
DURATION = 4.0
FRAMES = int(FPS * DURATION)
CUT = (0.36, 0.62)
"""From where to where, as shares of the segment, one scene dissolves into the other."""
FAR = 0.11
"""Layers less deep than this move so little that they may move as one."""
FOREIGN = 9.0
"""Mean difference of pixel values above which a still is not one of ours."""


@dataclass(frozen=True, slots=True)
class Set:
    """One of the two scenes: its layers, and the still that it begins or ends on."""

    detail: Detail
    layers: list[Layer]
    own: bool
    """Whether the layers make up the still; else the still itself is the only layer."""
    leaving: bool


def shoot(before: Detail, after: Detail, first: str, last: str, path: str) -> None:
    """Write the segment from the first still to the last, with its sound."""
    import av

    here, there = _set(before, first, leaving=True), _set(after, last, leaving=False)
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
        "x264-params": "threads=2:lookahead-threads=1:sliced-threads=0:keyint=48",
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
    pixels, surface = blank(WIDTH, HEIGHT)
    other, second = blank(WIDTH, HEIGHT)
    for number in range(FRAMES):
        time = number / (FRAMES - 1)
        mixed = _dissolved(time)
        if mixed < 1:
            _paint(surface.getCanvas(), here, time, number)
        if mixed > 0:
            _paint((second if mixed < 1 else surface).getCanvas(), there, time, number)
        if 0 < mixed < 1:
            paint = skia.Paint(Alpha=round(255 * mixed))
            coming = image_of(other, skia.kOpaque_AlphaType)
            surface.getCanvas().drawImage(coming, 0, 0, LINEAR, paint)
        shown = there if mixed > 0.5 else here
        if shown.own:
            last = number == FRAMES - 1
            over.finish(surface.getCanvas(), shown.detail, 0 if last else number)
            over.wear(pixels, shown.detail, 0 if last else number)
        yield _frame(pixels, number, worn=shown.own and shown.detail.get("style") == "vhs")


def _dissolved(time: float) -> float:
    share = min(1.0, max(0.0, (time - CUT[0]) / (CUT[1] - CUT[0])))
    return share * share * (3 - 2 * share)


def _frame(pixels: Pixels, number: int, *, worn: bool) -> av.VideoFrame:
    import av

    frame = av.VideoFrame.from_ndarray(pixels, format="bgra").reformat(
        format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
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


def _set(detail: Detail, path: str, *, leaving: bool) -> Set:
    still = _still(path)
    if "view" in detail:
        layers = merged(layers_of(detail))
        pixels, surface = blank(WIDTH, HEIGHT)
        compose(surface.getCanvas(), layers, detail)
        if float(np.abs(pixels[::4, ::4, :3].astype(int) - still[::4, ::4, :3]).mean()) < FOREIGN:
            return Set(detail, layers, own=True, leaving=leaving)
    flat = Layer(image_of(still, skia.kOpaque_AlphaType), 0.5, MARGIN_X, MARGIN_Y)
    return Set({**detail, "health": 1.0}, [flat], own=False, leaving=leaving)


def merged(layers: list[Layer]) -> list[Layer]:
    """The same with far sheets that lie on one another and keep still painted into one."""
    kept: list[Layer] = []
    run: list[Layer] = []
    for layer in [*layers, None]:
        if layer and layer.depth < FAR and not (layer.flicker or layer.drift or layer.fall):
            run.append(layer)
            continue
        if run:
            pixels, surface = blank()
            for one in run:
                surface.getCanvas().drawImage(one.image, one.left, one.top)
            kind = skia.kPremul_AlphaType if kept else skia.kOpaque_AlphaType
            kept.append(Layer(image_of(pixels, kind), run[0].depth))
            run = []
        if layer:
            kept.append(layer)
    return kept


def _still(path: str) -> Pixels:
    pixels, surface = blank(WIDTH, HEIGHT)
    image = skia.Image.open(path)
    sampling = skia.SamplingOptions(skia.CubicResampler.Mitchell())
    surface.getCanvas().drawImageRect(image, skia.Rect.MakeWH(WIDTH, HEIGHT), sampling)
    return pixels


def _paint(canvas: skia.Canvas, scene: Set, time: float, number: int) -> None:
    """One moment of one scene; `time` runs from 0 to 1 over the whole segment."""
    gone = time if scene.leaving else 1 - time
    push = _eased(gone)
    zoom = (0.24 if scene.own else 0.06) * push * (1 if scene.leaving else -0.17)
    sway = sin(pi * time)
    shake_x = (5.0 * sin(number * 0.21) + 2.2 * sin(number * 0.53 + 1)) * sway
    shake_y = (3.4 * sin(number * 0.17 + 2) + 1.6 * cos(number * 0.47)) * sway
    seconds = gone * DURATION * (1 if scene.leaving else -1)
    for layer in scene.layers:
        alpha = _glimmer(layer.flicker, gone, number)
        if alpha <= 0:
            continue
        scale = 1 + zoom * (0.25 + layer.depth)
        weight = 0.35 + layer.depth
        x = WIDTH / 2 + (layer.left - MARGIN_X - WIDTH / 2) * scale
        y = HEIGHT / 2 + (layer.top - MARGIN_Y - HEIGHT / 2) * scale
        x += shake_x * weight + layer.drift * seconds
        y += shake_y * weight
        _lay(canvas, layer, x, y, scale, alpha, seconds)


def _eased(share: float) -> float:
    return share * share * (1.6 - 0.6 * share)


def _glimmer(flicker: float, gone: float, number: int) -> int:
    """How much of a light is there: all of it on the still, less now and then between."""
    if not flicker or not gone:
        return 255
    if flicker >= 1:
        return round(255 * max(0.0, 1 - gone * 9, 0.7 - abs(gone - 0.22) * 14))
    beat = sin(number * 1.7) * sin(number * 0.63 + 1) * sin(number * 3.1)
    return round(255 * (1 - flicker * min(1.0, gone * 8) * max(0.0, beat + 0.25)))


def _lay(
    canvas: skia.Canvas, layer: Layer, x: float, y: float, scale: float, alpha: int, seconds: float
) -> None:
    paint = skia.Paint(Alpha=alpha)
    if layer.fall:
        sunk = seconds * layer.fall * FULL_H % FULL_H
        for part in (sunk, sunk - FULL_H):
            canvas.drawImage(layer.image, x, round(y + part), LINEAR, paint)
        return
    if scale == 1 and x == int(x) and y == int(y):
        canvas.drawImage(layer.image, x, y, LINEAR, paint)
        return
    target = skia.Rect.MakeXYWH(x, y, layer.image.width() * scale, layer.image.height() * scale)
    canvas.drawImageRect(layer.image, target, LINEAR, paint)
