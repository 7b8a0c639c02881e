"""What a room was shown of other sessions: under which name each lies where; for us alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from gateway import Delivery, SessionId, file_key

_NAME: Final = "elsewhere"


def name_of(delivery: Delivery) -> str:
    """Where the room finds the file of a delivery; another session's has a name that tells nothing.

    It is the empty name where there is none.
    """
    if not delivery.attachments:
        return ""
    file = delivery.attachments[0]
    if file.session == delivery.session:
        return file.path
    return f"watched/{file_key(file.session, file.path)}{file.path[-4:]}"


def note(folder: Path, delivery: Delivery) -> None:
    """Write down where a file of another session lies."""
    file, name = delivery.attachments[0], name_of(delivery)
    if find(folder, name) is None:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _NAME).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([name, str(file.session), file.path]) + "\n")


def find(folder: Path, name: str) -> tuple[SessionId, str] | None:
    """Whose it is, and where it lies there; `None` where the room was never shown that."""
    try:
        lines = (folder / _NAME).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        try:
            known, session, path = json.loads(line)
        except ValueError:
            continue  # a crash tore it
        if known == name:
            return SessionId.parse(session), str(path)
    return None
