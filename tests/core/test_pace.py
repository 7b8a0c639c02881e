"""However many want to speak, a platform hears no more than it said it would."""

from __future__ import annotations

import asyncio
import heapq
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from itertools import count
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Pacer, Rate

T = TypeVar("T")

CHAT, BOT = (Rate(2, 3), Rate(5, 20)), (Rate(4, 1),)


class Time:
    """A clock that jumps to whoever wakes next, once nobody has anything to do."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), future))
        await future

    async def until(self, work: Awaitable[T]) -> T:
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(200):
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                at, _, future = heapq.heappop(self._sleepers)
                self.now = max(self.now, at)
                future.set_result(None)
        return await task


Call = tuple[float, str, int]
calls_to_come = st.lists(
    st.tuples(st.floats(0, 30), st.sampled_from(["a", "b", "c"])), max_size=40
).map(sorted)


async def _made(
    asked: list[tuple[float, str]],
    holds: Sequence[tuple[float, float, str]] = (),
    bot: Sequence[Rate] = BOT,
) -> list[Call]:
    """When each call was made, which is its chat and the how many-th it was to ask."""
    time = Time()
    pacer = Pacer(chat=CHAT, bot=bot, clock=time, sleep=time.sleep)
    made: list[Call] = []

    async def call(at: float, chat: str, number: int) -> None:
        await time.sleep(at)
        async with pacer.turn(chat):
            made.append((time(), chat, number))

    async def hold(at: float, seconds: float, chat: str) -> None:
        await time.sleep(at)
        pacer.hold(seconds, chat)

    everybody = [call(at, chat, number) for number, (at, chat) in enumerate(asked)]
    await time.until(asyncio.gather(*everybody, *(hold(*one) for one in holds)))
    return made


def _most_in_a_window(times: list[float], seconds: float) -> int:
    return max((sum(at <= t < at + seconds for t in times) for at in times), default=0)


@settings(max_examples=60, deadline=None)
@given(calls_to_come)
def test_never_more_calls_than_a_rate_allows_in_any_window_of_it(asked: list[tuple[float, str]]):
    made = asyncio.run(_made(asked))
    assert len(made) == len(asked)
    for rate in BOT:
        assert _most_in_a_window([at for at, _, _ in made], rate.seconds) <= rate.count
    for chat in "abc":
        times = [at for at, where, _ in made if where == chat]
        for rate in CHAT:
            assert _most_in_a_window(times, rate.seconds) <= rate.count


@settings(max_examples=60, deadline=None)
@given(calls_to_come)
def test_in_a_chat_calls_are_made_in_the_order_they_were_asked_for(asked: list[tuple[float, str]]):
    order = defaultdict(list)
    for _, chat, number in asyncio.run(_made(asked)):
        order[chat].append(number)
    assert all(numbers == sorted(numbers) for numbers in order.values())


@settings(max_examples=30, deadline=None)
@given(calls_to_come, st.floats(0, 30), st.floats(1, 500))
def test_a_chat_that_is_held_holds_up_nobody_else(
    asked: list[tuple[float, str]], at: float, seconds: float
):
    held = asyncio.run(_made(asked, [(at, seconds, "a")], bot=()))
    assert not any(chat == "a" and at < t < at + seconds for t, chat, _ in held)
    free = asyncio.run(_made(asked, bot=()))
    others = [call for call in held if call[1] != "a"]
    assert sorted(others) == sorted(call for call in free if call[1] != "a")


async def test_a_bot_that_is_held_makes_no_call_at_all():
    time = Time()
    pacer = Pacer(clock=time, sleep=time.sleep)
    pacer.hold(9)

    async def call(chat: str | None) -> float:
        async with pacer.turn(chat):
            return time()

    assert await time.until(asyncio.gather(call("a"), call(None))) == [9, 9]


async def test_a_call_under_way_keeps_its_chat_waiting_and_nobody_else():
    pacer, uploaded, made = Pacer(), asyncio.Event(), []

    async def call(chat: str, name: str, done: asyncio.Event | None = None) -> None:
        async with pacer.turn(chat):
            if done:
                await done.wait()
            made.append(name)
            if name == "elsewhere":
                uploaded.set()

    await asyncio.gather(call("a", "upload", uploaded), call("a", "next"), call("b", "elsewhere"))
    assert made == ["elsewhere", "upload", "next"]


async def test_lines_of_a_chat_share_its_rate_and_do_not_wait_for_each_other_s_calls():
    time, uploaded = Time(), asyncio.Event()
    pacer = Pacer(chat=[Rate(2, 10)], clock=time, sleep=time.sleep)
    made: list[tuple[str, float]] = []

    async def call(topic: str, done: asyncio.Event | None = None) -> None:
        async with pacer.turn("group", line=topic):
            made.append((topic, time()))
            if done:
                await done.wait()

    upload = asyncio.create_task(call("one", uploaded))
    await time.until(asyncio.gather(call("two"), call("two")))
    assert made == [("one", 0), ("two", 0), ("two", 10)]
    assert pacer.ready("group", line="one") is False
    uploaded.set()
    await upload


async def test_what_is_not_worth_waiting_for_asks_first():
    time = Time()
    pacer = Pacer(chat=[Rate(1, 5)], clock=time, sleep=time.sleep)
    assert pacer.ready("a")
    async with pacer.turn("a"):
        assert not pacer.ready("a")
    assert not pacer.ready("a")
    assert pacer.ready("b")
    time.now = 5
    assert pacer.ready("a")


async def test_chats_may_differ_in_how_fast_they_are():
    time = Time()
    pacer = Pacer(
        chat=lambda chat: [Rate(1, 60 if chat == "group" else 1)], clock=time, sleep=time.sleep
    )

    async def last_of_three(chat: str) -> float:
        for _ in range(3):
            async with pacer.turn(chat):
                at = time()
        return at

    both = asyncio.gather(last_of_three("group"), last_of_three("ann"))
    assert await time.until(both) == [120, 2]


async def test_a_chat_held_while_it_waits_for_the_bot_lets_others_by():
    made = await _made([(0, "c"), (0.25, "a"), (0.75, "b")], [(0.5, 10, "a")], [Rate(1, 1)])
    assert made == [(0, "c", 0), (1, "b", 2), (10.5, "a", 1)]


async def test_how_long_a_call_would_wait_can_be_asked():
    time = Time()
    pacer = Pacer(chat=[Rate(1, 5)], bot=[Rate(2, 1)], clock=time, sleep=time.sleep)
    async with pacer.turn("a"):
        pass
    assert (pacer.wait("a"), pacer.wait("b"), pacer.wait()) == (5, 0, 0)
    pacer.hold(7)
    assert (pacer.wait("a"), pacer.wait("b"), pacer.wait()) == (7, 7, 7)
