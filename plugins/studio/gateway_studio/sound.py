"""Makes the sound of a place: noises and tones for what is there, nearer as danger nears."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from gateway_studio.teller import dice

RATE = 48_000
LOUDNESS = 0.11
"""The root of the mean square of a segment, about -19 dB under full scale."""
FADE = 0.006
"""Seconds at either end in which the sound comes and goes, so that joins do not click."""

Wave: TypeAlias = npt.NDArray[np.float32]
Maker: TypeAlias = "Callable[[npt.NDArray[np.float64], np.random.Generator], Wave]"


def ambience(before: Mapping[str, Any], after: Mapping[str, Any], duration: float) -> Wave:
    """Two channels of the way from one scene to the next."""
    count = round(duration * RATE)
    time = np.arange(count) / RATE
    share = np.clip((time / duration - 0.3) / 0.4, 0, 1) * (np.pi / 2)
    mixed = scene_sound(before, time) * np.cos(share) + scene_sound(after, time) * np.sin(share)
    return _mastered(mixed.astype(np.float32))


def levels(detail: Mapping[str, Any]) -> dict[str, float]:
    """How much of which sound a scene holds."""
    named = {str(name): float(level) for name, level in detail.get("sound", {}).items()}
    weather = detail.get("weather", {})
    outside = 0.25 if detail.get("inside") else 1.0
    named["wind"] = named.get("wind", 0.0) * (0.5 + float(weather.get("wind", 0.3)))
    named["rain"] = float(weather.get("rain", 0.0)) * outside
    named["thunder"] = float(weather.get("lightning", 0.0)) * (0.4 + 0.6 * outside)
    named["pulse"] = max(0.0, float(detail.get("ghost", 0.0)) - 0.2) * 1.1
    return {name: level for name, level in named.items() if level > 0 and name in MAKERS}


def scene_sound(detail: Mapping[str, Any], time: npt.NDArray[np.float64]) -> Wave:
    """All sounds of a scene, on two channels."""
    mixed = np.zeros((2, time.size), np.float32)
    seed = int(detail.get("seed", 1)) + int(detail.get("turn", 0))
    for name, level in sorted((levels(detail) or {"room": 0.4}).items()):
        chance = np.random.Generator(np.random.PCG64(dice(seed, name).getrandbits(32)))
        wave = MAKERS[name](time, chance)
        loud = float(np.sqrt((wave.astype(np.float64) ** 2).mean())) or 1.0
        mixed += wave * np.float32(level / loud)
    return mixed


def _mastered(mixed: Wave) -> Wave:
    mixed = mixed - mixed.mean(axis=1, keepdims=True)
    loud = float(np.sqrt((mixed.astype(np.float64) ** 2).mean())) or 1.0
    limited = np.tanh(mixed * np.float32(LOUDNESS / loud) / 0.8) * 0.8
    edge = round(FADE * RATE)
    slope = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    limited[:, :edge] *= slope
    limited[:, -edge:] *= slope[::-1]
    mastered: Wave = limited.astype(np.float32)
    return mastered


def _noise(
    count: int, chance: np.random.Generator, low: float, high: float, slope: float = 0.0
) -> Wave:
    """Two channels of noise between two frequencies, falling by a power of frequency."""
    spectrum = np.fft.rfft(chance.standard_normal((2, count)).astype(np.float32))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    gain = 1 / (1 + (hertz / high) ** 4) / (1 + (low / np.maximum(hertz, 1)) ** 4)
    gain *= np.maximum(hertz, 20.0) ** -slope
    shaped = np.fft.irfft(spectrum * gain, n=count)
    noise: Wave = (shaped / (shaped.std() + 1e-9)).astype(np.float32)
    return noise


def _swell(time: npt.NDArray[np.float64], chance: np.random.Generator, pace: float) -> Wave:
    """A slow coming and going between 0 and 1, other on each side."""
    phase = chance.uniform(0, 6.28, (2, 3))
    rates = np.array([1.0, 0.63, 1.71]) * pace
    waves = np.sin(6.28 * rates[None, :, None] * time[None, None, :] + phase[..., None]).sum(1)
    swell: Wave = (0.5 + waves / 6.2).astype(np.float32)
    return swell


def _both(mono: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    side = float(chance.uniform(0.25, 0.75))
    placed: Wave = np.stack([mono * np.sqrt(1 - side), mono * np.sqrt(side)]).astype(np.float32)
    return placed


def _strikes(
    time: npt.NDArray[np.float64], moments: npt.NDArray[np.float64], hertz: float, decay: float
) -> npt.NDArray[np.float64]:
    """Short tones that die away, one at each moment."""
    got = np.zeros_like(time)
    for index, moment in enumerate(moments):
        after = time - moment
        near = (after > 0) & (after < 8 / decay)
        tone = np.sin(6.283 * hertz * (1 + 0.07 * (index % 3)) * after[near])
        attack = np.minimum(after[near] / 0.002, 1)
        got[near] += tone * np.exp(-after[near] * decay) * attack
    return got


def _wind(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    low = _noise(time.size, chance, 90, 420, 0.6)
    whistle = _noise(time.size, chance, 520, 760) * _swell(time, chance, 0.4) ** 2
    wind: Wave = (low * (0.3 + 0.7 * _swell(time, chance, 0.23)) + 0.25 * whistle).astype(
        np.float32
    )
    return wind


def _rain(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    drops = _strikes(time, np.sort(chance.uniform(0, 4, 60)), 1900.0, 140.0)
    return _noise(time.size, chance, 900, 9000, 0.3) + 0.8 * _both(drops, chance)


def _thunder(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    start = chance.uniform(0.2, 1.6)
    roll = np.clip((time - start) * 3, 0, 1) * np.exp(-np.maximum(time - start, 0) * 1.1)
    return (_noise(time.size, chance, 25, 110, 0.4) * (roll + 0.03)).astype(np.float32)


def _hum(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    tones = sum(np.sin(6.283 * 60 * n * time + n) / n**1.2 for n in (1, 2, 3, 4, 6))
    return _both(np.asarray(tones), chance) + 0.05 * _noise(time.size, chance, 60, 2000, 0.5)


def _buzz(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    tones = sum(np.sin(6.283 * 120 * n * time) / n**0.8 for n in range(1, 16))
    return (_both(np.asarray(tones), chance) * (0.6 + 0.4 * _swell(time, chance, 2.3))).astype(
        np.float32
    )


def _room(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    return _noise(time.size, chance, 30, 240, 0.9)


def _steps(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    moments = np.arange(0.25, 3.8, 0.61) + chance.uniform(-0.03, 0.03, 6)
    heels = _strikes(time, moments, 92.0, 26.0) + 0.35 * _strikes(time, moments, 410.0, 60.0)
    echo = np.roll(heels, round(0.13 * RATE)) * 0.3
    return _both(heels + echo, chance)


def _reels(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    turning = 0.55 + 0.45 * np.sin(6.283 * 5.3 * time) * np.sin(6.283 * 0.9 * time)
    hiss = _noise(time.size, chance, 1200, 6500, 0.2)
    ticks = _both(_strikes(time, np.arange(0.1, 4, 0.38), 1250.0, 90.0), chance)
    return (hiss * turning * 0.5 + ticks).astype(np.float32)


def _voice(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    """A woman reading numbers in the next room: the tune of it, not the words."""
    pitch = 188 * (1 + 0.03 * np.sin(6.283 * 0.7 * time + chance.uniform(0, 6)))
    phase = 6.283 * np.cumsum(pitch) / RATE
    spoken = np.zeros_like(time)
    start = 0.2
    while start < 3.6:
        length = float(chance.uniform(0.16, 0.34))
        first, second = float(chance.uniform(380, 780)), float(chance.uniform(1100, 2200))
        inside = np.clip(np.sin(np.pi * np.clip((time - start) / length, 0, 1)), 0, 1)
        for n in range(1, 14):
            near = np.exp(-(((188 * n - first) / 170) ** 2)) + 0.5 * np.exp(
                -(((188 * n - second) / 260) ** 2)
            )
            spoken += inside * near * np.sin(n * phase)
        start += length + float(chance.choice([0.06, 0.08, 0.5]))
    return _both(spoken, chance)


def _whisper(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    shape = np.clip(_swell(time, chance, 3.4) - 0.45, 0, 1) * _swell(time, chance, 0.5)
    whisper: Wave = (_noise(time.size, chance, 1600, 5200) * shape).astype(np.float32)
    return whisper


def _drip(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    drops = _strikes(time, np.sort(chance.uniform(0.1, 3.5, 5)), 920.0, 22.0)
    for delay, part in ((0.11, 0.4), (0.23, 0.25), (0.41, 0.12)):
        drops = drops + np.roll(drops, round(delay * RATE)) * part
    return _both(drops, chance)


def _wires(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    tones = sum(
        np.sin(6.283 * hertz * time + chance.uniform(0, 6))
        * (0.5 + 0.5 * np.sin(6.283 * (0.2 + 0.07 * index) * time))
        for index, hertz in enumerate((110.0, 164.8, 165.9, 247.0, 329.6))
    )
    return _both(np.asarray(tones), chance)


def _metal(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    pings = _strikes(time, np.sort(chance.uniform(0, 3.6, 5)), 640.0, 7.0)
    return _both(pings + 0.4 * _strikes(time, chance.uniform(0, 3.6, 4), 1730.0, 11.0), chance)


def _tin(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    rattle = np.clip(np.sin(6.283 * 17 * time), 0, 1) * _swell(time, chance, 0.8) ** 3
    return (_noise(time.size, chance, 500, 3200) * rattle).astype(np.float32)


def _blood(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    return _beat(time, 0.95) + 0.02 * _both(np.sin(6.283 * 6100 * time), chance)


def _pulse(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    return _beat(time, 0.68) + 0.1 * _noise(time.size, chance, 30, 90, 0.5)


def _beat(time: npt.NDArray[np.float64], period: float) -> Wave:
    first = np.arange(0.15, 3.8, period)
    heart = _strikes(time, first, 52.0, 15.0) + 0.7 * _strikes(time, first + 0.19, 46.0, 17.0)
    twice: Wave = np.stack([heart, heart]).astype(np.float32)
    return twice


def _engine(time: npt.NDArray[np.float64], chance: np.random.Generator) -> Wave:
    chug = np.clip(np.sin(6.283 * 11.5 * time), 0, 1) ** 2
    knock = _noise(time.size, chance, 40, 300, 0.7) * (0.25 + chug)
    tones = sum(np.sin(6.283 * 23 * n * time) / n for n in (1, 2, 3, 5))
    return (knock + 0.5 * _both(np.asarray(tones), chance)).astype(np.float32)


MAKERS: dict[str, Maker] = {
    "wind": _wind,
    "rain": _rain,
    "thunder": _thunder,
    "hum": _hum,
    "buzz": _buzz,
    "room": _room,
    "steps": _steps,
    "reels": _reels,
    "voice": _voice,
    "whisper": _whisper,
    "drip": _drip,
    "wires": _wires,
    "metal": _metal,
    "tin": _tin,
    "blood": _blood,
    "pulse": _pulse,
    "engine": _engine,
}
