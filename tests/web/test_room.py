"""Playing over HTTP: what is told, what is kept, what a reload and a restart find."""

from __future__ import annotations

import asyncio
import json
import shutil
from uuid import uuid4

from web_house import Build, Come

from gateway.testing import FakeStory, plugin_of


async def test_words_come_before_the_picture_and_both_carry_their_turn(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann = await guest(home)
        assert (await ann.act("start")).json() == {"heard": True}
        picture = await ann.until("picture")
        kinds = [e["kind"] for e in ann.seen if e["kind"] != "people"]
        assert kinds == ["act", "words", "picture"]
        assert picture["path"] == "images/frame_0.png"
        assert picture["alt"] == "The plain at turn 0"
        words = next(e for e in ann.seen if e["kind"] == "words")
        assert [b["label"] for b in words["buttons"]] == ["Go left", "Look right"]
        assert (words["place"], words["health"], words["inventory"]) == ("plain", 99, ["stone"])


async def test_a_button_plays_once_however_often_it_is_clicked(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        words = await ann.until("words")
        click = {"id": uuid4().hex, "verb": "choose", "button": words["buttons"][0]["id"]}
        answers = [(await ann.http.post("/r/default/act", json=click)).json() for _ in range(3)]
        assert answers == [{"heard": True}, {"heard": False}, {"heard": False}]
        await ann.until("picture", turn=1)
        await home.gateway.rest()
        history = home.gateway.store.folders.read_history(home.session())
        assert [t["turn"] for t in history] == [0, 1]


async def test_a_stream_resumes_without_a_gap_or_a_repeat(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("act")
        await home.gateway.rest()
        await ann.act("choose", "left")
        await ann.until("picture", turn=1)
        kept = [(e["kind"], e["turn"]) for e in ann.seen if e["kind"] != "people"]
        first = [("act", 0), ("words", 0), ("picture", 0)]
        assert kept[:3] == first
        assert len(kept) == len(set(kept))


async def test_a_reload_in_the_middle_of_a_turn_finds_the_words_and_then_the_picture(
    house: Build, guest: Come
) -> None:
    gate = asyncio.Event()

    async def render_frame() -> None:
        await gate.wait()

    async with house(plugin_of("slow", render_frame=render_frame)) as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("words")
        again = await guest(home, cookie=ann)
        assert [e["kind"] for e in again.seed["entries"]] == ["act", "words"]
        gate.set()
        await again.until("picture")
        assert [e["kind"] for e in again.seen if e["kind"] != "people"] == ["picture"]


async def test_a_server_restart_loses_nothing_and_its_buttons_still_work(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        words = await ann.until("words")
        await ann.until("picture")
    async with house() as home:
        back = await guest(home, cookie=ann)
        assert back.seed["id"] == ann.last
        assert back.seed["you"]["id"] == ann.seed["you"]["id"]
        assert [t["turn"] for t in back.seed["turns"]] == [0]
        back.last = ann.last
        assert (await back.act("choose", button=words["buttons"][1]["id"])).json()["heard"]
        told = await back.until("words", turn=1)
        assert told["text"] == "Turn 1: choose Look right"
        await back.until("picture", turn=1)


async def test_everybody_sees_a_vote_with_its_name(house: Build, guest: Come) -> None:
    async with house() as home:
        ann, bob = await guest(home), await guest(home)
        named = await ann.http.post("/r/default/name", json={"name": " Ann  of\nCleves "})
        assert named.json() == {"name": "Ann of Cleves"}
        await ann.act("start")
        words = await bob.until("words")
        await ann.act("settings", "players vote 600")
        await ann.until("notice")
        await ann.act("choose", button=words["buttons"][1]["id"])
        vote = await bob.until("vote")
        assert (vote["by"], vote["seconds"]) == ("Ann of Cleves", 600)
        assert vote["button"] == words["buttons"][1]["id"]
        assert not [e for e in bob.seen if e["kind"] == "notice"]


async def test_an_eject_is_known_before_its_tape_comes(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await ann.act("eject")
        tape = await ann.until("tape")
        kinds = [e["kind"] for e in ann.seen]
        assert kinds.index("ended") < kinds.index("progress") < kinds.index("tape")
        got = await ann.http.get(ann.media(tape["path"]))
        assert got.headers["content-type"] == "image/gif"
        assert "immutable" in got.headers["cache-control"]
        gallery = (await ann.http.get("/r/default/gallery")).text
        assert tape["path"] in gallery


async def test_a_film_is_read_in_parts(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await ann.act("choose", "left")
        await ann.until("segment")
        await ann.act("film")
        film = await ann.until("film")
        path = ann.media(film["path"])
        whole = await ann.http.get(path)
        part = await ann.http.get(path, headers={"Range": "bytes=2-5"})
        assert (part.status_code, part.content) == (206, whole.content[2:6])
        beyond = await ann.http.get(path, headers={"Range": "bytes=999999-"})
        assert beyond.status_code == 416
        kept = await ann.http.get(path + "&download")
        assert kept.headers["content-disposition"].startswith("attachment")


async def test_what_was_forgotten_is_gone_from_the_room_too(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await ann.act("forget", "yes")
        await ann.read_until(lambda e: e["kind"] == "reset")
        await home.gateway.rest()
        state = (await ann.http.get("/r/default/state")).json()
        assert not state["turns"]
        assert not [e for e in state["entries"] if e["kind"] == "words"]
        assert state["life"] != ann.seed["life"]


async def test_a_folder_that_was_deleted_takes_its_room_along(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await home.gateway.rest()
        shutil.rmtree(home.folder())
        bob = await guest(home)
        assert bob.seed["entries"] == []
        assert bob.seed["turns"] == []
        await bob.act("start")
        assert (await bob.until("words"))["turn"] == 0


async def test_a_torn_record_keeps_what_is_whole(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        record = home.platform.rooms.folder(home.session()) / "room.jsonl"
    record.write_bytes(record.read_bytes()[:-20])
    async with house() as home:
        back = await guest(home, cookie=ann)
        assert [e["kind"] for e in back.seed["entries"]] == ["act", "words"]
        assert [t["image"] for t in back.seed["turns"]] == ["images/frame_0.png"]
        assert [json.loads(line) for line in record.read_bytes().splitlines()]


async def test_a_run_to_its_end_can_be_read_as_a_page(house: Build, guest: Come) -> None:
    async with house(story=FakeStory(turns=2)) as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await ann.act("say", "I dance <b>wildly</b>")
        words = await ann.until("words", turn=1)
        assert words["ending"]["title"] == "The far side"
        assert [b["label"] for b in words["buttons"]] == ["Watch the film", "Play again"]
        await ann.until("tape")
        page = (await ann.http.get("/r/default/story")).text
        assert "I dance &lt;b&gt;wildly&lt;/b&gt;" in page
        assert "The far side" in page


async def test_two_rooms_know_nothing_of_each_other(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        link = (await ann.http.post("/rooms", json={})).json()["link"]
        room = link.removeprefix("/r/")
        bob = await guest(home, room)
        await bob.act("start")
        await bob.until("picture")
        again = await guest(home)
        assert again.seed["entries"] == []
        assert (await again.http.get(again.media("images/frame_0.png"))).status_code == 404
        assert (await bob.http.get(bob.media("images/frame_0.png"))).status_code == 200


async def test_whoever_leaves_is_seen_to_leave(house: Build, guest: Come) -> None:
    async with house() as home:
        ann, bob = await guest(home), await guest(home)
        reading = asyncio.create_task(bob.until("tape"))
        await ann.read_until(lambda e: e["kind"] == "people" and len(e["names"]) == 2)
        watching = asyncio.create_task(
            ann.read_until(lambda e: e["kind"] == "people" and len(e["names"]) == 2)
        )
        await watching
        gone = asyncio.create_task(
            ann.read_until(lambda e: e["kind"] == "people" and len(e["names"]) == 1)
        )
        reading.cancel()
        async with asyncio.timeout(5):
            assert (await gone)["names"] == [ann.seed["you"]["name"]]
