"""The sounds of what people built: hums, metal, bells, music far off."""

from __future__ import annotations

from functools import lru_cache
from itertools import cycle

import numpy as np

from gateway_studio.sound.making import (
    RATE,
    TAU,
    Chance,
    Mono,
    Time,
    Wave,
    glide,
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


def hum(time: Time, chance: Chance) -> Wave:
    """A transformer behind a wall."""
    mono = tones(time, ((60.0 * n, 1 / n**1.2) for n in (1, 2, 3, 4, 6)))
    return somewhere(mono, chance) + np.float32(0.05) * hiss(time, chance, 60, 2000, 0.5)


def buzz(time: Time, chance: Chance) -> Wave:
    """A lamp that is about to fail."""
    mono = tones(time, ((120.0 * n, 1 / n**0.9) for n in range(1, 14)))
    return somewhere(mono, chance) * (0.65 + 0.35 * swell(time, chance, 2.3))


def room(time: Time, chance: Chance) -> Wave:
    """Air in a closed room."""
    return hiss(time, chance, 35, 260, 0.8) + np.float32(0.06) * hiss(time, chance, 300, 3000, 0.5)


def air(time: Time, chance: Chance) -> Wave:
    """Air that is blown through ducts, with a fan somewhere behind it."""
    blown: Wave = hiss(time, chance, 90, 1400, 0.55) * (0.85 + 0.15 * swell(time, chance, 0.3))
    fan = tones(time, ((59.0, 0.5), (118.0, 0.3), (177.0, 0.12)))
    blown += 0.3 * somewhere(fan, chance)
    return blown


def reels(time: Time, chance: Chance) -> Wave:
    """A tape machine, turning."""
    turning = 0.55 + 0.45 * np.sin(TAU * 5.3 * time) * np.sin(TAU * 0.9 * time)
    ticks = silence(time)
    for moment in moments(chance, 0.38, 0.03):
        put(ticks, time, moment, rung(((1250.0, 1.0),), 90, 0.08))
    turned = hiss(time, chance, 1200, 6500, 0.2) * (turning * 0.5).astype(np.float32)
    return turned + somewhere(ticks, chance)


def engine(time: Time, chance: Chance) -> Wave:
    """A diesel that has been asked to do this before."""
    chug = np.clip(np.sin(TAU * 11.5 * time), 0, 1) ** 2
    knock = hiss(time, chance, 40, 300, 0.7) * (0.25 + chug).astype(np.float32)
    return knock + np.float32(0.5) * somewhere(
        tones(time, ((23.0 * n, 1 / n) for n in (1, 2, 3, 5))), chance
    )


def metal(time: Time, chance: Chance) -> Wave:
    """Sheets and rails that give in the cold."""
    mixed = silence(time)
    for moment in moments(chance, 0.85):
        pitch = float(chance.choice([420.0, 640.0, 955.0]))
        loud = float(chance.uniform(0.3, 1.0))
        blow = rung(((pitch, 1.0), (pitch * 2.71, 0.35)), 7, 0.9)
        put(mixed, time, moment, blow * np.float32(loud))
    return somewhere(mixed, chance) + np.float32(0.04) * hiss(time, chance, 60, 800, 0.6)


def tin(time: Time, chance: Chance) -> Wave:
    """A loose sheet in the wind."""
    rattle = np.clip(np.sin(TAU * 17 * time), 0, 1) * (0.15 + swell(time, chance, 0.8) ** 3)
    rattled: Wave = (hiss(time, chance, 500, 3200) * rattle).astype(np.float32)
    return rattled


def wires(time: Time, chance: Chance) -> Wave:
    """Long wires that sing."""
    mixed = silence(time)
    for number, hertz in enumerate((110.0, 164.8, 165.9, 247.0, 329.6)):
        slow = 0.55 + 0.45 * np.sin(TAU * (0.2 + 0.07 * number) * time + chance.uniform(0, TAU))
        mixed += tones(time, ((hertz, 1.0),)) * slow.astype(np.float32)
    return somewhere(mixed, chance)


PARTIALS = ((0.5, 0.5), (1.0, 1.0), (1.19, 0.6), (1.5, 0.35), (2.0, 0.5), (2.66, 0.22), (4.1, 0.1))
"""Of a bell: tones against the one that is named, and their strength."""


def bell(time: Time, chance: Chance) -> Wave:
    """A large one, struck slowly."""
    stroke = rung(tuple((196.0 * part, level) for part, level in PARTIALS), 0.85, 6.0)
    mixed = silence(time)
    for moment in moments(chance, 2.7, 0.06):
        put(mixed, time, moment, stroke)
    return placed(mixed, 0.42)


def chimes(time: Time, chance: Chance) -> Wave:
    """Small ones that the air stirs."""
    mixed = np.zeros((2, time.size), np.float32)
    for moment in moments(chance, 0.42, 0.9):
        pitch = float(chance.choice([1046.5, 1174.7, 1396.9, 1568.0, 1864.7]))
        loud, side = np.float32(chance.uniform(0.15, 1.0)), float(chance.uniform(0.2, 0.8))
        tube = rung(((pitch, 1.0), (pitch * 2.76, 0.25)), 2.4, 2.6) * loud
        for channel, part in enumerate(((1 - side) ** 0.5, side**0.5)):
            put(mixed[channel], time, moment, tube * np.float32(part))
    return mixed


def alarm(time: Time, chance: Chance) -> Wave:
    """Two tones in turn, behind a wall."""
    beat = 0.5 + 0.5 * np.tanh(np.sin(TAU * time / 1.1) * 9)
    high = tones(time, ((740.0, 1.0), (1480.0, 0.2)))
    low = tones(time, ((587.0, 1.0), (1174.0, 0.2)))
    mixed = high * beat.astype(np.float32) + low * (1 - beat).astype(np.float32)
    return somewhere(mixed, chance) + np.float32(0.06) * hiss(time, chance, 90, 900, 0.5)


TUNE = "60 67 72 64 67 71 62 65 69 59 65 67 60 64 67 69 65 62 67 64 60 62 59 55"
WALTZ = tuple(map(int, TUNE.split()))
"""The fair's tune, in half tones, three to the bar."""
BEAT = 0.31


def fair(time: Time, chance: Chance) -> Wave:
    """A steam organ and people, a long way off."""
    mixed, start = silence(time), -9.0
    for number, key in zip(range(round(13.5 / BEAT)), cycle(WALTZ), strict=False):
        put(mixed, time, start + number * BEAT, _pipe(440 * 2 ** ((key - 57) / 12), BEAT * 1.15))
        if number % 3 == 0:
            put(mixed, time, start + number * BEAT, _pipe(220 * 2 ** ((key - 69) / 12), BEAT * 1.6))
    people = hiss(time, chance, 300, 1900, 0.5) * (0.5 + 0.5 * swell(time, chance, 1.7))
    played: Wave = somewhere(mixed, chance) + 0.25 * people.astype(np.float32)
    return played


@lru_cache(maxsize=40)
def _pipe(hertz: float, seconds: float) -> Mono:
    share = np.linspace(0, 1, round(seconds * RATE))
    shape = np.minimum(share * 14, 1) * np.minimum((1 - share) * 5, 1)
    shaky = 1 + 0.006 * np.sin(TAU * 6.2 * share * seconds)
    pipes = [glide(hertz * n * shaky, shape * level) for n, level in ((1, 1), (2, 0.35), (3, 0.22))]
    pipe: Mono = np.sum(pipes, axis=0, dtype=np.float32)
    return pipe


ECHO = 0.21
NOTES = (62, 65, 67, 69, 72, 74, 69, 65)


def tone(time: Time, chance: Chance) -> Wave:
    """A bamboo flute that somebody plays for nobody, slowly."""
    mixed = silence(time)
    for moment in moments(chance, 1.7, 0.12):
        key, long = int(chance.choice(NOTES)), float(chance.uniform(1.5, 2.2))
        if not heard(time, moment, long + ECHO):
            continue
        share = np.linspace(0, 1, round(long * RATE))
        shape = np.minimum(share * 6, 1) * np.minimum((1 - share) * 3.5, 1) ** 1.5
        waver = 1 + 0.008 * np.sin(TAU * 4.6 * share * 2) * share - 0.03 * np.exp(-share * 30)
        pitch = 440 * 2 ** ((key - 69) / 12) * waver
        note = glide(pitch, shape) + glide(pitch * 2, shape * 0.18) + glide(pitch * 3, shape * 0.07)
        note += np.float32(0.25) * puff(share.size / RATE, 900, 3200)
        put(mixed, time, moment, note)
        put(mixed, time, moment + ECHO, note * np.float32(0.22))
    return placed(mixed, 0.58) + np.float32(0.03) * hiss(time, chance, 100, 1200, 0.5)
