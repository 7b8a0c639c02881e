"""The public page of a share: what it shows, what it never tells, and that it is gone at once."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from web_house import Build, Come, Guest, House

from gateway import Part
from gateway.testing import FakeStory


async def shared(home: House, ann: Guest, turns: int = 3) -> dict[str, Any]:
    """A story that Ann played to its end in the default room, and its tape's code."""
    await ann.act("start")
    for _ in range(turns - 1):
        await ann.act("choose", "left")
    tape = await ann.until("tape")
    made = await ann.http.post("/r/default/share", json={"path": tape["path"]})
    assert made.status_code == 201, made.text
    return {**made.json(), "path": tape["path"]}


def anybody(home: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=home.address, timeout=20)


async def test_anybody_reads_and_watches_what_is_shared_and_learns_nothing_of_whose_it_is(
    house: Build, guest: Come
) -> None:
    async with house(story=FakeStory(turns=3)) as home, anybody(home) as http:
        ann = await guest(home)
        made = await shared(home, ann)
        page = await http.get(f"/s/{made['code']}")
        assert page.status_code == 200
        assert "The Plain" in page.text
        for words in ("Turn 0: start", "Turn 1: choose", "The far side", "Take it home"):
            assert words in page.text
        links = set(re.findall(r'(?:src|href|data-moving)="(/s/[^"]+)"', page.text))
        assert {link.rpartition("/")[2] for link in links} == {
            "still.jpg", "tape.gif", "tape.gif?download", "tape.mp4?download",
            "frame-1.webp", "frame-2.webp", "frame-3.webp",
        }  # fmt: skip
        answers = [page, *[await http.get(link) for link in sorted(links)]]
        for answer in answers:
            assert answer.status_code == 200, answer.url
            assert answer.headers["x-robots-tag"].startswith("noindex")
            told = f"{answer.headers}{answer.text if answer is page else ''}"
            for secret in ("web.default", "/r/", ann.seed["you"]["id"], "Guest", made["path"]):
                assert secret not in told, (secret, answer.url)
        kinds = {a.url.path.rpartition("/")[2]: a.headers["content-type"] for a in answers[1:]}
        assert kinds["still.jpg"] == "image/jpeg"
        assert kinds["frame-1.webp"] == "image/webp"
        assert kinds["tape.mp4"] == "video/mp4"
        assert "set-cookie" not in page.headers


