"""What the Google of the tests writes, draws and films: small, and different each time."""

from __future__ import annotations

import io
import json
import re
from functools import lru_cache
from typing import Any

PLACES = ("The Gate", "The Hall", "The Well")


def scene(body: dict[str, Any]) -> dict[str, Any]:
    """A turn that says which one it is and what was done."""
    number, act = said(body)
    place = PLACES[number % len(PLACES)]
    return {
        "narration": f"Turn {number} of the model's. You {act.lower()} It is getting late.",
        "title": f"{place}, late",
        "place": place,
        "picture": f"{place} at night, a lamp, nobody.",
        "alt": f"{place} with a lamp, at turn {number}.",
        "health": max(1, 101 - number),
        "inventory": ["lamp", f"stone {number}"],
        "people": ["Dana"],
        "filmed": number % 3 == 0,
        "choices": [
            {"label": f"Go on to {PLACES[(number + 1) % 3]}", "kind": "go", "hint": ""},
            {"label": "Look behind the lamp", "kind": "look", "hint": ""},
            {"label": "Ask Dana about the numbers", "kind": "speak", "hint": ""},
            {"label": "Jump", "kind": "risk", "hint": "a long shot"},
        ],
        "summary": " ".join(f"In turn {n} something happened." for n in range(1, number + 1))[
            -900:
        ],
    }


def said(body: dict[str, Any]) -> tuple[int, str]:
    """The turn's number and what the player does, as the model reads them."""
    told = "".join(part.get("text", "") for part in body["contents"][0]["parts"])
    number = re.findall(r"This is turn (\d+)\.", told)
    acts = re.findall(r"<act>(.*?)</act>", told)
    return int(number[-1]) if number else 0, acts[-1] if acts else ""


def written(body: dict[str, Any]) -> str:
    return json.dumps(scene(body), ensure_ascii=False)


@lru_cache(maxsize=64)
def picture(number: int, width: int = 320, height: int = 180) -> bytes:
    """A picture with a stripe where its number says; panels look like another picture each."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), ((number * 47) % 200 + 30, 80, (number * 91) % 255))
    draw = ImageDraw.Draw(image)
    for index in range(9):
        x, y = index % 3 * width // 3, index // 3 * height // 3
        draw.rectangle((x, y, x + 12 + 8 * index, y + height // 6), fill=(250, 220, 20 * index))
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def clip(first: bytes, last: bytes | None, seconds: int) -> bytes:
    """A clip from the one picture to the other, or to the first with its colours turned."""
    return _clip(first, last, seconds)


@lru_cache(maxsize=4)
def _clip(first: bytes, last: bytes | None, seconds: int) -> bytes:
    import av
    from PIL import Image, ImageOps

    begin = Image.open(io.BytesIO(first)).convert("RGB").resize((320, 180))
    end = Image.open(io.BytesIO(last)).convert("RGB") if last else ImageOps.invert(begin)
    end, made, count = end.resize((320, 180)), io.BytesIO(), 8 * seconds
    with av.open(made, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=8, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(count):
            shown = Image.blend(begin, end, number / (count - 1))
            container.mux(stream.encode(av.VideoFrame.from_image(shown)))
        container.mux(stream.encode(None))
    return made.getvalue()
