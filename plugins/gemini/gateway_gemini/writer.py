"""Writes a turn: one call whose words can be seen as they come, and one more if it is broken."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gateway import Picture, Price, Scene
from gateway_gemini import answers, draft, errors, memory, pictures, prompts
from gateway_gemini.prices import Usage, cost

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from google.genai.types import GenerateContentConfig, GenerateContentResponse

    from gateway import Told, Turn
    from gateway_gemini.draft import Draft
    from gateway_gemini.line import Line
    from gateway_gemini.memory import Memory

log = logging.getLogger("gateway.gemini")

OUTPUT: Final = 4096
"""The most tokens an answer may have, thoughts among them."""

REPAIR: Final = 15.0
"""Seconds that have to be left for a repair to be worth its price."""

_AGAIN: Final = (
    "That cannot be played: {why}. Send the whole answer once more, as one JSON object of the "
    "shape that was asked for, and shorter."
)


@dataclass(slots=True)
class _Answer:
    """An answer while it comes in."""

    text: str = ""
    finish: str = ""
    blocked: str = ""
    used: Usage = Usage()  # noqa: RUF009 - frozen

    def take(self, piece: GenerateContentResponse) -> None:
        """One more piece; each counts all tokens up to itself."""
        self.text += answers.text(piece)
        self.finish = answers.finish(piece) or self.finish
        self.blocked = answers.blocked(piece) or self.blocked
        self.used = answers.usage(piece) if piece.usage_metadata else self.used


class Writer:
    """Gemini at the desk."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._options = line.options

    def quote(self, turn: Turn) -> Price:
        """The most a turn can cost: no token is shorter than a byte, and a repair doubles it."""
        model, known = self._options.writer, memory.recall(turn)[0]
        words = self._system(turn) + prompts.standing(turn, known, self._options.turns)
        tokens = len(words.encode()) + len(str(self._schema(turn))) + pictures.TOKENS
        once = Usage(input=tokens, output=OUTPUT)
        again = Usage(input=tokens + OUTPUT + len(_AGAIN) + 400, output=OUTPUT)
        return Price(amount=cost(self._options.rates(model, turn.at), once + again), model=model)

    async def write(self, turn: Turn, told: Told) -> Scene:
        """The scene of a turn.

        :raises TapewayError: there is none; the message says why.
        """
        from google.genai.types import Part, UserContent

        known, left = memory.recall(turn)
        parts: list[Part] = []
        if turn.parent is not None and self._options.sees:
            path = pictures.frame(self._options.root, turn.session, turn.parent)
            if shown := await pictures.part(path):
                parts = [Part(text="The last picture:"), shown]
        parts.append(Part(text=prompts.standing(turn, known, self._options.turns)))
        asked = [UserContent(parts=parts)]
        answer, before = await self._streamed(turn, asked, told), 0
        found, why = _read(answer)
        if found is None:
            log.warning(
                "%s wrote what cannot be played (%s): asked again", self._options.writer, why
            )
            before = self._cost(turn, answer.used)
            if self._line.left < REPAIR:
                raise errors.Trouble(errors.LATE, cost=before)
            answer = await self._again(turn, asked, answer, why)
            found, why = _read(answer)
        # Each call is rounded up by itself, as it is charged.
        paid = before + self._cost(turn, answer.used)
        if found is None:
            log.error("%s wrote what cannot be played, twice: %s", self._options.writer, why)
            raise errors.Trouble(errors.UNREAD, cost=paid)
        return self._scene(turn, found, known, left, paid)

    # --------------------------------------------------------------------------------- the calls

    async def _streamed(self, turn: Turn, asked: list[Any], told: Told) -> _Answer:
        """The answer, its narration shown as it comes."""
        answer, model = _Answer(), self._options.writer
        first, rest = await self._line.patiently(lambda: self._begin(turn, asked), model)
        if first is not None:
            answer.take(first)
        while True:
            if words := draft.narration(answer.text):
                await told(words)
            piece = await self._going_on(rest)
            if piece is None:
                break
            answer.take(piece)
        self._look(turn, answer)
        if not answer.finish:
            log.warning("%s: its answer ended in the middle: it may have been paid", model)
            raise errors.Unsure(errors.CUT)
        return answer

    async def _begin(
        self, turn: Turn, asked: list[Any]
    ) -> tuple[GenerateContentResponse | None, AsyncIterator[GenerateContentResponse]]:
        """The first piece and the others: only with the first is the call made for certain."""
        stream = await self._line.client.aio.models.generate_content_stream(
            model=self._options.writer, contents=asked, config=self._config(turn)
        )
        pieces = aiter(stream)
        return await anext(pieces, None), pieces

    async def _going_on(
        self, rest: AsyncIterator[GenerateContentResponse]
    ) -> GenerateContentResponse | None:
        """The next piece of an answer that is being written: whatever is said now, it may be paid.

        :raises Unsure: there is none.
        """
        model = self._options.writer
        try:
            return await self._line.once(lambda: anext(rest, None), model, "order")
        except errors.Trouble as error:
            log.warning("%s: its answer was given up in the middle: it may have been paid", model)
            raise errors.Unsure(str(error)) from error

    async def _again(self, turn: Turn, asked: list[Any], broken: _Answer, why: str) -> _Answer:
        """The answer, once more and whole."""
        from google.genai.types import ModelContent, Part, UserContent

        contents = [
            *asked,
            ModelContent(parts=[Part(text=broken.text or "{}")]),
            UserContent(parts=[Part(text=_AGAIN.format(why=why[:300]))]),
        ]
        model, answer = self._options.writer, _Answer()
        try:
            whole = await self._line.patiently(
                lambda: self._line.client.aio.models.generate_content(
                    model=model, contents=contents, config=self._config(turn)
                ),
                model,
            )
        except errors.Trouble as error:
            error.cost = (error.cost or 0) + self._cost(turn, broken.used)
            raise
        answer.take(whole)
        try:
            self._look(turn, answer)
        except errors.Trouble as error:
            error.cost = (error.cost or 0) + self._cost(turn, broken.used)
            raise
        return answer

    def _look(self, turn: Turn, answer: _Answer) -> None:
        """Whether it was answered at all, and to its end.

        :raises Refused: Google would not.
        """
        model, paid = self._options.writer, self._cost(turn, answer.used)
        if answer.blocked:
            raise errors.refused(errors.REFUSED, model, answer.blocked, cost=paid)
        if answers.broke_off(answer.finish):
            raise errors.refused(errors.UNTOLD, model, answer.finish, cost=paid)

    def _config(self, turn: Turn) -> GenerateContentConfig:
        from google.genai.types import GenerateContentConfig, ThinkingConfig, ThinkingLevel

        from gateway_gemini.moderation import safety

        options = self._options
        return GenerateContentConfig(
            system_instruction=self._system(turn),
            response_mime_type="application/json",
            response_json_schema=self._schema(turn),
            max_output_tokens=OUTPUT,
            thinking_config=ThinkingConfig(thinking_level=ThinkingLevel(options.thinking.upper())),
            safety_settings=safety(options, turn.session),
        )

    def _schema(self, turn: Turn) -> dict[str, Any]:
        return draft.schema(ends=prompts.ends(turn.number, self._options.turns))

    def _system(self, turn: Turn) -> str:
        rating = self._options.rating_of(turn.session)
        return prompts.system(turn.world, rating, self._options.words)

    # --------------------------------------------------------------------------------- the scene

    def _cost(self, turn: Turn, used: Usage) -> int:
        return cost(self._options.rates(self._options.writer, turn.at), used)

    def _scene(
        self, turn: Turn, found: Draft, known: Memory, left: dict[str, Any], paid: int
    ) -> Scene:
        fresh = found.place not in known.seen
        now = known.model_copy(
            update={
                "summary": found.summary[: memory.SUMMARY] or known.summary,
                "place": found.place[:80],
                "health": found.health,
                "inventory": found.inventory,
                "people": found.people,
                "stood_in": False,
            },
            deep=True,
        )
        now.arrive(found.place[:80], turn.index)
        return Scene(
            text=found.narration,
            picture=Picture(alt=found.alt, prompt=found.picture, detail={"by": memory.NAME}),
            choices=draft.choices(found),
            title=found.title[:80] or found.place[:80],
            place=found.place[:80],
            health=found.health,
            inventory=tuple(found.inventory),
            ending=draft.ending(found),
            state=memory.keep(now, left),
            filmed=found.filmed or fresh,
            cost=paid,
        )


def _read(answer: _Answer) -> tuple[Draft | None, str]:
    """The draft, or why there is none."""
    try:
        return draft.read(answer.text), ""
    except ValueError as error:
        short = "it was too long" if answer.finish == "MAX_TOKENS" else str(error)
        return None, " ".join(short.split())[:300]
