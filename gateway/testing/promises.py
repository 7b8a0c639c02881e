"""What every adapter promises, as tests: inherit them and give them a `service`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gateway.core import layout, phrases
from gateway.core.errors import StorageFull
from gateway.core.ids import SessionId
from gateway.core.markers import hookimpl
from gateway.core.types import Choice, Scene, Told, Turn, Verb
from gateway.testing.clocks import Naps
from gateway.testing.fakes import FakeStory, offering, playing, plugin_of
from gateway.testing.service import BUSY_FOR, Fault, Promise, Service, Shown

if TYPE_CHECKING:
    from gateway.app import Gateway


class LongStory(FakeStory):
    """Tells much, and offers as many ways on as there may be, each at length."""

    words = " ".join(f"word{number}" for number in range(2500))

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        """A scene that fits into no message."""
        scene = await FakeStory.write_scene(self, turn)
        ways = (Choice(key=f"way{n}", label=f"Way {n}: {'and on ' * 30}") for n in range(10))
        return replace(scene, text=f"{scene.text}\n\n{self.words}", choices=tuple(ways))


class SlowStory(FakeStory):
    """Stops at the second turn of one session until it is let go."""

    def __init__(self, slow: SessionId) -> None:
        super().__init__()
        self.slow = slow
        self.go_on = asyncio.Event()

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        """As fast as ever elsewhere."""
        if turn.session == self.slow and turn.index:
            await self.go_on.wait()
        return await FakeStory.write_scene(self, turn)


_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
"""How a photograph begins; the fake darkroom looks no further."""

HALF = "Half of what"
_CODE = re.compile(r"^\W*([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\W*$", re.MULTILINE)


def _code(service: Service, chat: str) -> str:
    found = _CODE.search("\n".join(service.read_by("ann", chat)))
    assert found
    return found[1]


class HaltingStory(FakeStory):
    """Lets the first words of its second turn be seen, and stops until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    @hookimpl
    async def write_scene(self, turn: Turn, told: Told) -> Scene:  # type: ignore[override]
        """In two pieces."""
        if turn.index:
            await told(HALF)
            await self.go_on.wait()
        return await FakeStory.write_scene(self, turn)


