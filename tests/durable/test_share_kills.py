"""kill -9 while a tape is shared, made smaller and watched: each of it happens once."""

from __future__ import annotations

import os

import pytest
from kill_scene import EVENTS, KILLED, Scene

from gateway.app import Store, now
from gateway.settings import load

EVERY = bool(os.environ.get("TAPEWAY_EVERY_KILL"))
"""Else those points are left out that differ little from another one."""

POINTS = ["recording shared", "recording rendition", "delivered tape"]
POINTS += ["recording tape", "recording watched"] if EVERY else []


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_a_tape_is_shared_and_watched_it_is_both_once(scene: Scene, point: str):
    events = [*EVENTS[:2], ("share", "", "a"), ("watch", "CODE", "b")]
    assert scene.play(point=point, events=events, upload=60) == KILLED
    assert scene.play(point=point, events=events, upload=60) == 0, scene.log()
    assert len([text for text in scene.told("notice") if "has this code" in text]) == 1
    tapes = [line for line in scene.lines("shown") if line[1] == "tape"]
    assert {session for session, *_ in tapes} == {"fake.b"}
    assert [again for *_, again, _ in tapes] == [False, True][: 1 + (point == "delivered tape")]
    (rendition,) = (scene.root / "fake.a" / "videos").iterdir()
    assert rendition.stat().st_size <= 60
    store = Store.open(load(root=scene.root))
    try:
        (share,) = store.database.transact(lambda r: r.all_shares(now()))
        assert share.views == 1
        assert len(store.database.transact(lambda r: r.media(share.session))) == 1
    finally:
        store.close()
