"""Makes the sound of a segment from what its two scenes hold; the pulse grows as danger nears.

A scene is as loud at its still in the segment that ends there as in the one that begins there,
and goes on where it stopped. In between, a segment is brought to the loudness that all have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from gateway_studio.sound.catalog import MAKERS as MAKERS
from gateway_studio.sound.level import loudness, powers
from gateway_studio.sound.making import RATE as RATE
from gateway_studio.sound.making import SPAN, Time, Wave
from gateway_studio.teller import dice

Detail: TypeAlias = Mapping[str, Any]

TARGET = -18.0
"""LUFS of a segment, integrated."""
ROOM = 9.0
"""dB by which a segment may be louder or softer in its middle than its scenes by themselves."""
KNEE, CEILING = 0.5, 0.72
"""Samples further from 0 than the one are held below the other: a lossy codec adds to them."""
FADE = 0.0015
"""Seconds at either end in which the sound comes and goes: too short for a gap to be heard."""
CROSS = (0.3, 0.7)
"""From where to where, as shares of the segment, one scene gives way to the other."""
STEPS = 0.5
"""How loud you walk yourself."""
WARNING = 0.2
"""From this nearness of a danger on, the pulse is heard."""


def ambience(before: Detail, after: Detail, duration: float) -> Wave:
    """Two channels of the way from one scene to the next."""
    time = np.arange(round(duration * RATE)) / RATE
    way = time / duration
    share = np.clip((way - CROSS[0]) / (CROSS[1] - CROSS[0]), 0, 1) * (np.pi / 2)
    mixed = scene_sound(before, time) * np.cos(share).astype(np.float32)
    mixed += scene_sound(after, time + SPAN[0]) * np.sin(share).astype(np.float32)
    if after.get("kind") == "go":
        mixed += _walk(after, time) * np.sin(np.pi * way).astype(np.float32)
    return _faded(_levelled(mixed, np.sin(np.pi * way) ** 2))


def levels(detail: Detail) -> dict[str, float]:
    """How much of which sound a scene holds."""
    named = {str(name): float(level) for name, level in detail.get("sound", {}).items()}
    weather = detail.get("weather", {})
    outside = 0.25 if detail.get("inside") else 1.0
    named["wind"] = named.get("wind", 0.0) * (0.5 + float(weather.get("wind", 0.3)))
    named["rain"] = max(named.get("rain", 0.0), float(weather.get("rain", 0.0)) * outside)
    named["thunder"] = float(weather.get("lightning", 0.0)) * (0.4 + 0.6 * outside)
    near = max(0.0, float(detail.get("ghost", 0.0)) - WARNING) * 1.1
    named["pulse"] = max(named.get("pulse", 0.0), near)
    return {name: level for name, level in named.items() if level > 0 and name in MAKERS}


def scene_sound(detail: Detail, time: Time) -> Wave:
    """All sounds of a scene at a stretch of its own time, on two channels, as loud as all are."""
    mixed = np.zeros((2, time.size), np.float32)
    seed = int(detail.get("seed", 1)) + int(detail.get("turn", 0))
    held = levels(detail) or {"room": 0.4}
    whole = 10 * np.log10(sum(level**2 for level in held.values()))
    for name, level in sorted(held.items()):
        chance = np.random.Generator(np.random.PCG64(dice(seed, name).getrandbits(32)))
        mixed += _made(name, time, chance, level, TARGET - whole)
    return mixed


def _made(name: str, time: Time, chance: np.random.Generator, level: float, whole: float) -> Wave:
    sound = MAKERS[name]
    gain = level * 10 ** ((whole - sound.loud) / 20)
    made: Wave = sound.make(time, chance) * np.float32(gain)
    return made


def _walk(detail: Detail, time: Time) -> Wave:
    """Your own steps on the way."""
    ground = str(detail.get("view", {}).get("ground", ""))
    snow = ground == "snow" or float(detail.get("weather", {}).get("snow", 0)) > 0.5
    name = "snow-steps" if snow and not detail.get("inside") else "steps"
    seed = dice(int(detail.get("seed", 1)), int(detail.get("turn", 0)), "walk").getrandbits(32)
    chance = np.random.Generator(np.random.PCG64(seed))
    return _made(name, time, chance, STEPS, TARGET)


def _levelled(mixed: Wave, middle: npt.NDArray[np.float64]) -> Wave:
    """Louder or softer in the middle, until the whole is as loud as it should be."""
    gain, limited = 0.0, _limited(mixed)
    for _ in range(3):
        away = TARGET - loudness(powers(limited))
        if abs(away) < 0.3 or abs(gain) >= ROOM:
            break
        gain = float(np.clip(gain + away * 1.6, -ROOM, ROOM))
        limited = _limited(mixed * (10 ** (gain * middle / 20)).astype(np.float32))
    return limited


def _limited(mixed: Wave) -> Wave:
    """The same with what is too far from 0 held back softly."""
    loud = np.abs(mixed)
    if loud.max() <= KNEE:
        return mixed
    room = CEILING - KNEE
    held = KNEE + room * np.tanh((loud - KNEE) / room)
    limited: Wave = np.where(loud > KNEE, np.sign(mixed) * held, mixed).astype(np.float32)
    return limited


def _faded(mixed: Wave) -> Wave:
    edge = round(FADE * RATE)
    slope = np.sin(np.linspace(0, np.pi / 2, edge)).astype(np.float32) ** 2
    mixed[:, :edge] *= slope
    mixed[:, -edge:] *= slope[::-1]
    return mixed
