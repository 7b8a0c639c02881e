"""Every verb on Slack: works, is refused politely, or is not offered; printed as a table."""

from __future__ import annotations

from slack_house import NAME, ROOM, Build
from slack_wire import Slack

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
    (Verb.HERO, "off", "There is no picture of who you play", "refused: none there"),
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
    (Verb.HELP, "", "/tapeway start [WORLD] [SEED]", "works"),
    (Verb.FORGET, "", "This deletes the story here", "asks once more"),
]


async def test_every_verb_is_answered(house: Build, slack: Slack):
    async with house() as home:
        for verb, argument, wanted, _ in ROWS:
            seen = {message.ts for message in slack.shown()}
            await slack.command(f"{verb} {argument}".strip())
            await slack.until(
                lambda: [m for m in slack.shown() if m.ts not in seen and wanted in m.reads]  # noqa: B023
            )
            await home.gateway.rest()
        await slack.press("Delete it all", slack.shown()[-1])
        await home.said("Forgotten")
        await home.gateway.rest()
        assert not home.folder().exists()
    assert {verb for verb, *_ in ROWS} == set(Verb) - {Verb.SILENCE}
    print("\n| verb | on Slack | in a thread |\n| --- | --- | --- |")
    for verb, argument, _, how in ROWS:
        thread = f"as `@Tapeway {verb} {argument}".strip() + "`: Slack has no commands in threads"
        print(f"| {verb} {argument} | {how} | {thread} |".replace("  ", " "))


async def test_in_a_thread_where_slack_has_no_commands_every_verb_is_asked_for_by_name(
    house: Build, slack: Slack
):
    thread = "1718900000.123456"
    async with house() as home:
        for verb, argument, wanted, _ in ROWS:
            if verb is Verb.SAY and not argument:
                continue  # the app's name and nothing else is a greeting
            wanted = wanted.replace("/tapeway", "@tapeway")
            shown = slack.shown(ROOM, thread)
            seen, told = {message.ts for message in shown}, len(slack.whispers)
            await slack.write(f"{NAME} {verb} {argument}", channel=ROOM, thread=thread)
            await slack.until(
                lambda: [
                    m
                    for m in (*slack.shown(ROOM, thread), *slack.whispers[told:])  # noqa: B023
                    if m.ts not in seen and m.thread == thread and wanted in m.reads  # noqa: B023
                ]
            )
            await home.gateway.rest()
        assert slack.shown(ROOM) == [], "nothing of it stands in the channel"
