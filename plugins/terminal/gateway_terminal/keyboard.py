"""Lines from stdin without holding up the loop: typed on a terminal, or from a pipe or a file."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from typing import Final

from gateway_terminal.editor import Editor

try:
    import termios
    import tty
except ImportError:  # Windows: lines come in as its console edits them
    termios = tty = None  # type: ignore[assignment]

_CHUNK: Final = 65536


class Keyboard:
    """What comes in on a file descriptor, line by line, until it ends.

    On a terminal each key is handed to `editor`, and `changed` is called whenever the line being
    typed is to be drawn anew.
    """

    def __init__(self, fd: int, *, live: bool, changed: Callable[[], None]) -> None:
        self._fd = fd
        self._changed = changed
        self.editor = Editor() if live and termios is not None and os.isatty(fd) else None
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._partial = ""
        self._modes: list[int | list[bytes | int]] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def lines(self) -> AsyncIterator[str]:
        """Each line, without its end."""
        while (line := await self._lines.get()) is not None:
            yield line

    def start(self) -> None:
        """Begin to read; a terminal hands over single keys from now on, unechoed."""
        self._loop = asyncio.get_running_loop()
        if self.editor is not None:
            self._modes = termios.tcgetattr(self._fd)
            self._take()
            with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
                self._loop.add_signal_handler(signal.SIGCONT, self._take)
                self._loop.add_signal_handler(signal.SIGWINCH, self._changed)
        try:
            self._loop.add_reader(self._fd, self._readable)
        except (OSError, NotImplementedError):  # a plain file, or Windows: no loop can wait for it
            threading.Thread(target=self._pump, daemon=True, name="stdin").start()

    def stop(self) -> None:
        """Read no more and leave the terminal as it was; may be called more than once."""
        loop, self._loop = self._loop, None
        if loop is not None and not loop.is_closed():
            with contextlib.suppress(OSError, NotImplementedError):
                loop.remove_reader(self._fd)
            if self._modes is not None:
                with contextlib.suppress(ValueError, RuntimeError, NotImplementedError):
                    loop.remove_signal_handler(signal.SIGCONT)
                    loop.remove_signal_handler(signal.SIGWINCH)
        modes, self._modes = self._modes, None
        if modes is not None:
            with contextlib.suppress(termios.error):  # it was closed meanwhile
                termios.tcsetattr(self._fd, termios.TCSADRAIN, modes)

    def _take(self) -> None:
        """Single keys; once more after the shell had the terminal in between (Ctrl-Z, fg)."""
        tty.setcbreak(self._fd)
        self._changed()

    def _readable(self) -> None:
        try:
            data = os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return
        except OSError:  # the terminal hung up
            data = b""
        if not data and self._loop is not None:
            self._loop.remove_reader(self._fd)
        self._feed(data)

    def _pump(self) -> None:
        """The same in a thread of its own.

        It reads the descriptor: the lock of `sys.stdin` would still be held as Python goes down.
        """
        data = b"."
        while data and (loop := self._loop) is not None:
            try:
                data = os.read(self._fd, _CHUNK)
            except OSError:
                data = b""
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody listens any more
                loop.call_soon_threadsafe(self._feed, data)

    def _feed(self, data: bytes) -> None:
        """Take some bytes; none at all are the end."""
        text = self._decoder.decode(data, final=not data)
        if self.editor is not None:
            for line in self.editor.feed(text):
                self._lines.put_nowait(line)
            self._changed()
            if self.editor.closed or not data:
                self._lines.put_nowait(None)
            return
        *whole, self._partial = (self._partial + text).split("\n")
        if not data:
            whole += [self._partial] if self._partial else []
        for line in whole:
            self._lines.put_nowait(line)
        if not data:
            self._lines.put_nowait(None)
