"""The gallery over HTTP: who may look, who may delete, what a browser reads of a film."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from gateway_web.keys import Keys
from gateway_web.options import SECRET_VARIABLE
from gateway_web.tracks import read_track, to_vtt
from web_house import Build, Come, Guest, House

from gateway import SessionId

ROOM, OTHER = SessionId.of("web", "a"), SessionId.of("web", "b")
DAY = 24 * 3600
EVERYWHERE = "0.0.0.0"  # noqa: S104 - that is what is tested


def test_a_ticket_is_good_for_one_life_of_one_room_and_runs_out() -> None:
    keys = Keys(b"k" * 32)
    ticket = keys.ticket(ROOM, "life", now=0)
    assert keys.admits(ticket, ROOM, "life", now=0)
    assert keys.admits(ticket, ROOM, "life", now=30 * DAY)
    assert not keys.admits(ticket, ROOM, "life", now=61 * DAY)
    assert not keys.admits(ticket, ROOM, "another life", now=0)
    assert not keys.admits(ticket, OTHER, "life", now=0)
    assert not Keys(b"x" * 32).admits(ticket, ROOM, "life", now=0)


def test_a_ticket_stays_the_same_for_weeks_so_that_a_picture_is_asked_for_once() -> None:
    keys = Keys(b"k" * 32)
    assert keys.ticket(ROOM, "life", now=0) == keys.ticket(ROOM, "life", now=29 * DAY)
    assert keys.ticket(ROOM, "life", now=0) != keys.ticket(ROOM, "life", now=31 * DAY)


@pytest.mark.parametrize("ticket", ["", "x", "0.0", "ffffffffffff.", "-1.a", "1.☃"])
async def test_a_picture_without_its_ticket_is_refused(
    house: Build, guest: Come, ticket: str
) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        path = "/r/default/m/images/frame_0.png"
        assert (await ann.http.get(ann.media("images/frame_0.png"))).status_code == 200
        refused = await ann.http.get(path, params={"t": ticket})
        assert refused.status_code == 403
        assert refused.json()["detail"] == ("That link is not good any more. Open the room again.")


async def test_a_ticket_of_one_room_opens_no_other(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        link = (await ann.http.post("/rooms", json={})).json()["link"]
        bob = await guest(home, link.removeprefix("/r/"))
        stolen = f"/r/default/m/images/frame_0.png?t={bob.seed['ticket']}"
        assert (await bob.http.get(stolen)).status_code == 403


async def test_the_host_deletes_a_tape_and_everybody_sees_it_go(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        tape = await _a_tape(ann)
        answer = await ann.http.post("/r/default/delete", json={"path": tape})
        assert answer.json() == {"deleted": tape}
        assert (await ann.until("deleted"))["path"] == tape
        assert not (home.folder() / tape).exists()
        assert tape not in (await ann.http.get("/r/default/gallery")).text
        again = await ann.http.post("/r/default/delete", json={"path": tape})
        assert again.status_code == 404
        assert again.json()["detail"] == "There is no tape or film of that name in this room."


@pytest.mark.parametrize("path", ["images/frame_0.png", "state.json", "../x", "tapes/", ""])
async def test_nothing_but_tapes_and_films_is_deleted(house: Build, guest: Come, path: str) -> None:
    async with house() as home:
        ann = await guest(home)
        await _a_tape(ann)
        answer = await ann.http.post("/r/default/delete", json={"path": path})
        assert answer.status_code == 404
        assert (home.folder() / "images" / "frame_0.png").is_file()


async def test_a_guest_deletes_only_where_they_began_the_story(
    house: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, "a long enough secret")
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(house(web={"host": EVERYWHERE}))
        host, ann, eve = [await stack.enter_async_context(_browser(home)) for _ in range(3)]
        await host.post("/enter", data={"secret": "a long enough secret"})
        link = (await host.post("/rooms", json={})).json()["link"].removeprefix("/r/")
        owner = await Guest(ann, link).open()
        tape = await _a_tape(owner)
        await Guest(eve, link).open()
        assert "data-delete" in (await ann.get(f"/r/{link}/gallery")).text
        assert "data-delete" not in (await eve.get(f"/r/{link}/gallery")).text
        refused = await eve.post(f"/r/{link}/delete", json={"path": tape})
        assert refused.status_code == 403
        assert refused.json()["detail"].startswith("Only the host and whoever began")
        assert (await ann.post(f"/r/{link}/delete", json={"path": tape})).status_code == 200


async def test_settings_that_somebody_changes_are_told_to_everybody(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann, bob = await guest(home), await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await ann.act("settings", "pace countdown 600")
        told = (await bob.until("settings"))["settings"]
        assert (told["pace"], told["pace_seconds"]) == ("countdown", 600)


def test_a_cue_cannot_end_its_block_or_become_another() -> None:
    vtt = to_vtt([(0, 3661.5, "<b>A</b>\n\n00:00 --> 00:09\n& B"), (3661.5, 3662, "C")])
    assert vtt.splitlines() == [
        "WEBVTT", "",
        "00:00:00.000 --> 01:01:01.500", "&lt;b&gt;A&lt;/b&gt;", "00:00 --&gt; 00:09", "&amp; B",
        "",
        "01:01:01.500 --> 01:01:02.000", "C",
    ]  # fmt: skip


async def test_a_film_that_is_none_is_refused(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await ann.act("film")
        film = ann.media((await ann.until("film"))["path"])
        unknown = await ann.http.get(f"{film}&track=lyrics")
        assert (unknown.status_code, unknown.json()["detail"]) == (
            400,
            "`track` is one of chapters, subtitles.",
        )
        # The fake studio's films are no films.
        broken = await ann.http.get(f"{film}&track=chapters")
        assert (broken.status_code, broken.json()["detail"]) == (404, "That film cannot be read.")


def test_what_is_no_film_has_no_track(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"no film")
    with pytest.raises(OSError, match="cannot be read"):
        read_track(tmp_path / "x.mp4", "chapters")


async def _a_tape(guest: Guest) -> str:
    await guest.act("start")
    await guest.until("picture")
    await guest.act("tape")
    return str((await guest.until("tape"))["path"])


def _browser(home: House) -> httpx.AsyncClient:
    port = home.address.rpartition(":")[2]
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20)
