"""Signatures: who somebody is, which rooms there are, who may open them.

One key lies in the data root and signs everything; the operator's secret only opens the door, and
a new secret closes it to everybody who came in with the old one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway import SessionId

DEFAULT: Final = "default"
"""The newcomer's room."""

_ROOM: Final = re.compile(r"[0-9a-f]{20}[0-9a-f]{12}")
_PERSON: Final = re.compile(r"[0-9a-f]{16}")
_UNTIL: Final = re.compile(r"[0-9a-f]{1,12}")
_LONGEST_NAME: Final = 40
_LONGEST_COOKIE: Final = 512
_TERM: Final = 30 * 24 * 3600
"""Seconds; a ticket is good until the end of the next term, and the same all through one, so that
a browser that has a picture need not ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody at a browser; a `host` may open `web.default` and make rooms."""

    id: str
    name: str
    host: bool = False

    @property
    def person(self) -> str:
        """Their id as the story knows it."""
        return f"web:{self.id}"


class Keys:
    """Signs and checks.

    :param key: what signs; see `load`.
    :param secret: what opens the door, or empty where the door is open.
    """

    def __init__(self, key: bytes, secret: str = "") -> None:
        self._key = key
        self._secret = secret

    @classmethod
    def load(cls, path: Path, secret: str) -> Keys:
        """The key kept at `path`, a new one where there is none."""
        if not path.exists():
            part = path.with_suffix(".part")
            part.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            part.replace(path)
        return cls(path.read_bytes(), secret)

    # ---------------------------------------------------------------------------------- people

    def new_visitor(self) -> Visitor:
        """Somebody who was never here."""
        person = secrets.token_hex(8)
        return Visitor(id=person, name=f"Guest {person[:4]}", host=not self._secret)

    def cookie(self, visitor: Visitor) -> str:
        """The visitor as a cookie only we can write."""
        name = base64.urlsafe_b64encode(visitor.name.encode()).decode().rstrip("=")
        door = self._door(visitor.id) if visitor.host else "-"
        body = f"{visitor.id}.{name}.{door}"
        return f"{body}.{self._sign('cookie', body)}"

    def visitor(self, cookie: str) -> Visitor | None:
        """Whom a cookie names, `None` where it is not ours."""
        if len(cookie) > _LONGEST_COOKIE or not cookie.isascii():
            return None
        body, _, signature = cookie.rpartition(".")
        if not self._is(signature, "cookie", body):
            return None
        person, name, door = body.split(".")
        if not _PERSON.fullmatch(person):
            return None
        decoded = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
        host = not self._secret or hmac.compare_digest(door, self._door(person))
        return Visitor(id=person, name=decoded, host=host)

    @property
    def open(self) -> bool:
        """There is no door: whoever can reach the page is its host."""
        return not self._secret

    def opens(self, attempt: str) -> bool:
        """Whether that is the secret."""
        return bool(self._secret) and hmac.compare_digest(
            attempt.encode(errors="replace"), self._secret.encode()
        )

    def _door(self, person: str) -> str:
        return self._sign("door", f"{person}.{self._secret}")

    # ----------------------------------------------------------------------------------- rooms

    def new_room(self) -> str:
        """A room's name that nobody can guess and only we can give."""
        stem = secrets.token_hex(10)
        return stem + self._sign("room", stem, 6)

    def session(self, room: str) -> SessionId | None:
        """The session of a room, `None` where there is no such room."""
        if room == DEFAULT:
            return SessionId.of("web", DEFAULT)
        if not _ROOM.fullmatch(room):
            return None
        if not hmac.compare_digest(room[20:], self._sign("room", room[:20], 6)):
            return None
        return SessionId.of("web", room)

    # ----------------------------------------------------------------------------------- media

    def ticket(self, session: SessionId, life: str, *, now: float) -> str:
        """What links to a room's media carry: good for this life of the room, not for ever."""
        until = f"{(int(now) // _TERM + 2) * _TERM:x}"
        return f"{until}.{self._sign('media', f'{session}/{life}/{until}', 8)}"

    def admits(self, ticket: str, session: SessionId, life: str, *, now: float) -> bool:
        """Whether a ticket is ours, of this room's life, and not run out."""
        until, _, signature = ticket.partition(".")
        if not (_UNTIL.fullmatch(until) and signature.isascii()):
            return False
        mine = self._sign("media", f"{session}/{life}/{until}", 8)
        return hmac.compare_digest(signature, mine) and now < int(until, 16)

    # ------------------------------------------------------------------------- links and webhooks

    def leave(self, file: str, *, until: int) -> str:
        """What a link to one file carries: good until then, for everybody who has it."""
        return f"{until:x}.{self._sign('file', f'{until:x}/{file}')}"

    def allows(self, leave: str, file: str, *, now: float) -> bool:
        """Whether a link to a file is ours, and has not run out."""
        until, _, signature = leave.partition(".")
        if not (_UNTIL.fullmatch(until) and signature.isascii()):
            return False
        mine = self._sign("file", f"{until}/{file}")
        return hmac.compare_digest(signature, mine) and now < int(until, 16)

    def webhook_secret(self, webhook: str) -> str:
        """What a webhook's calls are signed with; made from the key whenever it is needed."""
        secret = hmac.new(self._key, f"webhook\0{webhook}".encode(), hashlib.sha256).digest()
        return "whsec_" + base64.b64encode(secret).decode()

    def _sign(self, purpose: str, text: str, length: int = 16) -> str:
        digest = hmac.new(self._key, f"{purpose}\0{text}".encode(), hashlib.sha256)
        return digest.digest()[:length].hex()

    def _is(self, signature: str, purpose: str, text: str) -> bool:
        return hmac.compare_digest(signature, self._sign(purpose, text))


def clean_name(text: str) -> str:
    r"""A name as it can stand on a page: one line, no more than forty characters.

    >>> clean_name("  Ann\n of  Cleves ")
    'Ann of Cleves'
    """
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:_LONGEST_NAME].strip()
