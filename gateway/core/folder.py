"""What a session's folder holds besides its media: `state.json` and `history.json`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from gateway.core import layout
from gateway.core.errors import UnsafeMedia
from gateway.core.ids import SessionId
from gateway.core.kit import Kit
from gateway.core.plain import to_plain
from gateway.core.platform import Attachment
from gateway.core.ports import Played, Records, Standing
from gateway.core.types import JSON

log = logging.getLogger("gateway.engine")


def attachment(
    kit: Kit, session: SessionId, relative: str, media_type: str, *, alt: str = ""
) -> Attachment | None:
    """A file of the session, ready to be delivered; `None` if somebody took it away."""
    try:
        size = kit.folders.resolve(session, relative).stat().st_size
    except (OSError, UnsafeMedia):
        log.warning("%s of %s is gone and cannot be shown", relative, session)
        return None
    return Attachment(session=session, path=relative, size=size, media_type=media_type, alt=alt)


async def keep_state(kit: Kit, session: SessionId) -> None:
    """Write `state.json` where the story stands elsewhere without a turn: ejected, rewound, set.

    Whatever is wrong with the folder must not stop the story.
    """
    standing, head = await kit.store.read(partial(_head, session))
    if standing is None or head is None or not standing.folder:
        return
    try:
        await asyncio.to_thread(kit.folders.write_state, session, state(standing, head))
    except Exception:
        log.exception("the state of %s is mended with its next turn", session)


def _head(session: SessionId, records: Records) -> tuple[Standing | None, Played | None]:
    standing = records.standing(session)
    if standing is None or standing.head is None:
        return standing, None
    return standing, records.played(session, standing.head)


async def keep_folder(kit: Kit, played: Played, session: SessionId) -> None:
    """Write `state.json` and `history.json` after the commit, and mend what a crash left out."""
    standing = await kit.store.read(lambda r: r.standing(session))
    if standing is None:
        return  # forgotten meanwhile
    folders = kit.folders
    await asyncio.to_thread(folders.write_state, session, state(standing, played))
    last = await asyncio.to_thread(folders.last_turn, session)
    if played.index == (-1 if last is None else last) + 1:
        await asyncio.to_thread(folders.append_history, session, element(played))
    elif last is None or last < played.index:
        turns = await kit.store.read(lambda r: r.turns(session))
        await asyncio.to_thread(folders.mend, session, [element(turn) for turn in turns])


def state(standing: Standing, played: Played) -> Mapping[str, JSON]:
    """What `state.json` says after a turn: all that a session is, but for its history."""
    scene = played.scene
    return {
        "session": str(standing.session),
        "world": standing.world,
        "seed": standing.seed,
        "run": standing.run,
        "turn": played.index,
        "number": played.number,
        "running": standing.running,
        "started": to_plain(standing.started),
        "at": played.at.isoformat(),
        "owner": standing.owner,
        "settings": to_plain(standing.settings),
        "title": scene.title,
        "place": scene.place,
        "health": scene.health,
        "inventory": list(scene.inventory),
        "choices": to_plain(scene.choices),
        "ending": to_plain(scene.ending),
        "image": played.frame,
    }


def element(played: Played) -> Mapping[str, JSON]:
    """What `history.json` says of a turn; `segment` is where its clip lies once it is shot.

    `detail` and `state` are the illustrator's and the writer's own: with them the story can go on
    from any turn, in another gateway too.
    """
    scene, person = played.scene, played.action.person
    filmed = played.segment is None and played.parent is not None
    return {
        "turn": played.index,
        "run": played.run,
        "parent": played.parent,
        "number": played.number,
        "at": played.at.isoformat(),
        "person": {"id": person.id, "name": person.name} if person else None,
        "verb": played.action.verb.value,
        "said": played.action.text,
        "title": scene.title,
        "text": scene.text,
        "place": scene.place,
        "health": scene.health,
        "inventory": list(scene.inventory),
        "choices": to_plain(scene.choices),
        "image": played.frame,
        "alt": scene.picture.alt,
        "prompt": scene.picture.prompt,
        "detail": to_plain(scene.picture.detail),
        "segment": layout.segment(played.parent or 0, played.index)
        if filmed
        else played.segment or None,
        "ending": to_plain(scene.ending),
        "state": to_plain(scene.state),
    }
