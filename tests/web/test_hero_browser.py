"""Who you play in a real Chromium: chosen by keyboard, seen by all, pasted, taken away."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.async_api import FilePayload, Page, expect
from web_house import Build, Visit, is_clean

DECODED = "(image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
PASTE = """async (sent) => {
  const file = new File([Uint8Array.from(sent)], "pasted.png", { type: "image/png" });
  const clipboardData = new DataTransfer();
  clipboardData.items.add(file);
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""


def picture(colour: str, size: tuple[int, int] = (40, 50)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, "PNG")
    return made.getvalue()


async def choose(page: Page, file: FilePayload) -> None:
    async with page.expect_file_chooser() as asked:
        await page.focus("#hero-choose")
        await page.keyboard.press("Enter")
    await (await asked.value).set_files([file])


async def test_who_you_play_is_sent_seen_by_all_and_taken_away(house: Build, visit: Visit) -> None:
    async with house() as home:
        ann, bob = await visit(home), await visit(home, width=360, height=740)
        await ann.keyboard.press("1")
        await expect(bob.locator("#still img.in")).to_be_visible()
        await ann.focus("#line")
        await ann.keyboard.type("/hero")
        await ann.keyboard.press("Enter")
        await expect(ann.locator("#room-dialog")).to_be_visible()
        said, seen = ann.locator("#hero-note"), ann.locator("#hero-picture")
        await choose(ann, {"name": "a.txt", "mimeType": "text/plain", "buffer": b"Ann"})
        await expect(said).to_have_text("That is no PNG, JPEG or WebP picture.")
        await expect(seen).to_be_hidden()

        await choose(ann, {"name": "a.png", "mimeType": "image/png", "buffer": picture("red")})
        await expect(said).to_contain_text("This is who you play now.")
        assert await seen.evaluate(DECODED) == [40, 50]
        await expect(ann.locator("#hero-choose")).to_be_focused()
        for scheme in ("dark", "light"):
            await ann.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            await is_clean(ann, f"who you play, {scheme}")

        small = bob.locator("#who img")
        assert await small.evaluate(DECODED) == [40, 50]
        assert await bob.evaluate("document.documentElement.scrollWidth") <= 360
        await bob.click("#who")
        await expect(bob.locator("#hero-picture")).to_be_visible()
        await is_clean(bob, "who you play, on a phone")

        first = await small.get_attribute("src")
        await ann.evaluate(PASTE, list(picture("blue", (60, 30))))
        await expect(small).not_to_have_attribute("src", first or "")
        assert await small.evaluate(DECODED) == [60, 30]
        await ann.reload()
        assert await ann.locator("#who img").evaluate(DECODED) == [60, 30]

        await ann.click("#who")
        await ann.focus("#hero-away")
        await ann.keyboard.press("Enter")
        await expect(said).to_have_text("Taken away: how you look is up to whoever draws.")
        await expect(ann.locator("#hero-choose")).to_be_focused()
        for person in (ann, bob):
            await expect(person.locator("#who")).to_be_hidden()
            await expect(person.locator("#hero-picture")).to_be_hidden()
