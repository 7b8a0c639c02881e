"""Gemini writes, draws and films for money, wherever it is switched on.

It is asked before the studio, which takes over whatever fails here or costs too much. Importing
this costs nothing but this page; the SDK is loaded with the first call.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final

from gateway import Kind, hookimpl

if TYPE_CHECKING:
    from pathlib import Path

    from gateway import (
        JSON,
        Check,
        Frame,
        Job,
        Price,
        Scene,
        Segment,
        SessionId,
        Told,
        Turn,
        Verdict,
    )
    from gateway_gemini.line import Line
    from gateway_gemini.painter import Painter
    from gateway_gemini.writer import Writer


WITHIN: Final = {"write_scene": 110.0, "render_frame": 170.0, "shoot_segment": 1780.0}
"""Seconds after which an answer is given up here, a little sooner than the gateway would."""


class Gemini:
    """The plugin: reads its settings once, and keeps one line to Google.

    :param sleep: waits that many seconds.
    :param clock: seconds that go on.
    """

    def __init__(
        self,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sleep = sleep
        self._clock = clock
        self._line: Line | None = None

    # ------------------------------------------------------------------------------- the settings

    @hookimpl
    def provide_platform(self, settings: Mapping[str, JSON]) -> None:
        """No platform; but here is where a plugin meets the settings."""
        self._line = self._connect(settings)

    @hookimpl
    def provide_checks(self, settings: Mapping[str, JSON]) -> Mapping[str, Check] | None:
        """Whether the key is accepted and the models are there."""
        line = self._connect(settings)
        if line is None:
            return None
        from gateway_gemini.checks import check

        return {"gemini": lambda: check(line)}

    @hookimpl
    async def session_closed(self) -> None:
        """The gateway stops: hang up."""
        if self._line is not None:
            await self._line.close()

    def _connect(self, settings: Mapping[str, JSON]) -> Line | None:
        section = settings.get("plugins")
        if not (isinstance(section, Mapping) and "gemini" in section):
            return None
        from gateway_gemini.line import Line
        from gateway_gemini.options import access

        found = access(settings)
        return Line(found, sleep=self._sleep, clock=self._clock) if found else None

    # ----------------------------------------------------------------------------------- the work

    @hookimpl
    def quote(self, turn: Turn | None, kind: Kind) -> Price | None:
        """The most that what is asked for can cost."""
        line = self._line
        if line is None or turn is None:
            return None
        if kind is Kind.SCENE and (writer := self._writer()):
            return writer.quote(turn)
        if kind is Kind.FRAME and (painter := self._painter()):
            return painter.quote(turn)
        if kind is Kind.SEGMENT and line.options.film != "none":
            from gateway_gemini.shooting import quote

            return quote(line, turn)
        return None

    @hookimpl
    async def write_scene(self, turn: Turn, told: Told) -> Scene | None:
        """What happens, its words shown as they come."""
        line, writer = self._line, self._writer()
        if line is None or writer is None:
            return None
        with line.within(WITHIN["write_scene"]):
            return await writer.write(turn, told)

    @hookimpl
    async def render_frame(self, turn: Turn, scene: Scene, path: Path) -> Frame | None:
        """The scene's still, drawn after the stills before it."""
        line, painter = self._line, self._painter()
        if line is None or painter is None:
            return None
        with line.within(WITHIN["render_frame"]):
            return await painter.draw(turn, scene, path)

    @hookimpl
    async def shoot_segment(
        self, turn: Turn, scene: Scene, first: Path, last: Path | None, path: Path, job: str | None
    ) -> Segment | Job | None:
        """The way from one still to the next, or on from one."""
        if self._line is None:
            return None
        from gateway_gemini.shooting import collect, submit

        with self._line.within(WITHIN["shoot_segment"]):
            if job is not None:
                return await collect(self._line, turn, job, path)
            return await submit(self._line, turn, scene, first, last, path)

    @hookimpl
    def moderate(self, session: SessionId, text: str, source: str) -> Verdict | None:
        """Whether the rating and the operator's words allow a text."""
        if self._line is None:
            return None
        from gateway_gemini.moderation import judge

        return judge(self._line.options, session, text, source)

    def _writer(self) -> Writer | None:
        if self._line is None or not self._line.options.writer:
            return None
        from gateway_gemini.writer import Writer

        return Writer(self._line)

    def _painter(self) -> Painter | None:
        if self._line is None or not self._line.options.painter:
            return None
        from gateway_gemini.painter import Painter

        return Painter(self._line)


plugin = Gemini()
