"""Lets work through until the gateway drains."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """Counts what is under way; once it is shut nothing new begins.

    Work that comes to a shut gate is cancelled there: its journal says where to go on.
    """

    def __init__(self) -> None:
        self._shut = False
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Be under way for the length of the block.

        :raises CancelledError: the gate is shut.
        """
        if self._shut:
            raise asyncio.CancelledError("the gateway drains")
        self._inside += 1
        self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    @property
    def shut(self) -> bool:
        """Nothing new may begin."""
        return self._shut

    async def drain(self, seconds: float) -> bool:
        """Shut, and wait for what is under way; whether all of it finished in time."""
        self._shut = True
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return False
        return True
