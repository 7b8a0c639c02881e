"""What a scene must be, whoever wrote it."""

from __future__ import annotations

import json
from typing import Final

from gateway.core.errors import PluginError
from gateway.core.plain import to_plain
from gateway.core.types import Scene

MOST_CHOICES: Final = 10


async def check_scene(scene: Scene) -> None:
    """A scene that can be played.

    :raises PluginError: it has no words, no ways on, or two ways with one key.
    """
    keys = [choice.key for choice in scene.choices]
    if not scene.text.strip():
        raise PluginError("The scene has no words.")
    if scene.ending is None and not 1 <= len(keys) <= MOST_CHOICES:
        raise PluginError(f"The scene offers {len(keys)} ways on, not 1 to {MOST_CHOICES}.")
    if len(set(keys)) != len(keys) or not all(keys):
        raise PluginError("Two ways on have the same key, or one has none.")
    if not all(choice.label.strip() for choice in scene.choices):
        raise PluginError("A way on has no label.")
    "".join(keys).encode()  # half a surrogate pair is no key
    json.dumps(to_plain(scene), allow_nan=False)
