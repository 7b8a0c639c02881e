"""`tapeway play` with the real studio in a real Chromium: whole runs, and a kill in the middle."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from web_house import CHROMIUM, CHROMIUM_WORDS

PATIENCE = 120_000
"""Milliseconds for a turn, a tape or a film on a busy machine."""

MOST_TURNS = 40
CUES = """async (video, kind) => {
  const track = video.querySelector(`track[kind=${kind}]`);
  while (track.readyState < 2) await new Promise((done) => setTimeout(done, 50));
  return track.track.cues.length;
}"""


@dataclass
class Gateway:
    """A gateway in a process of its own, which can be killed and started again."""

    root: Path
    port: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    address: str = ""
    process: subprocess.Popen[str] | None = None

    def start(self) -> Gateway:
        clean = {key: value for key, value in os.environ.items() if "TAPEWAY" not in key}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gateway.cli", "play", "--no-browser", "--port", str(self.port)],
            cwd=self.root.parent,
            env={**clean, "TAPEWAY_ROOT": str(self.root), **self.settings},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        said = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found, said + self.process.stderr.read()
        self.address, self.port = found[0], int(found[1])
        return self

    def kill(self) -> None:
        assert self.process is not None
        with self.process:
            self.process.kill()

    def history(self) -> list[dict[str, Any]]:
        text = (self.root / "web.default" / "history.json").read_text(encoding="utf-8")
        turns: list[dict[str, Any]] = json.loads(text)
        return turns


Begin = Callable[..., Gateway]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    begun: list[Gateway] = []

    def start(**settings: str) -> Gateway:
        begun.append(Gateway(tmp_path / "sessions", settings=settings).start())
        return begun[-1]

    yield start
    for gateway in begun:
        gateway.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_WORDS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield page
    page.close()


def test_a_whole_run_by_mouse(begin: Begin, page: Page) -> None:
    gateway = begin(TAPEWAY_PLAY__FILM="false")
    page.goto(gateway.address)
    page.locator(".world").first.click()
    _play_to_the_end(page, lambda turn, way: page.locator("#choices .way").nth(way).click())
    expect(page.locator("#finale h2")).not_to_be_empty()
    expect(page.locator("#takehome a.tape")).to_be_visible()
    _moves(page, "#tray img")
    page.get_by_role("link", name="Read").click()
    expect(page.locator("article")).to_have_count(len(gateway.history()))
    assert page.locator("article img").count() == len(gateway.history())
    assert page.evaluate("[...document.images].filter((i) => !i.alt).length") == 0


def test_a_tape_and_a_film_play_where_they_stand(begin: Begin, page: Page) -> None:
    page.goto(begin().address)
    page.locator(".world").first.click()
    for turn in range(2):
        _told(page, turn + 1)
        page.locator("#choices .way").first.click()
    _told(page, 3)
    page.locator("[data-verb=eject]").click()
    page.locator("#sure-yes").click()
    expect(page.locator("#takehome a.tape")).to_be_visible()
    _moves(page, "#tray img")
    page.locator("#choices .way", has_text="Watch the film").click()
    expect(page.locator("#takehome a.film")).to_be_visible(timeout=3 * PATIENCE)
    _plays(page, "#tray video")

    page.get_by_role("link", name="Gallery").click()
    expect(page.locator(".reels-list > li")).to_have_count(2)
    page.locator("a.poster[data-kind=tape]").click()
    _moves(page, ".reels-list img.tape")
    page.locator("a.poster[data-kind=film]").click()
    _plays(page, ".reels-list video")
    _has_chapters_and_subtitles(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the film").click()
    assert download.value.suggested_filename.endswith(".mp4")
    page.get_by_role("button", name=re.compile("Delete the tape")).click()
    page.locator("#delete-yes").click()
    expect(page.locator(".reels-list > li")).to_have_count(1)
    page.reload()
    expect(page.locator(".reels-list > li")).to_have_count(1)


def test_a_whole_run_by_keyboard_alone(begin: Begin, page: Page) -> None:
    gateway = begin(TAPEWAY_PLAY__FILM="false")
    page.goto(gateway.address)
    expect(page.locator(".world").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    def by_key(turn: int, way: int) -> None:
        if turn == 1:
            page.keyboard.press("/")
            page.keyboard.type("look around")
            page.keyboard.press("Enter")
            page.keyboard.press("Escape")
        elif turn % 2:
            page.keyboard.press(str(way + 1))
        else:
            for _ in range(way + 1):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")

    _play_to_the_end(page, by_key)
    expect(page.locator("#takehome a.tape")).to_be_visible()
    told = gateway.history()
    assert "look around" in [turn["said"] for turn in told]
    assert told[-1]["ending"]


def test_a_kill_in_the_middle_of_a_turn_loses_and_repeats_nothing(begin: Begin, page: Page) -> None:
    gateway = begin(TAPEWAY_PLAY__FILM="false")
    page.goto(gateway.address)
    page.locator(".world").first.click()
    _told(page, 1)
    for turn in (1, 2, 3):
        # Once it is answered it is kept, and its picture is still to be drawn.
        with page.expect_response(re.compile("/act$")):
            page.locator("#choices .way").first.click()
        gateway.kill()
        gateway.start()
        _told(page, turn + 1)
        page.reload()
        _told(page, turn + 1)
    assert [turn["turn"] for turn in gateway.history()] == [0, 1, 2, 3]
    assert len({turn["image"] for turn in gateway.history()}) == 4


def _play_to_the_end(page: Page, act: Callable[[int, int], None]) -> None:
    """Act until the run is over, whatever the story does."""
    tried: list[str] = []
    for turn in range(MOST_TURNS):
        _told(page, turn + 1)
        if page.locator("#finale").is_visible():
            return
        act(turn, _boldest(page, tried))
    raise AssertionError(f"no ending after {MOST_TURNS} turns")


def _boldest(page: Page, tried: list[str]) -> int:
    """The way on that was taken least often, a risk before all others."""
    ways = [way.inner_text() for way in page.locator("#choices .way").all()]
    way = min(range(len(ways)), key=lambda i: (tried.count(ways[i]), "risk" not in ways[i]))
    tried.append(ways[way])
    return way


def _told(page: Page, number: int) -> None:
    """Wait until that turn's words and picture are there."""
    expect(page.locator("#osd-count")).to_have_text(re.compile(rf"\b{number:04}$"))
    expect(page.locator("#osd-mode")).to_have_text(re.compile("PLAY|STOP|EJECT"))


def _plays(page: Page, video: str) -> None:
    shown = page.locator(video)
    shown.evaluate("(video) => { video.muted = true; return video.play(); }")
    expect(shown).to_have_js_property("paused", False)
    expect(shown).not_to_have_js_property("currentTime", 0)


def _moves(page: Page, picture: str) -> None:
    """Wait until an animated picture looks otherwise than it did."""
    shown = page.locator(picture)
    expect(shown).not_to_have_js_property("naturalWidth", 0)
    first = shown.screenshot()
    assert any(shown.screenshot() != first for _ in range(60)), f"{picture} stands still"


def _has_chapters_and_subtitles(page: Page) -> None:
    video = page.locator(".reels-list video")
    expect(page.locator(".chapters button").nth(1)).to_be_visible()
    assert video.evaluate(CUES, "subtitles") > 1
    last = page.locator(".chapters button").last
    last.click()
    assert video.evaluate(CUES, "chapters") == page.locator(".chapters button").count()
    assert video.evaluate("(video) => video.currentTime") > 1
