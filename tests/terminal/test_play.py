from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from gateway_terminal.inbound import Ear
from gateway_terminal.platform import TerminalPlatform
from gateway_terminal.screen import Page, Screen
from terminal_story import Story

from gateway import PICTURE_BYTES, Delivery, Event, Part, Refused, SessionId, StorageFull

SCRIPT = """
import asyncio, json, pathlib, signal, sys
sys.path[:0] = {path!r}
from terminal_story import Story, perform
from gateway import Delivery, Part
from gateway_terminal import provide_platform

root = pathlib.Path({root!r})
platform = provide_platform({{"plugins": {{"terminal": {{
    "enabled": True, "root": str(root), "user": "ann", "world": "dead-channel"
}}}}}})
story = Story(platform, root)
late = Delivery(key="late", session=platform.session, part=Part.NOTICE, text="A late word.")

async def main():
    def deliver():
        tasks.append(asyncio.ensure_future(platform.deliver(late)))
    tasks = []
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, deliver)
    await perform(platform, story)

try:
    asyncio.run(main())
    end = "left"
except KeyboardInterrupt:
    end = "interrupted"
heard = [[event.verb, event.argument, event.button] for event in story.heard]
(root / "heard.json").write_text(json.dumps([end, heard]))
"""


def _mind_the_keyboard() -> None:
    """Ctrl-C interrupts, also where whoever runs the tests in the background ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Game:
    """A person at a real pseudo-terminal."""

    def __init__(self, script: Path, **env: str) -> None:
        plain = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        self.root = script.parent
        self.child = pexpect.spawn(
            sys.executable, [str(script)], dimensions=(40, 100), encoding="utf-8", timeout=10,
            env=plain | env, preexec_fn=_mind_the_keyboard,
        )  # fmt: skip
        self.before = termios.tcgetattr(self.child.child_fd)

    def sees(self, *words: str) -> str:
        """Wait for each of the words in turn; answers all that was written up to the last."""
        seen = ""
        for word in words:
            self.child.expect(re.escape(word))
            seen += self.child.before + word
        return seen

    def types(self, keys: str) -> None:
        self.child.send(keys)

    def ended(self) -> list[object]:
        """How it ended and what the story heard after its start."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        end, heard = json.loads((self.root / "heard.json").read_text())
        assert heard[0] == ["start", "dead-channel", None]
        return [end, *heard[1:]]


Seat = Callable[..., Game]


@pytest.fixture
def script(tmp_path: Path):
    path = tmp_path / "play.py"
    here = [str(Path(__file__).parent), *sys.path]
    path.write_text(SCRIPT.format(path=here, root=str(tmp_path)))
    return path


@pytest.fixture
def game(script: Path):
    opened = []

    def sit_down(**env: str) -> Game:
        opened.append(Game(script, **env))
        opened[-1].sees("or your own words")
        return opened[-1]

    yield sit_down
    for one in opened:
        one.child.close(force=True)


def test_a_story_begins_by_itself_and_a_number_goes_on(game: Seat):
    player = game()
    player.types("2\r")
    player.sees("Listen at the bulkhead door", "(turn 1 heard b0-1)", "❯")
    player.types("/quit\r")
    assert player.ended() == ["left", ["choose", "", "b0-1"]]


def test_words_and_verbs_are_heard_as_such(game: Seat):
    player = game()
    for line in ("start the engine", "/rewind 3", "status", "開門"):
        player.types(f"{line}\r")
        player.sees("or your own words")
    player.types("quit\r")
    assert player.ended() == [
        "left",
        ["say", "start the engine", None],
        ["rewind", "3", None],
        ["status", "", None],
        ["say", "開門", None],
    ]


def test_a_mistyped_number_is_answered_here(game: Seat):
    player = game()
    player.types("9\r")
    player.sees("There is no choice 9")
    player.types("\x04")
    assert player.ended() == ["left"]


@pytest.mark.parametrize("keys", ["\x04", "/quit\r", "\x03"])
def test_whoever_leaves_finds_the_terminal_as_it_was(game: Seat, keys: str):
    player = game()
    player.types(keys)
    end = "interrupted" if keys == "\x03" else "left"
    player.child.expect(re.escape("\x1b[?2004l"))
    player.child.expect(pexpect.EOF)
    assert termios.tcgetattr(player.child.child_fd) == player.before
    assert player.ended() == [end]


def test_what_is_being_typed_survives_what_is_being_told(game: Seat):
    player = game()
    player.types("half a ")
    player.sees("half a ")
    player.child.kill(signal.SIGUSR1)
    player.sees("A late word.", "❯", "half a ")
    player.types("line\r")
    player.sees("heard half a line")
    player.types("\x04")
    assert player.ended() == ["left", ["say", "half a line", None]]


def test_ten_thousand_characters_on_one_line_arrive_whole(game: Seat):
    player = game()
    words = "never " * 1700 + "ever"
    player.types(f"{words}\r")
    player.sees("(turn 1 heard never", "or your own words")
    player.types("\x04")
    assert player.ended() == ["left", ["say", words, None]]


def test_a_tape_is_announced_by_a_bar_and_shown_as_a_path(game: Seat):
    player = game()
    player.types("/tape\r")
    bars = player.sees("▶ Tape", "/tapes/tape_1.gif")
    assert bars.count("EJECTING… REWINDING…") > 4
    assert "100%" in bars
    player.types("\x04")
    player.ended()


