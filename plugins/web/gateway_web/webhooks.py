"""Webhooks: each thing that happened is told until the other side has it, or for two days.

A call is a row before it is made. It is signed as Standard Webhooks says: `webhook-id` is the same
at every attempt, `webhook-signature` covers the id, `webhook-timestamp` and the body.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import urlsplit

from gateway import JSON, Call, Ending, Office, SessionId

if TYPE_CHECKING:
    from gateway_web.keys import Keys

log = logging.getLogger("gateway.web")

PAUSES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 3600, 6 * 3600, 20 * 3600, 24 * 3600)
)
"""What lies between two attempts; after the last of them a call has failed."""

_LONGEST_NAP: Final = 30.0
_PATIENCE: Final = 10.0
_WHOLE: Final = 30.0
"""Seconds a call may take: with a byte now and then it took days, and held up all the others."""
_AT_ONCE: Final = 8


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


class Caller:
    """Keeps what is to be told, and tells it.

    :param private: whether addresses may be called that only this network reaches.
    """

    def __init__(self, *, private: bool, clock: Callable[[], datetime] = utc_now) -> None:
        self._private = private
        self._clock = clock
        self._office: Office | None = None
        self._early: list[tuple[str, str, dict[str, JSON]]] = []
        self._news = asyncio.Event()

    # ------------------------------------------------------------------------------ what happens

    async def run_ended(self, session: SessionId, run: int, ending: Ending) -> None:
        """A run is over."""
        told: dict[str, JSON] = {"session": str(session), "run": run}
        told["ending"] = {"kind": ending.kind, "title": ending.title, "text": ending.text}
        await self._tell("run_ended", f"{session}/{run}/{ending.kind}/{ending.title}", told)

    async def made(self, event: str, session: SessionId, path: Path, size: int) -> None:
        """A tape or film was made."""
        folder = "tapes" if event == "tape_cut" else "films/final"
        told: dict[str, JSON] = {
            "session": str(session), "path": f"{folder}/{path.name}", "size": size,
        }  # fmt: skip
        await self._tell(event, f"{session}/{path.name}", told)

    async def _tell(self, event: str, what: str, told: dict[str, JSON]) -> None:
        if self._office is None:
            # What a crash left is played before anybody listens.
            self._early.append((event, what, told))
            return
        now = self._clock()
        calls = [
            _call(hook.id, event, what, told, now)
            for hook in await self._office.webhooks()
            if event in hook.events
        ]
        if calls:
            await self._office.announce(calls)
            self._news.set()

    # ------------------------------------------------------------------------------ what is told

    async def run(self, office: Office, keys: Keys) -> None:
        """Make the calls whose time has come, until cancelled."""
        self._office = office
        while self._early:
            await self._tell(*self._early.pop(0))
        while True:
            self._news.clear()
            try:
                await self.round(office, keys)
                nap = await self._nap(office)
            except Exception:
                log.exception("the webhooks could not be called; they are tried again")
                nap = _LONGEST_NAP
            with suppress(TimeoutError):
                async with asyncio.timeout(nap):
                    await self._news.wait()

    async def round(self, office: Office, keys: Keys) -> int:
        """Make what is due; how many calls that were."""
        addresses = {hook.id: hook.url for hook in await office.webhooks()}
        due = await office.calls_due(self._clock(), most=_AT_ONCE)
        await asyncio.gather(
            *(self._make(office, keys, call, addresses.get(call.webhook, "")) for call in due)
        )
        return len(due)

    async def _make(self, office: Office, keys: Keys, call: Call, url: str) -> None:
        body = json.dumps(call.body, separators=(",", ":")).encode()
        headers = sign(keys.webhook_secret(call.webhook), call.id, self._clock(), body)
        try:
            status = await asyncio.to_thread(post, url, body, headers, private=self._private)
            why = "" if 200 <= status < 300 else f"It answered {status}."
        except (OSError, http.client.HTTPException, ValueError) as error:
            status, why = None, f"{type(error).__name__}: {error}"[:200]
        await office.mark_call(_after(call, status, why, self._clock()))

    async def _nap(self, office: Office) -> float:
        due = await office.next_call()
        left = (due - self._clock()).total_seconds() if due else _LONGEST_NAP
        return min(max(left, 0.0), _LONGEST_NAP)


def _call(hook: str, event: str, what: str, told: dict[str, JSON], now: datetime) -> Call:
    """The same event is the same call, however often it is told after a crash."""
    digest = hashlib.sha256(f"{hook}/{event}/{what}".encode()).hexdigest()
    body: dict[str, JSON] = {"type": event, "timestamp": now.isoformat(), "data": told}
    return Call(id=f"msg_{digest[:32]}", webhook=hook, event=event, at=now, due=now, body=body)


def _after(call: Call, status: int | None, why: str, now: datetime) -> Call:
    """The call after an attempt: done, to be tried again, or given up."""
    call = replace(call, attempts=call.attempts + 1, status=status, why=why)
    if not why:
        return replace(call, state="done", due=now)
    if call.attempts > len(PAUSES) or status == 410:
        return replace(call, state="failed", due=now)
    return replace(call, due=now + PAUSES[call.attempts - 1])


def sign(secret: str, identity: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a call."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": identity,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
        "content-type": "application/json",
        "user-agent": "tapeway",
    }


Resolve: TypeAlias = "Callable[..., Sequence[tuple[Any, ...]]]"
"""As `socket.getaddrinfo`."""


def post(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    private: bool,
    resolve: Resolve = socket.getaddrinfo,
    whole: float = _WHOLE,
) -> int:
    """The status of the answer; redirects are not followed.

    :param whole: seconds it may take, once somebody is on the line.
    :raises OSError: nobody answers, or nobody there may be called.
    :raises HTTPException: what comes is no answer.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("It has no address to call.")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname, port, timeout=_PATIENCE)
    late = Timer(whole, _hang_up, [connection])
    late.daemon = True
    try:
        connection.sock = _reach(parts.hostname, port, resolve, private=private)
        late.start()
        if secure:
            connection.sock = safe = ssl.create_default_context().wrap_socket(
                connection.sock, server_hostname=parts.hostname, do_handshake_on_connect=False
            )
            safe.do_handshake()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        answer.read(1)
        return answer.status
    finally:
        late.cancel()
        connection.close()


def _hang_up(connection: http.client.HTTPConnection) -> None:
    """Wake whoever waits at the line: they find it closed."""
    line = connection.sock
    with suppress(OSError):
        if line is not None:
            line.shutdown(socket.SHUT_RDWR)


def _reach(host: str, port: int, resolve: Resolve, *, private: bool) -> socket.socket:
    """A line to the very address that was looked at: asked again, a name may lead elsewhere.

    :raises OSError: only this network reaches it, there is no such name, or nobody answers.
    """
    found = [str(address[0]) for *_, address in resolve(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(_is_open(address) for address in found):
        raise PermissionError(
            "Only this network reaches that address; plugins.web.private_webhooks allows it."
        )
    for address in found[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), _PATIENCE)
    return socket.create_connection((found[-1], port), _PATIENCE)


def _is_open(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
