"""The sounds of bodies: steps, voices, a heart."""

from __future__ import annotations

import numpy as np

from gateway_studio.sound.making import (
    LOOP,
    RATE,
    TAU,
    Chance,
    Mono,
    Time,
    Wave,
    heard,
    hiss,
    moments,
    placed,
    puff,
    put,
    rung,
    silence,
    somewhere,
    swell,
    tones,
)

PACE = 0.58


def steps(time: Time, chance: Chance) -> Wave:
    """Somebody walks on a hard floor."""
    mixed = silence(time)
    for moment in moments(chance, PACE, 0.05):
        heel = rung(((92.0, 1.0), (410.0, 0.3)), 28, 0.3)
        for late, part in ((0, 1.0), (0.12, 0.28), (0.21, 0.12)):
            put(mixed, time, moment + late, heel * np.float32(part))
        put(mixed, time, moment + 0.004, puff(0.03, 900, 6500) * np.float32(0.16))
    return somewhere(mixed, chance) + np.float32(0.02) * hiss(time, chance, 80, 900, 0.5)


def snow_steps(time: Time, chance: Chance) -> Wave:
    """Somebody walks in snow: each step gives way twice."""
    sides = [silence(time), silence(time)]
    for number, moment in enumerate(moments(chance, PACE * 1.15, 0.06)):
        for late, long, loud in ((0.0, 0.14, 1.0), (0.1, 0.2, 0.6)):
            start = int(chance.integers(0, LOOP))
            crunch = puff(long, 900, 6500, start) * _grit(chance, long) * np.float32(loud)
            put(sides[number % 2], time, moment + late, crunch)
            put(sides[1 - number % 2], time, moment + late, crunch * np.float32(0.5))
    return np.stack(sides) + np.float32(0.02) * hiss(time, chance, 80, 900, 0.5)


def _grit(chance: Chance, seconds: float) -> Mono:
    """How a crunch is made of many small ones."""
    count = round(seconds * RATE)
    grains = chance.uniform(0.1, 1.0, count // 190 + 2)
    return np.interp(np.arange(count) / 190, np.arange(grains.size), grains).astype(np.float32)


def voice(time: Time, chance: Chance) -> Wave:
    """A woman reading numbers in the next room: the tune of it, not the words."""
    mixed = silence(time)
    for moment in moments(chance, 0.42, 0.2):
        if chance.random() < 0.22:
            continue  # she breathes
        syllable = [float(chance.random()) for _ in range(4)]
        if heard(time, moment, 0.4):
            put(mixed, time, moment, _syllable(*syllable))
    return somewhere(mixed, chance) + np.float32(0.02) * hiss(time, chance, 300, 2000, 0.5)


def _syllable(long: float, open_: float, bright: float, high: float) -> Mono:
    """One of its syllables; each of the four says from 0 to 1 how much of that it has."""
    first, second = 380 + 400 * open_, 1100 + 1100 * bright
    share = np.linspace(0, 1, round((0.2 + 0.16 * long) * RATE))
    pitch = 188 * (0.95 + 0.11 * high - 0.06 * share)
    phase = TAU * np.cumsum(pitch) / RATE
    spoken = np.zeros(share.size)
    for n in range(1, 14):
        near = np.exp(-(((188 * n - first) / 170) ** 2))
        near += 0.5 * np.exp(-(((188 * n - second) / 260) ** 2))
        spoken += near * np.sin(n * phase)
    return (spoken * np.sin(np.pi * share) ** 0.8).astype(np.float32)


def whisper(time: Time, chance: Chance) -> Wave:
    """Somebody says something that is not for you."""
    shape = np.clip(swell(time, chance, 3.4) - 0.35, 0, 1) * (0.2 + swell(time, chance, 0.5))
    whispered: Wave = hiss(time, chance, 1600, 5200) * shape
    return whispered


def blood(time: Time, chance: Chance) -> Wave:
    """What is left to hear where nothing is: your own heart, your own nerves."""
    nerves = placed(tones(time, ((6100.0, 0.02),)), 0.5)
    return _beats(time, 0.95) + nerves + np.float32(0.11) * hiss(time, chance, 35, 260, 0.8)


def heart(time: Time, chance: Chance) -> Wave:
    """A heart, near."""
    return _beats(time, 0.88) + np.float32(0.08) * hiss(time, chance, 35, 260, 0.8)


def pulse(time: Time, chance: Chance) -> Wave:
    """Your heart, as danger nears."""
    return _beats(time, 0.66) + np.float32(0.08) * hiss(time, chance, 35, 260, 0.8)


def _beats(time: Time, period: float) -> Wave:
    mixed = silence(time)
    first = rung(((56.0, 1.0), (112.0, 0.3)), 15, 0.4)
    second = rung(((48.0, 0.7), (96.0, 0.2)), 17, 0.4)
    for number in range(int(-5 / period), int(4.5 / period)):
        put(mixed, time, number * period + 0.15, first)
        put(mixed, time, number * period + 0.34, second)
    return placed(mixed, 0.5)
