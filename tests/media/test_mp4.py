from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gateway import MediaError, UnsafeMedia
from gateway.media import boxes, codecs, join, moov, texts
from gateway.media.boxes import PeculiarError
from gateway.media.subtitles import captions
from gateway.media.texts import Cue
from gateway.media.tracks import read_clip

Shoot = Callable[..., Path]


def test_a_clip_is_read_as_another_reader_reads_it(shoot: Shoot) -> None:
    path = shoot(options={"x264-params": "bframes=3:b-adapt=0:keyint=8:min-keyint=8"})
    track = read_clip(path).video
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert list(track.sizes) == [packet.size for packet in packets]
    assert list(track.offsets) == [packet.pos for packet in packets]
    assert track.keys == [number for number, packet in enumerate(packets) if packet.is_keyframe]
    content = path.read_bytes()
    for offset, packet in zip(track.offsets, packets, strict=True):
        assert content[offset : offset + packet.size] == bytes(packet)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_damage_to_an_index_does_more_than_refuse_the_clip(
    tmp_path: Path, shoot: Shoot, data: st.DataObject
) -> None:
    path = tmp_path / "whole.mp4"
    if not path.exists():
        path.write_bytes(shoot(pictures=3).read_bytes())
    content = bytearray(path.read_bytes())
    start = content.index(b"moov") - 4
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(start, len(content) - 1))
        content[at] = data.draw(st.sampled_from([0, 1, 2, 0x7F, 0x80, 0xFF]))
    hurt = tmp_path / "hurt.mp4"
    hurt.write_bytes(content)
    try:
        clip = read_clip(hurt)
        codecs.picture_of(clip.video)
        if clip.audio:
            codecs.sound_of(clip.audio)
    except MediaError:
        return
    assert clip.high <= len(content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((b"avc1", b"hvc1"), "not H.264"),
        ((b"mp4a", b"ac-3"), "not AAC"),
    ],
)
def test_another_codec_is_whole_but_peculiar(
    shoot: Shoot, change: tuple[bytes, bytes], message: str
) -> None:
    path = shoot()
    content = path.read_bytes()
    at = content.rindex(change[0])
    path.write_bytes(content[:at] + change[1] + content[at + 4 :])
    clip = read_clip(path)
    assert clip.audio is not None
    with pytest.raises(PeculiarError, match=message):
        (codecs.picture_of(clip.video), codecs.sound_of(clip.audio))


