"""Whatever comes in: a clear refusal, nothing broken, nothing shown that is not yours."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from gateway_web.options import SECRET_VARIABLE, Options
from web_house import Build, Come

from gateway import SettingsError

SECRET = "a long enough secret"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - that is what is tested


async def test_no_path_leaves_the_room(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await home.gateway.rest()
        link = home.folder() / "images" / "frame_7.png"
        link.symlink_to(home.folder() / "state.json")
        tried = [
            "state.json", "history.json", "../web.default/state.json", "images/../state.json",
            "images/frame_0.png/", "images//frame_0.png", "/etc/passwd", "images/frame_7.png",
            "%2e%2e/%2e%2e/.web/key", "..%2f.web%2fkey", "images/frame_%00.png", "tapes/",
            "images/frame_99.png", "images\\frame_0.png", "images/frame_0.png%00.gif",
            "images/frame_\u0660.png", "x" * 5000,
        ]  # fmt: skip
        for path in tried:
            answer = await ann.http.get(ann.media(path))
            assert answer.status_code in (400, 404), path
            assert b"secret" not in answer.content
            assert "turn" not in answer.json()
        small = await ann.http.get(ann.media("images/frame_0.png") + "&w=9999")
        assert small.status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe\x00", 400),
        (b"[]", 400),
        (b"[" * 60_000, 400),
        (b'{"id": 1}', 400),
        (b'{"id": "short", "verb": "say"}', 400),
        (b'{"id": "%s", "verb": "silence"}' % (b"a" * 32), 400),
        (b'{"id": "%s", "verb": "nonsense<script>"}' % (b"a" * 32), 400),
        (b'{"id": "%s", "verb": "say", "argument": {}}' % (b"a" * 32), 400),
        (b'{"id": "%s", "verb": "choose", "button": "a b"}' % (b"a" * 32), 400),
        (b'{"id": "%s", "verb": "say", "argument": "%s"}' % (b"a" * 32, b"x" * 10_001), 400),
        (b"x" * 70_000, 413),
    ],
)
async def test_an_act_that_no_page_sends_is_refused_in_words(
    house: Build, guest: Come, body: bytes, status: int
) -> None:
    async with house() as home:
        ann = await guest(home)
        headers = {"Content-Type": "application/json"}
        answer = await ann.http.post("/r/default/act", content=body, headers=headers)
        assert answer.status_code == status
        assert answer.json()["detail"].endswith(".")
        assert not home.folder().exists()


async def test_html_in_words_stays_words(house: Build, guest: Come) -> None:
    evil = "</script><script>alert(1)</script>\u2028\ud800"
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        body = json.dumps({"id": uuid4().hex, "verb": "say", "argument": evil})
        headers = {"Content-Type": "application/json"}
        assert (await ann.http.post("/r/default/act", content=body, headers=headers)).is_success
        await ann.until("picture", turn=1)
        await home.gateway.rest()
        for path in ("/r/default", "/r/default/story", "/r/default/gallery"):
            page = (await ann.http.get(path)).text
            assert "<script>alert" not in page
        assert "alert(1)" in str((await guest(home)).seed["turns"])


async def test_other_pages_and_other_names_are_turned_away(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        body = {"id": uuid4().hex, "verb": "start"}
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Host": "evil.example"},
        ):
            answer = await ann.http.post("/r/default/act", json=body, headers=headers)
            assert answer.status_code == 403, headers
        assert (await ann.http.get("/", headers={"Host": "evil.example"})).status_code == 403
        form = await ann.http.post("/r/default/act", data={"verb": "start"})
        assert form.status_code == 415
        async with httpx.AsyncClient(base_url=home.address) as stranger:
            assert (await stranger.post("/r/default/act", json=body)).status_code == 401
            assert (await stranger.get("/r/default/events")).status_code == 401
            forged = {"Cookie": "tapeway=0123456789abcdef.QW5u.x.00000000000000000000000000000000"}
            answer = await stranger.post("/r/default/act", json=body, headers=forged)
            assert answer.status_code == 401


async def test_rooms_cannot_be_made_up(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        for room in ("a" * 32, "Default", "default.", "web.default", "~2e" * 5):
            answer = await ann.http.get(f"/r/{room}", headers={"Accept": "text/html"})
            assert answer.status_code == 404, room


async def test_every_answer_keeps_the_page_its_own(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        for path in ("/r/default", "/r/default/gallery", "/nothing", "/healthz", "/r/default/m/x"):
            headers = (await ann.http.get(path)).headers
            policy = headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert headers["x-content-type-options"] == "nosniff"
        page = (await ann.http.get("/r/default")).text
        assert "http://" not in page.partition('id="seed"')[0]
        assert "https://" not in page.partition('id="seed"')[0]


async def test_whoever_is_too_fast_is_asked_to_wait(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        answers = [await ann.act("help") for _ in range(20)]
        slowed = [a for a in answers if a.status_code == 429]
        assert slowed
        assert int(slowed[0].headers["retry-after"]) >= 1
        bob = await guest(home)
        assert (await bob.act("help")).status_code == 202


async def test_a_page_that_others_can_reach_asks_for_its_secret(
    house: Build, guest: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    async with house(web={"host": EVERYWHERE}) as home:
        port = home.address.rpartition(":")[2]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            assert (await http.get("/")).headers["location"] == "/enter"
            assert (await http.get("/r/default")).status_code == 403
            wrong = await http.post("/enter", data={"secret": "open sesame"})
            assert wrong.status_code == 403
            right = await http.post("/enter", data={"secret": SECRET})
            assert right.headers["location"] == "/r/default"
            assert (await http.get("/r/default")).status_code == 200
            link = (await http.post("/rooms", json={})).json()["link"]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as friend:
            assert (await friend.get(link)).status_code == 200
            assert (await friend.get("/r/default")).status_code == 403
            assert (await friend.post("/rooms", json={})).status_code == 403
            tries = [(await friend.post("/enter", data={"secret": "x"})) for _ in range(6)]
            assert tries[-1].status_code == 429


@pytest.mark.parametrize(
    ("section", "environ", "sentence"),
    [
        ({"host": EVERYWHERE}, {}, SECRET_VARIABLE),
        ({"host": "::"}, {}, SECRET_VARIABLE),
        ({"host": EVERYWHERE}, {SECRET_VARIABLE: "short"}, "too short"),
        ({"secret": SECRET}, {}, "does not belong in the settings"),
        ({"secret_file": "/nowhere/at/all"}, {}, "cannot be read"),
        ({"port": 99999}, {}, "0 to 65535"),
        ({"port": "http"}, {}, "plugins.web.port is like 8010"),
        ({"colour": "red"}, {}, "has no 'colour'"),
    ],
)
def test_wrong_settings_are_refused_with_what_to_do(
    section: dict[str, Any], environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence):
        Options.found_in({"plugins": {"web": {"enabled": True, **section}}}, environ)


def test_settings_of_the_environment_are_read_as_what_they_mean() -> None:
    said = {"plugins": {"web": {"enabled": "true", "port": "9000"}}, "root": "elsewhere"}
    options = Options.found_in(said, {})
    assert options is not None
    assert (options.port, str(options.root), options.loopback) == (9000, "elsewhere", True)
    assert Options.found_in({"plugins": {}}, {}) is None


def test_a_secret_is_never_shown() -> None:
    said = {"plugins": {"web": {"enabled": True, "host": EVERYWHERE}}}
    options = Options.found_in(said, {SECRET_VARIABLE: SECRET})
    assert SECRET not in repr(options)


async def test_an_address_that_is_taken_is_named(house: Build) -> None:
    async with house() as home:
        port = int(home.address.rpartition(":")[2])
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}"):
            await type(home.platform)(Options(port=port, root=home.platform.options.root)).open()
