"""What the engine sends by itself: a turn's words with their buttons, and notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gateway.core.plain import to_plain
from gateway.core.platform import Attachment, Button, Delivery, Part
from gateway.core.ports import Played, Press, Records
from gateway.core.types import Event, Verb

if TYPE_CHECKING:
    from gateway.core.kit import Kit


def notice(
    records: Records,
    event: Event,
    text: str,
    *,
    key: str = "",
    buttons: tuple[Button, ...] = (),
    files: tuple[Attachment, ...] = (),
    private: bool = False,
    edits: str | None = None,
) -> None:
    """Answer an event with a sentence, or let the message with the key `edits` read so."""
    records.send(
        Delivery(
            key=key or f"{event.session}:{event.id}:notice",
            session=event.session,
            part=Part.NOTICE,
            text=text,
            buttons=buttons,
            attachments=files,
            to=event.person.id,
            private=private,
            origin=event.origin,
        ),
        edits=edits,
    )


def words(
    records: Records,
    new_id: Callable[[], str],
    event: Event,
    played: Played,
    *,
    world: str,
    key: str,
    text: str = "",
    edits: str | None = None,
) -> None:
    """Send a turn's words with a button for every way on.

    :param edits: the key of the message that shows the first of them already, if there is one.
    """
    scene = played.scene
    buttons = _buttons(new_id, event, played, world)
    records.add_buttons(event.session, played.run, played.index, buttons)
    records.send(
        Delivery(
            key=key,
            session=event.session,
            part=Part.WORDS,
            text=text or told(played),
            buttons=tuple(button for button, _ in buttons),
            origin=event.origin,
            scene={
                "run": played.run,
                "turn": played.index,
                "number": played.number,
                "title": scene.title,
                "place": scene.place,
                "health": scene.health,
                "inventory": scene.inventory,
                "ending": to_plain(scene.ending),
            },
        ),
        edits=edits,
    )


def told(played: Played) -> str:
    """A turn's words as a player reads them."""
    scene = played.scene
    ending = f"— {scene.ending.title} —\n\n{scene.ending.text}".strip() if scene.ending else ""
    return "\n\n".join(filter(None, [scene.text, ending, scene.notice]))


def _buttons(
    new_id: Callable[[], str], event: Event, played: Played, world: str
) -> Sequence[tuple[Button, Press]]:
    def press(verb: Verb, argument: str) -> Press:
        return Press(
            session=event.session,
            run=played.run,
            turn=played.index,
            verb=verb,
            argument=argument,
        )

    if played.scene.ending:
        after = [
            (Verb.FILM, "Watch the film", str(played.index)),
            (Verb.START, "Play again", world),
        ]
        return [
            (Button(id=new_id(), label=label, kind=verb.value), press(verb, argument))
            for verb, label, argument in after
        ]
    return [
        (
            Button(id=new_id(), label=choice.label, kind=choice.kind, hint=choice.hint),
            press(Verb.CHOOSE, choice.key),
        )
        for choice in played.scene.choices
    ]


async def progress(kit: Kit, event: Event, work: str, share: float, text: str) -> None:
    """Show how far something has come that whoever asked waits for."""
    await kit.courier.show(
        Delivery(
            key=f"{work}:progress",
            session=event.session,
            part=Part.PROGRESS,
            text=text,
            progress=share,
            origin=event.origin,
        )
    )