async def test_a_chat_is_told_what_to_unfurl(
    house: Build, guest: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPEWAY_WEB_SECRET", "the sea comes up the stairs")
    web = {"public_url": "http://tapes.example"}
    async with house(story=FakeStory(turns=2), web=web) as home, anybody(home) as http:
        room = home.platform.keys.new_room()
        ann = await guest(home, room)
        for verb, argument in (("start", ""), ("choose", "left"), ("film", "")):
            await ann.act(verb, argument)
        for kind in ("tape", "film"):
            path = (await ann.until(kind))["path"]
            made = (await ann.http.post(f"/r/{room}/share", json={"path": path})).json()
            assert made["link"] == f"http://tapes.example/s/{made['code']}"
            page = await http.get(f"/s/{made['code']}", headers={"User-Agent": "Discordbot/2.0"})
            tags = dict(
                re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', page.text)
            )
            assert tags["og:title"] == "The Plain"
            assert tags["og:url"] == made["link"]
            assert tags["og:image"] == tags["twitter:image"] == f"{made['link']}/still.jpg"
            assert tags["twitter:card"] == "summary_large_image"
            assert tags["og:image:alt"]
            assert tags["robots"] == "noindex, nofollow"
            assert ("og:video" in tags) == (kind == "film")
        assert tags["og:video"] == f"{made['link']}/film.mp4"


async def test_what_is_taken_back_is_gone_at_once_with_all_its_media(
    house: Build, guest: Come
) -> None:
    async with house(story=FakeStory(turns=2)) as home, anybody(home) as http:
        ann = await guest(home)
        made = await shared(home, ann, 2)
        paths = [
            f"/s/{made['code']}{file}"
            for file in ("", "/still.jpg", "/tape.gif", "/tape.mp4", "/frame-1.webp")
        ]
        for path in paths:
            assert (await http.get(path)).status_code == 200
        undone = await ann.http.post("/r/default/unshare", json={"path": made["path"]})
        assert undone.status_code == 200
        browser = {"Accept": "text/html"}
        for path in paths:
            gone = await http.get(path, headers=browser)
            assert gone.status_code == 410, path
            assert "There is nothing to see by that code" in gone.text
        again = await ann.http.post("/r/default/unshare", json={"path": made["path"]})
        assert again.status_code == 404


async def test_a_forgotten_session_takes_its_pages_along(house: Build, guest: Come) -> None:
    async with house(story=FakeStory(turns=2)) as home, anybody(home) as http:
        ann = await guest(home)
        made = await shared(home, ann, 2)
        assert (await http.get(f"/s/{made['code']}")).status_code == 200
        async with home.program("admin") as program:
            await program.delete("/sessions/web.default")
        await home.gateway.rest()
        assert (await http.get(f"/s/{made['code']}")).status_code == 410
        assert (await http.get(f"/s/{made['code']}/tape.gif")).status_code == 410


async def test_a_code_is_read_however_it_is_written(house: Build, guest: Come) -> None:
    async with house(story=FakeStory(turns=2)) as home, anybody(home) as http:
        made = await shared(home, await guest(home), 2)
        loose = made["code"].lower().replace("-", "")
        moved = await http.get(f"/s/{loose}")
        assert (moved.status_code, moved.headers["location"]) == (308, f"/s/{made['code']}")


async def test_whoever_guesses_codes_is_slowed_down_and_then_even_right_ones_wait(
    house: Build, guest: Come
) -> None:
    async with house(story=FakeStory(turns=2)) as home, anybody(home) as http:
        made = await shared(home, await guest(home), 2)
        wrong = [await http.get(f"/s/{n:04}-AAAA-BBBB-CCCC") for n in range(7)]
        assert [answer.status_code for answer in wrong] == [410] * 5 + [429] * 2
        assert int(wrong[-1].headers["retry-after"]) > 0
        assert (await http.get(f"/s/{made['code']}")).status_code == 429


async def test_a_view_is_counted_when_somebody_begins_to_watch(house: Build, guest: Come) -> None:
    async with house(story=FakeStory(turns=2)) as home, anybody(home) as http:
        made = await shared(home, await guest(home), 2)
        tape = f"/s/{made['code']}/tape.gif"
        first = await http.get(tape)
        await http.get(f"/s/{made['code']}")
        await http.get(tape, headers={"Range": "bytes=5-"})
        await http.head(tape)
        await http.get(tape, headers={"If-None-Match": first.headers["etag"]})
        (share,) = await home.gateway.engine.office.shares(before=None, most=9)
        assert share.views == 1


async def test_only_whoever_may_shares_and_the_same_tape_has_one_code(
    house: Build, guest: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPEWAY_WEB_SECRET", "the sea comes up the stairs")
    web = {"public_url": "http://tapes.example"}
    async with house(story=FakeStory(turns=1), web=web) as home:
        room = home.platform.keys.new_room()
        ann, bob = await guest(home, room), await guest(home, room)
        await ann.act("start")
        path = {"path": (await ann.until("tape"))["path"]}
        refused = await bob.http.post(f"/r/{room}/share", json=path)
        assert refused.status_code == 409
        assert refused.json()["detail"].endswith(".")
        made = [(await ann.http.post(f"/r/{room}/share", json=path)).json() for _ in range(2)]
        assert made[0] == made[1]
        assert (await bob.http.post(f"/r/{room}/unshare", json=path)).status_code == 404
        other = await ann.http.post(f"/r/{room}/share", json={"path": "images/frame_0.png"})
        assert other.status_code == 409


async def test_a_room_watches_by_a_code_until_that_is_taken_back(house: Build, guest: Come) -> None:
    async with house(story=FakeStory(turns=2)) as home:
        ann = await guest(home)
        made = await shared(home, ann, 2)
        room = home.platform.keys.new_room()
        bob = await guest(home, room)
        await bob.act("watch", made["code"])
        seen = await bob.until(Part.TAPE.value)
        assert seen["path"].startswith("watched/")
        assert "default" not in str(seen)
        shown = await bob.http.get(bob.media(seen["path"]))
        assert shown.headers["content-type"] == "image/gif"
        assert not home.folder(room).exists()
        await ann.http.post("/r/default/unshare", json={"path": made["path"]})
        assert (await bob.http.get(bob.media(seen["path"]))).status_code == 410


async def test_everybody_finds_the_tapes_they_took_part_in(house: Build, guest: Come) -> None:
    async with house(story=FakeStory(turns=2)) as home:
        ann, bob = await guest(home), await guest(home)
        await shared(home, ann, 2)
        mine, theirs = await ann.http.get("/tapes"), await bob.http.get("/tapes")
        assert "The far side" in mine.text
        assert "The Plain" in mine.text
        assert "None yet." in theirs.text
        (file,) = set(re.findall(r'href="(/tapes/\w+\.gif)\?as=is"', mine.text))
        assert (await ann.http.get(file)).headers["content-type"] == "image/gif"
        still = await ann.http.get(file.replace(".gif", ".webp"))
        assert still.headers["content-type"] == "image/webp"
        assert (await bob.http.get(file)).status_code == 404
        async with anybody(home) as http:
            assert (await http.get(file)).status_code == 401


async def test_a_chat_that_takes_no_large_files_is_given_a_link_that_tells_nothing(
    house: Build, guest: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPEWAY_WEB_SECRET", "the sea comes up the stairs")
    web = {"public_url": "http://tapes.example"}
    async with house(story=FakeStory(turns=1), web=web) as home, anybody(home) as http:
        room = home.platform.keys.new_room()
        ann = await guest(home, room)
        await ann.act("start")
        path = (await ann.until("tape"))["path"]
        link = await home.platform.link_to(home.session(room), path)
        assert link.startswith("http://tapes.example/f/")
        assert room not in link
        where = link.removeprefix("http://tapes.example")
        assert (await http.get(where)).headers["content-type"] == "image/gif"
        until, dot, rest = where.removeprefix("/f/").partition(".")
        longer = f"/f/{int(until, 16) + 1:x}{dot}{rest}"
        assert (await http.get(longer)).status_code == 403
        assert (await http.get(where.replace(".gif", ".mp4"))).status_code == 403
        made = (await ann.http.post(f"/r/{room}/share", json={"path": path})).json()
        assert await home.platform.link_to(home.session(room), path) == made["link"]


async def test_programs_and_the_operator_list_what_is_shared_and_take_it_back(
    house: Build, guest: Come
) -> None:
    async with house(story=FakeStory(turns=2)) as home, anybody(home) as http:
        ann = await guest(home)
        made = await shared(home, ann, 2)
        async with home.program("play", "admin") as program:
            path = {"path": made["path"]}
            own = (await program.post("/sessions/web.default/shares", json=path)).json()
            codes = {own["code"], made["code"]}
            for where in ("/shares", "/sessions/web.default/shares"):
                assert {s["code"] for s in (await program.get(where)).json()["items"]} == codes
            first = (await program.get("/shares", params={"limit": 1})).json()
            rest = {"limit": 1, "after": first["next"]}
            second = (await program.get("/shares", params=rest)).json()
            assert {first["items"][0]["code"], second["items"][0]["code"]} == codes
            assert second["next"] is None
            assert (await program.delete(f"/shares/{own['code']}")).status_code == 204
            assert (await program.delete(f"/shares/{own['code']}")).status_code == 404
        assert (await http.get(f"/s/{own['code']}")).status_code == 410
        page = (await http.get("/admin")).text
        assert made["code"] not in page
        said = dict(re.findall(r'name="(form|share)" value="([^"]+)"', page))
        assert (await http.post("/admin/unshare", data=said)).status_code == 303
        assert (await http.get(f"/s/{made['code']}")).status_code == 410


async def test_a_program_that_is_not_the_owner_shares_nothing(house: Build, guest: Come) -> None:
    async with house(story=FakeStory(turns=1)) as home:
        ann = await guest(home)
        await ann.act("start")
        path = {"path": (await ann.until("tape"))["path"]}
        async with home.program("play") as program:
            refused = await program.post("/sessions/web.default/shares", json=path)
            assert refused.status_code == 409
            assert refused.json()["detail"].endswith(".")


async def test_a_room_follows_a_run_with_its_pictures_until_that_is_taken_back(
    house: Build, guest: Come
) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await ann.until("picture")
        await ann.act("share", "run")
        said = str((await ann.until("notice"))["text"])
        found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", said)
        assert found
        room = home.platform.keys.new_room()
        bob = await guest(home, room)
        await bob.act("follow", found[0])
        await ann.act("choose", "left")
        seen = await bob.until("picture")
        assert seen["path"].startswith("watched/")
        shown = await bob.http.get(bob.media(seen["path"]))
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
        eve = await guest(home, home.platform.keys.new_room())
        assert (await eve.http.get(eve.media(seen["path"]))).status_code == 410
        await ann.act("unshare", "all")
        await home.gateway.rest()
        assert (await bob.http.get(bob.media(seen["path"]))).status_code == 410


async def test_who_goes_astray_gets_a_page_and_a_script_a_problem(house: Build) -> None:
    async with house() as home, anybody(home) as http:
        for path in ("/nowhere", "/s/", "/r/default/nothing"):
            page = await http.get(path, headers={"Accept": "text/html,*/*"})
            assert page.status_code == 404
            assert page.headers["content-type"].startswith("text/html")
            assert "There is nothing at this address." in page.text
            told = await http.get(path)
            assert told.headers["content-type"] == "application/problem+json"
