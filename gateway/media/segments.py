"""Segments come as files nobody vouches for: each is decoded once, to its end, as it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.core.errors import UnsafeMedia
from gateway.media import safety
from gateway.media.boxes import PeculiarError
from gateway.media.encode import reading
from gateway.media.tracks import read_clip

_BOUNDS: Final = safety.Bounds(what="The clip", seconds=120, memory=1024 * safety.MEBIBYTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a segment is; `duration` in seconds, `pace` in pictures a second.

    `sound` is its codec's name, `None` where it has no sound.
    """

    duration: float
    width: int
    height: int
    pace: float
    pictures: int
    codec: str
    sound: str | None
    rate: int | None
    channels: int | None


async def admit_segment(path: Path) -> Facts:
    """Check that what a plugin wrote to `path` is a clip that plays to its end.

    :raises UnsafeMedia: it is empty, cut off, damaged, no MP4, or larger than we decode.
    """
    return await safety.run(_BOUNDS, admit, path)


def admit(path: Path) -> Facts:
    """As `admit_segment`, in this process.

    :raises UnsafeMedia: as there.
    """
    try:
        expected: int | None = len(read_clip(path).video.sizes)
    except PeculiarError:
        expected = None  # whole, but to be coded anew for a film
    except UnsafeMedia as error:
        raise UnsafeMedia(f"{path.name} cannot be played: {error}. Shoot it again.") from error
    facts = _decode(path)
    if facts.pictures < (expected or 1):
        raise UnsafeMedia(
            f"{path.name} is damaged: {facts.pictures} of {expected} pictures can be decoded. "
            "Shoot it again."
        )
    return facts


def _decode(path: Path) -> Facts:
    import av

    with reading(path) as container:
        video = container.streams.video[0]
        audio = container.streams.audio[0] if container.streams.audio else None
        pictures, end = 0, 0.0
        for packet in container.demux(*(stream for stream in (video, audio) if stream)):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    pictures += 1
                    end = max(end, frame.time or 0.0)
        pace = float(video.average_rate or 24)
        return Facts(
            duration=round(end + 1 / pace, 3) if pictures else 0.0,
            width=video.width,
            height=video.height,
            pace=pace,
            pictures=pictures,
            codec=video.codec_context.name,
            sound=audio.codec_context.name if audio else None,
            rate=audio.rate if audio else None,
            channels=audio.channels if audio else None,
        )
