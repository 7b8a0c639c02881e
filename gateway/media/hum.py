"""A sound that goes on: any length of what is heard at one end of a segment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from gateway.media.encode import Target, hear

if TYPE_CHECKING:
    from numpy import float32
    from numpy.random import Generator
    from numpy.typing import NDArray

Wave: TypeAlias = "NDArray[float32]"

PART: Final = 0.4
"""How much of a segment belongs to the scene that it begins or ends with."""
GRAIN: Final = 0.6
"""Seconds of a piece of it; the pieces are laid over one another by half."""
TRIED: Final = 24
"""Pieces of which the one is taken that fits best."""
EDGE: Final = 0.0015
"""Seconds in which a bed comes and goes, as a segment's sound does: too short to be heard."""
RISE, FALL = 0.7, 1.2
"""Seconds in which a title's sound comes and the credits' goes."""
STROKES: Final = ((0.1, 92.0, 0.2), (0.24, 140.0, 0.1))
"""A tape goes in: when, how high and how loud it knocks."""


def hum(kind: str, segment: Path, seconds: float, target: Target, *, end: bool) -> Wave | None:
    """So many seconds of the place that a segment begins with, `None` where it holds no sound.

    :param kind: a `title` begins with the knock of a tape, the `credits` die away.
    :param end: of the place that it ends with.
    :raises UnsafeMedia: the segment cannot be decoded.
    """
    heard = hear(segment, target)
    long = int(heard.shape[1] * PART)
    if long < 2 or not heard.any():
        return None
    source = heard[:, -long:] if end else heard[:, :long]
    rate = target.sound.rate
    laid = spread(source, round(seconds * rate), int(GRAIN * rate))
    if kind == "title":
        laid = _swelling(laid, round(RISE * rate)) + _knock(laid.shape[1], rate)
    if kind == "credits":
        laid = _swelling(laid[:, ::-1], round(FALL * rate))[:, ::-1]
    return _swelling(_swelling(laid, round(EDGE * rate))[:, ::-1], round(EDGE * rate))[:, ::-1]


def spread(source: Wave, count: int, grain: int) -> Wave:
    """A sound of any length that is like the source, as loud, and never the same twice."""
    import numpy as np

    chance = np.random.Generator(np.random.PCG64(count))
    grain = min(grain, source.shape[1])
    lap = max(1, grain // 2)
    pieces, tail = [source[:, : grain - lap]], source[:, grain - lap : grain]
    for _ in range(count // max(1, grain - lap) + 1):
        piece, like = _next(source, tail, grain, chance)
        pieces.append(_crossed(tail, piece[:, :lap], like))
        pieces.append(piece[:, lap : grain - lap])
        tail = piece[:, grain - lap :]
    laid = np.concatenate(pieces, axis=1)[:, :count]
    loud = float(np.sqrt((source**2).mean())) / max(1e-6, float(np.sqrt((laid**2).mean())))
    return (laid * np.float32(loud)).astype(np.float32)


def _next(source: Wave, tail: Wave, grain: int, chance: Generator) -> tuple[Wave, float]:
    """The piece that goes on best after a tail, and how like it begins, 0 to 1."""
    import numpy as np

    lap = tail.shape[1]
    whole = float((tail**2).sum()) + 1e-9
    found = []
    for start in chance.integers(0, source.shape[1] - grain + 1, TRIED).tolist():
        head = source[:, start : start + lap]
        agreed = float((head * tail).sum()) / np.sqrt(whole * (float((head**2).sum()) + 1e-9))
        found.append((agreed, start))
    like, start = max(found)
    return source[:, start : start + grain], max(0.0, like)


def _crossed(going: Wave, coming: Wave, like: float) -> Wave:
    """One gives way to the other, at one loudness however alike they are."""
    import numpy as np

    share = np.linspace(0, 1, going.shape[1], dtype=np.float32)
    power = np.sqrt(share**2 + (1 - share) ** 2 + 2 * like * share * (1 - share))
    return ((going * (1 - share) + coming * share) / power).astype(np.float32)


def _swelling(wave: Wave, count: int) -> Wave:
    import numpy as np

    swelling = wave.copy()
    count = min(count, wave.shape[1])
    swelling[:, :count] *= np.sin(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
    return swelling


def _knock(count: int, rate: int) -> Wave:
    """A tape that is pushed in, and the heads that come up to it."""
    import numpy as np

    time = np.arange(count, dtype=np.float32) / rate
    rough = np.random.Generator(np.random.PCG64(1)).standard_normal(count).astype(np.float32)
    knock = np.zeros(count, np.float32)
    for at, high, loud in STROKES:
        since = np.maximum(time - np.float32(at), 0)
        begun = (time > at) * np.minimum(1, since / 0.002)
        body = np.sin(2 * np.pi * high * since) * np.exp(-since / 0.045)
        knock += np.float32(loud) * begun * (body + 0.3 * rough * np.exp(-since / 0.012))
    return knock[None, :].astype(np.float32)
