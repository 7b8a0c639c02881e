"""All sounds that a world can name, and how loud each is by nature."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from gateway_studio.sound import bodies, machines, weather
from gateway_studio.sound.making import Chance, Time, Wave

Maker: TypeAlias = Callable[[Time, Chance], Wave]


class Sound(NamedTuple):
    """One sound."""

    make: Maker
    loud: float
    """LUFS of what it makes, so that a level means the same for every sound; a test measures it."""


MAKERS: dict[str, Sound] = {
    "wind": Sound(weather.wind, 0.1),
    "rain": Sound(weather.rain, 5.6),
    "thunder": Sound(weather.thunder, -8.0),
    "sea": Sound(weather.sea, 0.6),
    "fire": Sound(weather.fire, -0.3),
    "gulls": Sound(weather.gulls, -8.7),
    "birds": Sound(weather.birds, -11.3),
    "crickets": Sound(weather.crickets, -9.4),
    "drip": Sound(weather.drip, -23.9),
    "water-drip": Sound(weather.drip, -23.9),
    "hum": Sound(machines.hum, -4.7),
    "buzz": Sound(machines.buzz, -3.3),
    "room": Sound(machines.room, 0.3),
    "air": Sound(machines.air, 1.7),
    "reels": Sound(machines.reels, -4.6),
    "engine": Sound(machines.engine, -3.2),
    "metal": Sound(machines.metal, -16.0),
    "tin": Sound(machines.tin, -9.9),
    "wires": Sound(machines.wires, -1.0),
    "bell": Sound(machines.bell, -8.1),
    "chimes": Sound(machines.chimes, -8.4),
    "alarm": Sound(machines.alarm, -3.4),
    "fair": Sound(machines.fair, -0.9),
    "tone": Sound(machines.tone, -4.8),
    "steps": Sound(bodies.steps, -19.0),
    "snow-steps": Sound(bodies.snow_steps, -9.3),
    "voice": Sound(bodies.voice, -5.7),
    "whisper": Sound(bodies.whisper, -9.2),
    "blood": Sound(bodies.blood, -16.4),
    "heart": Sound(bodies.heart, -17.6),
    "pulse": Sound(bodies.pulse, -16.7),
}
