"""The terminal as a platform: reads what is typed, prints what is told."""

from __future__ import annotations

import asyncio
import getpass
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gateway import JSON, PICTURE_BYTES, Limits, Part, Receipt, Refused, TapewayError, Verb
from gateway_terminal import outbound
from gateway_terminal.inbound import Ear, Hint, Leave, to_event
from gateway_terminal.keyboard import Keyboard
from gateway_terminal.screen import Screen

if TYPE_CHECKING:
    from rich.console import RenderableType

    from gateway import Button, Delivery, Event, Inbox, SessionId
    from gateway_terminal.options import Options

_LIMITS: Final = Limits(
    text=100_000, caption=100_000, label=400, buttons_per_row=1, button_rows=99, edits=False
)
"""A screen that scrolls holds anything; what has scrolled by cannot be changed."""

_READY: Final = "a number, or your own words"
_TELLING: Final = "the story goes on…"
_PATIENCE: Final = 300.0
"""Seconds a piped line waits for the answer to the one before it."""

_WORDLESS: Final = {Part.PROGRESS, Part.PICTURE, Part.SEGMENT}
"""Deliveries that no question ends with."""


class TerminalBase:
    """What playing and the demo share: a session, a screen, and how deliveries are shown."""

    name = "terminal"

    def __init__(
        self, session: SessionId, root: str, *, screen: Screen | None = None, pictures: bool = True
    ) -> None:
        self.session = session
        self.root = root
        self.screen = screen or Screen()
        self._pictures = pictures
        self._spoken_rows = 0

    @property
    def limits(self) -> Limits:
        """Generous."""
        return _LIMITS

    async def open(self) -> None:
        """Nothing has to be opened: the terminal is there."""

    async def close(self) -> None:
        """The foot of the screen is cleared; what was told stays."""
        self.screen.settle()
        try:
            self.screen.edit(None)
        except OSError:  # nobody is there to see it
            return

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Print one delivery.

        :raises Refused: it is for a session nobody is looking at, or the terminal is gone.
        """
        if delivery.session != self.session:
            raise Refused(f"Nobody looks at {delivery.session} here, but at {self.session}.")
        try:
            if delivery.part is Part.PROGRESS:
                line = outbound.progress(delivery, self.screen.console.width)
                word = outbound.progress_word(delivery)
                self.screen.progress(line, word, delivery.progress or 0.0)
            else:
                await self._show(delivery)
        except OSError as error:
            raise Refused(f"The terminal is gone: {error}") from error
        self.heard_back(delivery)
        return Receipt()

    def heard_back(self, delivery: Delivery) -> None:
        """A delivery was shown."""

    async def _show(self, delivery: Delivery) -> None:
        if delivery.part in {Part.TAPE, Part.FILM, Part.NOTICE}:
            self.screen.settle()
        picture = await self._picture(delivery) if delivery.part is Part.PICTURE else None
        shown = outbound.render(delivery, self.root, picture, first=self._first(delivery))
        if delivery.part is Part.WORDS:
            self._spoken_rows = len(self.screen.console.render_lines(shown, pad=False))
        self.screen.print(shown)

    def _first(self, delivery: Delivery) -> int:
        """The number of the delivery's first button."""
        return 1

    async def _picture(self, delivery: Delivery) -> RenderableType | None:
        """The frame, no larger than leaves the choices above it on the screen."""
        if not (self._pictures and self.screen.pictures and delivery.attachments):
            return None
        from gateway_terminal.halfblocks import load

        width, height = self.screen.console.size
        columns = min(width - outbound.MARGIN - 1, outbound.WIDTH)
        rows = min(height - 2, max(height * 5 // 8, height - self._spoken_rows - 3))
        path = Path(outbound.where(delivery.attachments[0], self.root))
        return await asyncio.to_thread(load, path, columns, rows)


class TerminalPlatform(TerminalBase):
    """One person at a keyboard, in one session."""

    def __init__(
        self,
        ear: Ear,
        root: str,
        *,
        world: str = "",
        start: bool = True,
        pictures: bool = True,
        screen: Screen | None = None,
        stdin: int | None = None,
    ) -> None:
        super().__init__(ear.session, root, screen=screen, pictures=pictures)
        self._ear = ear
        self._world = world
        self._start = start
        self._stdin = stdin
        self._keyboard: Keyboard | None = None
        self._buttons: tuple[Button, ...] = ()
        self._answered = asyncio.Event()
        self._answered.set()

    @classmethod
    def of(cls, options: Options) -> TerminalPlatform:
        """The platform these options ask for."""
        return cls(
            Ear.of(options.conversation(), options.user or _login()),
            options.root,
            world=options.world,
            start=options.start,
            pictures=options.pictures,
        )

    async def listen(self, inbox: Inbox) -> None:
        """Bring what is typed to the inbox, until /quit, Ctrl-D or the end of the input.

        The first event is a start, if the settings do not forbid it: where a run is under way the
        engine says so and shows where it stands. Lines from a pipe wait for each other's answers,
        so that a number means what was shown last.
        """
        keyboard = self._keyboard = Keyboard(
            sys.stdin.fileno() if self._stdin is None else self._stdin,
            live=self.screen.live,
            changed=self._redraw,
        )
        try:
            self.screen.print(outbound.banner(self.session.parts[0]))
            keyboard.start()
            self.screen.edit(keyboard.editor, _READY)
            if self._start:
                await self._tell(inbox, self._ear.event(Verb.START, self._world))
            async for line in keyboard.lines():
                if not await self._typed(line, inbox):
                    break
            await self._wait_for_answer()
        except OSError:  # nobody is there any more
            return
        finally:
            await self.close()

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        """The file of that name on this machine, as it is typed or dragged into a terminal.

        :raises Refused: there is none that can be read, or it is too large.
        """
        await asyncio.to_thread(_copy, str(picture["path"]), path)

    async def close(self) -> None:
        """The terminal is as it was before; may be called more than once."""
        keyboard, self._keyboard = self._keyboard, None
        await super().close()
        if keyboard is not None:
            keyboard.stop()

    def heard_back(self, delivery: Delivery) -> None:
        """What was said last has its answer.

        Numbers mean the last words' choices, and after them what a notice offered since.
        """
        if delivery.part is Part.WORDS:
            self._buttons = delivery.buttons
        elif delivery.buttons:
            self._buttons += delivery.buttons
        if delivery.part not in _WORDLESS:
            self._answered.set()
            self.screen.hint(_READY)

    def _first(self, delivery: Delivery) -> int:
        return 1 if delivery.part is Part.WORDS else len(self._buttons) + 1

    async def _typed(self, line: str, inbox: Inbox) -> bool:
        """False where the person leaves."""
        await self._wait_for_answer()
        heard = to_event(line, self._buttons, self._ear)
        if heard is None:
            return True
        self.screen.print(outbound.spoken(line.strip(), self._label(heard)))
        if isinstance(heard, Leave):
            self._answered.set()  # whoever goes does not wait
            return False
        if isinstance(heard, Hint):
            self.screen.print(outbound.aside(heard.text))
        else:
            await self._tell(inbox, heard)
        return True

    def _label(self, heard: Event | Hint | Leave) -> str:
        """What the button that was meant says."""
        pressed = getattr(heard, "button", None)
        return next((button.label for button in self._buttons if button.id == pressed), "")

    async def _tell(self, inbox: Inbox, event: Event) -> None:
        """Bring one event in; what went wrong is said here, for the story never heard of it."""
        self._answered.clear()
        self.screen.hint(_TELLING)
        try:
            if await inbox.hear(event):
                return
            self.screen.print(outbound.aside("Nobody took that in."))
        except TapewayError as error:
            self.screen.print(outbound.aside(str(error), "red"))
        self._answered.set()
        self.screen.hint(_READY)

    async def _wait_for_answer(self) -> None:
        """At once where a person types; they can see for themselves what was answered."""
        if self._keyboard is None or self._keyboard.editor is not None:
            return
        try:
            await asyncio.wait_for(self._answered.wait(), _PATIENCE)
        except TimeoutError:
            self.screen.print(outbound.aside("No answer came; going on."))

    def _redraw(self) -> None:
        try:
            self.screen.refresh()
        except OSError:  # the read that follows will say that the terminal is gone
            return


def _copy(typed: str, path: Path) -> None:
    try:
        (name,) = shlex.split(typed)
    except ValueError:  # a name with spaces, or half a quotation mark
        name = typed
    try:
        source = Path(name).expanduser()
        if source.stat().st_size > PICTURE_BYTES:
            raise Refused(f"{name} has more than {PICTURE_BYTES // 1_000_000} MB.")
        shutil.copyfile(source, path)
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Refused(f"{name} cannot be read ({why}): type the path of a picture.") from error


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user may have no name
        return "player"
