"""Pictures and sound in, clips out: H.264 and AAC of one target, so that clips can be joined."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway.core.errors import UnsafeMedia
from gateway.media.codecs import Sound
from gateway.media.files import FULL, whole
from gateway.media.tracks import AAC_FRAME

if TYPE_CHECKING:
    from av import AudioStream, VideoStream
    from av.container import InputContainer, OutputContainer
    from av.filter import FilterContext, Graph
    from numpy import float32, uint8
    from numpy.typing import NDArray

    Pixels = NDArray[uint8]

MOST_SIDE: Final = 4096
LONGEST: Final = 15 * 60.0
"""Seconds; a segment is a matter of a few."""

LAYOUTS: Final = {1: "mono", 2: "stereo"}
_THREADS: Final = str(min(4, os.cpu_count() or 1))


_USUAL_SOUND: Final = Sound(48000, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What every clip of a film has in common.

    `set_id` is the number of our H.264 parameter sets, one that no other clip of the film uses.
    `rate` is bits a second of picture, or `None` for a steady quality; `sound_rate` of sound.
    """

    width: int = 1280
    height: int = 720
    pace: Fraction = Fraction(24)
    sound: Sound = _USUAL_SOUND
    set_id: int = 7
    rate: int | None = None
    sound_rate: int = 128_000


@contextmanager
def reading(path: Path, *, strict: bool = True) -> Iterator[InputContainer]:
    """A clip opened so that damage is an error, not a grey picture.

    :param strict: False lets pictures pass that lean on others which were not decoded, as there
        are behind a seek.
    :raises UnsafeMedia: it is no clip, a broken one, or larger than we decode.
    """
    import av

    try:
        options = {"err_detect": "explode"} if strict else {}
        with av.open(str(path), options=options) as container:
            check(container, path)
            for stream in (*container.streams.video[:1], *container.streams.audio[:1]):
                stream.codec_context.options = options
                stream.codec_context.thread_count = int(_THREADS)
            yield container
    except av.FFmpegError as error:
        if isinstance(error, MemoryError) or error.errno in FULL:
            raise  # ours or the disk's fault, not the clip's
        raise UnsafeMedia(f"{path.name} cannot be decoded ({error}): shoot it again.") from None


def check(container: InputContainer, path: Path) -> None:
    """Look at what a clip says of itself before anything of it is decoded.

    :raises UnsafeMedia: it has no picture, or a larger or longer one than we decode.
    """
    if not container.streams.video:
        raise UnsafeMedia(f"{path.name} has no picture: shoot it again.")
    video = container.streams.video[0]
    seconds = (container.duration or 0) / 1_000_000
    if max(video.width, video.height) > MOST_SIDE or seconds > LONGEST:
        raise UnsafeMedia(
            f"{path.name} is {video.width}x{video.height} pixels and {seconds:.0f} seconds; at "
            f"most {MOST_SIDE} a side and {LONGEST:.0f} seconds are decoded: shoot a smaller one."
        )


def encode(
    pictures: Iterable[Pixels],
    path: Path,
    target: Target,
    *,
    sound: NDArray[float32] | None = None,
    faststart: bool = False,
) -> None:
    """Write pictures as a clip.

    :param sound: what is heard with them, a row a channel.
    :param faststart: the index comes first, so that it plays while it loads.
    :raises StorageFull: there was no room for it.
    """
    import av

    options = {"movflags": "+faststart"} if faststart else {}
    with whole(path) as part, av.open(str(part), "w", format="mp4", options=options) as output:
        stream = _picture_stream(output, target)
        if sound is not None:
            _lay_sound(sound, _sound_stream(output, target), output)
        for number, pixels in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = number, 1 / target.pace
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def _lay_sound(sound: NDArray[float32], stream: AudioStream, output: OutputContainer) -> None:
    import av
    import numpy as np

    for start in range(0, sound.shape[1], AAC_FRAME):
        block = np.ascontiguousarray(sound[:, start : start + AAC_FRAME])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=stream.layout.name)
        frame.sample_rate, frame.pts, frame.time_base = stream.rate, start, Fraction(1, stream.rate)
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))


def hear(source: Path, target: Target) -> NDArray[float32]:
    """The sound of a clip at the target's rate, a row a channel; none is no columns.

    :raises UnsafeMedia: it cannot be decoded to its end.
    """
    import av
    import numpy as np

    parts = [np.zeros((target.sound.channels, 0), np.float32)]
    with reading(source) as container:
        if not container.streams.audio:
            return parts[0]
        resampler = _resampler(container.streams.audio[0], target)
        for decoded in (*container.decode(audio=0), None):
            resampler.push(decoded)
            while True:
                try:
                    parts.append(resampler.pull().to_ndarray().astype(np.float32))
                except (av.BlockingIOError, av.EOFError):
                    break
    return np.concatenate(parts, axis=1)


