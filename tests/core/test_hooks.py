"""pluggy says who and in which order; what a plugin does wrong stays with it."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points

import pytest

from gateway import OperatorError, PluginError, SettingsError, StorageFull, hookimpl
from gateway.core.errors import DataRootError
from gateway.core.hooks import Hooks
from gateway.plugins import GROUP, load
from gateway.testing import FakeStory, plugin_of

SOON = {"moderate": 0.01, "tell": 0.01}
INSTALLED = [entry.name for entry in entry_points(group=GROUP)]


def hooks(*plugins: object) -> Hooks:
    return Hooks(
        load(disabled=INSTALLED, extra=plugins),
        patience=SOON,
    )


def answering(name: str, answer: Callable[..., object]) -> object:
    return plugin_of(name, moderate=answer)


async def ask(*plugins: object) -> object:
    answer = await hooks(*plugins).ask("moderate", str, session=None, text="words", source="person")
    return answer.value


async def hang() -> None:
    await asyncio.Event().wait()


def fail() -> None:
    raise ValueError("broken")


async def give_up() -> None:
    raise asyncio.CancelledError


async def test_the_last_registered_is_asked_first_and_its_answer_wins():
    asked = []

    def first() -> str:
        asked.append("first")
        return "first"

    async def second() -> str:
        asked.append("second")
        return "second"

    assert await ask(answering("a", first), answering("b", second)) == "second"
    assert asked == ["second"], "nobody after the answer is asked"


async def test_who_has_no_answer_leaves_it_to_the_next():
    assert await ask(answering("a", lambda text: text), answering("b", lambda: None)) == "words"


async def test_an_implementation_takes_only_the_arguments_it_names():
    assert await ask(answering("a", lambda source, text: f"{source}: {text}")) == "person: words"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (fail, "broken"),
        (hang, "in time"),
        (give_up, "gave up"),
        (lambda: 7, "answered moderate with int"),
        (lambda: b"text", "bytes"),
    ],
)
async def test_what_goes_wrong_is_logged_with_its_plugin_and_the_next_is_asked(
    wrong: Callable[..., object], why: str, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.ERROR)
    assert await ask(answering("good", lambda: "fine"), answering("bad", wrong)) == "fine"
    assert "bad failed in moderate" in caplog.text
    assert why in caplog.text


async def test_where_everybody_fails_the_answer_says_why():
    answer = await hooks(answering("bad", fail), answering("worse", lambda: 7)).ask(
        "moderate", str, session=None, text="", source="person"
    )
    assert answer.value is None
    assert answer.failed == ("worse", "bad")
    assert "worse answered" in str(answer.error)


async def test_where_nobody_answers_that_is_said():
    answer = await hooks().ask("moderate", str, session=None, text="", source="person")
    assert isinstance(answer.error, PluginError)


@pytest.mark.parametrize("error", [StorageFull("full"), DataRootError("gone")])
async def test_what_nobody_could_do_better_is_not_asked_of_the_next(error: Exception):
    def wait() -> None:
        raise error

    with pytest.raises(type(error)):
        await ask(answering("good", lambda: "fine"), answering("bad", wait))


async def test_a_plugin_that_finds_the_disk_full_says_so_like_everybody():
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageFull, match=r"free some space"):
        await ask(answering("good", lambda: "fine"), answering("bad", full))


async def test_whoever_is_asked_to_stop_stops():
    task = asyncio.create_task(
        Hooks(load(extra=[answering("slow", hang)])).ask(
            "moderate", str, session=None, text="", source="person"
        )
    )
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_everybody_hears_and_nobody_stops_it(caplog: pytest.LogCaptureFixture):
    heard = []
    tellers = [
        plugin_of("a", session_closed=lambda session: heard.append(session)),
        plugin_of("b", session_closed=fail),
        plugin_of("c", session_closed=hang),
        plugin_of("d", session_closed=lambda: heard.append("d")),
    ]
    await hooks(*tellers).tell("session_closed", session="room")
    assert heard == ["d", "room"]
    assert "b failed in session_closed" in caplog.text
    assert "c failed in session_closed" in caplog.text


def test_every_offer_is_taken_the_first_registered_first():
    offers = [plugin_of(name, provide_worlds=lambda name=name: [name]) for name in "abc"]
    silent = plugin_of("silent", provide_worlds=lambda: None)
    assert hooks(*offers, silent).offer("provide_worlds") == [["a"], ["b"], ["c"]]


def test_an_offer_that_fails_names_its_plugin_and_the_way_out():
    with pytest.raises(PluginError, match=r"'bad' failed in provide_worlds: broken.*DISABLED"):
        hooks(plugin_of("bad", provide_worlds=fail)).offer("provide_worlds")


def test_an_operators_error_in_an_offer_passes_as_it_is():
    def wrong() -> None:
        raise SettingsError("The token is missing.")

    with pytest.raises(SettingsError, match=r"^The token is missing.$"):
        hooks(plugin_of("bad", provide_worlds=wrong)).offer("provide_worlds")


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("cut_tapes", r"there is no hook cut_tapes\. Is cut_tape meant\?"),
        ("brew_coffee", r"there is no hook brew_coffee\. docs/hooks\.md has all"),
    ],
)
def test_a_hook_that_there_is_not_is_refused(hook: str, said: str):
    with pytest.raises(PluginError, match=rf"'bad' cannot be used: {said}"):
        load(extra=[plugin_of("bad", **{hook: lambda: None})])


def test_an_argument_that_the_hook_does_not_have_is_refused():
    with pytest.raises(PluginError, match=r"'bad' cannot be used"):
        load(extra=[plugin_of("bad", cut_tape=lambda colour: None)])


@pytest.mark.parametrize("how", ["wrapper", "hookwrapper"])
def test_a_wrapper_is_refused(how: str):
    class Wrapper:
        @hookimpl(**{how: True})
        def cut_tape(self) -> Iterator[None]:
            yield

    with pytest.raises(PluginError, match=r"Wrapper wraps cut_tape"):
        load(extra=[Wrapper()])


def test_an_asynchronous_offer_is_refused():
    with pytest.raises(PluginError, match=r"bad makes provide_worlds asynchronous"):
        load(extra=[plugin_of("bad", provide_worlds=hang)])


def test_a_plugin_has_the_same_name_in_every_process():
    manager = load(
        disabled=INSTALLED,
        extra=[FakeStory(turns=1), FakeStory(turns=2)],
    )
    assert [name for name, _ in manager.list_name_plugin()] == ["FakeStory", "FakeStory-2"]


def test_a_disabled_plugin_is_not_even_imported():
    names = [name for name, _ in load(disabled=["media", "studio"]).list_name_plugin()]
    assert "media" not in names
    assert issubclass(PluginError, OperatorError)
