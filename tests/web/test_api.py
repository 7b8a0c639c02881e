"""What programs do over HTTP: who they are, what they may, pages, actions that happen once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
from web_house import Build, Come, House

from gateway.testing import FakeStory


async def told(home: House, turns: int = 2) -> None:
    """Let a story be played to its end in the default room, and its film be made."""
    async with home.program("play") as http:
        for verb, argument in [("start", ""), *[("choose", "left")] * (turns - 1)]:
            body = {"verb": verb, "argument": argument}
            answer = await http.post("/sessions/web.default/actions", json=body)
            assert answer.status_code == 202, answer.text
    await home.gateway.rest()


async def test_a_program_without_a_token_is_told_to_show_one(house: Build) -> None:
    async with house() as home, httpx.AsyncClient(base_url=home.address) as http:
        for header in ({}, {"Authorization": "Bearer nope"}, {"Authorization": "Basic YTpi"}):
            answer = await http.get("/api/v1/sessions", headers=header)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["title"] == "Unauthorized"


async def test_a_token_is_good_for_its_scopes_and_no_others(house: Build) -> None:
    async with house() as home, home.program("read") as http:
        assert (await http.get("/sessions")).status_code == 200
        acts = await http.post("/sessions/web.default/actions", json={"verb": "start"})
        assert (acts.status_code, acts.json()["detail"]) == (
            403, "That needs a token with the scope play.",
        )  # fmt: skip
        assert (await http.get("/spend")).status_code == 403
        assert (await http.delete("/sessions/web.default")).status_code == 403


async def test_a_revoked_token_is_good_no_longer(house: Build) -> None:
    async with house() as home, home.program("read") as http, home.program("admin") as admin:
        me = (await http.get("/me")).json()
        assert me["scopes"] == ["read"]
        listed = (await admin.get("/tokens")).json()["items"]
        assert {row["id"] for row in listed} > {me["id"]}
        assert (await admin.delete(f"/tokens/{me['id']}")).status_code == 204
        assert (await http.get("/me")).status_code == 401
        assert (await admin.delete(f"/tokens/{me['id']}")).status_code == 404


async def test_a_story_is_played_and_read(house: Build) -> None:
    async with house(story=FakeStory(turns=3)) as home:
        await told(home, 3)
        async with home.program("read") as http:
            where = "/sessions/web.default"
            session = (await http.get(where)).json()
            assert (session["run"], session["turn"], session["running"]) == (1, 2, False)
            assert session["scene"]["ending"]["title"] == "The far side"
            turns = (await http.get(f"{where}/turns")).json()["items"]
            assert [turn["verb"] for turn in turns] == ["start", "choose", "choose"]
            assert [turn["by"] for turn in turns] == ["a program"] * 3
            runs = (await http.get(f"{where}/runs")).json()["items"]
            assert [(run["run"], run["world"]) for run in runs] == [(1, "plain")]
            (tape,) = (await http.get(f"{where}/reels")).json()["items"]
            assert (tape["kind"], tape["world"], tape["frames"]) == ("tape", "plain", 3)
            file = await http.get(f"{where}/media/{tape['path']}")
            assert file.headers["content-type"] == "image/gif"
            assert len(file.content) == tape["size"]


async def test_a_signed_link_needs_no_token_and_opens_nothing_else(house: Build) -> None:
    async with house(story=FakeStory(turns=2)) as home:
        await told(home)
        async with home.program("read") as http:
            (tape,) = (await http.get("/reels")).json()["items"]
        async with httpx.AsyncClient() as anybody:
            assert (await anybody.get(tape["link"])).status_code == 200
            other = tape["link"].replace(tape["path"], "images/frame_0.png")
            assert (await anybody.get(other)).status_code == 403
            until, _, rest = tape["link"].partition("/f/")[2].partition(".")
            longer = f"{home.address}/f/{int(until, 16) + 1:x}.{rest}"
            assert (await anybody.get(longer)).status_code == 403
            assert (await anybody.get(tape["still"])).headers["content-type"] == "image/png"


async def test_a_link_runs_out(house: Build) -> None:
    async with house() as home:
        session, keys = home.session(), home.platform.keys
        file = f"{session}/tapes/a.gif"
        leave = keys.leave(file, until=1000)
        assert keys.allows(leave, file, now=999)
        assert not keys.allows(leave, file, now=1000)
        assert not keys.allows(leave, f"{home.session('other')}/tapes/a.gif", now=999)


async def test_the_same_key_is_the_same_action_and_another_body_is_refused(house: Build) -> None:
    async with house() as home, home.program("play") as http:
        where, key = "/sessions/web.default/actions", {"Idempotency-Key": "once"}
        both = await asyncio.gather(
            *(http.post(where, json={"verb": "start"}, headers=key) for _ in range(2))
        )
        assert [answer.status_code for answer in both] == [202, 202]
        assert both[0].json() == both[1].json()
        assert sorted(a.headers.get("idempotency-replayed", "") for a in both) == ["", "true"]
        other = await http.post(where, json={"verb": "eject"}, headers=key)
        assert other.status_code == 409
        await home.gateway.rest()
        assert len(home.gateway.store.folders.read_history(home.session())) == 1
        became = (await http.get(f"{where}/once")).json()
        assert (became["state"], became["notices"]) == ("done", [])


async def test_what_an_action_is_answered_is_told_to_whoever_did_it(house: Build) -> None:
    async with house() as home, home.program("play", "admin") as http:
        where = "/sessions/web.default/actions"
        refused = await http.post(where, json={"verb": "status"})
        assert refused.json()["state"] == "done"
        assert refused.json()["notices"] == ["No story is running here. Say `start` to begin one."]
        await http.post(where, json={"verb": "start"})
        changed = await http.post(where, json={"verb": "settings", "argument": "pace relaxed"})
        assert changed.json()["notices"] == ["From now on: pace relaxed."]


async def test_only_admins_act_as_the_owner_and_forget(house: Build, guest: Come) -> None:
    async with house() as home:
        ann = await guest(home)
        await ann.act("start")
        await home.gateway.rest()
        body = {"verb": "settings", "argument": "players owner", "as_owner": True}
        where = "/sessions/web.default"
        async with home.program("play") as http:
            assert (await http.post(f"{where}/actions", json=body)).status_code == 403
        async with home.program("play", "admin") as http:
            told = await http.post(f"{where}/actions", json=body)
            assert told.json()["notices"] == ["From now on: players owner."]
            assert (await http.delete(where)).status_code == 202
            await home.gateway.rest()
        assert not home.folder().exists()


async def test_a_new_room_can_be_played_in_and_a_made_up_one_cannot(house: Build) -> None:
    async with house() as home, home.program("play", "read") as http:
        room = (await http.post("/rooms", json={})).json()
        acted = await http.post(f"/sessions/{room['session']}/actions", json={"verb": "start"})
        assert acted.status_code == 202
        for name in ("web." + "a" * 32, "discord.1.2", "nonsense", "web.x%2f..%2fy"):
            for path in (name, f"{name}/turns", f"{name}/events", f"{name}/reels"):
                assert (await http.get(f"/sessions/{path}")).status_code == 404, path
            acted = await http.post(f"/sessions/{name}/actions", json={"verb": "start"})
            assert acted.status_code == 404


async def test_pages_lead_on_and_a_made_up_one_is_not_found(house: Build) -> None:
    async with house() as home, home.program("read") as http:
        await told(home, 5)
        seen, after = [], ""
        while after is not None:
            query = {"limit": 2, "after": after}
            page = (await http.get("/sessions/web.default/turns", params=query)).json()
            seen += [turn["turn"] for turn in page["items"]]
            after = page["next"]
        assert seen == [0, 1, 2, 3, 4]
        for made_up in ("AAAA", "WzFd", "eyJhIjoxfQ", "WyJhIiwiYiIsImMiXQ"):
            answer = await http.get("/reels", params={"after": made_up})
            assert answer.status_code == 404, made_up


REFUSED: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/nothing", {}, 404),
    ("PUT", "/sessions", {}, 405),
    ("GET", "/sessions?limit=0", {}, 422),
    ("GET", "/sessions?limit=a", {}, 422),
    ("GET", "/sessions?colour=red", {}, 422),
    ("GET", "/sessions?limit=1&limit=2", {}, 422),
    ("POST", "/rooms", {"content": "{}"}, 415),
    ("POST", "/rooms", {"content": "{", "headers": {"Content-Type": "application/json"}}, 400),
    ("POST", "/rooms", {"json": {"extra": 1}}, 422),
    ("POST", "/rooms", {"json": {}, "headers": {"Idempotency-Key": "a b"}}, 422),
    ("POST", "/rooms", {"content": "x" * 70_000}, 413),
    ("POST", "/sessions/web.default/actions", {"json": {"verb": "silence"}}, 422),
    ("POST", "/sessions/web.default/actions", {"json": {"verb": 1}}, 422),
]


async def test_every_refusal_is_a_problem(house: Build) -> None:
    async with house() as home, home.program("read", "play") as http:
        for method, path, how, status in REFUSED:
            answer = await http.request(method, path, **how)
            assert answer.status_code == status, (path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            problem = answer.json()
            assert (problem["status"], problem["type"]) == (status, "about:blank")
            assert problem["detail"].endswith(".")
            if status == 405:
                assert "GET" in answer.headers["allow"]


async def test_a_program_that_asks_too_fast_is_told_when_to_come_again(house: Build) -> None:
    async with house(web={"api_rate": 1}) as home, home.program("read") as http:
        answers = [await http.get("/me") for _ in range(8)]
        assert [a.status_code for a in answers[:5]] == [200] * 5
        late = next(a for a in answers if a.status_code == 429)
        assert int(late.headers["retry-after"]) >= 1
        assert late.headers["content-type"] == "application/problem+json"


async def test_whoever_tries_tokens_is_slowed_down(house: Build) -> None:
    async with house() as home, httpx.AsyncClient(base_url=home.address) as http:
        wrong = {"Authorization": "Bearer tapeway_guess"}
        answers = [(await http.get("/api/v1/me", headers=wrong)).status_code for _ in range(25)]
        assert answers[:20] == [401] * 20
        assert 429 in answers[20:]


async def test_events_are_followed_from_where_the_reader_left_off(house: Build) -> None:
    async with house() as home, home.program("read", "play") as http:
        await told(home, 1)
        where = "/sessions/web.default"
        seen: list[tuple[int, str]] = []

        async def read(until: int, headers: dict[str, str], after: str = "") -> None:
            path = f"{where}/events{after}"
            async with asyncio.timeout(20), http.stream("GET", path, headers=headers) as stream:
                assert stream.headers["content-type"].startswith("text/event-stream")
                async for line in stream.aiter_lines():
                    if line.startswith("data: "):
                        event = json.loads(line[6:])
                        seen.append((event["number"], event["part"]))
                        if len(seen) >= until:
                            return

        await read(2, {}, "?after=0")
        assert [part for _, part in seen] == ["words", "picture"]
        following = asyncio.create_task(read(4, {"Last-Event-ID": str(seen[-1][0])}))
        acted = await http.post(f"{where}/actions", json={"verb": "choose", "argument": "left"})
        assert acted.status_code == 202
        await following
        assert [part for _, part in seen] == ["words", "picture"] * 2
        assert len({number for number, _ in seen}) == 4


async def test_what_one_person_alone_was_told_is_in_nobody_s_stream(house: Build) -> None:
    async with house() as home, home.program("read", "play") as http:
        where = "/sessions/web.default"
        await http.post(f"{where}/actions", json={"verb": "status"})  # refused, privately
        await told(home, 1)
        stream = http.stream("GET", f"{where}/events?after=0")
        async with asyncio.timeout(20), stream as events:
            async for line in events.aiter_lines():
                if line.startswith("event: "):
                    assert line == "event: words"
                    return


async def test_the_description_names_every_route_and_the_page_shows_it(house: Build) -> None:
    async with house() as home, httpx.AsyncClient(base_url=home.address) as http:
        told = (await http.get("/api/v1/openapi.json")).json()
        assert told["openapi"] == "3.1.0"
        assert {"/sessions", "/sessions/{session}/media/{path}"} <= told["paths"].keys()
        page = await http.get("/api/v1", headers={"Accept": "text/html"})
        for path in told["paths"]:
            assert path in page.text
