"""Whatever can be thrown at every route there is; a new route without an attack fails the test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from gateway_web.api.spec import ROOT
from gateway_web.api.table import OPERATIONS
from gateway_web.app import application
from starlette.routing import Route
from web_house import Build, Come, Guest, House

SCRIPT = "<script>alert(1)</script>"
NAMES = [
    "..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5c.web%5ckey", "%00", "%ff%fe",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "x" * 4000, "CON", "web.default", "%E2%80%AE", "*",
    "'%20OR%201=1--", "{{7*7}}", "%0d%0aSet-Cookie:%20a=b", ".web", "~root", "key",
]  # fmt: skip
QUERIES = [
    "", f"t={SCRIPT}", "t=%00&w=%00", "w=-1", "w=1e9", "track=../../key", "run=-1",
    "run=" + "9" * 500, "run=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "after=%00", "after=a-9999999999999999999999", "download=%0d%0aX:1",
    "t=zz.zz&track=chapters", "t=1.%E2%98%83",
]  # fmt: skip
BODIES = [
    b"", b"\x00\xff\xfe" * 100, b"{}", b"[]", b"null", b'"text"', b"{" * 9000, b"x" * 66_000,
    b'{"id": {"$ne": 1}}', b'{"id": "' + b"a" * 32 + b'", "verb": "__class__"}',
    b'{"path": "../../.tapeway.sqlite"}', b'{"path": "state.json"}',
    b'{"path": ["tapes/a.gif"]}',
    b'{"path": "images/frame_0.png"}', b'{"name": "\\ud800\\u0000"}', b'{"name": ["a"]}',
    b'{"name": "%s"}' % (b"n" * 300),
    b"secret=" + b"x" * 900, b"secret=%00%ff&secret=a&a&b&c&d&e&f",
]  # fmt: skip
KINDS = [
    "application/json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data",
]
PICTURES = ["image/png", "image/webp"]
PAGES = [
    "after=%00", "after=" + "A" * 700, "after=W10", "after=WzkyMjMzNzIwMzY4NTQ3NzU4MDhd",
    "limit=1e3", "limit=" + "9" * 30, "after=..%2f..", "days=-1", "kind=frame", "platform=%27--",
]  # fmt: skip
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

THROWN = {
    "/": [""],
    "/enter": [""],
    "/rooms": [""],
    "/healthz": [""],
    "/static/{version}/{name}": [f"{a}/{b}" for a, b in zip(NAMES, reversed(NAMES), strict=True)],
    "/r/{room}": NAMES,
    "/r/{room}/state": NAMES,
    "/r/{room}/events": NAMES,
    "/r/{room}/act": NAMES,
    "/r/{room}/hero": NAMES,
    "/r/{room}/name": NAMES,
    "/r/{room}/gallery": NAMES,
    "/r/{room}/delete": NAMES,
    "/r/{room}/story": NAMES,
    "/r/{room}/m/{path:path}": NAMES,
}
"""What stands where a route takes a name; the empty one where it takes none."""

TOGETHER = {
    "/readyz": [""],
    "/metrics": [""],
    "/admin": [""],
    "/admin/enter": [""],
    "/admin/leave": [""],
    "/admin/forget": [""],
    "/admin/unshare": [""],
    "/r/{room}/share": NAMES,
    "/r/{room}/unshare": NAMES,
    "/s/{code}": NAMES,
    "/s/{code}/{file}": NAMES,
    "/tapes": [""],
    "/tapes/{file}": NAMES,
    "/f/{leave}/{file}": NAMES,
    "/f/{leave}/{session}/{path:path}": NAMES,
    "/api/v1": [""],
    "/api/v1/openapi.json": [""],
}
"""The same, for what is thrown at in one house: a house a route takes its time."""

PROGRAMS = {f"{ROOT}{op.path}" for op in OPERATIONS}
"""What only a token opens: all of it is thrown at in one go, by somebody who has one."""

ASKED = {f"{ROOT}{op.path}" for op in OPERATIONS if op.query is not None}
PUT = {f"{ROOT}{op.path}" for op in OPERATIONS if op.pictures}
POSTED = {f"{ROOT}{op.path}" for op in OPERATIONS if op.body is not None}

TAKES = ("act", "delete", "enter", "forget", "leave", "name", "rooms", "share")
"""How the routes end that take a body; all others refuse each of its kinds alike."""

ENDLESS = "/r/{room}/events"


async def test_every_route_has_its_hostile_visitors(house: Build) -> None:
    async with house() as home:
        routes = application(home.platform, home.gateway.engine).routes
        assert {route.path for route in routes if isinstance(route, Route)} == {
            *THROWN,
            *TOGETHER,
            *PROGRAMS,
        }


@pytest.mark.parametrize("route", THROWN)
async def test_whatever_is_thrown_at_a_route_is_refused_and_breaks_nothing(
    house: Build, guest: Come, route: str
) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await home.gateway.rest()
        before = home.gateway.store.folders.read_history(home.session())
        for method, path, body, kind in _attacks(route):
            await _refused(home, ann, method, path, body, kind)
        assert home.gateway.store.folders.read_history(home.session()) == before
        assert (home.folder() / "images" / "frame_0.png").is_file()
        bob = await guest(home)
        assert (await bob.act("choose", "left")).status_code == 202
        await bob.until("words", turn=1)


async def test_whatever_is_thrown_at_the_other_routes_is_refused_and_breaks_nothing(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await home.gateway.rest()
        for route, names in TOGETHER.items():
            for name in names:
                await _refused(home, ann, "GET", _path(route, name), b"", "")
            path = _path(route, "default")
            for query in QUERIES:
                await _refused(home, ann, "GET", f"{path}?{query}", b"", "")
            for body, kind in itertools.product(BODIES if route.endswith(TAKES) else [], KINDS[:2]):
                await _refused(home, ann, "POST", path, body, kind)
            for method in METHODS:
                await _refused(home, ann, method, path, b"", "")
        assert (home.folder() / "images" / "frame_0.png").is_file()
        assert (await ann.act("choose", "left")).status_code == 202


def _attacks(route: str) -> Iterator[tuple[str, str, bytes, str]]:
    """Every name and query; every body of every kind; every method."""
    real = [_path(route, "default")] if "{room}" in route else []
    for name in [*THROWN[route]]:
        yield from (("GET", f"{path}?{QUERIES[0]}", b"", "") for path in _paths(route, name))
        yield from (("POST", path, b"{}", KINDS[0]) for path in _paths(route, name))
    for path in real or [_path(route, "x")]:
        if route != ENDLESS:
            yield from (("GET", f"{path}?{query}", b"", "") for query in QUERIES)
        if route.endswith("hero"):
            for body, kind in itertools.product(BODIES, PICTURES):
                yield "POST", f"{path}?id={uuid4().hex}", body, kind
        kinds = KINDS if route.endswith(TAKES) else KINDS[:1]
        for body, kind in itertools.product(BODIES, kinds):
            yield "POST", path, body, kind
        yield from ((method, path, b"", "") for method in METHODS if route != ENDLESS)


def _paths(route: str, name: str) -> list[str]:
    """The name in the place of the room, and of whatever else the route takes."""
    if route.startswith("/static"):
        return [f"/static/{name}"]
    paths = [_path(route, name)]
    if "{path:path}" in route:
        paths += [
            f"/r/default/m/{name}",
            f"/r/default/m/images/{name}",
            f"/r/default/m/tapes/{name}",
        ]
    return paths


def _path(route: str, name: str) -> str:
    for words in ("{leave}/{session}", "{leave}/{file}", "{code}/{file}"):
        route = route.replace(words, f"{name}/{name}")
    route = route.replace("{code}", name).replace("{file}", name)
    filled = route.replace("{room}", name).replace("{path:path}", "tapes/tape_20260101_000000.gif")
    return filled.replace("{version}/{name}", name)


async def _refused(home: House, ann: Guest, method: str, path: str, body: bytes, kind: str) -> None:
    """Anything but a success that changes something; nothing of the inside in the answer."""
    headers = {"Accept": "text/html", **({"Content-Type": kind} if kind else {})}
    url = httpx.URL(home.address).copy_with(raw_path=path.encode())
    request = ann.http.build_request(method, url, content=body, headers=headers)
    answer = await ann.http.send(request)
    shown = answer.content
    assert answer.status_code < 500, (method, path, body[:80], shown[:200])
    assert SCRIPT.encode() not in shown
    for inside in (b"Traceback", str(home.platform.options.root).encode(), b"sqlite", b"root:"):
        assert inside not in shown, (method, path, inside)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "a" not in answer.cookies
    if method == "POST" and answer.status_code >= 400 and answer.status_code not in (404, 405):
        assert shown.rstrip().endswith((b".", b'."}', b"</html>")), (path, body[:80], shown[:300])


async def test_a_room_is_closed_to_whoever_has_no_link_and_no_cookie(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        paths = [
            (method, _path(route, "default"))
            for route in THROWN
            for method in ("GET", "POST")
            if route.startswith("/r/{room}/") and not route.endswith(("gallery", "story"))
        ]
        body = {"id": uuid4().hex, "verb": "eject", "name": "Eve", "path": "tapes/x.gif"}
        async with httpx.AsyncClient(base_url=home.address) as stranger:
            for method, path in paths:
                answer = await stranger.request(method, path, json=body)
                assert answer.status_code in (401, 405), (method, path, answer.text)


async def test_whatever_a_program_throws_is_refused_and_breaks_nothing(
    house: Build, guest: Come
) -> None:
    async with house(web={"api_rate": 100_000}) as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await home.gateway.rest()
        before = home.gateway.store.folders.read_history(home.session())
        async with home.program("read", "play", "admin") as program:
            program.base_url = httpx.URL(home.address)
            eve = Guest(program)
            for route in sorted(PROGRAMS):
                for method, path, body, kind in _at_programs(route):
                    await _refused(home, eve, method, path, body, kind)
        async with httpx.AsyncClient(base_url=home.address) as stranger:
            for route in sorted(PROGRAMS):
                url = _filled(route, "web.default")
                for method in ("GET", "POST", "PUT", "DELETE"):
                    answer = await stranger.request(method, url, json={})
                    assert answer.status_code in (401, 405, 429), (method, url)
        assert home.gateway.store.folders.read_history(home.session()) == before
        assert (await ann.act("choose", "left")).status_code == 202
        await ann.until("words", turn=1)


def _at_programs(route: str) -> Iterator[tuple[str, str, bytes, str]]:
    endless = route.endswith("/events")
    for name in NAMES if "{" in route else []:
        if endless and name == "web.default":
            continue
        method = "POST" if route in POSTED else "GET"
        yield method, _filled(route, name), b"{}", KINDS[0]
    path = _filled(route, "web.nobody")
    yield "GET", path, b"", ""
    if not endless:
        there = _filled(route, "web.default")
        yield from (("GET", f"{there}?{query}", b"", "") for query in PAGES if route in ASKED)
        yield from (("POST", there, body, KINDS[0]) for body in BODIES if route in POSTED)
        pictures = itertools.product(BODIES, PICTURES) if route in PUT else []
        yield from (("PUT", there, body, kind) for body, kind in pictures)
        yield from ((method, there, b"", "") for method in METHODS if method != "DELETE")


def _filled(route: str, name: str) -> str:
    for parameter in ("session", "path:path", "action", "token", "webhook", "code"):
        route = route.replace(f"{{{parameter}}}", name)
    return route
