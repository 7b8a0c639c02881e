from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias

import av
import gateway_studio
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from gateway_studio.sound import MAKERS, RATE, ambience, levels, scene_sound
from gateway_studio.sound.making import SPAN

Start: TypeAlias = "Callable[..., Any]"
Samples: TypeAlias = "np.ndarray[Any, Any]"

Scene: TypeAlias = "dict[str, Any]"

CALM = {"rain": 0.0, "lightning": 0.0, "wind": 0.3, "snow": 0.0}


def _scene(number: int, *sounds: str, **more: object) -> Scene:
    held = dict.fromkeys(sounds or ("wind", "hum"), 0.5)
    return {"sound": held, "weather": CALM, "seed": number * 17, "turn": number, **more}


def _ways() -> Iterator[Any]:
    """From every place of every world into the next one of its file."""
    for world in gateway_studio.provide_worlds():
        places = world.data["places"]
        for number, (one, other) in enumerate(zip(places, places[1:] + places[:1], strict=True)):
            scenes = [
                {**_scene(number), "sound": place["sound"], "inside": place["inside"]}
                for place in (one, other)
            ]
            scenes[1] |= {"kind": ("go", "look")[number % 2], "ghost": number % 3 * 0.4}
            yield pytest.param(*scenes, id=f"{world.name}-{one['id']}")


def _measured(sound: Samples) -> tuple[float, float]:
    """Integrated loudness in LUFS and the true peak in dB, by FFmpeg's meter."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE)
    )
    meter = graph.add("ebur128", "metadata=1:peak=true")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    told: dict[str, str] = {}
    for start in range(0, sound.shape[1], 4800):
        block = np.ascontiguousarray(sound[:, start : start + 4800])
        frame = AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        graph.push(frame)
        told |= _pulled(graph)
    peaks = [float(told[f"lavfi.r128.true_peaks_ch{channel}"]) for channel in (0, 1)]
    return float(told["lavfi.r128.I"]), 20 * np.log10(max(peaks))


def _pulled(graph: av.filter.Graph) -> dict[str, str]:
    told: dict[str, str] = {}
    while True:
        try:
            told |= graph.pull().metadata
        except (BlockingIOError, EOFError):
            return told


def _made(name: str, start: float, seconds: float, seed: int = 3) -> Samples:
    time = start + np.arange(round(seconds * RATE)) / RATE
    return MAKERS[name].make(time, np.random.Generator(np.random.PCG64(seed)))


@pytest.mark.parametrize(("before", "after"), [*_ways()])
def test_every_way_in_every_world_is_as_loud_as_every_other(before: Scene, after: Scene):
    loud, peak = _measured(ambience(before, after, 4.0))
    assert -19.5 < loud < -16.5
    assert peak < -1


@pytest.mark.parametrize("name", MAKERS)
def test_a_sound_by_itself_is_as_loud_as_any(name: str):
    loud, peak = _measured(ambience(_scene(1, name), _scene(2, name), 4.0))
    assert -19.5 < loud < -16.5
    assert peak < -1


@pytest.mark.parametrize("name", MAKERS)
def test_a_sound_goes_on_where_it_stopped(name: str):
    whole = _made(name, -1.0, 2.0)
    parts = np.concatenate([_made(name, -1.0, 1.0), _made(name, 0.0, 1.0)], axis=1)
    assert np.abs(whole - parts).max() < 1e-3 * np.abs(whole).max()


@pytest.mark.parametrize("name", MAKERS)
def test_the_catalog_knows_how_loud_a_sound_is_by_nature(name: str):
    seconds = SPAN[1] - SPAN[0]
    loud = [_measured(_made(name, SPAN[0], seconds, seed) / 40)[0] + 32.04 for seed in range(3)]
    assert abs(np.mean(loud) - MAKERS[name].loud) < 2


@pytest.mark.parametrize("name", MAKERS)
def test_a_sound_is_heard_all_the_time_and_other_each_time(name: str):
    one, other = _made(name, -4.0, 8.0, 1), _made(name, -4.0, 8.0, 2)
    halves = [np.abs(half).max() for half in np.array_split(one, 4, axis=1)]
    assert min(halves) > 0.02 * max(halves)
    assert np.abs(one - other).max() > 0.1 * np.abs(one).max()


@pytest.mark.parametrize(
    "sounds", [("wind", "hum"), ("sea", "gulls"), ("wires",), ("heart", "room")]
)
def test_nobody_hears_where_one_segment_ends_and_the_next_begins(sounds: tuple[str, ...]):
    scenes = [_scene(number, *sounds) for number in (1, 2, 3)]
    first, second = ambience(scenes[0], scenes[1], 4.0), ambience(scenes[1], scenes[2], 4.0)
    film, join = np.concatenate([first, second], axis=1), first.shape[1]
    strides = np.abs(np.diff(film, axis=1)).max(axis=0)
    near = slice(join - RATE // 20, join + RATE // 20)
    assert strides[near].max() <= np.delete(strides, np.r_[near]).max()
    power = (film**2).mean(axis=0)
    around, at = power[join - 9600 : join + 9600].mean(), power[join - 480 : join + 480].mean()
    assert at > 0.1 * around


def test_a_scene_sounds_on_in_the_next_segment():
    scenes = [_scene(number, "sea", "hum", "birds") for number in (1, 2, 3)]
    film = np.concatenate([ambience(*scenes[:2], 4.0), ambience(*scenes[1:], 4.0)], axis=1)
    half = RATE // 4
    own = scene_sound(scenes[1], np.arange(-half, half) / RATE)
    heard = film[:, 4 * RATE - half : 4 * RATE + half]
    assert np.corrcoef(own.ravel(), heard.ravel())[0, 1] > 0.99


def test_it_opens_and_closes_without_a_click():
    sound = ambience(_scene(1), _scene(2), 4.0)
    assert sound.shape == (2, 4 * RATE)
    assert np.abs(sound[:, :2]).max() < 0.001
    assert np.abs(sound[:, -2:]).max() < 0.001


def test_a_pulse_is_heard_as_danger_comes_near():
    assert "pulse" not in levels(_scene(1, ghost=0.1))
    assert levels(_scene(1, ghost=0.9))["pulse"] > levels(_scene(1, ghost=0.5))["pulse"] > 0.3


def test_whoever_goes_hears_their_own_steps():
    stood, walked = (ambience(_scene(1), _scene(2, kind=kind), 4.0) for kind in ("look", "go"))
    assert np.abs(stood - walked).max() > 0.02


def test_the_two_sides_are_not_the_same():
    left, right = ambience(_scene(1), _scene(2), 4.0)
    assert np.abs(left - right).mean() > 0.1 * np.abs(left).mean()
