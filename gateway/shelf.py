"""What can be done with sessions while no gateway runs: look, take out, bring in, forget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.core.errors import InvalidSessionId, NotUnderstood, TapewayError
from gateway.core.ids import SessionId
from gateway.core.ports import Media, Standing

if TYPE_CHECKING:
    from gateway.app import Store
    from gateway.store.legacy import LegacyReport
    from gateway.store.records import SqlRecords


def parse(text: str) -> SessionId:
    """The session a person names on the command line.

    :raises NotUnderstood: it is no session id.
    """
    try:
        return SessionId.parse(text)
    except InvalidSessionId as error:
        raise NotUnderstood(f"{error} `tapeway sessions list` shows them.") from error


def listing(store: Store) -> Sequence[Standing]:
    """Every session, by id."""
    return store.database.transact(lambda r: r.standings())


def find(store: Store, session: SessionId) -> tuple[Standing, Sequence[Media], int]:
    """Where a session stands, its tapes and films, and what it has cost.

    :raises NotUnderstood: there is none.
    """
    standing = store.database.transact(lambda r: r.standing(session))
    if standing is None:
        raise NotUnderstood(
            f"There is no session {session} here. `tapeway sessions list` shows them."
        )
    media = store.database.transact(lambda r: r.media(session))
    return standing, media, store.database.transact(lambda r: r.spent(session))


def export(store: Store, session: SessionId, target: Path) -> int:
    """Write the whole session to a zip; the number of its files.

    :raises NotUnderstood: there is no such session.
    """
    from gateway.store.archive import export_session

    return len(export_session(store.folders, session, target).files)


def bring_in(store: Store, archive: Path, session: SessionId | None) -> tuple[SessionId, int]:
    """Take in a session that was exported; its id and the number of its turns.

    :raises TapewayError: it is no such archive, or there is that session already.
    """
    from gateway.store.archive import import_session

    found = import_session(store.folders, archive, session).session
    return found, _adopt(store, found)


def bring_in_older(store: Store, path: Path, session: SessionId | None) -> list[LegacyReport]:
    """Take in what the older bot left in a folder, each story as a session.

    One story becomes `session`; of several each gets its old folder's name as its last part.

    :raises NotUnderstood: there is no story in that folder.
    """
    from gateway.store.legacy import find_legacy, import_legacy, read_legacy

    session = session or SessionId.of("web", "default")
    found = find_legacy(path)
    if not found:
        raise NotUnderstood(
            f"There is no story in {path}: name the folder that holds sessions/, or images/, "
            "tapes/ and films/."
        )
    reports = []
    for source in found:
        target = session
        if len(found) > 1:
            target = SessionId.of(session.platform, *session.parts, source.name)
        report = import_legacy(store.folders, read_legacy(source), target)
        _adopt(store, target)
        # Its stills may be numbered beyond its turns: a new one must not take an old one's name.
        store.database.transact(partial(_skip_to, session=target, turn=report.next_turn))
        reports.append(report)
    return reports


def forget(store: Store, session: SessionId) -> None:
    """Delete a session, rows and folder.

    :raises NotUnderstood: there is none.
    """
    find(store, session)
    store.database.transact(lambda r: r.drop(session))
    store.folders.delete(session)


def _skip_to(records: SqlRecords, *, session: SessionId, turn: int) -> None:
    standing = records.standing(session)
    if standing is not None and standing.next_turn < turn:
        records.save(replace(standing, next_turn=turn))


def _adopt(store: Store, session: SessionId) -> int:
    from gateway.store.adopt import adopt

    try:
        return store.database.transact(lambda r: adopt(r, store.folders, session))
    except (TapewayError, ValueError, KeyError, TypeError) as error:
        store.folders.delete(session)
        raise NotUnderstood(
            f"What is said of {session} in its history.json cannot be read ({error}): mend the "
            "file and import it once more."
        ) from error
