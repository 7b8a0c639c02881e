"""Writes a finished picture as a file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from gateway_studio.scenery.paint import Pixels

QUICK = {"compression_level": "0", "pred": "none"}
"""Large and at once: whoever takes the still compresses it anew anyway."""


def write_still(pixels: Pixels, path: str) -> None:
    """Write BGRA pixels as PNG; Pillow would take ten times as long to try what filter fits."""
    import av

    height, width = pixels.shape[:2]
    codec = av.CodecContext.create("png", "w")
    codec.width, codec.height, codec.pix_fmt = width, height, "rgb24"
    codec.time_base, codec.options = Fraction(1, 1), QUICK
    frame = av.VideoFrame.from_ndarray(pixels, format="bgra").reformat(format="rgb24")
    frame.pts = 0
    packets = [*codec.encode(frame), *codec.encode(None)]
    Path(path).write_bytes(b"".join(map(bytes, packets)))