class Conformance:
    """Inherit this as `class TestMine(Conformance)` and give it a fixture `service`.

    Each test is a promise of docs/writing-a-platform.md.
    """

    @pytest.fixture
    def data_root(self, tmp_path: Path) -> Path:
        """Where the sessions are; the same after a restart."""
        return tmp_path / "sessions"

    # ------------------------------------------------------------------------------- conversations

    def test_each_conversation_has_an_id_of_its_own_that_leads_back(self, service: Service) -> None:
        sessions = [service.session(chat) for chat in service.chats]
        assert len(sessions) >= 3
        assert len(set(map(str, sessions))) == len(sessions), "two conversations meet"
        assert len({str(session).lower() for session in sessions}) == len(sessions)
        for session in sessions:
            assert SessionId.parse(str(session)) == session
            assert session.platform == service.platform().name

    async def test_each_conversation_plays_in_its_own_folder(
        self, service: Service, data_root: Path
    ) -> None:
        async with _playing(service, data_root) as gateway:
            for chat in service.chats:
                await service.ask(chat, Verb.START)
                await _turn(service, chat, 0)
            await gateway.rest()
            for chat in service.chats:
                folder = gateway.store.folders.path(service.session(chat))
                assert (folder / "images" / "frame_0.png").is_file(), f"{chat} plays elsewhere"
                assert len(_turns(service, chat)) == 1

    async def test_what_is_shared_in_one_conversation_is_watched_in_another(
        self, service: Service, data_root: Path
    ) -> None:
        here, there = service.chats[0], service.chats[1]
        async with _playing(service, data_root) as gateway:
            await service.ask(here, Verb.START)
            await _turn(service, here, 0)
            await service.ask(here, Verb.SHARE)
            await service.until(lambda: _CODE.search("\n".join(service.read_by("ann", here))))
            await service.ask(there, Verb.WATCH, _code(service, here))
            await service.until(lambda: [m for m in service.shown(there) if m.files])
            await gateway.rest()
            (shown,) = [message for message in service.shown(there) if message.files]
            # The file lies in the other session's folder: the attachment says which.
            made = gateway.store.folders.path(service.session(here))
            files = [path.read_bytes() for path in made.rglob("*_*.*") if path.is_file()]
            assert shown.files[0] in files
            assert str(service.session(here)) not in _told(service, there)
            assert not gateway.store.folders.path(service.session(there)).exists()

    async def test_a_picture_that_a_person_sends_is_who_is_played_there_and_nowhere_else(
        self, service: Service, data_root: Path
    ) -> None:
        _unless(service, Promise.PICTURE)
        here, there = service.chats[0], service.chats[1]
        picture = _JPEG + b"ann"
        async with _playing(service, data_root) as gateway:
            await service.send(here, picture, Verb.HERO)
            await service.until(lambda: _reads(service, "ann", here, "This is who you play"))
            await service.repeat()
            await gateway.rest()
            folders = gateway.store.folders
            kept = folders.path(service.session(here)) / layout.HERO
            assert kept.read_bytes() == picture, "it is not what was sent"
            assert not folders.path(service.session(there)).exists()
            assert len([m for m in service.shown(here) if picture in m.files]) <= 1

    # ------------------------------------------------------------------------------------- hearing

    async def test_what_the_adapter_sent_itself_is_no_event(
        self, service: Service, data_root: Path
    ) -> None:
        _unless(service, Promise.ECHO)
        chat = service.chats[0]
        async with _playing(service, data_root) as gateway:
            await service.ask(chat, Verb.START)
            await _turn(service, chat, 0)
            await service.echo(chat, "I say this myself")
            await service.ask(chat, Verb.STATUS)
            await service.until(lambda: _reads(service, "ann", chat, "Run 1"))
            await gateway.rest()
            assert len(_turns(service, chat)) == 1

    async def test_the_same_event_twice_is_one_turn(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[0]
        async with _playing(service, data_root) as gateway:
            await service.ask(chat, Verb.START)
            shown = await _turn(service, chat, 0)
            for act in (
                service.say(chat, "I go on"),
                service.press(shown, shown.buttons[0]),
            ):
                await act
                await service.repeat()
                await service.repeat()
            await service.ask(chat, Verb.STATUS)
            await service.until(lambda: _reads(service, "ann", chat, "Run 1"))
            await gateway.rest()
            assert _turns(service, chat) == ["Turn 0: start", "Turn 1: say I go on"]

    async def test_nothing_is_acknowledged_before_it_is_stored(
        self, service: Service, data_root: Path
    ) -> None:
        chat, full, asked = service.chats[0], True, 0

        def admit_event() -> None:
            nonlocal asked
            asked += 1
            if full:
                raise StorageFull("there is no room")

        async with _playing(service, data_root, plugin_of("full", admit_event=admit_event)):
            await service.ask(chat, Verb.START)
            await service.until(lambda: asked)
            await service.repeat()
            await service.until(lambda: asked > 1)
            assert service.waiting() == 1, "acknowledged, and it is nowhere"
            full = False
            await service.repeat()
            await _turn(service, chat, 0)
            await service.until(lambda: not service.waiting())
            assert len(_turns(service, chat)) == 1

    async def test_what_is_said_in_a_conversation_is_played_in_that_order(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[0]
        async with _playing(service, data_root):
            await service.ask(chat, Verb.START)
            for number in range(1, 10):
                await service.say(chat, f"step {number}")
            await _turn(service, chat, 9)
            said = [f"Turn {number}: say step {number}" for number in range(1, 10)]
            assert _turns(service, chat) == ["Turn 0: start", *said]

    async def test_a_conversation_that_is_slow_holds_up_no_other(
        self, service: Service, data_root: Path
    ) -> None:
        noisy, quiet = service.chats[:2]
        story = SlowStory(service.session(noisy))
        async with _playing(service, data_root, story=story):
            await service.ask(noisy, Verb.START)
            await _turn(service, noisy, 0)
            for number in range(8):
                await service.say(noisy, f"noise {number}")
            await service.ask(quiet, Verb.START)
            await _turn(service, quiet, 0)
            assert len(_turns(service, noisy)) == 1
            story.go_on.set()
            await _turn(service, noisy, 8)

    # ------------------------------------------------------------------------------------- buttons

    async def test_a_button_is_its_choice_and_a_passed_one_says_so(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[0]
        async with _playing(service, data_root) as gateway:
            await service.ask(chat, Verb.START)
            first = await _turn(service, chat, 0)
            await service.press(first, first.buttons[0])
            await _turn(service, chat, 1)
            await service.press(first, first.buttons[1])
            await service.until(lambda: _reads(service, "ann", chat, phrases.STALE))
            await gateway.rest()
            assert _turns(service, chat) == ["Turn 0: start", "Turn 1: choose Go left"]

    async def test_a_button_pressed_by_somebody_else_is_answered_to_them(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[-1]
        refused = phrases.NOT_YOURS.format(owner="whoever started it")
        async with _playing(service, data_root) as gateway:
            await service.ask(chat, Verb.START)
            shown = await _turn(service, chat, 0)
            await service.ask(chat, Verb.SETTINGS, "players owner")
            owned = phrases.SETTING_DONE.format(name="players", value="owner")
            await service.until(lambda: _reads(service, "ann", chat, owned))
            await service.press(shown, shown.buttons[0], person="ben")
            await service.until(lambda: _reads(service, "ben", chat, refused))
            await gateway.rest()
            assert len(_turns(service, chat)) == 1
            if Promise.PRIVATE not in service.lacks:
                assert not _reads(service, "ann", chat, refused), "it is no use to anybody else"

    async def test_buttons_are_alive_after_a_restart(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[0]
        async with _playing(service, data_root) as gateway:
            await service.ask(chat, Verb.START)
            shown = await _turn(service, chat, 0)
            await gateway.rest()
        async with _playing(service, data_root):
            await service.press(shown, shown.buttons[1])
            await _turn(service, chat, 1)
            assert _turns(service, chat)[-1] == "Turn 1: choose Look right"

    # ------------------------------------------------------------------------------------- showing

    async def test_whatever_is_too_long_arrives_whole(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[0]
        async with _playing(service, data_root, story=LongStory()) as gateway:
            await service.ask(chat, Verb.START)
            await service.until(lambda: _told(service, chat).count("word") >= 2500)
            await gateway.rest()
            told = _told(service, chat).split()
            assert [word for word in told if word.startswith("word")] == LongStory.words.split()
            offers = [(m, label) for m in service.shown(chat) for label in m.buttons]
            assert len(offers) == 10
            shown, last = offers[-1]
            await service.press(shown, last)
            await service.until(lambda: "Turn 1: choose Way 9" in _told(service, chat))

    async def test_the_words_come_first_and_every_picture_is_shown(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[0]
        async with _playing(service, data_root) as gateway:
            await service.ask(chat, Verb.START)
            await _turn(service, chat, 0)
            await gateway.rest()
            frame = gateway.store.folders.path(service.session(chat)) / "images" / "frame_0.png"
            assert frame.read_bytes() in [f for m in service.shown(chat) for f in m.files]

    async def test_words_that_come_as_they_are_written_end_as_one_message(
        self, service: Service, data_root: Path
    ) -> None:
        chat, story = service.chats[0], HaltingStory()
        async with _playing(service, data_root, story=story) as gateway:
            await service.ask(chat, Verb.START)
            await _turn(service, chat, 0)
            await service.say(chat, "I go on")
            if gateway.platforms[0].limits.edits:
                await service.until(lambda: any(HALF in s.text for s in service.shown(chat)))
            story.go_on.set()
            await _turn(service, chat, 1)
            await gateway.rest()
            assert len(_turns(service, chat)) == 2
            assert not any(HALF in shown.text for shown in service.shown(chat))

    async def test_nothing_that_was_written_calls_anybody(
        self, service: Service, data_root: Path
    ) -> None:
        _unless(service, Promise.MENTION)
        chat = service.chats[-1]
        async with _playing(service, data_root):
            await service.ask(chat, Verb.START)
            await _turn(service, chat, 0)
            await service.say(chat, f"I call {service.mention} now")
            await service.until(lambda: "Turn 1" in _told(service, chat))
            assert not [m.mentions for m in service.shown(chat) if m.mentions]

    # ------------------------------------------------------------------------------ what goes wrong

    async def test_a_file_that_is_refused_costs_the_file_and_never_the_words(
        self, service: Service, data_root: Path
    ) -> None:
        _unless(service, Promise.TOO_LARGE)
        chat = service.chats[0]
        async with _playing(service, data_root) as gateway:
            await service.fail(Fault.TOO_LARGE)
            await service.ask(chat, Verb.START)
            await service.until(lambda: "Turn 0: start" in _told(service, chat))
            await gateway.rest()
            shown = service.shown(chat)
            assert not [m for m in shown if m.files]
            assert len(_turns(service, chat)) == 1
            assert "The plain at turn 0" in _told(service, chat), "nobody was told what is missing"

    async def test_a_service_that_is_busy_is_given_its_time_and_nothing_is_lost(
        self, service: Service, data_root: Path
    ) -> None:
        _unless(service, Promise.BUSY)
        chat, naps = service.chats[0], Naps()
        async with _playing(service, data_root, sleep=naps):
            await service.fail(Fault.BUSY)
            await service.ask(chat, Verb.START)
            shown = await _turn(service, chat, 0)
            assert max(naps.taken) >= BUSY_FOR - 0.5
            await service.press(shown, shown.buttons[0])
            await _turn(service, chat, 1)
            assert len(_turns(service, chat)) == 2

    async def test_an_answer_that_comes_late_arrives_all_the_same(
        self, service: Service, data_root: Path
    ) -> None:
        chat = service.chats[-1]
        story = SlowStory(service.session(chat))
        async with _playing(service, data_root, story=story) as gateway:
            await service.ask(chat, Verb.START)
            shown = await _turn(service, chat, 0)
            await service.press(shown, shown.buttons[0])
            await service.press(shown, shown.buttons[1], person="ben")
            await service.until(lambda: not service.waiting())
            await service.late()
            story.go_on.set()
            await _turn(service, chat, 1)
            await service.until(lambda: _reads(service, "ben", chat, phrases.STALE))
            await gateway.rest()
            assert len(_turns(service, chat)) == 2

    async def test_a_line_that_breaks_in_the_middle_of_a_file_loses_nothing(
        self, service: Service, data_root: Path
    ) -> None:
        _unless(service, Promise.CUT)
        chat = service.chats[0]
        async with _playing(service, data_root, sleep=Naps()) as gateway:
            await service.fail(Fault.CUT)
            await service.ask(chat, Verb.START)
            await service.until(lambda: [m for m in service.shown(chat) if m.files])
            await gateway.rest()
            assert len(_turns(service, chat)) == 1
            assert len([m for m in service.shown(chat) if m.files]) == 1


@asynccontextmanager
async def _playing(
    service: Service,
    root: Path,
    *plugins: object,
    story: FakeStory | None = None,
    **how: Any,  # noqa: ANN401 - as `playing`
) -> AsyncIterator[Gateway]:
    """A gateway that listens to the service."""
    adapter = service.platform()
    told = story or FakeStory()
    async with playing(root, told, *plugins, offering(adapter), **how) as gateway:
        running = asyncio.create_task(gateway.run())
        try:
            yield gateway
        finally:
            gateway.stop()
            await running


async def _turn(service: Service, chat: str, index: int) -> Shown:
    """The message with a turn's words and buttons, once its picture is shown too."""

    def files() -> int:
        return sum(len(message.files) for message in service.shown(chat))

    def found() -> Shown | None:
        told = (m for m in service.shown(chat) if f"Turn {index}: " in m.text and m.buttons)
        return next(told, None)

    await service.until(lambda: found() and files() > index)
    shown = found()
    assert shown
    return shown


def _turns(service: Service, chat: str) -> list[str]:
    """The first line of each turn's words, in the order they are shown."""
    lines = (line for m in service.shown(chat) for line in m.text.splitlines())
    return [line for line in lines if line.startswith("Turn ") and ": " in line]


def _told(service: Service, chat: str) -> str:
    return "\n".join(message.text for message in service.shown(chat))


def _reads(service: Service, person: str, chat: str, text: str) -> bool:
    return any(text in read for read in service.read_by(person, chat))


def _unless(service: Service, promise: Promise) -> None:
    if promise in service.lacks:
        pytest.skip(f"{promise}: {service.lacks[promise]}")
