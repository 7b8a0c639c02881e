"""The last picture of a clip: the one a viewer sees when it ends, whatever its structure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gateway.core.errors import UnsafeMedia
from gateway.core.types import Frame
from gateway.media import frames, safety
from gateway.media.encode import reading

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from PIL.Image import Image

_BOUNDS = safety.Bounds(what="The clip", seconds=60, memory=1024 * safety.MEBIBYTE)


async def take_last_frame(
    segment: Path, path: Path, *, size: tuple[int, int] = frames.SIZE
) -> Frame:
    """Write the last picture of a segment to `path` as PNG of exactly `size`.

    :raises UnsafeMedia: it is no clip, or a broken one.
    :raises StorageFull: there was no room for it.
    """
    return await safety.run(_BOUNDS, _take, segment, path, size)


def _take(segment: Path, path: Path, size: tuple[int, int]) -> Frame:
    frames.write_frame(frames.fit(last_frame(segment), size), path)
    return Frame(width=size[0], height=size[1])


def last_frame(path: Path) -> Image:
    """The last picture of a clip, upright, RGB.

    :raises UnsafeMedia: it is no clip, or a broken one.
    """
    with reading(path, strict=False) as container:
        due, keys = _survey(container)
        for key in (*reversed(keys[-3:]), None):  # None: from the very beginning
            found = _latest(container, key)
            if found is not None and not found.is_corrupt and _time(found) >= due:
                image: Image = found.to_image()  # type: ignore[no-untyped-call]
                turned = round(found.rotation)
                return image.rotate(turned, expand=True) if turned else image
    raise UnsafeMedia(f"{path.name} has no picture that can be decoded: shoot it again.")


def _survey(container: InputContainer) -> tuple[int, list[int]]:
    """When the last shown picture is due, and when each key frame; nothing is decoded."""
    due, keys = -1, []
    for packet in container.demux(container.streams.video[0]):
        if packet.pts is None or packet.size == 0 or packet.is_discard:
            continue
        due = max(due, packet.pts)
        if packet.is_keyframe:
            keys.append(packet.pts)
    return due, keys


def _latest(container: InputContainer, key: int | None) -> VideoFrame | None:
    """The picture due last among those from that key frame on."""
    stream = container.streams.video[0]
    container.seek(key if key is not None else -(1 << 40), stream=stream, backward=True)
    latest = None
    for frame in container.decode(stream):
        if latest is None or _time(frame) >= _time(latest):
            latest = frame
    return latest


def _time(frame: VideoFrame) -> int:
    return -1 if frame.pts is None else frame.pts
