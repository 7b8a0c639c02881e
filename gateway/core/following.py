"""Following: a conversation sees another one's run as it is played, or lets itself be sent tapes.

A conversation either plays or follows. What it is shown goes out as deliveries of its own, in its
own idiom; nothing is written to its folder, and of the session that it follows it learns no more
than what a player there reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gateway.core import codes, messages, phrases
from gateway.core.desk import Plan, Sitting
from gateway.core.errors import NotNow
from gateway.core.ids import SessionId
from gateway.core.plain import to_plain
from gateway.core.platform import Button, Delivery, Part
from gateway.core.ports import Played, Press, Records, Standing
from gateway.core.shared import Follow, Share, Shared
from gateway.core.sharing import look_up_for
from gateway.core.types import JSON, Event, Players, Verb

if TYPE_CHECKING:
    from gateway.core.kit import Kit


def follow(at: Sitting, argument: str) -> Plan:
    """Follow the run that a code is for; without one, tell the address of this conversation."""
    at.require_owner()
    return _follow(at, argument) if argument else _open_door(at)


def unfollow(at: Sitting, argument: str) -> Plan:
    """Follow nothing any more, and be sent nothing."""
    at.require_owner()
    followed = at.records.unfollow(at.event.session)
    if not at.records.close_door(at.event.session) and not followed:
        raise NotNow(phrases.NOT_FOLLOWING)
    at.notice(phrases.UNFOLLOWED)
    return Plan()


def _open_door(at: Sitting) -> Plan:
    address = at.records.door(at.event.session)
    if address is None:
        address = codes.new_code()
        at.records.open_door(at.event.session, address, at.desk.now)
    at.notice(phrases.DOOR.format(address=address))
    return Plan()


def _follow(at: Sitting, argument: str) -> Plan:
    if at.standing.running:
        raise NotNow(phrases.FOLLOW_BUSY)
    share = look_up_for(at, argument)
    if share.kind is not Shared.RUN:
        raise NotNow(phrases.FOLLOW_TAPE.format(code=share.code))
    if share.session == at.event.session:
        raise NotNow(phrases.FOLLOW_SELF)
    at.records.follow(Follow(session=at.event.session, share=share.digest, at=at.desk.now))
    at.records.count_view(share.code)
    at.notice(phrases.FOLLOWING.format(title=share.title))
    standing = at.records.peek(share.session)
    if standing is not None and standing.head is not None and standing.run == share.run:
        head = at.records.played(share.session, standing.head)
        if head is not None:
            key = f"{at.event.session}:{at.event.id}:followed"
            _words(at.records, at.desk.new_id, at.event.session, share, standing, head, key)
    return Plan()


def there(at: Sitting, argument: str) -> tuple[Standing, str]:
    """Where a follower's voice counts, and for which way on.

    :raises NotNow: the moment has passed, or there is no vote.
    """
    turn, _, key = argument.partition(" ")
    share = at.records.followed(at.event.session, at.desk.now)
    standing = at.records.standing(share.session) if share else None
    if share is None or standing is None:
        raise NotNow(phrases.NOT_FOLLOWING)
    if not standing.running or (standing.run, str(standing.head)) != (share.run, turn):
        raise NotNow(phrases.STALE)
    if not share.votes or standing.settings.players is not Players.VOTE:
        raise NotNow(phrases.NO_VOTE)
    return standing, key


def voice(event: Event, standing: Standing) -> Event:
    """A follower's press as it is heard where its voice counts."""
    heard = codes.digest(f"{event.session}:{event.id}")[:32]
    return replace(event, id=heard, session=standing.session, origin=standing.origin)


# ---------------------------------------------------------------------------- what they are shown


def show_words(records: Records, kit: Kit, session: SessionId, played: Played, key: str) -> bool:
    """Let those who follow the run read a turn's words; whether there are any."""
    followers = records.followers(session, played.run, kit.clock())
    standing = records.peek(session) if followers else None
    for follower, share in followers:
        if standing is not None:
            _words(
                records, kit.new_id, follower, share, standing, played, f"{key}:{_mark(follower)}"
            )
    return bool(followers)


def show_file(
    records: Records, kit: Kit, delivery: Delivery, run: int, *, edits: str | None = None
) -> bool:
    """Let those who follow the run see what this delivery shows; whether there are any."""
    followers = records.followers(delivery.session, run, kit.clock())
    for follower, share in followers:
        mark = _mark(follower)
        file = delivery.attachments[0]
        name = f"{delivery.part.value}.{file.path.rpartition('.')[2]}"
        shown = replace(
            delivery,
            key=f"{delivery.key}:{mark}",
            session=follower,
            buttons=(),
            attachments=(replace(file, name=name, alt=_alt(delivery, share)),),
            origin=_origin(records, follower),
            scene={},
        )
        records.send(shown, edits=f"{edits}:{mark}" if edits else None, share=share.digest)
    return bool(followers)


async def wake(kit: Kit, session: SessionId, run: int) -> None:
    """Whoever follows a run has something to see."""
    followers = await kit.store.read(lambda r: r.followers(session, run, kit.clock()))
    for follower, _ in followers:
        kit.courier.wake(follower)


def _words(
    records: Records,
    new_id: Callable[[], str],
    follower: SessionId,
    share: Share,
    standing: Standing,
    played: Played,
    key: str,
) -> None:
    buttons: tuple[Button, ...] = ()
    if share.votes and standing.settings.players is Players.VOTE and not played.scene.ending:
        buttons = _voices(records, new_id, follower, played)
    records.send(
        Delivery(
            key=key,
            session=follower,
            part=Part.WORDS,
            text=messages.told(played),
            buttons=buttons,
            origin=_origin(records, follower),
            scene=_scene(played),
        ),
        share=share.digest,
    )


def _voices(
    records: Records, new_id: Callable[[], str], follower: SessionId, played: Played
) -> tuple[Button, ...]:
    """A button for each way on that can be voted for."""
    made = []
    for choice in played.scene.choices:
        button = Button(
            id=new_id(),
            label=choice.label,
            kind=choice.kind,
            hint=choice.hint,
        )
        press = Press(
            session=follower,
            run=0,
            turn=-1,
            verb=Verb.FOLLOW,
            argument=f"{played.index} {choice.key}",
        )
        made.append((button, press))
    records.add_buttons(follower, 0, -1, made)
    return tuple(button for button, _ in made)


def _scene(played: Played) -> dict[str, JSON]:
    scene = played.scene
    return {
        "title": scene.title,
        "place": scene.place,
        "health": scene.health,
        "inventory": scene.inventory,
        "ending": to_plain(scene.ending),
    }


def _alt(delivery: Delivery, share: Share) -> str:
    """A picture says what it shows, a tape only whose world's it is: not which run it was."""
    if delivery.part is Part.PICTURE:
        return delivery.attachments[0].alt
    return phrases.FOLLOWED_FILE[delivery.part].format(title=share.title)


def _origin(records: Records, follower: SessionId) -> dict[str, JSON]:
    standing = records.peek(follower)
    return dict(standing.origin) if standing else {}


def _mark(follower: SessionId) -> str:
    """What tells a follower's deliveries from another's, and nobody who it is."""
    return codes.digest(str(follower))[:16]
