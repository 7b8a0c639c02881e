"""What a person sees: a story that scrolls by, and at its foot a bar and the line being typed.

Everything is written whole: the foot is taken away, the new text printed, the foot put back, in
one write. Without a terminal there is no foot, and a bar is a line now and then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from gateway_terminal.editor import Editor, window

if TYPE_CHECKING:
    from rich.console import RenderableType

_PROMPT: Final = "❯ "
_ASCII: Final = str.maketrans("❯█░━╌▶▣♥·…", ">#.=->*+-~")
"""What our own signs become where there are no others."""

_PASTING: Final = "\x1b[?2004h"
_NOT_PASTING: Final = "\x1b[?2004l"


class Page(Console):
    """Rich's console, except that a reader who went away is an error and not the end of us."""

    def on_broken_pipe(self) -> None:
        raise


class Screen:
    """The terminal one platform prints to."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Page(highlight=False, markup=False, emoji=False)
        self.live = self.console.is_terminal and not self.console.is_dumb_terminal
        self._editor: Editor | None = None
        self._hint = ""
        self._bar: Text | None = None
        self._rows = 0
        self._said = ("", -1.0)

    @property
    def pictures(self) -> bool:
        """Whether there are colours, and characters, to draw with."""
        console = self.console
        return (
            console.color_system is not None
            and not console.no_color
            and not console.options.ascii_only
        )

    def print(self, shown: RenderableType) -> None:
        """Show something, once and for all.

        :raises OSError: nobody is there to see it.
        """
        with self.console.capture() as capture:
            self.console.print(shown, crop=False)
        text = "\n".join(line.rstrip(" ") for line in capture.get().split("\n"))
        self._write(self._lifted() + text + self._foot())

    def progress(self, line: Text, word: str, share: float) -> None:
        """Show how far something is, in the place of what was shown before."""
        if self.live:
            self._bar = line
            self.refresh()
            return
        before, reached = self._said
        if word != before or share >= min(1.0, reached + 0.25):
            self._said = (word, share)
            self.print(line)

    def settle(self) -> None:
        """Take the bar away: what it announced is there, or never will be."""
        self._bar, self._said = None, ("", -1.0)

    def edit(self, editor: Editor | None, hint: str = "") -> None:
        """Show the line being typed from now on, or none."""
        if (editor is None) != (self._editor is None):
            self._write(self._lifted() + (_PASTING if editor else _NOT_PASTING))
        self._editor, self._hint = editor, hint
        self.refresh()

    def hint(self, text: str) -> None:
        """What stands, dimly, where nothing was typed yet."""
        if text != self._hint:
            self._hint = text
            self.refresh()

    def refresh(self) -> None:
        """Draw the foot anew."""
        self._write(self._lifted() + self._foot())

    def _write(self, text: str) -> None:
        if text:
            encoding = self.console.encoding
            if self.console.options.ascii_only:
                text = text.translate(_ASCII)
            self.console.file.write(text.encode(encoding, "replace").decode(encoding))
            self.console.file.flush()

    def _lifted(self) -> str:
        """What takes the foot away and leaves the cursor where it began."""
        rows, self._rows = self._rows, 0
        return "\r" + f"\x1b[{rows - 1}A" * (rows > 1) + "\x1b[J" if rows else ""

    def _foot(self) -> str:
        """The bar and the prompt; the cursor ends up where the next key goes."""
        if not self.live:
            return ""
        lines = ([self._bar] if self._bar else []) + ([self._prompt()] if self._editor else [])
        lines = [Text(), *lines] if lines else []
        self._rows = len(lines)
        with self.console.capture() as capture:
            for index, line in enumerate(lines):
                line.truncate(self.console.width - 1)
                self.console.print(line, end="\n" if index < len(lines) - 1 else "")
        return capture.get() + (f"\r\x1b[{self._column()}C" if self._editor else "")

    def _prompt(self) -> Text:
        editor = self._editor
        prompt = Text(_PROMPT, style="bold magenta", no_wrap=True, end="")
        if editor is None or not editor.text:
            return prompt.append(self._hint, style="not bold dim default")
        text, _ = window(editor.text, editor.cursor, self._room())
        return prompt.append(text, style="not bold default")

    def _room(self) -> int:
        return max(4, self.console.width - 1 - len(_PROMPT))

    def _column(self) -> int:
        editor = self._editor
        if editor is None:
            return 0
        return len(_PROMPT) + window(editor.text, editor.cursor, self._room())[1]
