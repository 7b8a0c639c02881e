"""A tiny engine for the tests: one story, told in the order it is asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from gateway import Attachment, Button, Delivery, Event, Part, Platform, SessionId, Verb

KINDS = ("go", "look", "use", "risk", "speak")
LABELS = (
    "Follow the light down the stairwell",
    "Listen at the bulkhead door",
    "Use the keycard on the lift",
    "Jump the gap before the tide turns",
    "Call out to whoever is breathing",
)
TEXT = (
    "The corridor hums like a held note. Somewhere below, water moves against a door that was "
    "never meant to hold it, and the emergency lamps count the seconds in red.\n\n"
    "You are not alone: there is a wet handprint on the glass, and it is on the inside."
)


class Story:
    """An Inbox that tells each event's answer through `platform.deliver`.

    `ends_at` is the turn without choices, `silent` answers nothing, `tape_at_end` delivers a tape
    when a run ends.
    """

    def __init__(
        self,
        platform: Platform,
        root: Path,
        *,
        ends_at: int = 99,
        silent: bool = False,
        tape_at_end: bool = True,
        health: int = 72,
    ) -> None:
        self.platform = platform
        self.root = root
        self.ends_at = ends_at
        self.silent = silent
        self.tape_at_end = tape_at_end
        self.health = health
        self.heard: list[Event] = []
        self.offered: list[Button] = []
        self.turn = -1
        self._line: asyncio.Queue[Event] = asyncio.Queue()

    async def hear(self, event: Event) -> bool:
        if event.id in {known.id for known in self.heard}:
            return False
        self.heard.append(event)
        self._line.put_nowait(event)
        return True

    async def tell(self) -> None:
        while not self.silent:
            event = await self._line.get()
            for _ in range(50):  # an engine takes its time; whoever does not wait is ahead of it
                await asyncio.sleep(0)
            await self.answer(event)

    async def answer(self, event: Event) -> None:
        match event.verb:
            case Verb.START | Verb.SAY | Verb.CHOOSE:
                await self.play(event)
            case Verb.EJECT:
                await self.notice(event, "The tape jumps out.")
                if self.tape_at_end:
                    await self.film(event, Part.TAPE)
            case Verb.TAPE:
                await self.film(event, Part.TAPE)
            case Verb.FILM:
                await self.film(event, Part.FILM)
            case _:
                await self.notice(event, f"{event.verb}: {event.argument or 'as you wish'}")

    async def play(self, event: Event) -> None:
        self.turn += 1
        ends = self.turn >= self.ends_at
        buttons = [
            Button(id=f"b{self.turn}-{index}", label=label, kind=kind)
            for index, (label, kind) in enumerate(zip(LABELS, KINDS, strict=True))
        ]
        self.offered += buttons
        await self.send(
            event.session,
            Part.WORDS,
            text=f"(turn {self.turn} heard {event.argument or event.button})\n\n{TEXT}",
            buttons=() if ends else tuple(buttons),
            scene={
                "title": "The Signal Room",
                "place": "Deck four",
                "health": self.health,
                "inventory": ["flare gun", "keycard"],
                "run": 1,
                "turn": self.turn,
            },
        )
        path = f"images/frame_{self.turn}.png"
        frame = self.root / str(event.session) / path
        frame.parent.mkdir(parents=True, exist_ok=True)
        paint(frame)
        await self.send(
            event.session,
            Part.PICTURE,
            attachments=(
                Attachment(
                    session=event.session,
                    path=path,
                    size=frame.stat().st_size,
                    media_type="image/png",
                    alt="A red corridor, and a handprint on glass.",
                ),
            ),
        )
        if ends and self.tape_at_end:
            await self.film(event, Part.TAPE)

    async def film(self, event: Event, part: Part) -> None:
        for share in (0.0, 0.1, 0.2, 0.5, 0.9, 1.0):
            await self.send(
                event.session, Part.PROGRESS, text="EJECTING… REWINDING…", progress=share
            )
        name = "tapes/tape_1.gif" if part is Part.TAPE else "films/final/HD_tape_1.mp4"
        file = Attachment(session=event.session, path=name, size=1_234_567, media_type="image/gif")
        await self.send(event.session, part, attachments=(file,))

    async def notice(self, event: Event, text: str) -> None:
        await self.send(event.session, Part.NOTICE, text=text)

    async def send(self, session: SessionId, part: Part, **what: object) -> None:
        self.sent = getattr(self, "sent", 0) + 1
        await self.platform.deliver(
            Delivery(key=f"d{self.sent}", session=session, part=part, **what)  # type: ignore[arg-type]
        )


async def perform(platform: Platform, story: Story) -> None:
    """Listen until the platform is done, while the story is told beside it."""
    telling = asyncio.create_task(story.tell())
    try:
        await platform.open()
        await platform.listen(story)
    finally:
        telling.cancel()
        await platform.close()


def paint(path: Path) -> None:
    """A sunset of sorts."""
    import numpy as np
    from PIL import Image

    rows, columns = np.mgrid[0:360, 0:640]
    sun = (columns - 450) ** 2 + (rows - 150) ** 2 < 70**2
    sky = np.stack([90 + rows // 3, 30 + rows // 6, 120 - rows // 4], axis=-1)
    sky[sun] = (255, 210, 120)
    sky[rows > 260] = (20, 30, 60)
    Image.fromarray(sky.clip(0, 255).astype("uint8")).save(path)
