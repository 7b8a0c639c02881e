"""The line being typed: keys go in, finished lines come out. Pure; it never sees a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

from gateway_terminal.plain import plain

_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[A-Za-z]|[^\[O])", re.DOTALL)
_UNFINISHED: Final = re.compile(r"\x1b(?:\[[0-?]{0,16}[ -/]{0,4}|O)?\Z")
_TYPED: Final = re.compile(r"[^\x00-\x1f\x7f]+")
_ENTER: Final = "\r\n"

_KEYS: Final = {
    "\x01": "home", "\x02": "left", "\x04": "end_of_file", "\x05": "end", "\x06": "right",
    "\x08": "rub_out", "\x0b": "cut_after", "\x0e": "newer", "\x10": "older", "\x15": "cut_before",
    "\x17": "cut_word", "\x7f": "rub_out", "\x1b[A": "older", "\x1b[B": "newer",
    "\x1b[C": "right", "\x1b[D": "left", "\x1b[F": "end", "\x1b[H": "home", "\x1b[1~": "home",
    "\x1b[3~": "delete", "\x1b[4~": "end", "\x1b[7~": "home", "\x1b[8~": "end", "\x1bOA": "older",
    "\x1bOB": "newer", "\x1bOC": "right", "\x1bOD": "left", "\x1bOF": "end", "\x1bOH": "home",
}  # fmt: skip


class Editor:
    """One line with a cursor, and the lines before it.

    `closed` is true once Ctrl-D was pressed on an empty line. What is pasted between the marks of
    a bracketed paste stays one line, whatever breaks it holds.
    """

    def __init__(self) -> None:
        self.text = ""
        self.cursor = 0
        self.closed = False
        self._past: list[str] = []
        self._back = 0
        self._unread = ""
        self._pasting = False

    def feed(self, keys: str) -> Iterator[str]:
        """Take what came from the keyboard; yields each line as it is finished."""
        self._unread += keys
        while self._unread and not self.closed:
            if self._unread[0] == "\x1b":
                if not self._take_escape():
                    return
                continue
            if typed := _TYPED.match(self._unread):
                self._unread = self._unread[typed.end() :]
                self._insert(" ".join(plain(typed[0]).split("\n")))
                continue
            key, self._unread = self._unread[0], self._unread[1:]
            if key in _ENTER and not self._pasting:
                yield self._finish()
            else:
                self._press(key)

    def _take_escape(self) -> bool:
        """False while the rest of the sequence is still on its way."""
        if match := _ESCAPE.match(self._unread):
            self._unread = self._unread[match.end() :]
            self._press(match[0])
            return True
        if _UNFINISHED.match(self._unread):
            return False
        self._unread = self._unread[1:]
        return True

    def _press(self, key: str) -> None:
        if key in {_PASTE, _PASTED}:
            self._pasting = key == _PASTE
        elif self._pasting and key in _ENTER:
            self._insert(" ")
        elif name := _KEYS.get(key):
            getattr(self, f"_{name}")()

    def _finish(self) -> str:
        line, self.text, self.cursor, self._back = self.text, "", 0, 0
        if line.strip() and self._past[-1:] != [line]:
            self._past.append(line)
        return line

    def _insert(self, words: str) -> None:
        self.text = self.text[: self.cursor] + words + self.text[self.cursor :]
        self.cursor += len(words)

    def _cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.cursor = start

    def _recall(self, back: int) -> None:
        self._back = back
        self.text = self._past[-back] if back else ""
        self.cursor = len(self.text)

    def _home(self) -> None:
        self.cursor = 0

    def _end(self) -> None:
        self.cursor = len(self.text)

    def _left(self) -> None:
        self.cursor = max(0, self.cursor - 1)

    def _right(self) -> None:
        self.cursor = min(len(self.text), self.cursor + 1)

    def _rub_out(self) -> None:
        self._cut(max(0, self.cursor - 1), self.cursor)

    def _delete(self) -> None:
        self._cut(self.cursor, self.cursor + 1)

    def _cut_before(self) -> None:
        self._cut(0, self.cursor)

    def _cut_after(self) -> None:
        self._cut(self.cursor, len(self.text))

    def _cut_word(self) -> None:
        before = self.text[: self.cursor].rstrip()
        self._cut(len(before) - len(before.split(" ")[-1]), self.cursor)

    def _older(self) -> None:
        if self._back < len(self._past):
            self._recall(self._back + 1)

    def _newer(self) -> None:
        if self._back:
            self._recall(self._back - 1)

    def _end_of_file(self) -> None:
        if self.text:
            self._delete()
        else:
            self.closed = True


def window(text: str, cursor: int, width: int) -> tuple[str, int]:
    """The part of a line around its cursor that fits `width` cells, and the cursor's cell in it.

    >>> window("look behind the door", 20, 12)
    ('…d the door', 11)
    """
    before = _head(text[:cursor][::-1], width - 1)[::-1]
    column = cell_len(before)
    return before + _head(text[cursor:], width - column), column


def _head(text: str, cells: int) -> str:
    """As much of the start as fits; an ellipsis says that something is missing."""
    if cell_len(text) <= cells:
        return text
    room = cells - 1
    for index, char in enumerate(text):
        room -= cell_len(char)
        if room < 0:
            return f"{text[:index]}…" if cells > 0 else ""
    return text
