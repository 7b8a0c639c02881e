"""A picture of who is played: sent from the page and by programs, seen by all, taken away."""

from __future__ import annotations

import asyncio
import os
import resource
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from gateway_web.uploads import Uploads
from web_house import Build, Come, Guest, House

from gateway import PICTURE_BYTES, Event, SessionId, StorageFull, TryLater, Verb
from gateway.core import phrases
from gateway.testing import FakePlatform, offering, plugin_of

JPEG = {"Content-Type": "image/jpeg"}
ANN = b"a picture of Ann"


async def send(
    who: Guest, picture: bytes = ANN, *, click: str = "", kind: str = "image/jpeg"
) -> httpx.Response:
    headers = {"Content-Type": kind}
    where = f"/r/{who.room}/hero?id={click or uuid4().hex}"
    return await who.http.post(where, content=picture, headers=headers)


def waiting(home: House) -> list[str]:
    """What lies in the page's own folder until it is fetched."""
    return sorted(path.name for path in (home.platform.folder / "uploads").glob("*"))


def said(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


async def test_everybody_in_the_room_sees_who_is_played_and_nobody_elsewhere(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann, bob = await guest(home), await guest(home)
        assert (await send(ann)).json() == {"heard": True}
        kept = await ann.until("notice")
        assert (kept["text"], kept["path"]) == (
            phrases.HERO_KEPT.replace("`hero off`", "/hero off"),
            "images/hero.png",
        )
        seen = await bob.until("hero")
        again = await guest(home, cookie=bob)
        assert again.seed["hero"] == seen["version"]
        shown = await bob.http.get(bob.media("images/hero.png"))
        assert (shown.content, shown.headers["content-type"]) == (ANN, "image/png")
        other = await guest(home, home.platform.keys.new_room())
        assert other.seed["hero"] is None
        await home.gateway.rest()
        assert waiting(home) == []


async def test_taken_away_it_is_gone_for_everybody(house: Build, guest: Come) -> None:
    async with house() as home:
        ann, bob = await guest(home), await guest(home)
        await send(ann)
        await bob.until("hero")
        await ann.act("hero", "off")
        assert (await bob.until("hero"))["version"] is None
        gone = await bob.http.get(bob.media("images/hero.png"))
        assert (gone.status_code, said(gone)) == (
            404,
            "There is nothing of that name in this room.",
        )
        left = [path for path in home.platform.folder.rglob("*") if "hero" in path.name]
        assert left == [], "a smaller one of it"


async def test_another_one_is_fetched_though_its_name_stays(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await send(ann)
        first = (await ann.until("hero"))["version"]
        seen = await ann.http.get(ann.media("images/hero.png"))
        assert seen.headers["cache-control"] == "private, no-cache"
        known = {"If-None-Match": seen.headers["etag"]}
        same = await ann.http.get(ann.media("images/hero.png"), headers=known)
        assert (same.status_code, same.content) == (304, b"")
        await send(ann, b"Ann with a hat")
        assert (await ann.until("hero"))["version"] != first
        other = await ann.http.get(ann.media("images/hero.png"), headers=known)
        assert other.content == b"Ann with a hat"


async def test_the_same_picture_sent_again_is_one_event(house: Build, guest: Come) -> None:
    async with house() as home:
        ann, click = await guest(home), uuid4().hex
        both = await asyncio.gather(*(send(ann, click=click) for _ in range(2)))
        assert sorted(answer.json()["heard"] for answer in both) == [False, True]
        await ann.until("notice")
        await home.gateway.rest()
        assert (await send(ann, click=click)).json() == {"heard": False}
        assert waiting(home) == []
        assert (await ann.act("help")).status_code == 202
        notices = [e for e in (await guest(home, cookie=ann)).seed["entries"] if "key" in e]
        assert len([e for e in notices if click in e["key"]]) == 1


TOO_LARGE = "A picture has at most 20 MB. Send a smaller one."
REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("{id}", {"json": {}}, 415, "Send a picture, as image/png, image/jpeg or image/webp."),
    ("{id}", {"content": ANN}, 415, "Send a picture, as image/png, image/jpeg or image/webp."),
    ("{id}", {"content": bytes(PICTURE_BYTES + 1), "headers": JPEG}, 413, TOO_LARGE),
    ("{id}", {"content": b"", "headers": JPEG}, 400, "There is nothing in that picture."),
    ("../../x", {"content": ANN, "headers": JPEG}, 400,
     "`id` is 16 to 64 letters, digits and hyphens, another for each click."),
    ("{id}", {"content": ANN, "headers": {**JPEG, "Origin": "https://x.example"}}, 403,
     "That came from another page."),
]  # fmt: skip


@pytest.mark.parametrize(("click", "sent", "status", "sentence"), REFUSED)
async def test_what_is_no_picture_is_refused_with_a_sentence(
    house: Build, guest: Come, click: str, sent: dict[str, Any], status: int, sentence: str
) -> None:
    async with house() as home:
        ann = await guest(home)
        where = "/r/default/hero?id=" + click.format(id=uuid4().hex)
        answer = await ann.http.post(where, **sent)
        assert (answer.status_code, said(answer)) == (status, sentence)
        assert waiting(home) == []


async def test_one_that_does_not_say_how_large_it_is_is_cut_off(house: Build, guest: Come) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(PICTURE_BYTES // 500_000 + 1):
            yield bytes(500_000)

    async with house() as home:
        ann = await guest(home)
        where = f"/r/default/hero?id={uuid4().hex}"
        answer = await ann.http.post(where, content=endless(), headers=JPEG)
        assert (answer.status_code, said(answer)) == (413, TOO_LARGE)
        assert waiting(home) == []


async def test_only_whoever_may_play_here_sends_one(house: Build, guest: Come) -> None:
    async with house() as home:
        ann, bob = await guest(home), await guest(home)
        await ann.act("start")
        await ann.act("settings", "players owner")
        await send(bob)
        refused = await bob.until("notice")
        assert refused["text"].startswith("Only whoever started it decides in this story.")
        await home.gateway.rest()
        assert not (home.folder() / "images" / "hero.png").exists()
        assert waiting(home) == []
        async with httpx.AsyncClient(base_url=home.address) as stranger:
            assert (await send(Guest(stranger))).status_code == 401


async def test_whoever_sends_one_after_another_is_slowed_down(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        answers = [await send(ann) for _ in range(9)]
        slowed = [answer for answer in answers if answer.status_code == 429]
        assert said(slowed[0]) == "That was a little fast. Take a breath."
        assert int(slowed[0].headers["retry-after"]) >= 1


@contextmanager
def full_disk() -> Iterator[None]:
    """No file grows beyond a megabyte."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_where_there_is_no_room_that_is_said_and_nothing_stays(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann = await guest(home)
        with full_disk():
            answer = await send(ann, bytes(3_000_000))
        assert (answer.status_code, said(answer)) == (
            507, "It could not be kept here (File too large). Try again later.",
        )  # fmt: skip
        assert waiting(home) == []
        assert (await send(ann)).status_code == 202


async def test_an_event_that_cannot_be_kept_leaves_no_picture(house: Build, guest: Come) -> None:
    def admit_event() -> None:
        raise StorageFull("there is no room")

    async with house(plugin_of("full", admit_event=admit_event)) as home:
        answer = await send(await guest(home))
        assert (answer.status_code, said(answer)) == (507, "there is no room")
        assert waiting(home) == []


async def test_what_was_sent_before_the_gateway_stopped_is_fetched_when_it_is_back(
    house: Build, guest: Come
) -> None:
    told = asyncio.Event()

    async def write_scene() -> None:
        told.set()
        await asyncio.Event().wait()

    async with house(plugin_of("slow", write_scene=write_scene)) as home:
        ann = await guest(home)
        await ann.act("start")
        await told.wait()
        click = uuid4().hex
        heard = [(await send(ann, click=click)).json()["heard"] for _ in range(2)]
        assert heard == [True, False]
        (name,) = waiting(home)
        (home.platform.folder / "uploads" / "torn.part").write_bytes(b"half")
    os.utime(home.platform.folder / "uploads" / name, (0, 0))
    async with house() as home:
        assert (await send(await guest(home, home.platform.keys.new_room()))).status_code == 202
        await home.gateway.rest()
        assert (home.folder() / "images" / "hero.png").read_bytes() == ANN
        assert waiting(home) == []


async def test_forgotten_with_its_story(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await send(ann)
        await ann.until("hero")
        left = home.platform.folder / "uploads" / f"{home.session()}@left"
        left.write_bytes(ANN)
        await ann.act("forget", "yes")
        await ann.until("reset")
        await home.gateway.rest()
        assert waiting(home) == []
        assert not home.folder().exists()


# ------------------------------------------------------------------------------------ the folder


async def one(picture: bytes = ANN) -> AsyncIterator[bytes]:
    yield picture


def event(number: int = 1) -> Event:
    return FakePlatform().event(Verb.HERO, number=number)


async def test_what_nobody_fetched_is_cleared_after_an_hour(tmp_path: Path) -> None:
    now = time.time() + 10
    uploads = Uploads(tmp_path, clock=lambda: now)
    async with uploads.receiving(one()) as upload:
        first = await uploads.keep(upload, event(1))
    now += 3500
    async with uploads.receiving(one()) as upload:
        assert (tmp_path / first).exists()
    now += 3700
    async with uploads.receiving(one()) as upload:
        assert not (tmp_path / first).exists()


async def test_only_so_many_are_here_at_once(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    for number in range(64):
        async with uploads.receiving(one()) as upload:
            await uploads.keep(upload, event(number))
    with pytest.raises(TryLater, match="Many pictures arrive here at once"):
        async with uploads.receiving(one()):
            pass


# --------------------------------------------------------------------------------------- programs


async def test_a_program_sends_looks_and_takes_away(house: Build) -> None:
    async with house() as home, home.program("play", "read") as http:
        where = "/sessions/web.default/hero"
        assert said(await http.get(where)) == "There is no picture of who is played there."
        sent = await http.put(where, content=ANN, headers={"Content-Type": "image/webp"})
        assert (sent.status_code, sent.json()["heard"]) == (202, True)
        await home.gateway.rest()
        became = (await http.get(f"/sessions/web.default/actions/{sent.json()['id']}")).json()
        assert became["notices"] == [phrases.HERO_KEPT]
        shown = await http.get(where)
        assert (shown.content, shown.headers["content-type"]) == (ANN, "image/png")
        assert (await http.delete(where)).status_code == 202
        await home.gateway.rest()
        assert (await http.get(where)).status_code == 404


async def test_a_key_is_one_picture(house: Build) -> None:
    async with house() as home, home.program("play") as http:
        where, headers = "/sessions/web.default/hero", {**JPEG, "Idempotency-Key": "once"}
        first, second = [await http.put(where, content=ANN, headers=headers) for _ in range(2)]
        assert first.json() == second.json()
        assert second.headers["idempotency-replayed"] == "true"
        other = await http.put(where, content=b"Bob", headers=headers)
        assert (other.status_code, said(other)) == (
            409, "That key was brought with another request; make up a new one.",
        )  # fmt: skip
        await home.gateway.rest()
        assert waiting(home) == []


async def test_a_program_needs_the_scopes_and_a_picture(house: Build) -> None:
    where = "/sessions/web.default/hero"
    async with house() as home:
        async with home.program("read") as http:
            for asked in (http.put(where, content=ANN, headers=JPEG), http.delete(where)):
                assert said(await asked) == "That needs a token with the scope play."
        async with home.program("play") as http:
            assert said(await http.get(where)) == "That needs a token with the scope read."
            assert (await http.put(where, json={})).status_code == 415
            nobody = await http.put("/sessions/web.x/hero", content=ANN, headers=JPEG)
            assert said(nobody) == "There is no such session."
            owner = await http.put(where, content=ANN, headers=JPEG, params={"as_owner": "true"})
            assert owner.status_code == 403
        assert waiting(home) == []


async def test_a_program_sends_one_into_any_chat(house: Build) -> None:
    chat = FakePlatform()
    async with house(offering(chat)) as home, home.program("play", "read") as http:
        session = SessionId.of("fake", "room")
        await home.gateway.engine.hear(chat.event(Verb.START, session=session))
        await home.gateway.rest()
        await http.put(f"/sessions/{session}/hero", content=ANN, headers=JPEG)
        await home.gateway.rest()
        assert home.gateway.store.folders.read(session, "images/hero.png") == ANN
        assert chat.shown[-1].text == phrases.HERO_KEPT
        assert waiting(home) == []
