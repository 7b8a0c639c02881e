"""kill -9 with the rows in PostgreSQL: as on SQLite, nothing is lost, doubled or paid again."""

from __future__ import annotations

import pytest
from kill_scene import KILLED, Scene


@pytest.mark.parametrize("point", ["settled frame", "recording turn"])
def test_killed_there_it_plays_on_and_pays_nothing_twice(scene: Scene, point: str):
    assert scene.play(point=point) == KILLED
    assert scene.play(point=point) == 0, scene.log()
    scene.check(turns=3)
    assert set(scene.charges().values()) == {1}
