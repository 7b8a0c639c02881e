"""Asking whoever plays what to do about a paid call that nobody can speak for.

A message with two buttons: pay once more, or go on with less. Nobody waits for a picture or a clip
meanwhile: the story goes on with what costs nothing, and a picture that is paid for later takes its
place. Words cannot be taken back once they are read, so there the turn waits, untold; but it holds
up nothing: who plays on instead has let it go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gateway.core import phrases
from gateway.core.caps import dollars
from gateway.core.errors import NotNow
from gateway.core.ids import SessionId
from gateway.core.platform import Button, Delivery, Part
from gateway.core.ports import Press, Records
from gateway.core.types import JSON, Spend, Verb

_WORDS: Final = {"pay": True, "less": False}


@dataclass(frozen=True, slots=True)
class Question:
    """What to do about the line of the ledger with that key, which a turn of a run left open."""

    key: str
    run: int
    turn: int
    origin: Mapping[str, JSON]

    def send(
        self, records: Records, new_id: Callable[[], str], *, edits: str | None = None
    ) -> None:
        """Ask it, in place of the message with the key `edits` if there is one; twice is once."""
        line = records.line(self.key)
        if line is None or line.state != "open":
            return
        price = dollars(line.quoted)
        labels = {"pay": phrases.PAY.format(price=price), "less": phrases.LESS}
        buttons = [Button(id=new_id(), label=label, kind=word) for word, label in labels.items()]
        presses = [(button, self._press(line, button.kind)) for button in buttons]
        records.add_buttons(line.session, self.run, self.turn, presses)
        text = phrases.UNSURE[line.kind.value]
        delivery = Delivery(
            key=f"{self.key}:open",
            session=line.session,
            part=Part.NOTICE,
            text=text.format(model=line.model, turn=self.turn, price=price),
            buttons=tuple(buttons),
            origin=self.origin,
        )
        records.send(delivery, edits=edits)

    def _press(self, line: Spend, word: str) -> Press:
        return Press(
            session=line.session,
            run=self.run,
            turn=self.turn,
            verb=Verb.CHOOSE,
            argument=f"{word} {self.key}",
        )


def answer(argument: str) -> tuple[bool, str] | None:
    """Whether to pay, and the line's key, where a button's argument answers a `Question`."""
    word, _, key = argument.partition(" ")
    return (_WORDS[word], key) if word in _WORDS and key else None


def look_up(records: Records, session: SessionId, key: str) -> Spend:
    """The line that the question is about.

    :raises NotNow: it is answered, or the session is another by now.
    """
    line = records.line(key)
    if line is None or line.state != "open" or line.session != session:
        raise NotNow(phrases.ANSWERED)
    return line


def close(records: Records, line: Spend) -> None:
    """Somebody has said what to do."""
    records.settle(line.key, amount=line.settled, state="unknown")


def work_of(key: str) -> str:
    """The id of the turn's own work, of which the key of a line or of side work begins."""
    return ":".join(key.split(":")[:2])
