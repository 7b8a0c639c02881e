"""A session's rows, made from its folder: what an import brought becomes playable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.core.ids import SessionId
from gateway.core.plain import from_plain
from gateway.core.ports import Media, Played, Standing
from gateway.core.types import (
    Action,
    Choice,
    Ending,
    Kind,
    Person,
    Picture,
    Scene,
    SessionSettings,
    Verb,
)
from gateway.store.folders import Folders
from gateway.store.records import SqlRecords

_KINDS = {"tapes/": Kind.TAPE, "films/final/": Kind.FILM}


def adopt(records: SqlRecords, folders: Folders, session: SessionId) -> int:
    """Write the rows of a session that has a folder and no rows; the number of its turns.

    A story goes on where `state.json` says so; one of an older layout, which kept no state of its
    world, has ended: it can be looked at, taped and filmed.
    """
    state = folders.read_state(session) or {}
    played = [_played(folders, session, element) for element in folders.read_history(session)]
    for turn in played:
        records.add_turn(session, turn)
        if turn.scene.ending:
            records.end_run(session, turn.run, turn.at, turn.scene.ending)
    records.save(_standing(session, state, played))
    for media in _media(folders, session):
        records.add_media(session, media)
    return len(played)


def _standing(session: SessionId, state: Mapping[str, Any], played: list[Played]) -> Standing:
    head = state.get("turn") if "world" in state else None
    if head not in {turn.index for turn in played}:
        head = played[-1].index if played else None
    settings = state.get("settings")
    started = state.get("started")
    return Standing(
        session=session,
        settings=from_plain(SessionSettings, settings) if settings else SessionSettings(),
        owner=state.get("owner"),
        run=max((turn.run for turn in played), default=0),
        running=bool(state.get("running")) and "world" in state and head is not None,
        world=str(state.get("world", "")),
        seed=int(state.get("seed", 0)),
        started=datetime.fromisoformat(started) if started else None,
        head=head,
        next_turn=max((turn.index for turn in played), default=-1) + 1,
        folder=True,
    )


def _played(folders: Folders, session: SessionId, element: Mapping[str, Any]) -> Played:
    person = element.get("person")
    said = str(element.get("said") or "")
    return Played(
        index=int(element["turn"]),
        run=int(element.get("run") or 1),
        parent=element.get("parent"),
        number=int(element.get("number") or element["turn"] + 1),
        at=datetime.fromisoformat(element["at"]).astimezone(UTC),
        action=Action(
            verb=Verb(element.get("verb") or "say"),
            text=said,
            person=Person(id=person["id"], name=person.get("name") or "") if person else None,
        ),
        scene=_scene(element),
        frame=_there(folders, session, element.get("image")),
        segment=_there(folders, session, element.get("segment")) or "",
    )


def _scene(element: Mapping[str, Any]) -> Scene:
    ending = element.get("ending")
    return Scene(
        text=str(element.get("text") or ""),
        title=str(element.get("title") or ""),
        place=str(element.get("place") or ""),
        health=element.get("health"),
        inventory=tuple(element.get("inventory") or ()),
        choices=tuple(from_plain(Choice, choice) for choice in element.get("choices") or ()),
        picture=Picture(
            alt=str(element.get("alt") or ""),
            prompt=str(element.get("prompt") or ""),
            detail=element.get("detail") or {},
        ),
        ending=from_plain(Ending, ending) if ending else None,
        state=element.get("state") or {},
    )


def _there(folders: Folders, session: SessionId, relative: str | None) -> str | None:
    """The path, if there is a file."""
    return relative if relative and folders.resolve(session, relative).is_file() else None


def _media(folders: Folders, session: SessionId) -> list[Media]:
    found = []
    for relative in folders.files(session):
        for prefix, kind in _KINDS.items():
            if relative.startswith(prefix):
                stat = folders.resolve(session, relative).stat()
                found.append(
                    Media(
                        path=relative,
                        kind=kind,
                        # Whose run it shows stands nowhere: it is listed, never taken for another.
                        run=0,
                        head=-1,
                        look="",
                        size=stat.st_size,
                        at=datetime.fromtimestamp(stat.st_mtime, UTC),
                    )
                )
    return found
