"""The page in a real Chromium: mouse, keyboard, reload, restart, two people, a phone."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect
from web_house import Build, House

from gateway.testing import FakeStory, plugin_of

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
WAYS = ".way"

Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, else the one that `playwright install chromium` brings."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Somebody at a browser of their own; whatever their console complains of fails the test."""
    complaints: list[str] = []

    async def come(house: House, path: str = "/", *, width: int = 1280, height: int = 800) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        page = await context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: _ours(r.url, house, complaints))
        await page.goto(house.address + path)
        return page

    yield come
    # A stream that was cut by a restart is reported by the browser itself.
    assert [c for c in complaints if "ERR_CONNECTION" not in c and "ERR_INCOMPLETE" not in c] == []


def _ours(url: str, house: House, complaints: list[str]) -> None:
    if not url.startswith(house.address):
        complaints.append(f"asked for {url}")


async def test_a_first_turn_by_mouse(house: Build, visit: Visit) -> None:
    async with house() as home:
        page = await visit(home)
        await page.click(WAYS)
        await expect(page.locator("#words")).to_have_text("Turn 0: start")
        await expect(page.locator("#still img")).to_have_attribute("alt", "The plain at turn 0")
        await page.click("text=Look right")
        await expect(page.locator("#words")).to_have_text("Turn 1: choose Look right")
        await expect(page.locator("#act")).to_have_text("Look right")
        await expect(page.locator("#strip button")).to_have_count(2)
        await expect(page.locator("#vitals")).to_contain_text("98")


async def test_a_run_by_keyboard_alone_ends_with_its_tape(house: Build, visit: Visit) -> None:
    async with house(story=FakeStory(turns=4)) as home:
        page = await visit(home)
        await expect(page.locator(WAYS)).to_have_count(1)
        await page.keyboard.press("1")
        await expect(page.locator("#words")).to_have_text("Turn 0: start")
        await page.keyboard.press("2")
        await expect(page.locator("#words")).to_have_text("Turn 1: choose Look right")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator("#words")).to_have_text("Turn 2: choose Go left")
        await page.keyboard.press("Escape")
        await page.evaluate("document.activeElement.blur()")
        await page.keyboard.press("Enter")
        await page.keyboard.type("I <b>sing</b>")
        await page.keyboard.press("Enter")
        await expect(page.locator("#words")).to_contain_text("Turn 3: say I <b>sing</b>")
        await expect(page.locator("#finale")).to_contain_text("The far side")
        await expect(page.locator("#takehome a.tape")).to_be_visible()
        await expect(page.locator(WAYS)).to_have_text([re.compile("film"), re.compile("again")])


async def test_looking_back_and_rewinding(house: Build, visit: Visit) -> None:
    async with house() as home:
        page = await visit(home)
        await page.keyboard.press("1")
        for turn in range(3):
            await expect(page.locator("#words")).to_contain_text(f"Turn {turn}:")
            await expect(page.locator("#osd-mode")).to_have_text("PLAY ▶")
            await page.keyboard.press("1")
        await expect(page.locator("#words")).to_contain_text("Turn 3:")
        await page.locator("#strip button").nth(1).click()
        await expect(page.locator("#words")).to_contain_text("Turn 1:")
        await page.click("text=Rewind to here")
        await expect(page.locator("#note")).to_contain_text("Rewound to turn 1")
        await expect(page.locator("#strip button")).to_have_count(2)
        await page.keyboard.press("2")
        await expect(page.locator("#words")).to_have_text("Turn 4: choose Look right")


async def test_a_reload_in_the_middle_of_a_turn(house: Build, visit: Visit) -> None:
    gate = asyncio.Event()

    async def write_scene() -> None:
        await gate.wait()

    async with house(plugin_of("slow", write_scene=write_scene)) as home:
        page = await visit(home)
        await page.keyboard.press("1")
        await expect(page.locator("#osd-mode")).to_have_text("REC ●")
        await page.reload()
        await expect(page.locator("#osd-mode")).to_have_text("REC ●")
        gate.set()
        await expect(page.locator("#words")).to_have_text("Turn 0: start")
        await expect(page.locator(WAYS)).to_have_count(2)


async def test_a_server_restart_under_an_open_page(house: Build, visit: Visit) -> None:
    async with house() as home:
        page = await visit(home)
        await page.keyboard.press("1")
        await expect(page.locator("#still img")).to_be_visible()
        port = int(home.address.rpartition(":")[2])
    await expect(page.locator("#line-state")).to_contain_text("No signal")
    await page.keyboard.press("1")  # pressed while nobody is there
    async with house(web={"port": port}):
        await expect(page.locator("#words")).to_have_text("Turn 1: choose Go left", timeout=15_000)
        await expect(page.locator("#line-state")).to_have_text("", timeout=15_000)
        await expect(page.locator("#strip button")).to_have_count(2)


async def test_two_people_in_one_room_vote(house: Build, visit: Visit) -> None:
    async with house() as home:
        ann, bob = await visit(home), await visit(home)
        await expect(ann.locator("#people")).to_contain_text("Here: Guest")
        await ann.keyboard.press("1")
        await expect(bob.locator("#words")).to_have_text("Turn 0: start")
        await expect(bob.locator("#osd-mode")).to_have_text("PLAY ▶")
        await ann.click("#open-room")
        await ann.select_option("#players", "vote")
        await ann.keyboard.press("Escape")
        await expect(ann.locator("#note")).to_contain_text("players is vote now")
        await bob.click("text=Look right")
        await expect(ann.locator(".way .voices")).to_contain_text("1 · Guest")
        await expect(bob.locator(WAYS).nth(1)).to_have_attribute("aria-pressed", "true")
        await expect(ann.locator("#window")).to_be_visible()
        await bob.reload()
        await expect(bob.locator(".way .voices")).to_contain_text("1 · Guest")


async def test_a_phone_shows_everything_without_scrolling_sideways(
    house: Build, visit: Visit
) -> None:
    async with house() as home:
        page = await visit(home, width=360, height=740)
        await page.click(WAYS)
        await expect(page.locator(WAYS)).to_have_count(2)
        await page.click("text=Go left")
        await expect(page.locator("#strip button")).to_have_count(2)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360
        small = await page.evaluate(
            "[...document.querySelectorAll('main button:not([hidden]), main input')]"
            ".filter((b) => b.offsetParent && b.getBoundingClientRect().height < 24).length"
        )
        assert small == 0


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_axe_finds_nothing(house: Build, visit: Visit, scheme: str) -> None:
    async with house(story=FakeStory(turns=3)) as home:
        page = await visit(home)
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await _is_clean(page, "start")
        await page.keyboard.press("1")
        for turn in range(2):
            await expect(page.locator("#words")).to_contain_text(f"Turn {turn}:")
            await expect(page.locator("#osd-mode")).to_have_text("PLAY ▶")
            await _is_clean(page, f"turn {turn}")
            await page.keyboard.press("1")
        await expect(page.locator("#takehome a.tape")).to_be_visible()
        await _is_clean(page, "ending")
        for button in ("#open-room", "#open-keys"):
            await page.click(button)
            await _is_clean(page, button)
            await page.keyboard.press("Escape")
        for path in ("/r/default/gallery", "/r/default/story"):
            await page.goto(home.address + path)
            await _is_clean(page, path)


async def _is_clean(page: Page, where: str) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"
