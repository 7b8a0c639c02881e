"""Webhooks: signed, told once, tried again for days, and never inside the network."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from gateway_web.webhooks import PAUSES, Caller, post
from web_house import Build, House

from gateway import Ending


class Listener:
    """The other side: keeps what it is told and answers what it is set to."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            listener.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(listener.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_address[1]}/told?by=tapeway")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def signed(secret: str, headers: dict[str, str], body: bytes) -> str:
    """As the Standard Webhooks' libraries check it."""
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


async def hooked(home: House, url: str, *events: str) -> dict[str, Any]:
    async with home.program("admin") as http:
        made = await http.post("/webhooks", json={"url": url, "events": list(events)})
        assert made.status_code == 201, made.text
        return dict(made.json())


async def played(home: House) -> None:
    async with home.program("play") as http:
        for verb in ("start", "eject"):
            where = "/sessions/web.default/actions"
            assert (await http.post(where, json={"verb": verb})).status_code == 202
    await home.gateway.rest()


def files(root: Path) -> list[str]:
    return [f.read_bytes().decode("latin-1") for f in root.rglob("*") if f.is_file()]


async def test_the_end_of_a_run_and_its_tape_are_told_signed(house: Build) -> None:
    async with listening() as other, house(web={"private_webhooks": True}) as home:
        hook = await hooked(home, other.address, "run_ended", "tape_cut")
        await played(home)
        async with asyncio.timeout(20):
            while len(other.heard) < 2:
                await home.platform.caller.round(home.gateway.engine.office, home.platform.keys)
        told = {json.loads(body)["type"]: (headers, body) for headers, body in other.heard}
        assert told.keys() == {"run_ended", "tape_cut"}
        for headers, body in told.values():
            assert headers["webhook-signature"] == signed(hook["secret"], headers, body)
            assert json.loads(body)["data"]["session"] == "web.default"
        ended = json.loads(told["run_ended"][1])["data"]
        assert (ended["run"], ended["ending"]["kind"]) == (1, "ejected")
        assert json.loads(told["tape_cut"][1])["data"]["path"].startswith("tapes/tape_")


async def test_a_call_that_fails_is_tried_again_after_longer_and_longer_also_after_a_restart(
    house: Build,
) -> None:
    now = [datetime(2030, 1, 1, tzinfo=UTC)]
    ending = Ending(kind="good", title="Home")
    async with listening() as other:
        async with house(web={"private_webhooks": True}) as home:
            await hooked(home, other.address, "run_ended")
            office, keys, session = home.gateway.engine.office, home.platform.keys, home.session()
            first = Caller(private=True, clock=lambda: now[0])
            first._office = office
            await first.run_ended(session, 1, ending)
            await first.run_ended(session, 1, ending)  # told again after a crash
            other.status = 503
            for pause in PAUSES[:3]:
                assert await first.round(office, keys) == 1
                assert await first.round(office, keys) == 0
                now[0] += pause - timedelta(seconds=1)
                assert await first.round(office, keys) == 0
                now[0] += timedelta(seconds=1)
        async with house(web={"private_webhooks": True}) as home:
            office, keys = home.gateway.engine.office, home.platform.keys
            second = Caller(private=True, clock=lambda: now[0])
            other.status = 204
            assert await second.round(office, keys) == 1
            now[0] += timedelta(days=9)
            assert await second.round(office, keys) == 0
        assert len(other.heard) == 4
        assert len({headers["webhook-id"] for headers, _ in other.heard}) == 1
        assert len({headers["webhook-timestamp"] for headers, _ in other.heard}) == 4


async def test_a_call_is_given_up_in_the_end_and_one_may_look_why(house: Build) -> None:
    now = [datetime(2030, 1, 1, tzinfo=UTC)]
    async with listening() as other, house(web={"private_webhooks": True}) as home:
        hook = await hooked(home, other.address, "run_ended")
        caller = Caller(private=True, clock=lambda: now[0])
        office, keys = home.gateway.engine.office, home.platform.keys
        caller._office = office
        await caller.run_ended(home.session(), 1, Ending(kind="good", title="Home"))
        other.status = 500
        while await caller.round(office, keys):
            now[0] += timedelta(days=2)
        assert len(other.heard) == len(PAUSES) + 1
        async with home.program("admin") as http:
            (call,) = (await http.get(f"/webhooks/{hook['id']}/calls")).json()["items"]
            assert (call["state"], call["status"]) == ("failed", 500)
            assert call["why"] == "It answered 500."
            assert (await http.delete(f"/webhooks/{hook['id']}")).status_code == 204
            assert (await http.get("/webhooks")).json()["items"] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"])
async def test_nobody_inside_the_network_is_called(house: Build, host: str) -> None:
    async with house() as home:
        hook = await hooked(home, f"http://{host}:9/latest/meta-data", "run_ended")
        office, keys = home.gateway.engine.office, home.platform.keys
        await home.platform.caller.run_ended(home.session(), 1, Ending(kind="good", title="Home"))
        await home.platform.caller.round(office, keys)
        async with home.program("admin") as http:
            (call,) = (await http.get(f"/webhooks/{hook['id']}/calls")).json()["items"]
        assert call["status"] is None
        assert "Only this network reaches that address" in call["why"]


async def test_the_secret_is_kept_nowhere_and_is_told_again_for_the_same_key(
    house: Build, root: Path
) -> None:
    async with house() as home, home.program("admin") as http:
        key = {"Idempotency-Key": "hook-1"}
        body = {"url": "https://example.com/x", "events": ["tape_cut"]}
        made = [await http.post("/webhooks", json=body, headers=key) for _ in range(2)]
        assert made[0].json() == made[1].json()
        secret = made[0].json()["secret"]
        other = await http.post("/webhooks", json={**body, "events": ["run_ended"]}, headers=key)
        assert other.status_code == 409
        assert "secret" not in (await http.get("/webhooks")).text
        assert not [file for file in await asyncio.to_thread(files, root) if secret in file]


async def test_the_address_that_was_looked_at_is_the_one_that_is_called():
    """A name that is asked twice may lead into this network the second time."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    async with listening() as other:
        url = other.address.replace("127.0.0.1", "hooks.invalid")
        status = await asyncio.to_thread(post, url, b"{}", {}, private=True, resolve=resolve)
        assert (status, asked) == (204, ["hooks.invalid"])
        assert other.heard[0][0]["host"].startswith("hooks.invalid:")
        with pytest.raises(PermissionError, match="Only this network reaches that address"):
            await asyncio.to_thread(post, url, b"{}", {}, private=False, resolve=resolve)
        assert len(other.heard) == 1


async def test_an_address_that_does_not_answer_leaves_the_next_one_of_the_name():
    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(10, 1, 6, "", ("::1", port, 0, 0)), (2, 1, 6, "", ("127.0.0.1", port))]

    async with listening() as other:
        url = other.address.replace("127.0.0.1", "hooks.invalid")
        assert await asyncio.to_thread(post, url, b"{}", {}, private=True, resolve=resolve) == 204


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_whoever_answers_a_byte_at_a_time_is_hung_up_on(scheme: str):
    """Each byte is in time, and the whole would never be."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while not writer.is_closing():
                # As much of an answer as of a record of TLS that is 16 kB long.
                writer.write(b"H" if scheme == "http" else b"\x16\x03\x03\x3f\xff")
                await writer.drain()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.02):
                        if not await reader.read(2**16):
                            break
        writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises((OSError, HTTPException)):
            await asyncio.to_thread(post, url, b"{}", {}, private=True, whole=0.2)
