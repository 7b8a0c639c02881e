"""What sounds are made of: noise, swells, and short sounds put where they belong in time.

A scene has a time of its own, in seconds: 0 is its still, what leads to it lies before, what leads
away after. Every maker answers the same for the same moment, whatever stretch it is asked for; so
a scene goes on in the next segment where it stopped in the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

RATE = 48_000
SPAN = (-4.0, 4.0)
"""From when to when a scene is heard."""
STEP = 480
"""Samples between which what moves slowly is drawn as a line."""
LOOP = 1 << 18
"""Samples after which noise repeats."""
TAU = 2 * np.pi

Time: TypeAlias = npt.NDArray[np.float64]
Mono: TypeAlias = npt.NDArray[np.float32]
Wave: TypeAlias = npt.NDArray[np.float32]
"""Two channels."""
Chance: TypeAlias = np.random.Generator


@lru_cache(maxsize=10)
def _loop(low: float, high: float, slope: float) -> Mono:
    """Noise between two frequencies, falling by a power of frequency, that repeats seamlessly."""
    chance = np.random.Generator(np.random.PCG64(round(low + 7 * high + 1000 * slope)))
    spectrum = np.fft.rfft(chance.standard_normal(LOOP).astype(np.float32))
    hertz = np.fft.rfftfreq(LOOP, 1 / RATE)
    gain = 1 / (1 + (hertz / high) ** 4) / (1 + (low / np.maximum(hertz, 1)) ** 4)
    gain *= np.maximum(hertz, 20.0) ** -slope
    shaped = np.fft.irfft(spectrum * gain, n=LOOP)
    loop: Mono = (shaped / shaped.std()).astype(np.float32)
    return loop


def hiss(time: Time, chance: Chance, low: float, high: float, slope: float = 0.0) -> Wave:
    """Noise on two channels that have nothing to do with each other."""
    loop = _loop(low, high, slope)
    first = index(time[0]) + chance.integers(0, LOOP)
    starts = (first, first + LOOP // 2)
    steps = np.arange(time.size)
    wave: Wave = np.stack([loop.take(steps + start, mode="wrap") for start in starts])
    return wave


def index(moment: float) -> int:
    """The sample of a moment."""
    return round(float(moment) * RATE)


def swell(time: Time, chance: Chance, pace: float) -> Wave:
    """A slow coming and going between 0 and 1, other on each side; `pace` times a second."""
    phase = chance.uniform(0, TAU, (2, 3))
    coarse = np.append(time[::STEP], time[-1])
    rates = np.array([1.0, 0.63, 1.71]) * pace
    waves = np.sin(TAU * rates[None, :, None] * coarse[None, None, :] + phase[..., None]).sum(1)
    level = 0.5 + waves / 6.2
    return np.stack([np.interp(time, coarse, side) for side in level]).astype(np.float32)


def tones(time: Time, parts: Iterable[tuple[float, float]]) -> Mono:
    """Steady tones, each with its frequency and its strength."""
    mixed = np.zeros(time.size, np.float32)
    for hertz, level in parts:
        # One second of a whole frequency repeats; it is made once and laid out again and again.
        mixed += np.float32(level) * _tone(hertz).take(
            np.arange(time.size) + index(time[0]), mode="wrap"
        )
    return mixed


@lru_cache(maxsize=48)
def _tone(hertz: float) -> Mono:
    tenths = np.arange(RATE * (1 if hertz == int(hertz) else 10)) / RATE
    return np.sin(TAU * hertz * tenths).astype(np.float32)


def moments(chance: Chance, every: float, loose: float = 0.4) -> list[float]:
    """When something happens that happens about once in so many seconds."""
    start = SPAN[0] - 6.0 + chance.uniform(0, every)
    count = int((SPAN[1] - start) / every) + 1
    shifts = chance.uniform(-loose, loose, count) * every
    return [float(start + number * every + shift) for number, shift in enumerate(shifts)]


def put(mixed: Mono, time: Time, moment: float, sound: Mono) -> None:
    """Add a short sound that begins at a moment; what lies outside of the time is left out."""
    start = index(moment) - index(time[0])
    low, high = max(0, start), min(time.size, start + sound.size)
    if low < high:
        mixed[low:high] += sound[low - start : high - start]


@lru_cache(maxsize=24)
def rung(parts: tuple[tuple[float, float], ...], decay: float, seconds: float) -> Mono:
    """Something struck: tones, each with its strength, that die away; high ones sooner."""
    after = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(after.size)
    for hertz, level in parts:
        fall = decay * (hertz / parts[0][0]) ** 0.5
        sound += level * np.sin(TAU * hertz * after) * np.exp(-after * fall)
    sound *= np.minimum(after / 0.003, 1) * np.minimum((seconds - after) / 0.02, 1)
    return sound.astype(np.float32)


def heard(time: Time, moment: float, seconds: float) -> bool:
    """Whether anything of a sound that begins at a moment is within the time."""
    return bool(moment < time[-1] and moment + seconds > time[0])


def puff(seconds: float, low: float, high: float, start: int = 0) -> Mono:
    """A short breath of noise, cut from a loop of it."""
    count = round(seconds * RATE)
    shape = np.sin(np.pi * np.arange(count) / count) ** 2
    noise = _loop(low, high, 0.0).take(np.arange(start, start + count), mode="wrap")
    breath: Mono = (noise * shape).astype(np.float32)
    return breath


def glide(frequency: npt.NDArray[np.float64], shape: npt.NDArray[np.float64]) -> Mono:
    """A tone that changes its pitch from sample to sample."""
    return (np.sin(TAU * np.cumsum(frequency) / RATE) * shape).astype(np.float32)


def placed(mono: Mono, side: float) -> Wave:
    """Heard from a side, 0 for left to 1 for right."""
    return np.stack([mono * np.float32(np.sqrt(1 - side)), mono * np.float32(np.sqrt(side))])


def somewhere(mono: Mono, chance: Chance) -> Wave:
    """Heard from one side more than from the other."""
    return placed(mono, float(chance.uniform(0.25, 0.75)))


def silence(time: Time) -> Mono:
    """Nothing yet."""
    return np.zeros(time.size, np.float32)
