"""A client of the HTTP API: what people do by talking, from Python.

    from gateway.client import Client

    with Client("http://127.0.0.1:8010", token) as tapeway:
        tapeway.act("web.default", "start", "dead-channel")
        for shown in tapeway.events("web.default", after=0):
            print(shown.part, shown.text)

What was sent and may not have arrived is sent again under the same key, so it happens once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

from gateway.core.errors import TapewayError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_TRIES: Final = 4
_LONGEST_WAIT: Final = 30.0
_OFFLINE: Final = 2.0


class ApiError(TapewayError):
    """The gateway refused; the message is its sentence.

    :param errors: where something is wrong, and what.
    """

    def __init__(self, status: int, detail: str, errors: object = None) -> None:
        super().__init__(detail)
        self.status = status
        self.errors = errors or []


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Where one conversation's story stands; `scene` only where it alone was asked for."""

    session: str
    platform: str
    world: str
    run: int
    turn: int | None
    running: bool
    waiting: str
    owner: str | None
    settings: Mapping[str, Any]
    started: str | None
    scene: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One action and what came of it."""

    turn: int
    run: int
    parent: int | None
    number: int
    at: str
    verb: str
    said: str
    by: str
    title: str
    place: str
    text: str
    health: int | None
    inventory: list[str]
    choices: list[Mapping[str, Any]]
    ending: Mapping[str, Any] | None
    alt: str
    image: str | None
    segment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """A tape or a film; `link` is good without a token for an hour."""

    session: str
    path: str
    kind: str
    run: int
    turn: int
    frames: int | None
    size: int
    at: str
    world: str
    title: str
    place: str
    alt: str
    link: str
    still: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What became of an action: `waiting` or `done`, and the sentences it was answered."""

    id: str
    heard: bool
    state: str
    notices: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One thing that a session's conversation was shown; `number` is where to go on after it."""

    number: int
    part: str
    text: str
    buttons: list[Mapping[str, Any]] = field(default_factory=list)
    files: list[Mapping[str, Any]] = field(default_factory=list)
    scene: Mapping[str, Any] = field(default_factory=dict)
    arrived: bool = True


