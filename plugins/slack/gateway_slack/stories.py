"""The stories of a person, as their folders tell them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from gateway import InvalidSessionId, SessionId
from gateway_slack.views import Story

_MOST: Final = 40
"""Stories that a Home tab has room for."""


def stories_of(
    person: str, root: Path, platform: str, team: str, worlds: Mapping[str, str]
) -> list[Story]:
    """What the person began in a workspace, the last played first.

    :param worlds: the worlds' titles by their names.
    """
    found = [told for session in _sessions(root, platform, team)
             if (told := _read(root, session, person, worlds))]  # fmt: skip
    return [story for _, story in sorted(found, key=lambda one: one[0], reverse=True)[:_MOST]]


def lives(session: SessionId, root: Path) -> bool:
    """Whether a story has left anything there."""
    return (root / str(session)).is_dir()


def _sessions(root: Path, platform: str, team: str) -> Iterator[SessionId]:
    for folder in root.glob(f"{platform}.*"):
        try:
            session = SessionId.parse(folder.name)
        except InvalidSessionId:
            continue
        if session.platform == platform and session.parts[0] == team and len(session.parts) > 1:
            yield session


def _read(
    root: Path, session: SessionId, person: str, worlds: Mapping[str, str]
) -> tuple[str, Story] | None:
    """When it was played last, and the story, if it is the person's."""
    folder = root / str(session)
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        if state["owner"] != person:
            return None
        return str(state["at"]), Story(
            session=session,
            title=worlds.get(state["world"], str(state["world"])),
            place=str(state["title"] or state["place"] or ""),
            turns=int(state["number"]),
            running=bool(state["running"]),
            tapes=len(list((folder / "tapes").glob("*.gif"))),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
