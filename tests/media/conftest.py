"""Real media, small enough to be made in a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from gateway import Reel, SessionId, Shot

SIZE = (160, 90)
AT = datetime(2025, 12, 19, 19, 30, 12, tzinfo=UTC)


def paint_one(index: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture that differs from all others and is neither flat nor noise."""
    dice = np.random.default_rng(index)
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _ in range(30):
        x, y = dice.uniform(0, size[0]), dice.uniform(0, size[1])
        reach = dice.uniform(3, max(4, size[1] / 2))
        draw.ellipse((x, y, x + reach, y + reach), fill=tuple(dice.integers(0, 255, 3)))
    return image


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a clip is coded."""

    size: tuple[int, int] = SIZE
    pictures: int = 24
    pace: Fraction = Fraction(24)
    rate: int | None = 48000
    layout: str = "stereo"
    sound_seconds: float | None = None
    options: dict[str, str] = field(default_factory=dict)
    codec: str = "libx264"


def shoot_one(path: Path, index: int, shape: Shape) -> Path:
    """A clip in which every picture differs and a tone of its own is heard."""
    base = paint_one(index, (shape.size[0] * 2, shape.size[1]))
    with av.open(str(path), "w", format="mp4") as output:
        video = output.add_stream(shape.codec, rate=shape.pace)
        video.width, video.height, video.pix_fmt = *shape.size, "yuv420p"
        video.options = {"preset": "ultrafast", "threads": "1", **shape.options}
        audio = (
            output.add_stream("aac", rate=shape.rate, layout=shape.layout) if shape.rate else None
        )
        for number in range(shape.pictures):
            image = base.crop((number * 2, 0, number * 2 + shape.size[0], shape.size[1]))
            frame = av.VideoFrame.from_image(image)
            frame.pts, frame.time_base = number, 1 / shape.pace
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
        if audio is not None:
            seconds = shape.sound_seconds or float(shape.pictures / shape.pace)
            for frame in tone(index, seconds, shape.rate or 48000, shape.layout):
                output.mux(audio.encode(frame))
            output.mux(audio.encode(None))
    return path


def tone(index: int, seconds: float, rate: int, layout: str) -> list[av.AudioFrame]:
    wave = 0.3 * np.sin(2 * np.pi * (300 + 100 * index) * np.arange(int(seconds * rate)) / rate)
    found = []
    for start in range(0, len(wave), 1024):
        piece = wave[start : start + 1024].astype(np.float32)
        both = np.ascontiguousarray(np.stack([piece] * (1 if layout == "mono" else 2)))
        frame = av.AudioFrame.from_ndarray(both, format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate, start
        found.append(frame)
    return found


@pytest.fixture
def paint() -> Callable[..., Image.Image]:
    """`paint(index, size)` makes a picture."""
    return paint_one


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[..., Path]:
    """`shoot(index, **shape)` makes a clip; see `Shape`."""
    made = count()

    def make(index: int = 0, **shape: object) -> Path:
        return shoot_one(tmp_path / f"seg_{next(made)}.mp4", index, Shape(**shape))

    return make


@pytest.fixture
def reel(tmp_path: Path) -> Callable[..., Reel]:
    """Makes a reel of so many shots; segments by their position, `None` for none."""

    def make(
        number: int,
        *,
        segments: list[Path | None] | None = None,
        title: str = "The Drowned Lighthouse",
        text: str = "The lamp has been dark for nine days.",
        size: tuple[int, int] = SIZE,
        cache: bool = True,
    ) -> Reel:
        shots = []
        for index in range(number):
            frame = tmp_path / f"frame_{index}.png"
            paint_one(index, size).save(frame)
            shots.append(
                Shot(
                    index=index,
                    frame=frame,
                    at=AT + timedelta(minutes=index),
                    segment=segments[index] if segments else None,
                    title=f"Scene {index}",
                    text=text,
                )
            )
        return Reel(
            session=SessionId.of("web", "default"),
            run=1,
            title=title,
            started=AT,
            shots=tuple(shots),
            cache=tmp_path / "cache" if cache else None,
        )

    return make