class Client:
    """The gateway at an address, with a token.

    :param http: how to ask, for tests and proxies; its base URL is not used.
    :param sleep: waits that many seconds.
    """

    def __init__(
        self,
        address: str,
        token: str,
        *,
        http: httpx.Client | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._base = address.rstrip("/") + "/api/v1"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = http or _new_http()
        self._sleep = sleep

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hang up."""
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    # ------------------------------------------------------------------------------------ looking

    def sessions(self, platform: str = "") -> Iterator[Session]:
        """Every session by id, or those of one platform."""
        return (_made(Session, row) for row in self._pages("/sessions", platform=platform))

    def session(self, session: str) -> Session:
        """Where one stands, with its scene."""
        return _made(Session, self.ask("GET", _of(session)))

    def turns(self, session: str, run: int | None = None) -> Iterator[Turn]:
        """Its turns in their order, or those of one run."""
        return (_made(Turn, row) for row in self._pages(f"{_of(session)}/turns", run=run))

    def reels(self, session: str = "", kind: str = "") -> Iterator[Reel]:
        """Tapes and films, the newest first; of one session, or of all."""
        path = f"{_of(session)}/reels" if session else "/reels"
        return (_made(Reel, row) for row in self._pages(path, kind=kind))

    def media(self, session: str, path: str) -> bytes:
        """A file of a session."""
        return self._send("GET", f"{_of(session)}/media/{quote(path)}").content

    def events(self, session: str, *, after: int | None = None) -> Iterator[Shown]:
        """What is shown there, as it is shown, for ever: no gap, no repeat.

        :param after: the number of the last thing known; what comes from now on if left out.
        """
        while True:
            try:
                for number, shown in self._stream(session, after):
                    after = number
                    if shown is not None:
                        yield shown
            except _broken():
                pass
            self._sleep(_OFFLINE)

    # ------------------------------------------------------------------------------------- acting

    def make_room(self) -> str:
        """The session of a new room on the page."""
        return str(self.ask("POST", "/rooms", {})["session"])

    def act(
        self, session: str, verb: str, argument: str = "", *, key: str = "", **more: object
    ) -> Action:
        """Do something; once this returns it is kept, and happens once.

        :param key: the same key within a day is the same action; a new one if left out.
        :param more: `button`, `name`, `as_owner`.
        """
        body = {"verb": verb, "argument": argument, **more}
        return _made(Action, self.ask("POST", f"{_of(session)}/actions", body, key=key))

    def action(self, session: str, identity: str) -> Action:
        """What became of an action of this token's."""
        return _made(Action, self.ask("GET", f"{_of(session)}/actions/{quote(identity)}"))

    def hero(self, session: str, picture: bytes, *, key: str = "", **more: object) -> Action:
        """Let a picture be who is played there: a PNG, JPEG or WebP. `media` has it back.

        :param key: as for `act`.
        :param more: `as_owner`.
        """
        answer = self._send("PUT", f"{_of(session)}/hero", picture, key=key, query=more)
        return _made(Action, answer.json())

    def hero_off(self, session: str) -> Action:
        """Take the picture of who is played away."""
        return _made(Action, self.ask("DELETE", f"{_of(session)}/hero"))

    def forget(self, session: str) -> Action:
        """Delete a session with all its media, for good."""
        return _made(Action, self.ask("DELETE", _of(session)))

    # ------------------------------------------------------------------------------------ anything

    def ask(
        self, method: str, path: str, body: object = None, *, key: str = "", **query: object
    ) -> dict[str, Any]:
        """What any operation of the description answers, as plain data.

        :raises ApiError: it is refused, or the gateway is away.
        """
        answer = self._send(method, path, body, key=key, query=query)
        return dict(answer.json()) if answer.content else {}

    def _pages(self, path: str, **query: object) -> Iterator[dict[str, Any]]:
        after: str | None = ""
        while after is not None:
            asked = {**query, "after": after, "limit": 200}
            page = self._send("GET", path, query=asked).json()
            yield from page["items"]
            after = page["next"]

    def _send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str = "",
        query: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        headers = {**self._headers}
        if method in ("POST", "PUT"):
            headers["Idempotency-Key"] = key or uuid4().hex
        if isinstance(body, bytes):
            headers["Content-Type"] = _kind(body)
        said = {
            name: _spoken(value) for name, value in (query or {}).items() if value not in (None, "")
        }
        for last in (False,) * (_TRIES - 1) + (True,):
            try:
                answer = self._http.request(
                    method, self._base + path, headers=headers, params=said,
                    **_carried(method, body),
                )  # fmt: skip
            except _broken() as error:
                if last:
                    raise ApiError(0, f"The gateway does not answer: {error}.") from error
                self._sleep(_OFFLINE)
                continue
            if answer.status_code not in (429, 503) or last:
                return _accepted(answer)
            self._sleep(min(float(answer.headers.get("retry-after", 1)), _LONGEST_WAIT))
        raise AssertionError("the last try returns or raises")

    def _stream(self, session: str, after: int | None) -> Iterator[tuple[int, Shown | None]]:
        """Each number, with what was shown under it; the first is where the stream begins."""
        query = {} if after is None else {"after": after}
        url = f"{self._base}{_of(session)}/events"
        with self._http.stream(
            "GET", url, headers=self._headers, params=query, timeout=60
        ) as answer:
            if answer.status_code != 200:
                answer.read()
                _accepted(answer)
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    shown = _made(Shown, json.loads(line[6:]))
                    yield shown.number, shown
                elif line.startswith("id: "):
                    yield int(line[4:]), None


def opened(secret: str, headers: Mapping[str, str], body: bytes, *, tolerance: float = 300) -> Any:  # noqa: ANN401 - what the webhook says
    """What a webhook was told, if it was us who told it, and lately.

    :param secret: as `POST /webhooks` answered it.
    :raises ApiError: it was somebody else, or long ago.
    """
    said = {name.lower(): value for name, value in headers.items()}
    identity, stamp = said.get("webhook-id", ""), said.get("webhook-timestamp", "")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
    mine = "v1," + base64.b64encode(digest).decode()
    signed = any(
        hmac.compare_digest(mine.encode(), signature.encode())
        for signature in said.get("webhook-signature", "").split(" ")
    )
    if not signed or not stamp.isdigit() or abs(time.time() - int(stamp)) > tolerance:
        raise ApiError(401, "That call is not signed by this gateway, or too old.")
    return json.loads(body)


def _spoken(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _carried(method: str, body: object) -> dict[str, Any]:
    """How a body is sent: a picture as it is, all else as JSON."""
    if isinstance(body, bytes):
        return {"content": body}
    return {"json": body} if method == "POST" else {}


def _kind(picture: bytes) -> str:
    """What it is by how it begins; the gateway looks closer."""
    if picture.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if picture.startswith(b"RIFF") else "image/jpeg"


def _of(session: str) -> str:
    return f"/sessions/{quote(session)}"


def _made(kind: type[T], row: Mapping[str, Any]) -> T:
    """A value of what is known of it; what a newer gateway tells besides is left out."""
    names = [known.name for known in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: row[name] for name in names if name in row})


def _accepted(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    detail = problem.get("detail") or f"The gateway answered {answer.status_code}."
    raise ApiError(answer.status_code, str(detail), problem.get("errors"))


def _new_http() -> httpx.Client:
    try:
        import httpx
    except ImportError as error:
        raise TapewayError(
            "The client needs httpx: install it with `pip install 'tapeway[client]'`."
        ) from error
    return httpx.Client(timeout=30)


def _broken() -> tuple[type[Exception], ...]:
    import httpx

    return (httpx.TransportError,)