def test_a_turned_picture_is_peculiar(shoot: Shoot) -> None:
    path = shoot(rate=None)
    content = bytearray(path.read_bytes())
    at = content.index(boxes.MATRIX, content.index(b"tkhd"))
    content[at : at + 36] = struct.pack(">9i", 0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    with pytest.raises(PeculiarError, match="turned"):
        read_clip(path)


def test_a_fragmented_clip_is_peculiar(tmp_path: Path, shoot: Shoot) -> None:
    path = tmp_path / "fragments.mp4"
    flags = {"movflags": "frag_keyframe+empty_moov"}
    with (
        av.open(str(shoot(rate=None))) as source,
        av.open(str(path), "w", format="mp4", options=flags) as output,
    ):
        stream = output.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                output.mux(packet)
    with pytest.raises(PeculiarError, match="fragmented"):
        read_clip(path)


def test_clips_that_claim_one_number_for_different_parameters_are_not_alike(shoot: Shoot) -> None:
    def picture(params: str) -> codecs.Picture:
        return codecs.picture_of(read_clip(shoot(options={"x264-params": params})).video)

    first, other = picture("sps-id=0:bframes=0"), picture("sps-id=0:bframes=3:b-adapt=0")
    moved = picture("sps-id=9:bframes=3:b-adapt=0")
    assert first.like(first)
    assert not first.like(other)
    assert first.like(moved)


@pytest.mark.parametrize("rate", [8000, 44100, 48000, 96000])
@pytest.mark.parametrize(("channels", "layout"), [(1, "mono"), (2, "stereo")])
def test_our_silence_is_what_an_encoder_makes_of_nothing(
    rate: int, channels: int, layout: str
) -> None:
    codec = av.AudioCodecContext.create("aac", "w")
    codec.sample_rate, codec.format, codec.layout = rate, "fltp", layout
    packets = []
    for number in range(6):
        nothing = np.zeros((channels, 1024), dtype=np.float32)
        frame = av.AudioFrame.from_ndarray(nothing, format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate, number * 1024
        packets += codec.encode(frame)
    packets += codec.encode(None)
    assert bytes(packets[3]) == join.SILENCE[channels]
    assert codec.extradata[:2] in codecs.silent_entry(codecs.Sound(rate, channels))


@pytest.mark.parametrize("priming", [1024, 2112])
def test_sound_never_strays_from_its_place_however_long_the_film(
    shoot: Shoot, priming: int
) -> None:
    clip = read_clip(shoot(pictures=25))
    assert clip.audio is not None
    clips = [replace(clip, audio=replace(clip.audio, start=priming))] * 200
    counts = join._packets(
        join.Plan(clips=clips, sound=codecs.Sound(48000, 2)),
        [clip.video.ticks] * 200,
        clip.video.timescale,
        priming,
    )
    for number in range(200):
        heard = (sum(counts[:number]) * 1024 + priming - priming) / 48000
        assert abs(heard - number * clip.video.seconds) <= 512.5 / 48000


@given(
    runs=st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9)), max_size=30),
)
def test_merged_runs_say_the_same_in_fewer_rows(runs: list[tuple[int, int]]) -> None:
    merged = list(moov._merged(runs))
    assert [v for n, v in merged for _ in range(n)] == [v for n, v in runs for _ in range(n)]
    assert all(first[1] != second[1] for first, second in pairwise(merged))


@given(
    cues=st.lists(st.tuples(st.floats(0, 100), st.floats(0, 20), st.text(max_size=10)), max_size=8),
    length=st.integers(0, 90_000),
)
def test_words_cover_the_film_without_a_gap(
    cues: list[tuple[float, float, str]], length: int
) -> None:
    laid = texts.lay(
        [Cue(start, start + long, text) for start, long, text in cues],
        clock=1000,
        length=length,
        chapters=False,
    )
    assert sum(ticks for _, ticks in laid) == length
    assert all(ticks > 0 for _, ticks in laid)
    for sample, _ in laid:
        assert struct.unpack(">H", sample[:2])[0] == len(sample) - 2


@example(text="word " * 2000, seconds=6.0)
@given(text=st.text(max_size=3000), seconds=st.floats(0.1, 30))
def test_captions_fit_their_time_and_can_be_read(text: str, seconds: float) -> None:
    cues = captions(text, 5.0, 5.0 + seconds)
    assert len(cues) <= max(1, int(seconds / 1.2))
    for cue in cues:
        assert 5.0 <= cue.start < cue.end <= 5.0 + seconds + 1e-6
        assert all(len(row) <= 43 for row in cue.text.splitlines())
        assert len(cue.text.splitlines()) <= 2


def test_a_film_of_more_than_four_gigabytes_is_counted_in_64_bits() -> None:
    samples = moov.Samples(durations=[(1, 512)])
    samples.lay([10], 5 << 30)
    part = moov.Part(
        number=1, handler=b"vide", timescale=12288, ticks=512, entry=b"", samples=samples
    )
    index = moov.movie([part], clock=12288, length=512, base=100, far=True, title=b"")
    at = index.index(b"co64") + 12
    assert struct.unpack(">Q", index[at : at + 8])[0] == (5 << 30) + 100


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"\0\0\0\x08moov", b"\xff" * 64])
def test_what_is_no_mp4_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.mp4"
    path.write_bytes(content)
    with pytest.raises(UnsafeMedia):
        read_clip(path)