def conform(source: Path, path: Path, target: Target) -> None:
    """Bring one clip to the target: letterboxed, at its pace, its sound at its rate.

    :raises UnsafeMedia: it cannot be decoded to its end.
    :raises StorageFull: there was no room for it.
    """
    import av

    with (
        reading(source) as container,
        whole(path) as part,
        av.open(str(part), "w", format="mp4") as output,
    ):
        picture = _picture_stream(output, target)
        sound = _sound_stream(output, target) if container.streams.audio else None
        scaler = resampler = None
        for packet in container.demux(*container.streams.video[:1], *container.streams.audio[:1]):
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    scaler = scaler or _scaler(container.streams.video[0], frame, target)
                    scaler.push(frame)
                    _drain(scaler, picture, output)
                elif isinstance(frame, av.AudioFrame) and sound is not None:
                    resampler = resampler or _resampler(container.streams.audio[0], target)
                    resampler.push(frame)
                    _drain(resampler, sound, output)
        if scaler is None:
            raise UnsafeMedia(f"{source.name} has no picture: shoot it again.")
        _finish(scaler, picture, output)
        if resampler is not None and sound is not None:
            _finish(resampler, sound, output)


def _drain(graph: Graph, stream: VideoStream | AudioStream, output: OutputContainer) -> None:
    """Encode what has come through a filter so far."""
    import av

    while True:
        try:
            frame = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        if isinstance(frame, av.VideoFrame):
            frame.pict_type = av.video.frame.PictureType.NONE
        output.mux(stream.encode(frame))  # type: ignore[arg-type]


def _finish(graph: Graph, stream: VideoStream | AudioStream, output: OutputContainer) -> None:
    graph.push(None)
    _drain(graph, stream, output)
    output.mux(stream.encode(None))


def _picture_stream(output: OutputContainer, target: Target) -> VideoStream:
    stream = output.add_stream("libx264", rate=target.pace)
    stream.width, stream.height, stream.pix_fmt = target.width, target.height, "yuv420p"
    options: dict[str, object] = {
        "preset": "veryfast",
        "threads": _THREADS,
        "x264-params": f"sps-id={target.set_id}:keyint={round(target.pace * 4)}",
    }
    if target.rate is None:
        options["crf"] = "20"
    else:
        stream.bit_rate = target.rate
        options |= {"maxrate": str(target.rate), "bufsize": str(target.rate * 2)}
    stream.options = options
    return stream


def _sound_stream(output: OutputContainer, target: Target) -> AudioStream:
    layout = LAYOUTS[target.sound.channels]
    stream = output.add_stream("aac", rate=target.sound.rate, layout=layout)
    stream.bit_rate = target.sound_rate
    return stream


def _scaler(stream: VideoStream, first: object, target: Target) -> Graph:
    from av.filter import Graph

    size = f"{target.width}:{target.height}"
    turned = {90: "transpose=cclock", -90: "transpose=clock", 180: "hflip,vflip"}
    filters = [
        f"fps={target.pace}:start_time=0",
        turned.get(round(getattr(first, "rotation", 0)), ""),
        f"scale={size}:force_original_aspect_ratio=decrease:force_divisible_by=2",
        f"pad={size}:(ow-iw)/2:(oh-ih)/2",
        "setsar=1",
        "format=yuv420p",
    ]
    graph = Graph()
    _chain(
        graph, graph.add_buffer(template=stream), [name for name in filters if name], "buffersink"
    )
    return graph


def _resampler(stream: AudioStream, target: Target) -> Graph:
    from av.filter import Graph

    rate, layout = target.sound.rate, LAYOUTS[target.sound.channels]
    graph = Graph()
    _chain(
        graph,
        graph.add_abuffer(template=stream),
        [
            f"aresample={rate}:async=1:first_pts=0",
            f"aformat=sample_fmts=fltp:channel_layouts={layout}:sample_rates={rate}",
        ],
        "abuffersink",
    )
    return graph


def _chain(graph: Graph, source: FilterContext, filters: list[str], sink: str) -> None:
    nodes = [source]
    for text in ",".join(filters).split(","):
        name, _, arguments = text.partition("=")
        nodes.append(graph.add(name, arguments or None))
    graph.link_nodes(*nodes, graph.add(sink)).configure()
