"""One person's accounts, and the tapes of all of them in one list."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from two_chats import chats

from gateway import Delivery, Part, Verb
from gateway.core import phrases
from gateway.testing import FakeClock, Table, told

SHORT = re.compile(r"`link ([0-9A-Z]{4}-[0-9A-Z]{4})`")


def short_code(shown: list[Delivery]) -> str:
    found = SHORT.search(told(shown))
    assert found, told(shown)
    return found[1]


async def joined(near: Table, far: Table, *, person: str = "ann", other: str = "ann") -> None:
    (code,) = await near.do(Verb.LINK, person=person)
    (ask,) = await far.do(Verb.LINK, short_code([code]), person=other)
    await far.do(Verb.CHOOSE, button=ask.buttons[0], person=other)
    confirm = near.platform.of(Part.NOTICE, session=near.session)[-1]
    await near.do(Verb.CHOOSE, button=confirm.buttons[0], person=person)


def accounts(table: Table, person: str) -> set[str]:
    return set(table.gateway.store.database.transact(lambda r: r.accounts(person)))


async def test_accounts_are_joined_once_both_sides_have_agreed(root: Path):
    async with chats(root) as (near, far):
        (shown,) = await near.do(Verb.LINK)
        code = short_code([shown])
        assert shown.private
        assert shown.text == phrases.LINK_CODE.format(code=code, minutes=10)

        (ask,) = await far.do(Verb.LINK, code.lower())
        assert [button.label for button in ask.buttons] == [phrases.LINK_JOIN]
        assert ask.private
        assert ask.text == phrases.LINK_ASK.format(who="ann on near")
        assert accounts(near, "near:ann") == {"near:ann"}

        assert told(await far.do(Verb.CHOOSE, button=ask.buttons[0])) == phrases.LINK_WAITING
        confirm = near.platform.of(Part.NOTICE)[-1]
        assert confirm.text == phrases.LINK_CONFIRM.format(who="ann on far")
        assert (confirm.private, confirm.to) == (True, "near:ann")
        assert [button.label for button in confirm.buttons] == [phrases.LINK_MINE]
        assert accounts(near, "near:ann") == {"near:ann"}

        done = told(await near.do(Verb.CHOOSE, button=confirm.buttons[0]))
        assert done == phrases.LINKED.format(who="ann on far")
        assert far.platform.shown[-1].text == phrases.LINKED.format(who="ann on near")
        assert accounts(near, "far:ann") == {"near:ann", "far:ann"}
        assert told(await far.do(Verb.LINK, code)) == phrases.NO_LINK, "it is good once"


async def test_nobody_else_can_use_what_was_not_shown_to_them(root: Path):
    async with chats(root) as (near, far):
        code = short_code(await near.do(Verb.LINK))
        (ask,) = await far.do(Verb.LINK, code)
        press = phrases.NOT_YOUR_LINK
        assert told(await far.do(Verb.CHOOSE, button=ask.buttons[0], person="eve")) == press
        assert told(await far.do(Verb.LINK, code, person="eve")) == phrases.NO_LINK
        await far.do(Verb.CHOOSE, button=ask.buttons[0])
        confirm = near.platform.of(Part.NOTICE)[-1]
        assert told(await near.do(Verb.CHOOSE, button=confirm.buttons[0], person="eve")) == press
        assert accounts(near, "near:ann") == {"near:ann"}


async def test_a_link_code_is_good_for_ten_minutes_and_a_new_one_ends_the_old(root: Path):
    clock = FakeClock()
    async with chats(root, clock=clock) as (near, far):
        old, new = short_code(await near.do(Verb.LINK)), short_code(await near.do(Verb.LINK))
        assert told(await far.do(Verb.LINK, old)) == phrases.NO_LINK
        (ask,) = await far.do(Verb.LINK, new)
        clock.advance(600)
        assert told(await far.do(Verb.LINK, new)) == phrases.NO_LINK
        assert told(await far.do(Verb.CHOOSE, button=ask.buttons[0])) == phrases.LINK_OVER


async def test_what_cannot_be_joined_says_why(root: Path):
    async with chats(root) as (near, far):
        code = short_code(await near.do(Verb.LINK))
        assert told(await near.do(Verb.LINK, code)) == phrases.LINK_ELSEWHERE
        expected = phrases.NO_LINK_CODE.format(letters=8)
        assert told(await far.do(Verb.LINK, "ann")) == expected
        assert told(await far.do(Verb.UNLINK)) == phrases.NOT_LINKED
        await joined(near, far)
        code = short_code(await near.do(Verb.LINK))
        assert told(await far.do(Verb.LINK, code)) == phrases.LINKED_ALREADY


async def test_wrong_link_codes_are_slowed_down(root: Path):
    async with chats(root, clock=FakeClock()) as (near, far):
        code = short_code(await near.do(Verb.LINK))
        for number in range(5):
            assert told(await far.do(Verb.LINK, f"0000-000{number}")) == phrases.NO_LINK
        assert told(await far.do(Verb.LINK, code)) == phrases.SLOW.format(wait="60 seconds")


async def test_unlink_parts_them(root: Path):
    async with chats(root) as (near, far):
        await joined(near, far)
        assert told(await far.do(Verb.UNLINK)) == phrases.UNLINKED
        assert accounts(near, "near:ann") == {"near:ann"}


# ------------------------------------------------------------------------------------------- tapes


async def play(table: Table, turns: int = 1, *, person: str = "ann") -> None:
    await table.do(Verb.START, person=person)
    for _ in range(turns):
        await table.do(Verb.CHOOSE, "left", person=person)


async def test_my_tapes_are_one_list_on_every_platform_to_play_and_to_share(root: Path):
    async with chats(root) as (near, far):
        assert told(await near.do(Verb.TAPES)) == phrases.NO_TAPES
        await play(near)
        await near.do(Verb.EJECT)
        await play(far)
        await far.do(Verb.FILM)
        await joined(near, far)
        for table in (near, far):
            (listed,) = await table.do(Verb.TAPES)
            assert listed.private
            head, *lines = listed.text.splitlines()
            assert head == phrases.MY_TAPES
            assert lines == [
                "1. A tape of The Plain, 2 January 2026, 0.0 MB",
                "2. A film of The Plain, 2 January 2026, 0.0 MB",
            ]
            assert [b.label for b in listed.buttons] == ["Play 1", "Share 1", "Play 2", "Share 2"]
        (played,) = await far.do(Verb.CHOOSE, button=listed.buttons[0])
        assert (played.part, played.private) == (Part.TAPE, False), "whoever plays it here shows it"
        assert played.attachments[0].session == near.session
        assert "Anybody who has this code" in told(
            await far.do(Verb.CHOOSE, button=listed.buttons[1])
        )


async def test_a_button_of_my_list_is_no_use_to_anybody_else(root: Path):
    async with chats(root) as (near, far):
        await play(near)
        await near.do(Verb.EJECT)
        await joined(near, far)
        (listed,) = await far.do(Verb.TAPES)
        for button in listed.buttons:
            assert told(await far.do(Verb.CHOOSE, button=button, person="eve")) == phrases.TAPE_GONE


async def test_who_took_part_sees_the_tape_but_shares_it_only_where_they_may(root: Path):
    async with chats(root) as (near, _):
        await play(near)
        await near.do(Verb.CHOOSE, "right", person="bob")
        await near.do(Verb.EJECT)
        (listed,) = await near.do(Verb.TAPES, person="bob")
        share = listed.buttons[1]
        assert told(await near.do(Verb.CHOOSE, button=share, person="bob")) == phrases.NOT_SHARED


async def test_a_voice_in_a_vote_is_taking_part(root: Path):
    async with chats(root) as (near, _):
        await near.do(Verb.START)
        await near.do(Verb.SETTINGS, "players vote")
        await near.do(Verb.CHOOSE, "left", person="bob")
        await near.do(Verb.TAPE)
        assert phrases.MY_TAPES in told(await near.do(Verb.TAPES, person="bob"))


async def test_many_tapes_are_leafed_through(root: Path):
    async with chats(root) as (near, _):
        await near.do(Verb.START)
        for _ in range(7):
            await near.do(Verb.CHOOSE, "left")
            await near.do(Verb.TAPE)
        (page,) = await near.do(Verb.TAPES)
        assert page.buttons[-1].label == phrases.OLDER
        assert len(page.text.splitlines()) == 6
        (rest,) = await near.do(Verb.CHOOSE, button=page.buttons[-1])
        assert len(rest.text.splitlines()) == 3
        assert rest.buttons[-1].label == "Share 2"
        shutil.rmtree(near.folder)
        await near.do(Verb.STATUS)
        gone = told(await near.do(Verb.TAPES, button=page.buttons[-1]))
        assert gone == phrases.UNKNOWN_BUTTON


async def test_where_the_older_ones_are_gone_meanwhile_that_is_said(root: Path):
    async with chats(root) as (near, far):
        await play(far, turns=0)
        await far.do(Verb.TAPE)
        await play(near, turns=2)
        for _ in range(5):
            await near.do(Verb.CHOOSE, "left")
            await near.do(Verb.TAPE)
        await joined(near, far)
        (page,) = await near.do(Verb.TAPES)
        (ask,) = await far.do(Verb.FORGET)
        await far.do(Verb.FORGET, button=ask.buttons[0])
        older = told(await near.do(Verb.CHOOSE, button=page.buttons[-1]))
        assert older == phrases.NO_OLDER_TAPES


async def test_a_share_may_be_taken_back_from_any_of_my_accounts(root: Path):
    async with chats(root) as (near, far):
        await play(near)
        shown = told(await near.do(Verb.SHARE))
        code = next(line for line in shown.splitlines() if re.fullmatch(r"[0-9A-Z-]{19}", line))
        await joined(near, far)
        assert phrases.ELSEWHERE in told(await far.do(Verb.SHARES))
        assert told(await far.do(Verb.UNSHARE, code[:4])) == phrases.UNSHARED
        assert told(await far.do(Verb.WATCH, code)) == phrases.NO_SHARE
