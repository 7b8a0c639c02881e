"""Safe by default: each thing that is refused says why, in a sentence."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from gateway_web.options import SECRET_VARIABLE, Options
from web_house import Build, Come, Guest, House

from gateway import SettingsError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - that is what is tested
JSON = {"Content-Type": "application/json"}
ACT = {"id": "a" * 32, "verb": "help"}


def test_another_address_without_a_secret_says_how_to_set_it() -> None:
    with pytest.raises(SettingsError) as refused:
        Options.found_in({"plugins": {"web": {"enabled": True, "host": EVERYWHERE}}}, {})
    assert str(refused.value) == (
        f"plugins.web.host is {EVERYWHERE}, which others can reach, and there is no secret: set "
        f"{SECRET_VARIABLE} to 12 characters or more, name a file with plugins.web.secret_file, or "
        "listen on 127.0.0.1."
    )


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "sentence"),
    [
        ("GET", "/", {"headers": {"Host": "evil.example"}}, 403,
         "This page answers to this machine's own names only."),
        ("POST", "/r/default/act", {"json": ACT, "headers": {"Origin": "https://x.example"}}, 403,
         "That came from another page."),
        ("POST", "/r/default/act", {"json": ACT, "headers": {"Sec-Fetch-Site": "cross-site"}}, 403,
         "That came from another page."),
        ("POST", "/r/default/act", {"content": b"x" * 70_000, "headers": JSON}, 413,
         "That is more than 65,536 bytes at once."),
        ("POST", "/r/default/act", {"content": b"\x00\xff", "headers": JSON}, 400,
         "That is no JSON."),
        ("POST", "/r/default/act", {"data": {"verb": "start"}}, 415,
         "Send JSON, as application/json."),
        ("POST", "/r/default/act", {"json": {**ACT, "argument": "x" * 10_001}}, 400,
         "`argument` has at most 10,000 characters."),
        ("POST", "/r/default/act", {"json": {**ACT, "id": "1"}}, 400,
         "`id` is 16 to 64 letters, digits and hyphens, another for each click."),
        ("POST", "/r/default/name", {"json": {"name": " \n "}}, 400,
         "A name has at least one letter."),
        ("GET", "/r/" + "a" * 32, {}, 404,
         "There is no such room. Ask for its link once more."),
        ("GET", "/r/default/m/images/frame_0.png", {}, 403,
         "That link is not good any more. Open the room again."),
        ("POST", "/r/default/delete", {"json": {"path": "state.json"}}, 404,
         "There is no tape or film of that name in this room."),
    ],
)  # fmt: skip
async def test_what_is_refused_says_why(
    house: Build, guest: Come, method: str, path: str, sent: dict[str, Any], status: int,
    sentence: str,
) -> None:  # fmt: skip
    async with house() as home:
        ann = await guest(home)
        answer = await ann.http.request(method, path, **sent)
        assert (answer.status_code, _said(answer)) == (status, sentence)


async def test_a_stranger_without_a_cookie_is_told_to_open_the_page(house: Build) -> None:
    async with house() as home, _browser(home) as stranger:
        answer = await stranger.post("/r/default/act", json=ACT)
        assert (answer.status_code, _said(answer)) == (
            401,
            "Nobody knows you here yet: open the room's page first.",
        )


async def test_a_guest_is_told_whose_room_and_whose_links_they_are(
    house: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "a long enough secret")
    async with house(web={"host": EVERYWHERE}) as home, _browser(home) as eve:
        room = await eve.get("/r/default")
        assert (room.status_code, _said(room)) == (
            403,
            "This room is its host's. Enter with the secret first.",
        )
        await eve.get("/enter")
        link = home.platform.keys.new_room()
        await Guest(eve, link).open()
        made = await eve.post("/rooms", json={})
        assert (made.status_code, _said(made)) == (403, "Only the host makes rooms here.")


async def test_a_room_takes_only_so_much_however_many_are_in_it(house: Build, guest: Come) -> None:
    async with house() as home:
        people = [await guest(home) for _ in range(15)]
        acts = [who.act("help") for who in people for _ in range(12)]
        answers = await asyncio.gather(*acts)
        slowed = [answer for answer in answers if answer.status_code == 429]
        assert slowed
        assert _said(slowed[0]) == "That was a little fast. Take a breath."
        assert int(slowed[0].headers["retry-after"]) >= 1


async def test_no_page_asks_anybody_else_for_anything(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        for path in ("/r/default", "/r/default/gallery", "/r/default/story"):
            answer = await ann.http.get(path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "'self'" in policy.partition("script-src")[2].partition(";")[0]
            assert not {"unsafe-inline", "unsafe-eval", "http:", "https:", "*"} & set(
                policy.split()
            )
            assert " style=" not in answer.text
            assert " onclick=" not in answer.text


async def test_a_click_that_is_sent_again_is_heard_once(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        click = {"id": uuid4().hex, "verb": "start"}
        heard = [(await ann.http.post("/r/default/act", json=click)).json() for _ in range(2)]
        assert heard == [{"heard": True}, {"heard": False}]


def _said(answer: httpx.Response) -> str:
    """The sentence of a problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


def _browser(home: House) -> httpx.AsyncClient:
    port = home.address.rpartition(":")[2]
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20)
