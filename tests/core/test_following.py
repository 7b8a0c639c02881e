"""A run that is followed from another platform, and tapes that are sent there."""

from __future__ import annotations

import re
from pathlib import Path

from two_chats import chats

from gateway import Delivery, Limits, Part, Verb
from gateway.core import phrases
from gateway.testing import FakeClock, FakeStory, Table, told

CODE = re.compile(r"^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$", re.MULTILINE)


def code_in(shown: list[Delivery]) -> str:
    found = CODE.search(told(shown))
    assert found, told(shown)
    return found[0]


async def followed(near: Table, far: Table, what: str = "run") -> list[Delivery]:
    """What far is shown as it begins to follow near's run."""
    await near.do(Verb.START)
    return await far.do(Verb.FOLLOW, code_in(await near.do(Verb.SHARE, what)))


async def test_who_follows_sees_where_the_run_stands_and_every_turn_of_it(root: Path):
    async with chats(root, clock=FakeClock()) as (near, far):
        await near.do(Verb.START)
        answer = await near.do(Verb.SHARE, "run")
        code = code_in(answer)
        assert told(answer) == phrases.SHARED_RUN.format(
            what="this run of The Plain, live",
            until=phrases.UNTIL.format(at="1 February 2026, 03:04 UTC"),
            code=code,
            name=code[:4],
        )
        begun = await far.do(Verb.FOLLOW, code)
        assert [d.text for d in begun] == [
            phrases.FOLLOWING.format(title="The Plain"),
            "Turn 0: start",
        ]
        seen = len(far.platform.shown)
        await near.do(Verb.SAY, "I wave")
        words, picture = far.shown_since(seen)
        assert (words.part, words.text, words.buttons) == (Part.WORDS, "Turn 1: say I wave", ())
        assert (words.scene["place"], words.scene["health"]) == ("plain", 98)
        assert picture.part is Part.PICTURE
        assert picture.edits is not None, "it joins the words in one message"
        assert picture.attachments[0].session == near.session
        assert not far.folder.exists()


async def test_the_tape_at_the_end_comes_in_the_size_that_fits(root: Path):
    async with chats(root, far=Limits(upload=40), story=FakeStory(turns=2)) as (near, far):
        await followed(near, far)
        seen = len(far.platform.shown)
        await near.do(Verb.CHOOSE, "left")
        *_, tape = far.shown_since(seen)
        assert (tape.part, tape.buttons) == (Part.TAPE, ())
        assert tape.attachments[0].size <= 40
        assert tape.attachments[0].shown_name.startswith("tape.")
        assert tape.attachments[0].alt == phrases.FOLLOWED_FILE[Part.TAPE].format(title="The Plain")


async def test_who_follows_votes_where_that_was_shared(root: Path):
    clock = FakeClock()
    async with chats(root, clock=clock) as (near, far):
        await near.do(Verb.START)
        await near.do(Verb.SETTINGS, "players vote")
        code = code_in(await near.do(Verb.SHARE, "run voting"))
        _, words = await far.do(Verb.FOLLOW, code)
        left, right = words.buttons
        voted = told(await far.do(Verb.CHOOSE, button=right))
        assert voted == phrases.VOTED_THERE.format(label="Look right")
        assert "ann votes: Look right." in near.platform.shown[-1].text
        clock.advance(21)
        near.gateway.engine.look_at_the_clock()
        told_turn = "Turn 1: choose Look right"
        await far.platform.until(lambda: [d for d in far.platform.shown if d.text == told_turn])
        await near.gateway.rest()
        assert told(await far.do(Verb.CHOOSE, button=left)) == phrases.STALE
        await near.do(Verb.SETTINGS, "players anyone")
        newest = far.platform.of(Part.WORDS)[-1].buttons[0]
        assert told(await far.do(Verb.CHOOSE, button=newest)) == phrases.NO_VOTE
        assert near.history() == [0, 1]


async def test_who_only_follows_has_nothing_to_press(root: Path):
    async with chats(root) as (near, far):
        await near.do(Verb.START)
        await near.do(Verb.SETTINGS, "players vote")
        code = code_in(await near.do(Verb.SHARE, "run"))
        _, words = await far.do(Verb.FOLLOW, code)
        assert words.buttons == ()


async def test_following_ends_by_word_by_revoking_and_by_playing(root: Path):
    async with chats(root) as (near, far):
        await followed(near, far)
        assert told(await far.do(Verb.UNFOLLOW)) == phrases.UNFOLLOWED
        assert told(await far.do(Verb.UNFOLLOW)) == phrases.NOT_FOLLOWING
        for end in ("revoke", "play"):
            code = code_in(await near.do(Verb.SHARE, "run"))
            await far.do(Verb.FOLLOW, code)
            if end == "revoke":
                await near.do(Verb.UNSHARE, code)
            else:
                await far.do(Verb.START)
            seen = len(far.platform.shown)
            await near.do(Verb.CHOOSE, "left")
            assert far.shown_since(seen) == []


async def test_what_cannot_be_followed_says_why(root: Path):
    async with chats(root) as (near, far):
        assert told(await near.do(Verb.SHARE, "run")) == phrases.NO_FRAMES
        await near.do(Verb.START)
        run, tape = [code_in(await near.do(Verb.SHARE, what)) for what in ("run", "tape")]
        assert told(await far.do(Verb.FOLLOW, tape)) == phrases.FOLLOW_TAPE.format(code=tape)
        assert told(await far.do(Verb.WATCH, run)) == phrases.WATCH_RUN.format(code=run)
        await near.do(Verb.EJECT)
        assert told(await near.do(Verb.FOLLOW, run)) == phrases.FOLLOW_SELF
        assert told(await near.do(Verb.SHARE, "run")) == phrases.NO_RUN
        await far.do(Verb.START)
        assert told(await far.do(Verb.FOLLOW, run)) == phrases.FOLLOW_BUSY
        assert told(await far.do(Verb.FOLLOW, run, person="eve")) == phrases.NOT_OWNER


async def test_a_tape_is_sent_to_who_gave_an_address_and_to_nobody_else(root: Path):
    async with chats(root) as (near, far):
        (door,) = await far.do(Verb.FOLLOW)
        address = code_in([door])
        assert door.text == phrases.DOOR.format(address=address)
        assert code_in(await far.do(Verb.FOLLOW)) == address
        await near.do(Verb.START)
        seen = len(far.platform.shown)
        answer = await near.do(Verb.SHARE, f"tape for 1 day to {address}")
        assert told(answer).startswith(phrases.PUSHED)
        (sent,) = far.shown_since(seen)
        assert (sent.part, sent.text) == (Part.TAPE, phrases.SENT_HERE)

        code = code_in(answer)
        assert told(await near.do(Verb.SHARE, f"{code} to {address}")) == phrases.PUSHED
        assert len(far.shown_since(seen)) == 2
        await far.do(Verb.UNFOLLOW)
        assert told(await near.do(Verb.SHARE, f"{code} to {address}")) == phrases.NO_ADDRESS
        assert told(await near.do(Verb.SHARE, f"tape to {address}")) == phrases.NO_ADDRESS
        assert len(far.shown_since(seen)) == 3, "and what was said to unfollow"
