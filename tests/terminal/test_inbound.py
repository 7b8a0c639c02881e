from __future__ import annotations

from datetime import UTC

import pytest
from gateway_terminal.inbound import Ear, Hint, Leave, to_event
from hypothesis import example, given
from hypothesis import strategies as st

from gateway import Button, Event, Person, SessionId, Verb

BUTTONS = tuple(Button(id=f"opaque-{n}", label=f"Way {n}") for n in (1, 2, 3))
EAR = Ear.of(SessionId.of("terminal", "play"), "ann")
ANYTHING = st.text(alphabet=st.characters(exclude_categories=()))


def heard(line: str) -> tuple[Verb, str, str | None]:
    event = to_event(line, BUTTONS, EAR)
    assert isinstance(event, Event)
    return event.verb, event.argument, event.button


@pytest.mark.parametrize("line", ["2", " 2 ", "2.", "#2", "2)", "٢", "/choose 2"])
def test_a_number_presses_the_button_of_that_number(line: str):
    assert heard(line) == (Verb.CHOOSE, "", "opaque-2")


@pytest.mark.parametrize("line", ["rewind 3", "/rewind 3", "Rewind  3 "])
def test_rewind_with_a_number_is_the_verb_with_and_without_a_slash(line: str):
    assert heard(line) == (Verb.REWIND, "3", None)


@pytest.mark.parametrize("line", ["rewind the tape", "rewind 3 seconds"])
def test_rewind_with_other_words_is_a_free_action(line: str):
    assert heard(line) == (Verb.SAY, line, None)


@pytest.mark.parametrize("line", ["0", "4", "999"])
def test_a_number_that_is_not_on_offer_is_asked_about_and_not_played(line: str):
    assert isinstance(to_event(line, BUTTONS, EAR), Hint)


def test_a_number_where_nothing_is_on_offer_is_something_to_say():
    event = to_event("42", (), EAR)
    assert isinstance(event, Event)
    assert (event.verb, event.argument) == (Verb.SAY, "42")


@pytest.mark.parametrize("verb", ["tape", "film", "share", "eject", "rewind", "status", "help"])
def test_a_verb_alone_on_its_line_is_that_verb_with_and_without_a_slash(verb: str):
    assert heard(verb) == heard(f"/{verb}") == heard(f" {verb.upper()} ") == (Verb(verb), "", None)


@pytest.mark.parametrize("line", ["/hero ~/me at sea.jpg", "/hero  ~/me at sea.jpg "])
def test_hero_with_a_path_brings_that_picture(line: str):
    event = to_event(line, BUTTONS, EAR)
    assert isinstance(event, Event)
    assert (event.verb, event.argument) == (Verb.HERO, "")
    assert event.picture == {"path": "~/me at sea.jpg"}


@pytest.mark.parametrize("line", ["hero off", "/hero off", "Hero  OFF"])
def test_hero_off_brings_none(line: str):
    event = to_event(line, BUTTONS, EAR)
    assert isinstance(event, Event)
    assert (event.verb, event.argument.lower(), event.picture) == (Verb.HERO, "off", None)


@pytest.mark.parametrize(
    ("line", "verb", "argument"),
    [
        ("/rewind 3", Verb.REWIND, "3"),
        ("/settings players vote 20", Verb.SETTINGS, "players vote 20"),
        ("/start dead-channel", Verb.START, "dead-channel"),
        ("/watch  K7QX ", Verb.WATCH, "K7QX"),
        ("/say /tape", Verb.SAY, "/tape"),
        ("/forget", Verb.FORGET, ""),
        ("/choose door", Verb.CHOOSE, "door"),
    ],
)
def test_a_verb_after_a_slash_takes_the_rest_as_its_argument(line: str, verb: str, argument: str):
    assert heard(line) == (verb, argument, None)


@pytest.mark.parametrize(
    "line", ["start the engine", "tape the door shut", "watch", "forget", "say", "silence", "quits"]
)
def test_a_sentence_that_only_begins_like_a_verb_is_a_free_action(line: str):
    assert heard(line) == (Verb.SAY, line, None)


@pytest.mark.parametrize("line", ["quit", "/quit", "/QUIT now"])
def test_quit_leaves(line: str):
    assert isinstance(to_event(line, BUTTONS, EAR), Leave)


@pytest.mark.parametrize("line", ["/silence", "/dance", "/", "/say", "/say   "])
def test_a_command_nobody_knows_is_answered_here(line: str):
    assert isinstance(to_event(line, BUTTONS, EAR), Hint)


@pytest.mark.parametrize("line", ["", "   ", "\x00\x1b", "\u2028"])
def test_an_empty_line_is_nothing(line: str):
    assert to_event(line, BUTTONS, EAR) is None


def test_an_event_says_who_where_and_when(ear: Ear):
    event = to_event("look up", BUTTONS, ear)
    assert isinstance(event, Event)
    assert event.session == SessionId.of("terminal", "play")
    assert event.person == Person(id="terminal:ann", name="ann")
    assert event.at == ear.clock()


def test_the_real_clock_is_aware_and_in_utc():
    assert EAR.event(Verb.HELP).at.tzinfo is UTC


def test_no_two_events_share_an_id():
    ids = {EAR.event(Verb.HELP).id for _ in range(1000)}
    assert len(ids) == 1000
    assert all(name.startswith("terminal:") for name in ids)


@pytest.mark.parametrize("script", ["ברוך הבא", "ابدأ القصة", "開門", "हाथ बढ़ाओ", "👩‍🚀 waves"])
def test_words_of_any_script_arrive_as_they_were_typed(script: str):
    assert heard(script) == (Verb.SAY, script, None)


def test_ten_thousand_characters_arrive_whole():
    assert heard("never " * 1666 + "ever") == (Verb.SAY, "never " * 1666 + "ever", None)


@given(line=ANYTHING)
@example(line="half a \ud83d character")
@example(line="/say \x1b]0;title\x07 \x9b2J")
def test_whatever_is_typed_can_be_stored_and_shown(line: str):
    event = to_event(line, BUTTONS, EAR)
    assert event is None or isinstance(event, Event | Hint | Leave)
    if isinstance(event, Event):
        event.argument.encode()
        assert not set(event.argument) & set(
            map(chr, [*range(10), *range(11, 32), *range(127, 160)])
        )
