"""What a bot remembers over a restart: where a group moved to, and the bars that it showed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gateway_telegram.notes import Notes
from gateway_telegram.options import bots
from gateway_telegram.platform import TelegramPlatform
from telegram_house import ANN, Build, words
from telegram_wire import Telegram

from gateway import Pacer, Part, SessionId, StorageFull

OLD, NEW = -77, -100_077
TO = {"message": {"message_id": 8, "date": 1, "migrate_to_chat_id": NEW, "chat": {"id": OLD}}}
FROM = {"message": {"message_id": 1, "date": 1, "migrate_from_chat_id": OLD, "chat": {"id": NEW}}}


@pytest.mark.parametrize("told", [[TO], [FROM], [TO, FROM], [FROM, TO]])
async def test_a_group_that_becomes_a_supergroup_plays_on_also_after_a_restart(
    house: Build, telegram: Telegram, told: list[dict[str, object]]
):
    async with house() as home:
        await telegram.write("/start@tape_bot", chat=OLD)
        await home.pictured("Turn 0", chat=OLD)
        for update in told:
            await telegram.bring({**update})
        await telegram.write("/say@tape_bot I follow", chat=NEW)
        await home.pictured("Turn 1: say I follow", chat=NEW)
    async with house(bot={"admit": [OLD]}) as home:
        shown = await home.said("Turn 1", chat=NEW)
        await home.choose("left", shown, person=5)
        await home.pictured("Turn 2: choose Go left", chat=NEW)
        assert len(list((home.folder(OLD) / "images").iterdir())) == 3
        assert not home.folder(NEW).exists()


def test_a_group_that_moves_twice_keeps_the_number_it_began_with(tmp_path: Path):
    notes = Notes.of(tmp_path, "telegram")
    notes.move(-1, -2)
    notes.move(-2, -3)
    again = Notes.of(tmp_path, "telegram")
    assert again.moved == {-3: -1}
    assert again.place(SessionId.of("telegram", "-1", "7")).chat == -3
    assert again.place(SessionId.of("telegram", "-9")).chat == -9


@pytest.mark.parametrize(
    "written", ["", "{", "[]", '{"moved": 3}', '{"moved": {"a": 1}, "bars": {}}']
)
def test_notes_that_cannot_be_read_are_begun_afresh(tmp_path: Path, written: str):
    notes = Notes.of(tmp_path, "telegram")
    notes.show("work", 1)
    notes.path.write_text(written)
    assert Notes.of(tmp_path, "telegram") == Notes(notes.path)


def test_notes_that_cannot_be_written_say_where(tmp_path: Path):
    (tmp_path / ".telegram").write_text("in the way")
    with pytest.raises(StorageFull, match=r"telegram\.part cannot be written|telegram\.json"):
        Notes.of(tmp_path, "telegram").move(-1, -2)


async def test_a_bar_that_was_left_behind_by_a_kill_is_taken_away(
    bot: TelegramPlatform, telegram: Telegram
):
    bar = replace(words("EJECTING…", key="work:progress", progress=0.4), part=Part.PROGRESS)
    await bot.deliver(bar)
    assert "EJECTING" in telegram.shown()[-1].text
    section = {"enabled": True, "api": telegram.base}
    settings = {"root": str(bot.options.root), "plugins": {"telegram": section}}
    (options,) = bots(settings, {"TAPEWAY_TELEGRAM_TOKEN": telegram.token})
    risen = TelegramPlatform(options, pacer=Pacer())
    await risen.open()
    await risen.deliver(words("Here it is.", key="work:tape"))
    assert [shown.text for shown in telegram.shown(int(ANN.parts[0]))] == ["Here it is."]
    await risen.close()
