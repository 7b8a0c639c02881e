"""A picture that somebody sends: which is meant, how it is fetched, what is said if it is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from gateway_telegram import inbound
from gateway_telegram.platform import TelegramPlatform
from telegram_service import TelegramService
from telegram_wire import BOT, LARGEST_FETCHED, Fault, Telegram

from gateway import PICTURE_BYTES, Event, Refused, TryLater, Verb

ME = inbound.Me(platform="telegram", id=BOT["id"], username=BOT["username"])
PHOTO = [{"file_id": "small", "width": 90}, {"file_id": "large", "width": 800, "file_size": 7}]
PICTURE = {"file": "large", "size": 7}


def heard(*, group: bool = False, everything: bool = False, **message: object) -> Event | None:
    chat = {"id": -1001, "type": "supergroup"} if group else {"id": 1, "type": "private"}
    whole = {
        "message_id": 5,
        "date": 1,
        "chat": chat,
        "from": {"id": 1, "first_name": "Ann"},
        **message,
    }
    me = inbound.Me(platform="telegram", id=ME.id, username=ME.username, everything=everything)
    found = inbound.to_event({"update_id": 1, "message": whole}, me, at=None)  # type: ignore[arg-type]
    assert not isinstance(found, inbound.Aside)
    return found


REPLY = {"from": BOT, "message_id": 1}
NAMED = {"caption_entities": [{"type": "mention", "offset": 0, "length": 9}]}


@pytest.mark.parametrize(
    "message",
    [
        {"photo": PHOTO},
        {"photo": PHOTO, "caption": "hero"},
        {"photo": PHOTO, "caption": "/hero"},
        {"text": "/hero", "reply_to_message": {"photo": PHOTO, "from": {"id": 2}}},
        {"document": {"file_id": "large", "mime_type": "image/png", "file_size": 7}},
        {"group": True, "photo": PHOTO, "reply_to_message": REPLY},
        {"group": True, "photo": PHOTO, "caption": "@tape_bot", **NAMED},
        {"group": True, "photo": PHOTO, "caption": "@tape_bot hero", **NAMED},
        {"group": True, "photo": PHOTO, "caption": "/hero@tape_bot"},
    ],
)
def test_a_picture_for_the_bot_is_who_is_played(message: dict[str, Any]):
    event = heard(**message)
    assert event
    assert (event.verb, event.argument, event.picture) == (Verb.HERO, "", PICTURE)


@pytest.mark.parametrize(
    "message",
    [
        {"group": True, "photo": PHOTO},
        {"group": True, "everything": True, "photo": PHOTO},
        {"document": {"file_id": "large", "mime_type": "application/pdf"}},
        {"sticker": {"file_id": "large"}},
    ],
)
def test_other_pictures_are_left_alone(message: dict[str, Any]):
    assert heard(**message) is None


def test_a_picture_with_other_words_is_those_words():
    event = heard(photo=PHOTO, caption="I show the map")
    assert event
    assert (event.verb, event.argument, event.picture) == (Verb.SAY, "I show the map", None)


@pytest.fixture
async def adapter(telegram: Telegram, tmp_path: Path) -> AsyncIterator[TelegramPlatform]:
    platform = TelegramService(telegram, tmp_path).platform()
    assert isinstance(platform, TelegramPlatform)
    await platform.open()
    yield platform
    await platform.close()


async def test_the_largest_size_is_fetched_and_the_token_stays_out_of_sight(
    telegram: Telegram, adapter: TelegramPlatform, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("DEBUG")
    size = telegram.sent(b"a picture")[-1]
    await adapter.fetch({"file": size["file_id"], "size": 9}, tmp_path / "picture")
    assert (tmp_path / "picture").read_bytes() == b"a picture"
    assert telegram.token not in caplog.text


@pytest.mark.parametrize("fault", [Fault("getFile", code=429, says="x", retry_after=3),
                                   Fault("getFile", code=502, says="Bad Gateway"),
                                   Fault("getFile", drop="before"),
                                   Fault("file", code=429, says="x", retry_after=3),
                                   Fault("file", code=502, says="Bad Gateway"),
                                   Fault("file", drop="before")])  # fmt: skip
async def test_a_telegram_that_is_away_is_asked_again(
    telegram: Telegram, adapter: TelegramPlatform, tmp_path: Path, fault: Fault
):
    telegram.faults.append(fault)
    picture = {"file": telegram.sent(b"a picture")[-1]["file_id"], "size": 9}
    with pytest.raises(TryLater):
        await adapter.fetch(picture, tmp_path / "picture")
    await adapter.fetch(picture, tmp_path / "picture")
    assert (tmp_path / "picture").read_bytes() == b"a picture"


async def test_one_that_is_gone_is_asked_for_again(
    telegram: Telegram, adapter: TelegramPlatform, tmp_path: Path
):
    with pytest.raises(Refused, match=r"^it is gone from Telegram: send it once more\.$"):
        await adapter.fetch({"file": "never was", "size": 9}, tmp_path / "picture")
    picture = {"file": telegram.sent(b"a picture")[-1]["file_id"], "size": 9}
    telegram.faults.append(Fault("file", code=404, says="Not Found"))
    with pytest.raises(Refused, match=r"^it is gone from Telegram: send it once more\.$"):
        await adapter.fetch(picture, tmp_path / "picture")


async def test_one_that_is_too_large_is_said_to_be(
    telegram: Telegram, adapter: TelegramPlatform, tmp_path: Path
):
    telegram.files["huge"] = bytes(LARGEST_FETCHED + 1)
    for size in (PICTURE_BYTES + 1, 0):  # Telegram need not say how large a file is
        with pytest.raises(Refused, match=r"^it is larger than 20 MB: send a smaller one\.$"):
            await adapter.fetch({"file": "huge", "size": size}, tmp_path / "picture")


async def test_a_server_of_one_s_own_gives_no_more_than_a_picture_may_have(
    telegram: Telegram, adapter: TelegramPlatform, tmp_path: Path
):
    telegram.largest = 2_000_000_000
    telegram.files["huge"] = bytes(PICTURE_BYTES + 1)
    with pytest.raises(Refused, match=r"^it is larger than 20 MB: send a smaller one\.$"):
        await adapter.fetch({"file": "huge", "size": 0}, tmp_path / "picture")
    assert "file" not in [method for method, _ in telegram.calls]