@pytest.mark.parametrize(
    ("env", "shown"),
    [
        ({"COLORTERM": "truecolor"}, "38;2;"),
        ({}, "38;5;"),
        ({"NO_COLOR": "1"}, "A red corridor"),
        ({"TERM": "dumb"}, "A red corridor"),
        ({"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "A red corridor"),
    ],
)
def test_a_frame_is_shown_in_the_colours_there_are_or_told(
    script: Path, env: dict[str, str], shown: str
):
    player = Game(script, **env)
    player.sees("speak", shown)
    player.types("\x04")
    assert player.ended() == ["left"]


def test_a_terminal_that_knows_only_ascii_is_spoken_to_in_ascii(script: Path):
    player = Game(script, LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    player.sees("=======", "Follow the light", ">", "a number")
    player.types("\x04")
    player.ended()


def test_lines_from_a_pipe_wait_for_each_others_answers(script: Path):
    ran = subprocess.run(
        [sys.executable, str(script)], input="2\n\nstatus\n/tape", capture_output=True,
        check=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}, timeout=20,
    )  # fmt: skip
    end, heard = json.loads((script.parent / "heard.json").read_text())
    assert (end, [verb for verb, _, _ in heard]) == ("left", ["start", "choose", "status", "tape"])
    assert heard[1][2] == "b0-1"
    assert "▶ Tape" in ran.stdout
    assert "\x1b" not in ran.stdout
    assert not ran.stderr


def test_lines_from_a_file_are_played_too(script: Path):
    moves = script.parent / "moves.txt"
    moves.write_text("1\n/quit\n3\n")
    with moves.open() as lines:
        subprocess.run([sys.executable, str(script)], stdin=lines, capture_output=True,
                       check=True, env=os.environ | {"PYTHONUTF8": "1"}, timeout=20)  # fmt: skip
    end, heard = json.loads((script.parent / "heard.json").read_text())
    assert (end, [button for _, _, button in heard]) == ("left", [None, "b0-0"])


@pytest.fixture
def quiet(ear: Ear, paper: Screen, tmp_path: Path):
    """A platform without a keyboard: its input has ended already."""
    reader, writer = os.pipe()
    os.close(writer)
    yield TerminalPlatform(ear, str(tmp_path), screen=paper, stdin=reader)
    os.close(reader)


async def test_a_delivery_for_another_session_is_refused(quiet: TerminalPlatform):
    with pytest.raises(Refused, match=r"terminal\.other"):
        await quiet.deliver(
            Delivery(key="d", session=SessionId.of("terminal", "other"), part=Part.NOTICE)
        )


@pytest.mark.parametrize(
    "typed", ["{}/me at sea.jpg", "'{}/me at sea.jpg'", "{}/me\\ at\\ sea.jpg"]
)
async def test_a_picture_is_fetched_by_its_path_as_it_is_typed_or_dragged(
    quiet: TerminalPlatform, tmp_path: Path, typed: str
):
    (tmp_path / "me at sea.jpg").write_bytes(b"me")
    await quiet.fetch({"path": typed.format(tmp_path)}, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == b"me"


async def test_a_path_that_leads_nowhere_is_said(quiet: TerminalPlatform, tmp_path: Path):
    with pytest.raises(
        Refused, match=r"^nowhere\.jpg cannot be read \(No such file or directory\): type the path"
    ):
        await quiet.fetch({"path": "nowhere.jpg"}, tmp_path / "fetched")


async def test_a_picture_that_is_too_large_is_said(quiet: TerminalPlatform, tmp_path: Path):
    with (tmp_path / "large.jpg").open("wb") as file:
        file.truncate(PICTURE_BYTES + 1)
    with pytest.raises(Refused, match=r"large\.jpg has more than 20 MB"):
        await quiet.fetch({"path": str(tmp_path / "large.jpg")}, tmp_path / "fetched")


async def test_a_terminal_that_is_gone_refuses_what_is_delivered(ear: Ear, tmp_path: Path):
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError("nobody reads")

    platform = TerminalPlatform(ear, str(tmp_path), screen=Screen(Page(file=Gone())))
    with pytest.raises(Refused, match="gone"):
        await platform.deliver(Delivery(key="d", session=platform.session, part=Part.NOTICE))
    await platform.close()


async def test_a_line_that_cannot_be_kept_is_said_to_the_person(
    quiet: TerminalPlatform, paper: Screen, tmp_path: Path
):
    class Full(Story):
        async def hear(self, event: Event) -> bool:
            raise StorageFull("There is no room left: delete something.")

    await quiet.listen(Full(quiet, tmp_path))
    assert "There is no room left" in paper.console.file.getvalue()


async def test_an_event_that_is_not_admitted_is_said_to_the_person(
    quiet: TerminalPlatform, paper: Screen, tmp_path: Path
):
    class Deaf(Story):
        async def hear(self, event: Event) -> bool:
            return False

    await quiet.listen(Deaf(quiet, tmp_path))
    assert "Nobody took that in." in paper.console.file.getvalue()


async def test_nothing_is_started_where_the_settings_say_so(
    ear: Ear, paper: Screen, tmp_path: Path
):
    reader, writer = os.pipe()
    os.close(writer)
    platform = TerminalPlatform(ear, str(tmp_path), screen=paper, stdin=reader, start=False)
    story = Story(platform, tmp_path)
    await platform.listen(story)
    os.close(reader)
    assert story.heard == []


async def test_closing_twice_is_as_good_as_once(quiet: TerminalPlatform):
    await quiet.close()
    await quiet.close()


def test_the_person_is_known_by_their_name_on_this_platform():
    assert Ear.of(SessionId.of("terminal", "play"), "ann").person.id == "terminal:ann"
