"""How loud a sound is to people, after ITU-R BS.1770, and how to bring it to a loudness."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from gateway_studio.sound.making import RATE, Wave

BLOCK, HOP = round(0.4 * RATE), round(0.1 * RATE)
FILTERS = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (-1.99004745, 0.99007225)),
)
"""The standard's, for 48,000 samples a second: what is above and what is below the line."""
GATE = 10.0
"""LU under the mean below which a block does not count."""


def powers(wave: Wave) -> npt.NDArray[np.float64]:
    """The weighted power of each block of 0.4 s, a new one every 0.1 s."""
    spectrum = np.fft.rfft(wave) * _weights(wave.shape[1])
    heard = np.fft.irfft(spectrum, n=wave.shape[1]).astype(np.float32)
    sums = np.concatenate([[0.0], np.cumsum((heard.astype(np.float64) ** 2).sum(0))])
    starts = np.arange(0, wave.shape[1] - BLOCK + 1, HOP)
    spread: npt.NDArray[np.float64] = (sums[starts + BLOCK] - sums[starts]) / BLOCK
    return spread


def loudness(blocks: npt.NDArray[np.float64]) -> float:
    """LUFS, integrated over blocks, without those that are much softer than the others."""
    loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not loud.size:
        return -70.0
    kept = loud[loud > loud.mean() * 10 ** (-GATE / 10)]
    return float(-0.691 + 10 * np.log10(kept.mean()))


@lru_cache(maxsize=2)
def _weights(count: int) -> npt.NDArray[np.float32]:
    """How strongly each frequency is heard: what the standard's two filters let through."""
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(count))
    shelf = (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    )
    high = (1.0, -2.0, 1.0), (-1.99004745, 0.99007225)
    gain = np.ones(turn.size)
    for over, under in (shelf, high):
        top = over[0] + over[1] * turn + over[2] * turn**2
        gain *= np.abs(top / (1 + under[0] * turn + under[1] * turn**2))
    return gain.astype(np.float32)
