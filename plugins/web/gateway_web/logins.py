"""Who is logged in to the admin page: kept in memory, by the digest of what their cookie says.

A restart logs everybody out. A login has a new id, changes it every few minutes, ends after half an
hour without a click and after eight hours at the latest.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

_IDLE: Final = 30 * 60
_LONGEST: Final = 8 * 3600
_ROTATED: Final = 5 * 60
_GRACE: Final = 30
"""Seconds an id is still good after its successor was sent: other tabs may not have it yet."""

_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody who is let in; `form` is what their forms carry, so that only our pages post."""

    form: str
    since: float
    seen: float
    made: float
    until: float


class Logins:
    """All of them.

    :param clock: seconds that only go up.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._logins: dict[str, Login] = {}

    def begin(self) -> str:
        """Let somebody in; what their cookie says."""
        now = self._clock()
        return self._keep(
            Login(
                form=secrets.token_urlsafe(24), since=now, seen=now, made=now, until=now + _LONGEST
            )
        )

    def find(self, cookie: str) -> tuple[Login, str] | None:
        """Whose cookie that is, and what it says from now on; `None` where they have to log in."""
        now, digest = self._clock(), _digest(cookie)
        login = self._logins.get(digest)
        if login is None or now >= min(login.until, login.seen + _IDLE):
            self._logins.pop(digest, None)
            return None
        login = replace(login, seen=now)
        self._logins[digest] = login
        if now - login.made < _ROTATED:
            return login, cookie
        self._logins[digest] = replace(login, until=min(login.until, now + _GRACE))
        return login, self._keep(replace(login, made=now))

    def end(self, cookie: str) -> None:
        """They are let in no longer."""
        login = self._logins.pop(_digest(cookie), None)
        if login is not None:
            same = [key for key, other in self._logins.items() if other.form == login.form]
            for key in same:
                del self._logins[key]

    def _keep(self, login: Login) -> str:
        cookie = secrets.token_urlsafe(32)
        self._logins[_digest(cookie)] = login
        while len(self._logins) > _MOST:
            del self._logins[next(iter(self._logins))]
        return cookie


def matches(said: str, login: Login) -> bool:
    """Whether a form of theirs is ours."""
    return hmac.compare_digest(said.encode(errors="replace"), login.form.encode())


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode(errors="replace")).hexdigest()
