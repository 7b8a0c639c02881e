"""As much of HTTP/1.1 as a server needs that can also hang up in the middle of a request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesParser
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """A request, its body as bytes."""

    path: str
    headers: dict[str, str]
    body: bytes = b""
    method: str = "GET"

    def form(self) -> tuple[dict[str, str], dict[str, bytes]]:
        """The fields and the files of a form."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith("multipart/"):
            return dict(parse_qsl(self.body.decode(), keep_blank_values=True)), {}
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        fields, files = {}, {}
        for part in BytesParser().parsebytes(head + self.body).get_payload():
            name = part.get_param("name", header="content-disposition")
            data = part.get_payload(decode=True)
            if part.get_filename() is None:
                fields[name] = data.decode()
            else:
                files[name] = data
        return fields, files


Answer = Callable[[Request], Awaitable[tuple[int, bytes | AsyncIterator[bytes]] | None]]
"""Status and JSON, or events that come one by one; `None`, or a `ConnectionError`, hangs up."""


class Server:
    """Answers on a free port of this machine.

    :param cut: whether to hang up on a request once the first of its body is there.
    """

    def __init__(self, answer: Answer, *, cut: Callable[[Request], bool]) -> None:
        self._answer = answer
        self._cut = cut
        self._talks: set[asyncio.Task[None]] = set()
        self.base = ""

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self._server.close()
        for talk in list(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._talks.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._talk(reader, writer):
                    pass
        finally:
            self._talks.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.partition(": ") for line in head[1:] if line)
        headers = {name.lower(): value for name, _, value in pairs}
        request = Request(head[0].split()[1], headers)
        length = int(headers.get("content-length", 0))
        if self._cut(request):
            await reader.readexactly(min(length // 2, 1000))
            return False
        body = await reader.readexactly(length)
        answer = await self._answer(Request(request.path, headers, body, head[0].split()[0]))
        if answer is None:
            return False
        status, content = answer
        if not isinstance(content, bytes):
            await self._stream(writer, status, content)
            return True
        writer.write(
            f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n".encode()
            + content
        )
        await writer.drain()
        return True

    async def _stream(
        self, writer: asyncio.StreamWriter, status: int, content: AsyncIterator[bytes]
    ) -> None:
        kind = "Content-Type: text/event-stream\r\nTransfer-Encoding: chunked"
        writer.write(f"HTTP/1.1 {status} -\r\n{kind}\r\n\r\n".encode())
        async for piece in content:
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
