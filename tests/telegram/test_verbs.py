"""Every verb on Telegram: works, or is refused politely; printed as a table."""

from __future__ import annotations

from telegram_house import Build
from telegram_wire import Telegram

from gateway import Verb

ROWS = [
    (Verb.STATUS, "", "No story is running here", "refused before a story"),
    (Verb.TAPE, "", "nothing to put on a tape", "refused before a story"),
    (Verb.EJECT, "", "No story is running here", "refused before a story"),
    (Verb.START, "nowhere", "There is no world 'nowhere'", "refused: no such world"),
    (Verb.START, "plain", "Turn 0: start", "works"),
    (Verb.SAY, "I wave", "Turn 1: say I wave", "works"),
    (Verb.SAY, "", "Say what you do", "refused: no words"),
    (Verb.CHOOSE, "right", "Turn 2: choose Look right", "works"),
    (Verb.CHOOSE, "9", "There is no choice '9'", "refused: no such way"),
    (Verb.STATUS, "", "turn 2 (3 in this run)", "works"),
    (Verb.SETTINGS, "", "players: anyone", "works"),
    (Verb.SETTINGS, "look clean", "From now on: look clean.", "works"),
    (Verb.SETTINGS, "look blurred", "look cannot be 'blurred'", "refused: no such look"),
    (Verb.HERO, "", "There is no picture of who you play", "refused: none was sent"),
    (Verb.REWIND, "0", "Rewound to turn 0", "works"),
    (Verb.REWIND, "99", "There is no turn '99'", "refused: no such turn"),
    (Verb.TAPE, "", "The tape of run 1", "works"),
    (Verb.FILM, "", "The film of run 1", "works"),
    (Verb.EJECT, "", "The tape of run 1", "works"),
    (Verb.SHARE, "", "Anybody who has this code", "works"),
    (Verb.SHARES, "", "a tape of The Plain", "works"),
    (Verb.UNSHARE, "all", "Taken back", "works"),
    (Verb.WATCH, "the-tape-1", "That is no code", "refused: no code"),
    (Verb.TAPES, "", "Your tapes and films", "works"),
    (Verb.FOLLOW, "", "Whoever has this address", "works"),
    (Verb.UNFOLLOW, "", "Nothing is followed here any more", "works"),
    (Verb.LINK, "", "Your code is", "works"),
    (Verb.UNLINK, "", "joined to no other", "refused: joined to none"),
    (Verb.HELP, "", "/start [WORLD] [SEED]", "works"),
    (Verb.FORGET, "", "This deletes the story here", "asks once more"),
]


async def test_every_verb_is_answered(house: Build, telegram: Telegram):
    async with house() as home:
        for verb, argument, wanted, _ in ROWS:
            seen = {message.number for message in telegram.shown()}
            await telegram.write(f"/{verb} {argument}".strip())
            await telegram.until(
                lambda: [m for m in telegram.shown() if m.number not in seen and wanted in m.text]  # noqa: B023
            )
            await home.gateway.rest()
        forget = telegram.shown()[-1]
        await home.choose("Delete it all", forget)
        await home.said("Forgotten")
        await home.gateway.rest()
        assert not home.folder().exists()
    assert {verb for verb, *_ in ROWS} == set(Verb) - {Verb.SILENCE}
    print("\n| verb | on Telegram |\n| --- | --- |")
    for verb, argument, _, how in ROWS:
        print(f"| {verb} {argument} | {how} |".replace("  ", " "))
