"""The sounds of the open air: wind, water, fire, and what lives there."""

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
    glide,
    hiss,
    moments,
    placed,
    puff,
    put,
    rung,
    silence,
    somewhere,
    swell,
)


def wind(time: Time, chance: Chance) -> Wave:
    """Gusts, and a whistle where they are strong."""
    gusts = swell(time, chance, 0.21)
    whistle = hiss(time, chance, 520, 760) * swell(time, chance, 0.4) ** 2
    blown: Wave = hiss(time, chance, 90, 420, 0.6) * (0.45 + 0.7 * gusts) + 0.2 * whistle
    return blown


def rain(time: Time, chance: Chance) -> Wave:
    """A roof of it, with single drops near by."""
    near = [silence(time), silence(time)]
    for number, moment in enumerate(moments(chance, 0.05, 1.0)):
        pitch, loud = float(chance.integers(7, 13)) * 200, float(chance.uniform(0.3, 1))
        put(near[number % 2], time, moment, rung(((pitch, 1.0),), 150, 0.04) * np.float32(loud))
    return hiss(time, chance, 700, 8500, 0.35) + np.float32(0.5) * np.stack(near)


def thunder(time: Time, chance: Chance) -> Wave:
    """A roll far off, again and again."""
    shape = np.full(time.size, 0.12, np.float32)
    seconds = np.arange(6 * RATE) / RATE
    roll = np.minimum(seconds * 3, 1) * np.exp(-seconds * 0.9)
    roll *= 0.6 + 0.4 * np.sin(TAU * 1.9 * seconds) ** 2
    for moment in moments(chance, 3.6):
        put(shape, time, moment, roll.astype(np.float32))
    return hiss(time, chance, 28, 130, 0.3) * np.minimum(shape, 1.2)


def sea(time: Time, chance: Chance) -> Wave:
    """Waves that come in, break and run out, never two sides at once."""
    phase = float(chance.uniform(0, 1))
    sides = []
    for late in (0.0, 0.18):
        beat = (time / 5.2 + phase + late) % 1.0
        sides.append(np.where(beat < 0.32, (beat / 0.32) ** 2, ((1 - beat) / 0.68) ** 1.6))
    breaking = np.stack(sides).astype(np.float32)
    deep = hiss(time, chance, 60, 500, 0.5) * (0.55 + 0.4 * breaking)
    return deep + hiss(time, chance, 500, 5200, 0.45) * (0.12 + 0.75 * breaking**1.5)


def fire(time: Time, chance: Chance) -> Wave:
    """A low draught, and wood that cracks."""
    sides = [silence(time), silence(time)]
    for number, moment in enumerate(moments(chance, 0.075, 1.0)):
        loud = float(chance.random()) ** 3
        start = int(chance.integers(0, LOOP))
        crack = puff(0.004 + 0.012 * loud, 900, 6500, start) * np.float32(0.2 + 3.2 * loud)
        put(sides[number % 2], time, moment, crack)
    draught = hiss(time, chance, 45, 320, 0.6) * (0.5 + 0.5 * swell(time, chance, 0.9))
    return draught + np.stack(sides)


def gulls(time: Time, chance: Chance) -> Wave:
    """Two or three of them, somewhere over the water."""
    mixed = np.zeros((2, time.size), np.float32)
    for moment in moments(chance, 1.9):
        cry, side = _gull(float(chance.uniform(0.85, 1.15))), float(chance.uniform(0.1, 0.9))
        loud, at = float(chance.uniform(0.35, 1.0)), moment
        one = silence(time)
        for number in range(int(chance.integers(2, 5))):
            put(one, time, at, cry * np.float32(loud * (1 - 0.12 * number)))
            at += float(chance.uniform(0.34, 0.46))
        mixed += placed(one, side)
    return mixed + np.float32(0.04) * hiss(time, chance, 300, 2000, 0.5)


def _gull(pitch: float) -> Mono:
    share = np.linspace(0, 1, round(0.3 * RATE))
    rise = 720 + 520 * np.sin(np.pi * np.minimum(share * 1.25, 1)) ** 0.8 - 130 * share
    shape = np.sin(np.pi * share) ** 0.7 * (0.8 + 0.2 * np.sin(TAU * 38 * share))
    cry = [
        glide(rise * pitch * n, shape * level)
        for n, level in ((1, 0.5), (2, 1), (3, 0.5), (4, 0.2))
    ]
    gull: Mono = np.sum(cry, axis=0, dtype=np.float32)
    return gull


def birds(time: Time, chance: Chance) -> Wave:
    """Small ones, in bushes near and far."""
    mixed = np.zeros((2, time.size), np.float32)
    for moment in moments(chance, 0.8):
        base, side = float(chance.uniform(2300, 4300)), float(chance.uniform(0.05, 0.95))
        loud, at = float(chance.uniform(0.15, 1.0)), moment
        note, gap = _note(chance, base), float(chance.uniform(0.1, 0.2))
        one = silence(time)
        for _ in range(int(chance.integers(2, 6))):
            put(one, time, at, note * np.float32(loud))
            at += gap
        mixed += placed(one, side)
    return mixed + np.float32(0.03) * hiss(time, chance, 1200, 6500)


def _note(chance: Chance, base: float) -> Mono:
    share = np.linspace(0, 1, round(float(chance.uniform(0.05, 0.11)) * RATE))
    bend, curl = float(chance.uniform(-0.25, 0.3)), float(chance.uniform(0, 0.08))
    pitch = base * (1 + bend * share + curl * np.sin(TAU * 3 * share))
    return glide(pitch, np.sin(np.pi * share) ** 1.5)


def crickets(time: Time, chance: Chance) -> Wave:
    """Three of them, each at its own pace."""
    mixed = np.zeros((2, time.size), np.float32)
    for side, pitch, pace in ((0.15, 4150, 0.62), (0.8, 4480, 0.71), (0.5, 3900, 1.13)):
        share = np.linspace(0, 1, round(0.13 * RATE))
        trill = np.sin(np.pi * share) * np.sin(np.pi * 4 * share) ** 2
        chirp = glide(np.full(share.size, pitch + float(chance.uniform(-60, 60))), trill)
        one = silence(time)
        for moment in moments(chance, pace, 0.05):
            put(one, time, moment, chirp)
        mixed += placed(one, side)
    return mixed + np.float32(0.05) * hiss(time, chance, 2500, 6500)


def drip(time: Time, chance: Chance) -> Wave:
    """Water that falls into water under a vault."""
    mixed = silence(time)
    for moment in moments(chance, 0.9):
        share = np.linspace(0, 1, round(0.09 * RATE))
        low = float(chance.uniform(620, 980))
        drop = glide(low * (1 + 0.55 * share**2), np.exp(-share * 5) * np.minimum(share * 40, 1))
        loud = float(chance.uniform(0.4, 1))
        for late, part in ((0, 1.0), (0.07, 0.34), (0.16, 0.2), (0.29, 0.11), (0.47, 0.06)):
            put(mixed, time, moment + late, drop * np.float32(loud * part))
    return somewhere(mixed, chance) + np.float32(0.03) * hiss(time, chance, 80, 900, 0.5)
