"""Draws a turn's picture, with the pictures before it at hand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from gateway import Frame, Price
from gateway_gemini import answers, errors, pictures, prompts
from gateway_gemini.prices import Usage, cost

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from google.genai.types import GenerateContentConfig

    from gateway import Scene, SessionId, Turn
    from gateway_gemini.line import Line
    from gateway_gemini.options import Rating

ROOM: Final = 2048
"""Tokens an answer may have beside its picture, thoughts among them."""
PROMPT: Final = 6000
"""Bytes, and so tokens, of what is to be drawn; more are never sent."""


class Painter:
    """Gemini at the easel."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._options = line.options

    def quote(self, turn: Turn, *, shown: int | None = None) -> Price:
        """The most a picture can cost.

        :param shown: how many pictures go in; by default as many as ever do.
        """
        model = self._options.painter
        of = self._options.rates(model, turn.at)
        count = self._options.references + 1 if shown is None else shown
        most = Usage(
            input=PROMPT + count * pictures.TOKENS, output=ROOM, image=of.tokens[self._options.size]
        )
        return Price(amount=cost(of, most), model=model)

    async def draw(self, turn: Turn, scene: Scene, path: Path) -> Frame:
        """Draw the scene to `path`.

        :raises TapewayError: there is no picture; the message says why.
        """
        shown: list[tuple[str, Any]] = []
        for what, where in self._references(turn, scene):
            if found := await pictures.part(where):
                shown.append((what, found))
        words = prompts.picture(scene, turn.world, self.rating(turn), [what for what, _ in shown])
        data, paid = await self.paint(words, [found for _, found in shown], turn)
        width, height = await asyncio.to_thread(_write, data, path)
        return Frame(width=width, height=height, cost=paid)

    def rating(self, turn: Turn) -> Rating:
        """For whom it is drawn."""
        return self._options.rating_of(turn.session)

    async def paint(self, words: str, shown: list[Any], turn: Turn) -> tuple[bytes, int]:
        """A picture after these words and pictures, and what it cost.

        :raises TapewayError: there is none; the message says why.
        """
        model = self._options.painter
        answer = await self._line.patiently(
            lambda: self._line.client.aio.models.generate_content(
                model=model,
                contents=[*shown, words.encode()[:PROMPT].decode(errors="ignore")],
                config=self._config(turn.session),
            ),
            model,
        )
        paid = cost(self._options.rates(model, turn.at), answers.usage(answer))
        if why := answers.blocked(answer):
            raise errors.refused(errors.UNDRAWN, model, why, cost=paid)
        data = answers.picture(answer)
        if data is not None:
            return data, paid
        if answers.broke_off(reason := answers.finish(answer)):
            raise errors.refused(errors.UNDRAWN, model, reason, cost=paid)
        words = answers.text(answer).strip()
        errors.log.warning("%s drew nothing (%s): %.200s", model, reason or "no candidate", words)
        raise errors.Trouble(errors.WORDY if words else errors.EMPTY, cost=paid)

    def _references(self, turn: Turn, scene: Scene) -> list[tuple[str, Path]]:
        """What is shown to the painter, and what each of them is."""
        root, session = self._options.root, turn.session
        found: dict[Path, str] = {}
        if (hero := pictures.hero(root, session)) is not None:
            found[hero] = "who is played; they look like this"
        wanted = self._turns(turn, scene)
        for index, what in [*wanted.items()][: self._options.references]:
            found[pictures.frame(root, session, index)] = what
        return [(what, path) for path, what in found.items()]

    def _turns(self, turn: Turn, scene: Scene) -> Mapping[int, str]:
        """The turns of this run whose pictures matter most, the first of all first."""
        if turn.parent is None:
            return {}
        memory = scene.state.get("memory")
        seen = dict(memory.get("seen") or {}) if isinstance(memory, dict) else {}
        here = seen.get(scene.place, turn.index)
        begun = min(seen.values(), default=turn.parent)
        wanted = {
            turn.parent: "the moment before",
            here: f"{scene.place} as it was seen first",
            begun: "how the story began, and how it is painted",
        }
        wanted.pop(turn.index, None)
        # The moment before is named so, even where it is one of the others as well.
        return {**wanted, turn.parent: "the moment before"}

    def _config(self, session: SessionId) -> GenerateContentConfig:
        from google.genai.types import GenerateContentConfig, ImageConfig

        from gateway_gemini.moderation import safety

        options = self._options
        tokens = options.rates(options.painter, _ever()).tokens[options.size]
        return GenerateContentConfig(
            response_modalities=["IMAGE"],
            image_config=ImageConfig(aspect_ratio=options.aspect, image_size=options.size),
            max_output_tokens=tokens + ROOM,
            safety_settings=safety(options, session),
        )


def _ever() -> datetime:
    """A picture has as many tokens on any day."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _write(data: bytes, path: Path) -> tuple[int, int]:
    """Write the picture; how large it is. Whether it is one is looked at by the gateway."""
    import io

    from PIL import Image

    path.write_bytes(data)
    try:
        with Image.open(io.BytesIO(data)) as image:
            size: tuple[int, int] = image.size
    except (OSError, Image.DecompressionBombError):
        return 0, 0
    return size
