"""The operator's page and what machines read: who is let in, what is shown, forgetting."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from gateway_web import charts
from gateway_web.logins import Logins, matches
from web_house import Build, Come, House

from gateway import Kind, SessionId, Spend

SECRET = "the sea comes up the stairs"
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A page that others can reach, behind a secret."""
    monkeypatch.setenv("TAPEWAY_WEB_SECRET", SECRET)
    return {"public_url": "http://tapes.example"}


def browser(home: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=home.address, timeout=20)


def form_of(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found
    return found[1]


def spent(home: House, *lines: tuple[int, str, int]) -> None:
    """Write lines of the ledger: days ago, model, micro-dollars."""
    now = datetime.now(UTC)
    for number, (days, model, amount) in enumerate(lines):
        line = Spend(
            key=f"{number}", session=SessionId.parse("web.default"), turn=number, person="web:1",
            kind=Kind.FRAME, model=model, quoted=amount, settled=0, state="called",
            at=now - timedelta(days=days),
        )  # fmt: skip
        home.gateway.store.database.transact(
            lambda r, line=line: r.reserve(line, home.gateway.engine.kit.caps, "web")
        )


async def test_on_this_machine_it_just_opens_and_shows_how_it_goes(
    house: Build, guest: Come
) -> None:
    async with house() as home, browser(home) as http:
        await (await guest(home)).act("start")
        await home.gateway.rest()
        spent(home, (0, "painter <3>", 250_000), (1, "writer", 1_000_000), (40, "old", 9_000_000))
        page = await http.get("/admin")
        assert page.status_code == 200
        assert "Spent in thirty days: $1.25" in page.text
        assert "painter &lt;3&gt;" in page.text
        assert "painter <3>" not in page.text
        assert page.text.count("<rect") == 2
        assert "web.default" in page.text
        assert " style=" not in page.text


async def test_behind_a_door_it_takes_the_secret_or_a_token_of_an_admin(
    house: Build, door: dict[str, object]
) -> None:
    async with house(web=door) as home:
        for attempt, status in [
            ("", 403), ("wrong", 403), (home.token("read", "play"), 403),
            (home.token("admin"), 303), (SECRET, 303),
        ]:  # fmt: skip
            async with browser(home) as http:
                closed = await http.get("/admin")
                assert "web.default" not in closed.text
                assert "Secret or token" in closed.text
                answer = await http.post("/admin/enter", data={"secret": attempt})
                assert answer.status_code == status
                opened = (await http.get("/admin")).text
                assert ("How it goes" in opened) == (status == 303)


async def test_whoever_tries_secrets_is_slowed_down(house: Build, door: dict[str, object]) -> None:
    async with house(web=door) as home, browser(home) as http:
        tries = [await http.post("/admin/enter", data={"secret": "guess"}) for _ in range(7)]
        assert [answer.status_code for answer in tries[:5]] == [403] * 5
        assert {answer.status_code for answer in tries[5:]} == {429}


async def test_the_cookie_is_for_the_admin_page_alone_and_a_log_out_ends_it(
    house: Build, door: dict[str, object]
) -> None:
    door = {**door, "public_url": "https://tapes.example"}
    async with house(web=door) as home, browser(home) as http:
        entered = await http.post("/admin/enter", data={"secret": SECRET})
        cookie = entered.headers["set-cookie"].lower()
        for word in ("httponly", "secure", "samesite=strict", "path=/admin"):
            assert word in cookie
        mine = {"Cookie": entered.headers["set-cookie"].partition(";")[0]}
        form = form_of((await http.get("/admin", headers=mine)).text)
        wrong = await http.post("/admin/leave", data={"form": "x"}, headers=mine)
        assert wrong.status_code == 403
        left = await http.post("/admin/leave", data={"form": form}, headers=mine)
        assert left.status_code == 303
        assert "Secret or token" in (await http.get("/admin", headers=mine)).text


async def test_forgetting_asks_for_the_name_and_for_a_form_of_ours(
    house: Build, guest: Come
) -> None:
    async with house() as home, browser(home) as http:
        await (await guest(home)).act("start")
        await home.gateway.rest()
        form = form_of((await http.get("/admin")).text)
        asked = await http.get("/admin/forget", params={"session": "web.default"})
        assert "There is no way back" in asked.text
        said = {"session": "web.default", "typed": "web.default", "form": form}
        for wrong, status in (
            ({"form": "x"}, 403),
            ({"typed": "web"}, 422),
            ({"session": "x"}, 404),
        ):
            answer = await http.post("/admin/forget", data=said | wrong)
            assert answer.status_code == status
        async with browser(home) as stranger:
            assert (await stranger.post("/admin/forget", data=said)).status_code == 401
        foreign = {"Origin": "http://evil.example"}
        crossed = await http.post("/admin/forget", data=said, headers=foreign)
        assert crossed.status_code == 403
        assert home.folder().exists()
        assert (await http.post("/admin/forget", data=said)).status_code == 303
        await home.gateway.rest()
        assert not home.folder().exists()


async def test_more_sessions_than_a_page_holds_are_leafed_through(house: Build) -> None:
    async with house() as home, home.program("play") as program, browser(home) as http:
        await program.post("/sessions/web.default/actions", json={"verb": "status"})
        standing = home.gateway.store.database.transact(lambda r: r.standing(home.session()))
        assert standing
        for number in range(60):
            other = replace(standing, session=SessionId.of("fake", f"{number:03}"))
            home.gateway.store.database.transact(lambda r, s=other: r.save(s))
        first = (await http.get("/admin")).text
        assert "fake.000" in first
        assert "fake.055" not in first
        second = (await http.get("/admin", params={"after": "fake.049"})).text
        assert "fake.049" not in second
        assert "fake.055" in second


def test_a_login_changes_its_id_and_ends() -> None:
    now = [0.0]
    logins = Logins(clock=lambda: now[0])
    first = logins.begin()
    found = logins.find(first)
    assert found
    assert found[1] == first
    now[0] = 400
    login, second = logins.find(first) or (None, "")
    assert login
    assert second != first
    now[0] = 420
    assert logins.find(first), "another tab does not have the new one yet"
    now[0] = 440
    assert logins.find(first) is None
    assert logins.find(second)
    assert matches(login.form, login)
    assert not matches("", login)
    now[0] += 31 * 60
    assert logins.find(second) is None, "nobody clicked for half an hour"


def test_a_login_ends_after_eight_hours_whatever_is_clicked() -> None:
    now = [0.0]
    logins = Logins(clock=lambda: now[0])
    cookie = logins.begin()
    for _ in range(8 * 6 - 1):
        now[0] += 600
        found = logins.find(cookie)
        assert found
        cookie = found[1]
    now[0] += 600
    assert logins.find(cookie) is None


def test_a_log_out_ends_all_ids_of_a_login_and_no_others() -> None:
    now = [0.0]
    logins = Logins(clock=lambda: now[0])
    mine, other = logins.begin(), logins.begin()
    now[0] = 400
    found = logins.find(mine)
    assert found
    logins.end(found[1])
    assert logins.find(mine) is None
    assert logins.find(found[1]) is None
    assert logins.find(other)


def test_the_chart_has_a_bar_for_each_model_of_a_day_and_fits() -> None:
    spent = [
        {"day": "2026-03-04", "model": "a", "amount": 100},
        {"day": "2026-03-04", "model": "b", "amount": 300},
        {"day": "2026-02-20", "model": "a", "amount": 200},
    ]
    models = charts.by_model(spent)
    assert models == {"a": 300, "b": 300}
    table = charts.by_day(spent, NOW.date(), 30)
    assert len(table) == 30
    assert list(table)[-1] == "2026-03-04"
    drawn = charts.bars(table, list(models))
    tops = [float(y) for y in re.findall(r'<rect [^>]* y="([\d.]+)"', drawn)]
    heights = [float(h) for h in re.findall(r'height="([\d.]+)"', drawn)]
    assert len(tops) == 3
    assert max(top + height for top, height in zip(tops, heights, strict=True)) <= 200.1
    assert min(tops) >= 0


async def test_machines_are_told_how_it_goes_and_no_names(house: Build, guest: Come) -> None:
    async with house() as home, browser(home) as http:
        await (await guest(home)).act("start")
        await home.gateway.rest()
        told = await http.get("/metrics")
        assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
        lines = dict(
            line.rsplit(" ", 1) for line in told.text.splitlines() if not line.startswith("#")
        )
        assert lines["tapeway_sessions"] == "1"
        assert lines["tapeway_events_waiting"] == "0"
        assert float(lines["process_resident_memory_bytes"]) > 1e7
        assert (
            int(lines['tapeway_http_requests_total{place="room",method="POST",status="202"}']) == 1
        )
        assert "default" not in told.text
        assert (await http.get("/readyz")).json() == {"ok": True}
        assert (await http.get("/healthz")).json()["ok"]


async def test_metrics_take_a_token_where_others_reach_the_page(
    house: Build, door: dict[str, object]
) -> None:
    async with house(web=door) as home, browser(home) as http:
        assert (await http.get("/metrics")).status_code == 401
        mine = {"Authorization": f"Bearer {home.token('read')}"}
        assert (await http.get("/metrics", headers=mine)).status_code == 200
        assert (await http.get("/readyz")).status_code == 200


async def test_without_its_data_root_it_is_not_ready(house: Build) -> None:
    async with house() as home, browser(home) as http:
        away = home.platform.options.root.with_name("away")
        home.platform.options.root.rename(away)
        try:
            answer = await http.get("/readyz")
            assert answer.status_code == 503
            assert answer.json()["detail"].startswith("There is no room where the sessions are")
        finally:
            away.rename(home.platform.options.root)
