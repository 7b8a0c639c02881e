"""Sharing in a real Chromium: from the room to a stranger's phone, and gone again."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect
from web_house import Build, House, Visit, is_clean

from gateway.testing import FakeStory

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


async def played(home: House, visit: Visit) -> Page:
    """Somebody plays to the end by keyboard, and has the tape in hand."""
    page = await visit(home)
    for turn in range(2):
        await page.keyboard.press("1")
        await expect(page.locator("#words")).to_contain_text(f"Turn {turn}:")
        await expect(page.locator("#osd-mode")).not_to_have_text("REC ●")
    await expect(page.locator("#takehome a.tape")).to_be_visible()
    return page


async def shared(page: Page) -> str:
    """Share the first thing in the gallery; where it can be seen."""
    await page.goto(page.url.rstrip("/") + "/gallery")
    await page.locator("[data-share]").first.click()
    link = page.locator(".said a").first
    await expect(link).to_be_visible()
    return (await link.get_attribute("href") or "").partition("/s/")[2]


async def test_play_tape_share_watch_on_a_phone_and_take_it_back(
    house: Build, visit: Visit
) -> None:
    async with house(story=FakeStory(turns=2)) as home:
        page = await played(home, visit)
        code = await shared(page)
        phone = await visit(home, f"/s/{code}", width=375, height=780)
        assert await phone.context.cookies() == []
        await expect(phone.locator("h1")).to_have_text("The Plain")
        await expect(phone.locator("#story")).to_contain_text("Turn 1: choose Go left")
        await phone.click("#roll")
        await expect(phone.locator("#tape")).to_have_attribute("src", f"/s/{code}/tape.gif")
        moves = "document.getElementById('tape').decode().then(() => true)"
        assert await phone.evaluate(moves)
        assert await phone.evaluate("document.documentElement.scrollWidth") <= 375
        await page.click("text=Take it back")
        await expect(page.locator(".said").first).to_contain_text("Taken back")
        gone = await phone.reload()
        assert gone
        assert gone.status == 410
        await expect(phone.locator("h1")).to_have_text("No signal")
        await expect(phone.locator("main")).to_contain_text("nothing to see by that code")


async def test_a_code_is_made_and_watched_by_keyboard_alone(house: Build, visit: Visit) -> None:
    async with house(story=FakeStory(turns=2)) as home:
        page = await played(home, visit)
        await page.focus("#open-codes")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(page.locator("#codes-dialog [data-code='share film']")).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#note")).to_contain_text(CODE)
        found = CODE.search(await page.inner_text("#note"))
        assert found
        page_of_it = page.locator("#note a", has_text="See its page")
        await expect(page_of_it).to_have_attribute("href", f"/s/{found[0]}")
        room = home.platform.keys.new_room()
        other = await visit(home, f"/r/{room}")
        await other.focus("#open-codes")
        await other.keyboard.press("Enter")
        await other.focus("#code")
        await other.keyboard.type(found[0].lower())
        await other.keyboard.press("Enter")
        seen = other.locator(".elsewhere img")
        await expect(seen).to_be_visible()
        assert await seen.evaluate("(image) => image.decode().then(() => true)")
        await is_clean(other, "a tape from elsewhere")


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_axe_finds_nothing_on_the_pages_of_sharing_and_running(
    house: Build, visit: Visit, scheme: str
) -> None:
    async with house(story=FakeStory(turns=2)) as home:
        page = await played(home, visit)
        room = page.url
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await page.click("#open-codes")
        await is_clean(page, "codes")
        await page.keyboard.press("Escape")
        await page.click("text=Watch the film")
        await expect(page.locator("#takehome a.film")).to_be_visible()
        await page.goto(room)
        film = await shared(page)
        await is_clean(page, "the gallery with a code")
        for path in (f"/s/{film}", "/tapes", "/admin", "/admin/forget?session=web.default",
                     "/api/v1", "/nowhere"):  # fmt: skip
            await page.goto(home.address + path)
            await is_clean(page, path)
        await page.set_viewport_size({"width": 360, "height": 740})
        for path in (f"/s/{film}", "/tapes", "/admin", "/api/v1"):
            await page.goto(home.address + path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 360, path
            await is_clean(page, f"{path} on a phone")
