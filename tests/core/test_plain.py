"""What goes to JSON comes back as it was."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import (
    JSON,
    Action,
    Choice,
    Delivery,
    Ending,
    Event,
    Part,
    Person,
    Picture,
    Scene,
    SessionId,
    SessionSettings,
    Turn,
    Verb,
    World,
)
from gateway.core.plain import from_plain, to_plain

TEXT = st.text(max_size=20)
DATA: st.SearchStrategy[JSON] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(TEXT, DATA, max_size=3)
TIMES = st.datetimes(timezones=st.just(UTC))
PEOPLE = st.builds(Person, id=TEXT, name=TEXT, roles=st.lists(TEXT, max_size=2).map(tuple))
CHOICES = st.builds(Choice, key=TEXT, label=TEXT)
PICTURES = st.builds(Picture, alt=TEXT, prompt=TEXT, detail=OBJECTS)
ROOMS = st.builds(lambda part: SessionId.of("fake", part), st.text("aZ_.é", min_size=1, max_size=5))
ACTIONS = st.builds(
    Action,
    verb=st.sampled_from(Verb),
    text=TEXT,
    choice=st.none() | CHOICES,
    person=st.none() | PEOPLE,
)
EVENTS = st.builds(
    Event,
    id=TEXT,
    session=ROOMS,
    person=PEOPLE,
    verb=st.sampled_from(Verb),
    at=TIMES,
    argument=TEXT,
    button=st.none() | TEXT,
    origin=OBJECTS,
)
SCENES = st.builds(
    Scene,
    text=TEXT,
    picture=PICTURES,
    choices=st.lists(CHOICES, max_size=3).map(tuple),
    health=st.none() | st.integers(0, 100),
    inventory=st.lists(TEXT, max_size=3).map(tuple),
    ending=st.none() | st.builds(Ending, kind=TEXT, title=TEXT),
    state=OBJECTS,
)
TURNS = st.builds(
    Turn,
    session=ROOMS,
    run=st.integers(),
    index=st.integers(),
    parent=st.none() | st.integers(),
    number=st.integers(),
    world=st.builds(World, name=TEXT, title=TEXT, summary=TEXT, data=OBJECTS),
    seed=st.integers(),
    action=ACTIONS,
    at=TIMES,
    settings=st.builds(SessionSettings),
    state=OBJECTS,
    picture=st.none() | PICTURES,
)


@given(EVENTS | SCENES | TURNS | ACTIONS)
def test_every_noun_comes_back_as_it_was(value: Event | Scene | Turn | Action):
    plain = json.loads(json.dumps(to_plain(value)))
    assert from_plain(type(value), plain) == value


def test_what_an_older_or_newer_release_wrote_can_be_read():
    assert from_plain(SessionSettings, {"look": "clean", "colour": "red"}) == SessionSettings(
        look="clean"
    )


def test_what_is_no_plain_value_is_refused():
    with pytest.raises(TypeError, match="set is no plain value"):
        to_plain({"x": {1, 2}})


def test_a_delivery_comes_back_with_its_receipt():
    delivery = Delivery(key="k", session=SessionId.of("fake", "a"), part=Part.WORDS, text="x")
    assert from_plain(Delivery, to_plain(delivery)) == delivery
    assert dataclasses.is_dataclass(delivery)
    assert datetime.now(UTC).tzinfo is UTC
