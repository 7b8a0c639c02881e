"""A tape made in one chat plays in every other, and nothing goes along but itself."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from two_chats import chats

from gateway import (
    Attachment,
    Delivery,
    Limits,
    NotUnderstood,
    Part,
    Person,
    SessionId,
    TooLarge,
    Turn,
    Verb,
)
from gateway.core import codes, phrases
from gateway.core.plain import to_plain
from gateway.core.terms import Terms, terms
from gateway.testing import FakeClock, FakePlatform, Table, plugin_of, told

CODE = re.compile(r"^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$", re.MULTILINE)


def code_in(shown: list[Delivery]) -> str:
    found = CODE.search(told(shown))
    assert found, told(shown)
    return found[0]


async def shared(table: Table, what: str = "tape", *, person: str = "ann") -> str:
    """The code of a story of two turns."""
    await table.do(Verb.START)
    await table.do(Verb.CHOOSE, "left")
    return code_in(await table.do(Verb.SHARE, what, person=person))


def part(shown: list[Delivery], wanted: Part) -> list[Delivery]:
    return [delivery for delivery in shown if delivery.part is wanted]


def content(table: Table, file: Attachment) -> bytes:
    return table.gateway.store.folders.resolve(file.session, file.path).read_bytes()


# ------------------------------------------------------------------------------------ share, watch


@pytest.mark.parametrize(
    ("what", "kind"), [("", Part.TAPE), ("tape", Part.TAPE), ("film", Part.FILM)]
)
async def test_what_is_shared_in_one_chat_is_watched_in_another(root: Path, what: str, kind: Part):
    async with chats(root) as (near, far):
        code = await shared(near, what)
        (shown,) = await far.do(Verb.WATCH, code)
        assert shown.part is kind
        (file,) = shown.attachments
        (made,) = [path for path in near.files() if path.startswith(("tapes/", "films/final/"))]
        assert content(far, file) == (near.folder / made).read_bytes()
        assert file.alt in ("A tape of The Plain", "A film of The Plain")
        assert not far.folder.exists(), "who only watches has no folder"


async def test_a_code_is_told_with_what_it_is_for_how_long_and_how_to_take_it_back(root: Path):
    clock = FakeClock()
    async with chats(root, clock=clock) as (near, _):
        await near.do(Verb.START)
        (answer,) = await near.do(Verb.SHARE)
        code = code_in([answer])
        expected = phrases.SHARED.format(
            what="a tape of The Plain",
            until=" until 1 February 2026, 03:04 UTC",
            code=code,
            name=code[:4],
        )
        assert answer.text == expected
        assert answer.part is Part.NOTICE


@pytest.mark.parametrize(("said", "days"), [("for 36h", 1.5), ("", 30), ("tape never", None)])
async def test_a_share_lasts_as_long_as_was_said(root: Path, said: str, days: float | None):
    async with chats(root, clock=FakeClock()) as (near, _):
        await near.do(Verb.START)
        code = code_in(await near.do(Verb.SHARE, said))
        share = near.gateway.store.database.transact(
            lambda r: r.share(code, near.gateway.engine.kit.clock())
        )
        assert share is not None
        assert share.expires == (share.at + timedelta(days=days) if days else None)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", Terms("", None, "")),
        ("tape", Terms("tape", None, "")),
        ("for 2 weeks", Terms("", 14, "")),
        ("tape FOR 1 day", Terms("tape", 1, "")),
        ("film for 90 minutes to K7QX", Terms("film", 1 / 16, "K7QX")),
        ("run voting for 3 months", Terms("run voting", 90, "")),
        ("for ever", Terms("", 0, "")),
        ("film forever", Terms("film", 0, "")),
        ("2M9P to K7QX", Terms("2M9P", None, "K7QX")),
    ],
)
def test_what_is_said_of_a_share_is_understood(said: str, meant: Terms):
    assert terms(said) == meant


@pytest.mark.parametrize("duration", ["3 fortnights", "0 days", "99999 years"])
def test_a_time_that_is_none_says_so(duration: str):
    with pytest.raises(NotUnderstood) as refused:
        terms(f"for {duration}")
    assert str(refused.value) == phrases.NO_DURATION.format(duration=duration)


async def test_what_cannot_be_shared_says_what_can(root: Path):
    async with chats(root) as (near, _):
        assert told(await near.do(Verb.SHARE)) == phrases.NO_FRAMES
        assert told(await near.do(Verb.SHARE, "run")) == phrases.NO_FRAMES
        await near.do(Verb.START)
        expected = phrases.NO_SHARING.format(what="the world")
        assert told(await near.do(Verb.SHARE, "the world")) == expected


async def test_a_tape_carries_a_button_that_shares_this_very_tape(root: Path):
    async with chats(root) as (near, far):
        await near.do(Verb.START)
        (tape,) = part(await near.do(Verb.EJECT), Part.TAPE)
        await near.do(Verb.START)
        await near.do(Verb.CHOOSE, "left")
        (button,) = tape.buttons
        assert button.label == phrases.SHARE_IT
        code = code_in(await near.do(Verb.CHOOSE, button=button))
        (shown,) = await far.do(Verb.WATCH, code)
        assert content(far, shown.attachments[0]) == content(near, tape.attachments[0])


async def test_the_setting_says_how_long_and_who(root: Path):
    async with chats(root, clock=FakeClock()) as (near, _):
        await near.do(Verb.START)
        assert told(await near.do(Verb.SHARE, person="bob")) == phrases.NOT_SHARED
        await near.do(Verb.SETTINGS, "sharing anyone")
        await near.do(Verb.SETTINGS, "share_days 7")
        assert "until 9 January" in told(await near.do(Verb.SHARE, person="bob"))
        await near.do(Verb.SETTINGS, "share_days never")
        assert "until" not in told(await near.do(Verb.SHARE, person="bob"))
        wrong = told(await near.do(Verb.SETTINGS, "share_days soon"))
        assert "say a number of days up to 3,650, or `never` for no end." in wrong


async def test_nothing_goes_along_but_the_thing_itself(root: Path):
    async with chats(root) as (near, far):
        code = await shared(near, "film")
        shown = await far.do(Verb.WATCH, code)
        (file,) = shown[0].attachments
        assert file.shown_name == "film.mp4"
        told_there = json.dumps(to_plain([{**vars_of(d), "attachments": []} for d in shown]))
        told_there += file.alt + file.shown_name
        for secret in ("near", "ann", "attic", "202", "run", "turn"):
            assert secret not in told_there, secret


def vars_of(delivery: Delivery) -> dict[str, object]:
    return {name: getattr(delivery, name) for name in ("key", "text", "scene", "part", "origin")}


async def test_a_pasted_link_and_a_code_in_small_letters_are_understood(root: Path):
    async with chats(root) as (near, far):
        code = await shared(near)
        for said in (code.lower(), code.replace("-", " "), f"https://a.example/s/{code}"):
            assert part(await far.do(Verb.WATCH, said), Part.TAPE)


async def test_to_watch_nothing_or_what_is_no_code_says_what_a_code_is(root: Path):
    async with chats(root) as (_, far):
        assert told(await far.do(Verb.WATCH)) == phrases.WATCH_WHAT
        expected = phrases.NO_CODE.format(letters=16)
        for _ in range(40):
            assert told(await far.do(Verb.WATCH, "the tape")) == expected, "which is no guess"


async def test_unknown_expired_and_revoked_are_one_answer(root: Path):
    clock = FakeClock()
    async with chats(root, clock=clock) as (near, far):
        revoked = await shared(near)
        await near.do(Verb.UNSHARE, revoked)
        expired = code_in(await near.do(Verb.SHARE, "for 1 hour"))
        clock.advance(3600)
        answers = set()
        for code in (codes.new_code(), revoked, expired):
            (answer,) = await far.do(Verb.WATCH, code)
            answers.add((answer.text, answer.private, answer.part, answer.to))
        assert answers == {(phrases.NO_SHARE, True, Part.NOTICE, "far:ann")}


async def test_a_tape_that_is_ready_is_shown_while_a_turn_is_told(root: Path):
    telling, go_on = asyncio.Event(), asyncio.Event()

    async def write_scene(turn: Turn) -> None:
        if turn.session.platform == "far":
            telling.set()
            await go_on.wait()

    async with chats(root, plugin_of("slow", write_scene=write_scene)) as (near, far):
        code = await shared(near)
        for verb, argument in ((Verb.START, ""), (Verb.WATCH, code)):
            event = far.platform.event(verb, argument, session=far.session)
            await far.gateway.engine.hear(event)
            await telling.wait()
        await far.platform.until(lambda: far.platform.of(Part.TAPE))
        assert not far.platform.of(Part.WORDS)
        go_on.set()
        await far.gateway.rest()


# -------------------------------------------------------------------------------- shares, unshare


async def test_shares_are_listed_with_views_and_end_to_who_may_share(root: Path):
    async with chats(root, clock=FakeClock()) as (near, far):
        code = await shared(near)
        await far.do(Verb.WATCH, code)
        await far.do(Verb.WATCH, code)
        (listed,) = await near.do(Verb.SHARES)
        assert listed.private
        first, how = listed.text.splitlines()
        until = " until 1 February 2026, 03:04 UTC"
        assert first == phrases.A_SHARE.format(
            code=code, what="a tape of The Plain", where="", views="2 times", until=until
        )
        assert how == phrases.HOW_TO_UNSHARE.format(name=code[:4])
        assert told(await near.do(Verb.SHARES, person="bob")) == phrases.NO_SHARES


async def test_of_many_shares_the_newest_are_listed(root: Path):
    async with chats(root) as (near, _):
        await near.do(Verb.START)
        for _ in range(22):
            await near.do(Verb.SHARE)
        lines = told(await near.do(Verb.SHARES)).splitlines()
        assert len(lines) == 22
        assert lines[-2] == phrases.MORE_SHARES.format(more=2)


@pytest.mark.parametrize("how", ["code", "name", "all"])
async def test_what_is_taken_back_is_gone_everywhere_at_once(root: Path, how: str):
    async with chats(root) as (near, far):
        code = await shared(near)
        other = code_in(await near.do(Verb.SHARE, "film"))
        said = {"code": code.lower(), "name": code[:4], "all": "all"}[how]
        answer = told(await near.do(Verb.UNSHARE, said))
        assert answer == (phrases.UNSHARED_ALL if how == "all" else phrases.UNSHARED)
        assert told(await far.do(Verb.WATCH, code)) == phrases.NO_SHARE
        still = await far.do(Verb.WATCH, other)
        assert bool(part(still, Part.FILM)) == (how != "all")


async def test_who_may_not_take_it_back_is_told_so(root: Path):
    async with chats(root) as (near, far):
        code = await shared(near)
        assert told(await far.do(Verb.UNSHARE, code, person="bob")) == phrases.NOT_YOUR_SHARE
        assert told(await near.do(Verb.UNSHARE)) == phrases.UNSHARE_WHAT
        expected = phrases.NO_SUCH_NAME.format(name="ZZZZ")
        assert told(await near.do(Verb.UNSHARE, "ZZZZ")) == expected
        assert told(await far.do(Verb.UNSHARE, "all", person="bob")) == phrases.NO_SHARES
        assert part(await far.do(Verb.WATCH, code), Part.TAPE)


async def test_a_forgotten_session_takes_its_shares_along(root: Path):
    async with chats(root) as (near, far):
        code = await shared(near)
        await near.do(Verb.FORGET)
        ask = near.platform.of(Part.NOTICE)[-1]
        await near.do(Verb.FORGET, button=ask.buttons[0])
        assert told(await far.do(Verb.WATCH, code)) == phrases.NO_SHARE


async def test_a_session_whose_folder_was_deleted_takes_its_shares_along(root: Path):
    async with chats(root) as (near, far):
        code = await shared(near)
        shutil.rmtree(near.folder)
        assert told(await far.do(Verb.WATCH, code)) == phrases.NO_SHARE
        await near.do(Verb.STATUS)
        assert told(await far.do(Verb.WATCH, code)) == phrases.NO_SHARE


async def test_a_tape_that_somebody_took_out_of_the_folder_says_so(root: Path):
    async with chats(root) as (near, far):
        code = await shared(near)
        for path in near.folder.glob("tapes/*"):
            path.unlink()
        for path in near.folder.glob("images/*"):
            path.unlink()
        assert told(await far.do(Verb.WATCH, code)) == phrases.TAPE_GONE


async def test_whose_it_is_hears_that_it_was_shared_and_watched(root: Path):
    heard: list[tuple[object, ...]] = []

    def shared_hook(session: SessionId, path: str, person: Person) -> None:
        heard.append(("shared", session, path, person.id))

    def watched_hook(session: SessionId, path: str) -> None:
        heard.append(("watched", session, path))

    plugin = plugin_of("ears", tape_shared=shared_hook, tape_watched=watched_hook)
    async with chats(root, plugin) as (near, far):
        code = await shared(near)
        (path,) = [path for path in near.files() if path.startswith("tapes/")]
        await far.do(Verb.WATCH, code)
        assert heard == [
            ("shared", near.session, path, "near:ann"),
            ("watched", near.session, path),
        ]


async def test_the_public_page_is_told_with_the_code(root: Path):
    plugin = plugin_of("page", link_share=lambda code: f"https://tapes.example/s/{code}")
    async with chats(root, plugin) as (near, _):
        await near.do(Verb.START)
        shown = await near.do(Verb.SHARE)
        assert told(shown).endswith(f"https://tapes.example/s/{code_in(shown)}")


# ------------------------------------------------------------------------------------ wrong codes


async def test_wrong_codes_are_slowed_down_and_a_restart_forgives_nobody(root: Path):
    clock = FakeClock()
    async with chats(root, clock=clock) as (near, far):
        code = await shared(near)
        for _ in range(5):
            assert told(await far.do(Verb.WATCH, codes.new_code())) == phrases.NO_SHARE
        slow = phrases.SLOW.format(wait="60 seconds")
        assert told(await far.do(Verb.WATCH, code)) == slow, "right or wrong, no code is looked at"
        assert part(await far.do(Verb.WATCH, code, person="bob"), Part.TAPE), "others may"
    async with chats(root, clock=clock) as (_, far):
        assert told(await far.do(Verb.WATCH, code, number=100)) == slow
        clock.advance(60)
        assert part(await far.do(Verb.WATCH, code, number=101), Part.TAPE)


# -------------------------------------------------------------------------------------- renditions


async def test_what_does_not_fit_is_made_smaller_once_and_kept(root: Path):
    small = Limits(upload=40)
    async with chats(root, far=small) as (near, far):
        for what, kind in (("tape", Part.TAPE), ("film", Part.FILM)):
            code = await shared(near, what)
            await near.do(Verb.EJECT)
            (shown,) = await far.do(Verb.WATCH, code)
            (file,) = shown.attachments
            assert shown.part is kind
            assert file.size == len(content(far, file)) <= 40
            made = near.folder / file.path
            before = made.stat().st_mtime_ns
            (again,) = await far.do(Verb.WATCH, code)
            assert again.attachments == shown.attachments
            assert made.stat().st_mtime_ns == before
        assert not far.folder.exists()


async def test_where_a_tape_is_better_as_a_film_it_is_one(root: Path):
    async with chats(root, far=Limits(tapes_as_video=True)) as (near, far):
        code = await shared(near)
        (shown,) = await far.do(Verb.WATCH, code)
        assert (shown.part, shown.attachments[0].media_type) == (Part.TAPE, "video/mp4")
        await far.do(Verb.START)
        (own,) = await far.do(Verb.TAPE)
        assert own.attachments[0].media_type == "video/mp4"
        assert own.attachments[0].path.startswith("videos/")
        assert [path for path in far.files() if path.startswith("tapes/")], "the tape is kept, too"


async def test_what_cannot_be_made_small_enough_is_a_link(root: Path):
    asked: list[tuple[SessionId, str]] = []

    def link_media(session: SessionId, path: str) -> str:
        asked.append((session, path))
        return "https://tapes.example/m/signed"

    page = plugin_of("page", link_media=link_media)
    async with chats(root, page, far=Limits(upload=4)) as (near, far):
        code = await shared(near)
        (shown,) = await far.do(Verb.WATCH, code)
        assert shown.attachments == ()
        assert shown.text == "A tape of The Plain: https://tapes.example/m/signed"
        ((session, path),) = asked
        assert (session, path.partition("/")[0]) == (near.session, "tapes")


async def test_where_there_is_no_link_a_sentence_says_how_large_it_is(root: Path):
    async with chats(root, far=Limits(upload=4)) as (near, far):
        (shown,) = await far.do(Verb.WATCH, await shared(near))
        assert shown.text.startswith("(A tape of The Plain has 0.0 MB and this chat takes 0.0 MB.")
        assert "attic" not in shown.text
        assert "tapes/" not in shown.text


async def test_a_platform_that_finds_a_file_too_large_gets_a_smaller_one_then_a_link(root: Path):
    refused: list[int] = []

    def strict(delivery: Delivery) -> None:
        if delivery.attachments:
            refused.append(delivery.attachments[0].size)
            if delivery.attachments[0].size > most:
                raise TooLarge("it is too large here")

    page = plugin_of("page", link_media=lambda path: "https://tapes.example/m/signed")
    far = FakePlatform("far", fail=strict)
    async with chats(root, page, far=far) as (near, there):
        code = await shared(near)
        most = 100
        (shown,) = await there.do(Verb.WATCH, code)
        assert refused[0] > 100 >= refused[1] >= refused[0] // 2 - 1
        assert shown.attachments[0].size == refused[1]
        del refused[:]
        most = 10
        (shown,) = await there.do(Verb.WATCH, code)
        assert len(refused) == 2
        assert shown.text == "A tape of The Plain: https://tapes.example/m/signed"


# ------------------------------------------------------------------------------------------- forms


def test_nothing_of_the_session_shows_in_a_platform_s_hands():
    file = Attachment(session=SessionId.of("a", "b"), path="videos/x_9.mp4", size=1,
                      media_type="video/mp4", name="tape.mp4")  # fmt: skip
    assert file.shown_name == "tape.mp4"
    assert Attachment(session=SessionId.of("a", "b"), path="tapes/t.gif", size=1,
                      media_type="image/gif").shown_name == "t.gif"  # fmt: skip
