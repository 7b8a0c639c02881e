"""The Python client against a gateway: play, look, follow, go on after an interruption."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

import httpx
import pytest
from gateway_web.webhooks import sign
from web_house import Build

from gateway.client import ApiError, Client, opened
from gateway.testing import FakeStory

T = TypeVar("T")


def threaded(call: Callable[[], T]) -> asyncio.Task[T]:
    return asyncio.create_task(asyncio.to_thread(call))


async def test_a_story_is_played_followed_and_taken_home(house: Build) -> None:
    async with house(story=FakeStory(turns=2)) as home:

        def play() -> list[str]:
            with Client(home.address, home.token("read", "play")) as tapeway:
                room = tapeway.make_room()
                assert tapeway.act(room, "start").state in ("waiting", "done")
                seen = []
                for shown in tapeway.events(room, after=0):
                    seen.append(shown.part)
                    if shown.part == "picture" and len(seen) < 4:
                        tapeway.act(room, "choose", "left", name="Ann")
                    if shown.part == "tape":
                        break
                (tape,) = tapeway.reels(room)
                assert len(tapeway.media(room, tape.path)) == tape.size
                assert [turn.by for turn in tapeway.turns(room)] == ["a program", "Ann"]
                assert tapeway.session(room).running is False
                assert [s.session for s in tapeway.sessions("web")] == [room]
                return seen

        assert await threaded(play) == ["words", "picture", "words", "picture", "tape"]


async def test_a_refusal_is_an_error_with_its_sentence(house: Build) -> None:
    async with house() as home:

        def look() -> None:
            with Client(home.address, home.token("read")) as tapeway:
                with pytest.raises(ApiError, match="There is no such session") as refused:
                    tapeway.session("web.nobody")
                assert refused.value.status == 404
                with pytest.raises(ApiError) as wrong:
                    tapeway.ask("GET", "/sessions", limit=900)
                assert wrong.value.errors
            with Client(home.address, "wrong") as nobody, pytest.raises(ApiError, match="Show a"):
                list(nobody.sessions())

        await threaded(look)


class Torn(httpx.BaseTransport):
    """Every first answer to a request is lost on its way."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport()
        self.lost: set[str] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        key = request.headers.get("idempotency-key", "")
        if key and key not in self.lost:
            self.lost.add(key)
            answer.read()
            answer.close()
            raise httpx.ReadError("cut")
        return answer

    def close(self) -> None:
        self._inner.close()


async def test_what_may_not_have_arrived_is_sent_again_and_happens_once(
    house: Build,
) -> None:
    waited: list[float] = []
    async with house() as home:

        def play() -> None:
            http = httpx.Client(transport=Torn(), timeout=20)
            with Client(
                home.address, home.token("play"), http=http, sleep=waited.append
            ) as tapeway:
                tapeway.act("web.default", "start")

        await threaded(play)
        await home.gateway.rest()
        assert len(home.gateway.store.folders.read_history(home.session())) == 1


async def test_a_picture_is_sent_once_looked_at_and_taken_away(house: Build) -> None:
    waited: list[float] = []
    picture = b"\x89PNG and so on"
    async with house() as home:

        def act(do: Callable[[Client], T]) -> T:
            http = httpx.Client(transport=Torn(), timeout=20)
            token = home.token("play", "read", "admin")
            with Client(home.address, token, http=http, sleep=waited.append) as tapeway:
                return do(tapeway)

        sent = await threaded(lambda: act(lambda t: t.hero("web.default", picture, as_owner=True)))
        await home.gateway.rest()
        assert sent.heard
        assert waited, "the first answer was lost on its way"
        kept = await threaded(lambda: act(lambda t: t.media("web.default", "images/hero.png")))
        assert kept == picture
        await threaded(lambda: act(lambda t: t.hero_off("web.default")))
        await home.gateway.rest()
        assert not (home.folder() / "images" / "hero.png").exists()


def test_a_busy_gateway_is_asked_again_after_as_long_as_it_says() -> None:
    waited: list[float] = []
    answers: Iterator[httpx.Response] = iter(
        [
            httpx.Response(429, headers={"Retry-After": "7"}, json={"detail": "Too fast."}),
            httpx.Response(200, json={"id": "1", "name": "n", "scopes": []}),
        ]
    )
    http = httpx.Client(transport=httpx.MockTransport(lambda _: next(answers)))
    assert Client("http://x", "t", http=http, sleep=waited.append).ask("GET", "/me")["name"] == "n"
    assert waited == [7]


def test_events_go_on_where_a_broken_stream_left_off() -> None:
    waited: list[float] = []
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        after = request.url.params.get("after", "")
        asked.append(after)
        number = int(after or 0) + 1
        data = f'{{"number": {number}, "part": "words", "text": "t"}}'
        told = f"id: {number - 1}\n\nid: {number}\ndata: {data}\n\n"
        return httpx.Response(200, text=told)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    events = Client("http://x", "t", http=http, sleep=waited.append).events("web.default")
    assert [shown.number for shown in islice(events, 3)] == [1, 2, 3]
    assert asked == ["", "1", "2"]


def test_a_webhook_s_call_is_opened_if_it_is_ours_and_new() -> None:
    secret, body = "whsec_" + "c2VjcmV0IHNlY3JldCE=", b'{"type":"run_ended"}'
    headers = sign(secret, "msg_1", datetime.now(UTC), body)
    assert opened(secret, headers, body) == {"type": "run_ended"}
    old = sign(secret, "msg_1", datetime(2020, 1, 1, tzinfo=UTC), body)
    for wrong, said in ((headers, body + b" "), (old, body), ({}, body)):
        with pytest.raises(ApiError):
            opened(secret, wrong, said)
