"""The stories of a person, as the gateway knows them; and whether a thread has one."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gateway import SessionId
from gateway_slack.views import Story, Tape

if TYPE_CHECKING:
    from gateway import Card, Inbox, Office

_MOST: Final = 30
"""Stories that a Home tab has room for."""

_TAPES: Final = 3
"""Tapes of each that are listed, the newest."""

_PAGE: Final = 500


async def stories_of(person: str, inbox: Inbox, platform: str, team: str) -> list[Story]:
    """What the person began in a workspace, what was begun last before the others."""
    titles = {world.name: world.title for world in inbox.worlds}
    mine = [card async for card in _cards(inbox.office, platform) if card["owner"] == person]
    known = [(card, SessionId.parse(str(card["session"]))) for card in mine]
    here = [(card, session) for card, session in known if session.parts[0] == team]
    here.sort(key=lambda one: str(one[0]["started"] or ""), reverse=True)
    return [await _story(inbox.office, card, session, titles) for card, session in here[:_MOST]]


def lives(session: SessionId, root: Path) -> bool:
    """Whether a story has left anything there; a picture of who would be played is none."""
    walk = os.walk(root / str(session))
    return any(name != "hero.png" for *_, names in walk for name in names)


async def _cards(office: Office, platform: str) -> AsyncIterator[Card]:
    """Every session of the platform, a page after the other."""
    after = ""
    while page := await office.sessions(after=after, most=_PAGE, platform=platform):
        for card in page:
            yield card
        after = str(page[-1]["session"])


async def _story(
    office: Office, card: Card, session: SessionId, titles: Mapping[str, str]
) -> Story:
    whole: Mapping[str, Any] = await office.session(session) or {}
    scene: Mapping[str, Any] = whole.get("scene") or {}
    reels = await office.reels(session=session, kind="tape", before=None, most=_TAPES)
    world = str(card["world"] or "")
    return Story(
        session=session,
        title=titles.get(world, world),
        place=str(scene.get("title") or scene.get("place") or ""),
        turns=int(scene.get("number") or 0),
        running=bool(card["running"]),
        tapes=tuple(_tape(reel) for reel in reels),
    )


def _tape(reel: Mapping[str, Any]) -> Tape:
    return Tape(
        title=str(reel["title"] or f"Run {reel['run']}"),
        frames=int(reel["frames"] or 0),
        at=datetime.fromisoformat(str(reel["at"])),
    )
