"""The page in a real Chromium: mouse, keyboard, reload, restart, two people, a phone."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect
from web_house import Build, Visit, is_clean

from gateway import Choice, Picture, Scene, Told, Turn, World, hookimpl
from gateway.testing import FakeStory, plugin_of

WAYS = ".way"


class Shelf:
    """Two worlds more."""

    @hookimpl
    def provide_worlds(self) -> list[World]:
        return [
            World(name="lamp", title="The Lamp Below", summary="The sea comes up the stairs."),
            World(name="salt", title="Salt Garden", summary="A village that grows salt."),
        ]


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


async def test_words_are_read_as_they_come_and_read_out_once(house: Build, visit: Visit) -> None:
    more, whole = asyncio.Event(), asyncio.Event()
    night = "It was a dark\n\nand stormy night."

    async def write_scene(turn: Turn, told: Told) -> Scene | None:
        if turn.index == 0:
            return None
        await told("It was a dark")
        await more.wait()
        await told("It was a dark\n\nand stormy")
        await whole.wait()
        ways = (Choice(key="a", label="Run"), Choice(key="b", label="Hide"))
        return Scene(text=night, title="Night", picture=Picture(alt="Night"), choices=ways)

    async with house(plugin_of("slow", write_scene=write_scene)) as home:
        page = await visit(home)
        await page.keyboard.press("1")
        await expect(page.locator("#osd-mode")).to_have_text("PLAY ▶")
        await page.keyboard.press("2")
        coming, words = page.locator("#coming"), page.locator("#words")
        await expect(coming).to_have_text("It was a dark …")
        await page.reload()
        await expect(coming).to_have_text("It was a dark …")
        await expect(page.locator("#act")).to_have_text("Look right")
        await expect(page.locator("#title")).to_be_hidden()
        await expect(page.locator(WAYS)).to_have_count(0)
        await is_clean(page, "while words come")
        begins = await coming.locator("p").first.bounding_box()
        await words.evaluate(
            """words => { window.heard = [];
              new MutationObserver(() => heard.push(words.textContent))
                .observe(words, { childList: true, subtree: true, characterData: true }) }"""
        )
        more.set()
        await expect(coming.locator("p")).to_have_text(["It was a dark", "and stormy …"])
        whole.set()
        await expect(words.locator("p")).to_have_text(night.split("\n\n"))
        await expect(coming).to_be_empty()
        await expect(page.locator(WAYS)).to_have_text([re.compile("Run"), re.compile("Hide")])
        await expect(page.locator("#title")).to_have_text("Night")
        assert await words.locator("p").first.bounding_box() == begins, "nothing jumps"
        assert await page.evaluate("heard") == [night.replace("\n\n", "")]


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


async def test_two_people_in_one_room_vote_until_it_closes(house: Build, visit: Visit) -> None:
    async with house() as home:
        ann, bob = await visit(home), await visit(home)
        await expect(ann.locator("#people")).to_contain_text("Here: Guest")
        await ann.keyboard.press("1")
        await expect(bob.locator("#words")).to_have_text("Turn 0: start")
        await expect(bob.locator("#osd-mode")).to_have_text("PLAY ▶")
        await ann.click("#open-room")
        await ann.fill("#vote_seconds", "5")
        await ann.keyboard.press("Tab")
        await expect(ann.locator("#note")).to_contain_text("From now on: vote_seconds 5.")
        await ann.select_option("#players", "vote")
        await ann.keyboard.press("Escape")
        await expect(ann.locator("#note")).to_contain_text("From now on: players vote.")
        for person in (ann, bob):
            await expect(person.locator("#say")).to_be_hidden()
        await bob.click("text=Look right")
        await expect(ann.locator(".way .voices")).to_contain_text("1 · Guest")
        await expect(bob.locator(WAYS).nth(1)).to_have_attribute("aria-pressed", "true")
        await expect(ann.locator("#window-word")).to_have_text(re.compile(r"closes in [1-5] s"))
        await bob.reload()
        await expect(bob.locator(".way .voices")).to_contain_text("1 · Guest")
        await ann.click("text=Look right")
        await expect(bob.locator(".way .voices")).to_contain_text("2 · Guest")
        for person in (ann, bob):
            await expect(person.locator("#words")).to_have_text("Turn 1: choose Look right")
            await expect(person.locator("#window")).to_be_hidden()


async def test_everybody_sees_the_countdown_to_silence(house: Build, visit: Visit) -> None:
    async with house() as home:
        ann, bob = await visit(home), await visit(home)
        await ann.keyboard.press("1")
        await expect(bob.locator("#osd-mode")).to_have_text("PLAY ▶")
        await ann.click("#open-room")
        await ann.fill("#pace_seconds", "6")
        await ann.select_option("#pace", "countdown")
        await ann.keyboard.press("Escape")
        for person in (ann, bob):
            said = person.locator("#window-word")
            await expect(said).to_have_text(re.compile(r"Silence is an answer in [1-6] s"))
        await bob.click("#open-room")
        await expect(bob.locator("#pace")).to_have_value("countdown")
        await bob.keyboard.press("Escape")
        await expect(bob.locator("#words")).to_contain_text("Turn 1: silence", timeout=15_000)


async def test_a_world_is_chosen_from_the_shelf_and_another_after_the_end(
    house: Build, visit: Visit
) -> None:
    async with house(Shelf(), story=FakeStory(turns=2)) as home:
        page = await visit(home)
        await expect(page.locator(".world")).to_have_count(3)
        await expect(page.locator(".world").nth(2)).to_contain_text("Salt Garden")
        await expect(page.locator(".world").nth(2)).to_contain_text("A village that grows salt.")
        await page.keyboard.press("3")
        await expect(page.locator("#place")).to_contain_text("Salt Garden")
        await expect(page.locator("#shelf")).to_be_hidden()
        await page.click("text=Go left")
        await expect(page.locator("#takehome a.tape")).to_contain_text("Salt Garden")
        await page.click("text=Choose another tape")
        await expect(page.locator(".world").first).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#shelf")).to_be_hidden()
        await page.keyboard.press("3")
        await page.locator(".world", has_text="The Lamp Below").click()
        await expect(page.locator("#place")).to_contain_text("The Lamp Below")
        await expect(page.locator("#words")).to_contain_text("start")


async def test_a_story_that_was_brought_here_can_be_played_on(house: Build, visit: Visit) -> None:
    async with house() as home:
        page = await visit(home)
        await page.keyboard.press("1")
        await expect(page.locator("#osd-mode")).to_have_text("PLAY ▶")
        await page.click("[data-verb=eject]")
        await page.click("#sure-yes")
        await expect(page.locator("#takehome a.tape")).to_be_visible()
        await home.gateway.rest()
        shutil.rmtree(home.platform.rooms.folder(home.session()))
    async with house() as home:
        page = await visit(home)
        await expect(page.locator("#finale")).to_contain_text("Ejected")
        await page.click("text=Play again")
        await expect(page.locator("#words")).to_have_text("Turn 1: start")


async def test_a_way_on_shows_its_kind_and_what_to_expect(house: Build, visit: Visit) -> None:
    async def write_scene(turn: Turn) -> Scene:
        jump = Choice(key="jump", label="Jump the gap", kind="risk", hint="long shot")
        wait = Choice(key="wait", label="Wait")
        return Scene(text="A gap.", picture=Picture(alt="A gap"), choices=(jump, wait))

    async with house(plugin_of("odds", write_scene=write_scene)) as home:
        page = await visit(home)
        await page.keyboard.press("1")
        await expect(page.locator(".kind")).to_have_text("risklong shot")
        await page.reload()
        await expect(page.locator(".kind i")).to_have_text("long shot")


async def test_a_picture_is_never_asked_for_twice(house: Build, visit: Visit) -> None:
    async with house() as home:
        page = await visit(home)
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url) if "/m/" in r.url else None)
        await page.keyboard.press("1")
        for turn in range(3):
            await expect(page.locator("#words")).to_contain_text(f"Turn {turn}:")
            await expect(page.locator("#still img.in")).to_have_count(1)
            await page.keyboard.press("1")
        await expect(page.locator("#strip button")).to_have_count(4)
        for step in ("ArrowLeft", "ArrowLeft", "ArrowRight", "Escape"):
            await page.keyboard.press(step)
            await expect(page.locator("#still img.in")).to_have_count(1)
        fetched = await page.evaluate(
            "performance.getEntriesByType('resource').filter((e) => e.name.includes('/m/'))"
            ".filter((e) => e.transferSize > 0).map((e) => e.name)"
        )
        assert fetched
        assert len(fetched) == len(set(fetched))
        assert {url.partition("w=")[2].partition("&")[0] for url in asked} <= {
            "320",
            "640",
            "960",
            "1280",
        }


async def test_the_page_weighs_less_than_a_picture(house: Build, visit: Visit) -> None:
    async with house() as home:
        page = await visit(home)
        await expect(page.locator(WAYS)).to_have_count(1)
        await page.evaluate("document.fonts.ready")
        weight = await page.evaluate(
            "performance.getEntries().filter((e) => e.encodedBodySize)"
            ".reduce((sum, e) => sum + e.encodedBodySize, 0)"
        )
        assert 20_000 < weight < 100_000


async def test_reduced_motion_moves_nothing(house: Build, visit: Visit) -> None:
    async with house() as home:
        page = await visit(home)
        await page.keyboard.press("1")
        await expect(page.locator("#still img.in")).to_have_count(1)
        moving = await page.evaluate("document.getAnimations().length")
        assert moving == 0


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


class LongStory(FakeStory):
    """Every scene is longer than a screen."""

    @hookimpl
    async def write_scene(self, turn: Turn) -> Scene:
        scene = await super().write_scene(turn)
        return replace(scene, text="\n\n".join(f"{scene.text}. {LONG}" for _ in range(9)))


LONG = "The plain goes on, and on, and the grass leans where the wind has been. " * 5

SEEN = """(id) => {
  const note = document.getElementById(id), box = note.getBoundingClientRect();
  const hit = (y) => note.contains(document.elementFromPoint(box.left + 9, y));
  return note.textContent !== "" && hit(box.top + 4) && hit(box.bottom - 4);
}"""
"""Whether all of an element lies within the screen, with nothing over it."""


async def test_an_answer_stands_over_long_words_and_their_reader_keeps_the_place(
    house: Build, visit: Visit
) -> None:
    async with house(story=LongStory()) as home:
        page = await visit(home)
        await asked_in_mid_reading(page)
        assert await page.evaluate(SEEN, "note")
        assert await page.evaluate("scrollY") == 300


async def test_nothing_lies_over_the_end_of_long_words(house: Build, visit: Visit) -> None:
    async with house(story=LongStory(turns=0)) as home:
        page = await visit(home)
        await page.click(WAYS)
        await expect(page.locator("#finale")).to_contain_text("The far side")
        await page.evaluate("document.getElementById('finale').scrollIntoView({block: 'end'})")
        assert await page.evaluate(SEEN, "finale")


async def test_a_phone_goes_to_the_answer_of_whoever_asked(house: Build, visit: Visit) -> None:
    async with house(story=LongStory()) as home:
        page = await visit(home, width=390, height=844)
        await asked_in_mid_reading(page)
        assert await page.evaluate(SEEN, "note")


async def asked_in_mid_reading(page: Page) -> None:
    await page.click(WAYS)
    await expect(page.locator("#words p")).to_have_count(9)
    await expect(page.locator("#osd-mode")).to_have_text("PLAY ▶")
    await page.click("#open-room")
    await page.evaluate("scrollTo(0, 300)")
    await page.click("#room-dialog [data-verb=status]")
    await expect(page.locator("#note")).to_contain_text("Spent here")


async def test_until_the_first_words_come_the_page_says_what_is_on_the_tape(
    house: Build, visit: Visit
) -> None:
    told = asyncio.Event()

    class Slow(FakeStory):
        @hookimpl
        async def write_scene(self, turn: Turn) -> Scene:
            await told.wait()
            return await super().write_scene(turn)

    async with house(Shelf(), story=Slow()) as home:
        page = await visit(home)
        await page.click("text=Salt Garden")
        await expect(page.locator("#title")).to_have_text("Salt Garden")
        await expect(page.locator("#words")).to_have_text("A village that grows salt.")
        told.set()
        await expect(page.locator("#words")).to_have_text("Turn 0: start")


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_axe_finds_nothing(house: Build, visit: Visit, scheme: str) -> None:
    async with house(Shelf(), story=FakeStory(turns=3)) as home:
        page = await visit(home)
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await is_clean(page, "the shelf")
        await page.keyboard.press("1")
        for turn in range(2):
            await expect(page.locator("#words")).to_contain_text(f"Turn {turn}:")
            await expect(page.locator("#osd-mode")).to_have_text("PLAY ▶")
            await is_clean(page, f"turn {turn}")
            await page.keyboard.press("1")
        await expect(page.locator("#takehome a.tape")).to_be_visible()
        await is_clean(page, "ending")
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.click("text=Choose another tape")
        await is_clean(page, "the shelf after the end, on a phone")
        for button in ("#open-room", "#open-keys"):
            await page.click(button)
            await is_clean(page, button)
            await page.keyboard.press("Escape")
        for path in ("/r/default/gallery", "/r/default/story"):
            await page.goto(home.address + path)
            await is_clean(page, path)
        await page.goto(home.address + "/r/default/gallery")
        await page.locator("a.poster").click()
        await expect(page.locator("img.tape")).to_be_visible()
        await is_clean(page, "a tape that plays")


async def test_axe_finds_nothing_at_the_door(
    house: Build, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPEWAY_WEB_SECRET", "a long enough secret")
    async with house(web={"host": "0.0.0.0"}) as home:  # noqa: S104 - that is what is tested
        home.platform.address = home.address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        page = await visit(home)
        await expect(page.locator("#secret")).to_be_visible()
        await is_clean(page, "enter")
        await page.fill("#secret", "sesame")
        await page.keyboard.press("Enter")
        await expect(page.locator("[role=alert]")).to_have_text("That is not the secret.")
        await is_clean(page, "not the secret")
        await page.goto(home.address + "/r/default")
        await expect(page.locator("h1")).to_have_text("No signal")
        await is_clean(page, "refused")
        await page.goto(home.address + "/enter")
        await page.fill("#secret", "a long enough secret")
        await page.keyboard.press("Enter")
        await expect(page.locator(WAYS)).to_have_count(1)
