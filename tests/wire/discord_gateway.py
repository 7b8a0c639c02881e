"""Discord's Gateway: HELLO, IDENTIFY and RESUME, heartbeats, events in their order, zlib-stream."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11

MESSAGE_CONTENT = 1 << 15


@dataclass
class Session:
    """What one IDENTIFY began; it outlives its socket, so that it can be resumed."""

    id: str
    intents: int
    shard: tuple[int, int]
    events: list[dict[str, Any]] = field(default_factory=list)
    socket: Socket | None = None

    async def dispatch(self, name: str, data: dict[str, Any]) -> None:
        event = {"op": DISPATCH, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(event)
        if self.socket is not None:
            await self.socket.send(event)


class Socket:
    """One connection: everything on it is one zlib stream."""

    def __init__(self, ws: web.WebSocketResponse) -> None:
        self.ws = ws
        self._zip = zlib.compressobj()

    async def send(self, payload: dict[str, Any]) -> None:
        data = self._zip.compress(json.dumps(payload).encode())
        with suppress(ConnectionError, RuntimeError):
            await self.ws.send_bytes(data + self._zip.flush(zlib.Z_SYNC_FLUSH))


class Gateway:
    """All connections; `ready` makes what a READY holds, `known` says whether a token is good.

    `refuse` are the close codes of the next IDENTIFYs, `away` drops connections at their HELLO.
    """

    def __init__(
        self, ready: Callable[[Session], dict[str, Any]], known: Callable[[str], bool]
    ) -> None:
        self._ready = ready
        self._known = known
        self._numbers = count(1)
        self.sessions: dict[str, Session] = {}
        self.heartbeats = 0
        self.identified: list[dict[str, Any]] = []
        self.resumed: list[dict[str, Any]] = []
        self.refuse: list[int] = []
        self.privileged = True
        """Whether the portal allows the Message Content intent."""
        self.heartbeat_every = 41.25
        self.silent = False
        """Heartbeats are not answered: the line is dead, and only one side knows."""

    @property
    def live(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.socket]

    async def dispatch(self, name: str, data: dict[str, Any], *, guild: int | None = None) -> None:
        """An event for all sessions that there are, connected or not; the shard of its server."""
        for session in list(self.sessions.values()):
            number, shards = session.shard
            if number == ((guild or 0) >> 22) % shards:
                await session.dispatch(name, data)

    async def drop(self, code: int = 1006) -> None:
        """Let every line break; with a code it is closed."""
        for session in self.live:
            socket, session.socket = session.socket, None
            assert socket
            if code == 1006:
                transport = socket.ws._req and socket.ws._req.transport  # no handshake of closing
                if transport:
                    transport.abort()
            else:
                await socket.ws.close(code=code)

    async def say(self, op: int, data: object = None) -> None:
        """Something that is no event, to all that are connected: RECONNECT, INVALID."""
        for session in self.live:
            assert session.socket
            socket = session.socket
            if op in (RECONNECT, INVALID):
                session.socket = None
            await socket.send({"op": op, "d": data})

    def forget(self) -> None:
        """No session can be resumed any more."""
        self.sessions = {}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(autoping=True)
        await ws.prepare(request)
        socket = Socket(ws)
        await socket.send(
            {"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_every * 1000}, "s": None}
        )
        mine: Session | None = None
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    mine = await self._heard(socket, json.loads(message.data)) or mine
        finally:
            if mine is not None and mine.socket is socket:
                mine.socket = None
        return ws

    async def _heard(self, socket: Socket, payload: dict[str, Any]) -> Session | None:
        op, data = payload["op"], payload["d"]
        if op == HEARTBEAT:
            self.heartbeats += 1
            if not self.silent:
                await socket.send({"op": ACK, "d": None})
        elif op == IDENTIFY:
            return await self._identify(socket, data)
        elif op == RESUME:
            return await self._resume(socket, data)
        return None

    async def _identify(self, socket: Socket, data: dict[str, Any]) -> Session | None:
        self.identified.append(data)
        refused = self.refuse.pop(0) if self.refuse else 0
        if not self._known(data["token"]):
            refused = 4004
        elif data["intents"] & MESSAGE_CONTENT and not self.privileged:
            refused = 4014
        if refused:
            await socket.ws.close(code=refused)
            return None
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(f"session{next(self._numbers)}", data["intents"], (shard[0], shard[1]))
        session.socket = socket
        for old in [one for one in self.sessions.values() if one.shard == session.shard]:
            del self.sessions[old.id]
        self.sessions[session.id] = session
        await session.dispatch("READY", self._ready(session))
        return session

    async def _resume(self, socket: Socket, data: dict[str, Any]) -> Session | None:
        self.resumed.append(data)
        session = self.sessions.get(data["session_id"])
        if session is None or not self._known(data["token"]):
            await socket.send({"op": INVALID, "d": False})
            return None
        session.socket = socket
        for event in session.events[data["seq"] :]:
            await socket.send(event)
        resumed = {"op": DISPATCH, "t": "RESUMED", "s": len(session.events), "d": {}}
        await socket.send(resumed)
        return session


async def until_closed(gateway: Gateway) -> None:
    for session in gateway.live:
        if session.socket:
            with suppress(Exception):
                async with asyncio.timeout(1):
                    await session.socket.ws.close()
