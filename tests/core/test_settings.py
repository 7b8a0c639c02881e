"""What an operator sets, and what is said when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import Filming, Pace, Players, SessionSettings, SettingsError
from gateway.core.plain import from_plain
from gateway.settings import load


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_out_of_the_box_nothing_has_to_be_set():
    settings = load()
    assert settings.root == Path("sessions")
    assert settings.database_url == f"sqlite:///{Path('sessions/.tapeway.sqlite').absolute()}"
    assert settings.money.caps().day is None


def test_the_environment_outranks_the_file_and_code_outranks_both(monkeypatch: pytest.MonkeyPatch):
    Path("tapeway.toml").write_text("poll = 0.2\ndrain = 1\nshots = 3\n[money]\nday = 2.5\n")
    monkeypatch.setenv("TAPEWAY_DRAIN", "2")
    monkeypatch.setenv("TAPEWAY_SHOTS", "4")
    settings = load(shots=5)
    assert (settings.poll, settings.drain, settings.shots) == (0.2, 2, 5)
    assert settings.money.caps().day == 2_500_000


def test_how_sessions_are_played_is_a_setting():
    Path("tapeway.toml").write_text('[play]\nplayers = "vote"\npace = "auto"\n')
    defaults = load().play.defaults()
    assert (defaults.players, defaults.pace) == (Players.VOTE, Pace.AUTO)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("true", "still"), ("false", "off"), ('"hybrid"', "hybrid"), ('"film"', "film")],
)
def test_whether_turns_are_filmed_may_be_said_as_before(said: str, meant: str):
    Path("tapeway.toml").write_text(f"[play]\nfilm = {said}\n")
    assert load().play.defaults().film is Filming(meant)


def test_a_variable_of_the_environment_says_it_as_before_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TAPEWAY_PLAY__FILM", "false")
    assert load().play.film is Filming.OFF


def test_a_session_of_an_earlier_release_is_filmed_as_it_was():
    assert from_plain(SessionSettings, {"film": True}).film is Filming.STILL
    assert from_plain(SessionSettings, {"film": False}).film is Filming.OFF


@pytest.mark.parametrize(
    ("file", "name", "variable"),
    [
        ("[money]\nday = -1", "money.day", "TAPEWAY_MONEY__DAY"),
        ("[money]\nunknown = 'guess'", "money.unknown", "TAPEWAY_MONEY__UNKNOWN"),
        ("[play]\nfilm = 'dogs'", "play.film", "TAPEWAY_PLAY__FILM"),
        ("[play]\nplayers = 'dogs'", "play.players", "TAPEWAY_PLAY__PLAYERS"),
        ("poll = 0", "poll", "TAPEWAY_POLL"),
        ("retention_days = 0", "retention_days", "TAPEWAY_RETENTION_DAYS"),
    ],
)
def test_a_wrong_setting_is_named_with_both_places_to_mend_it(file: str, name: str, variable: str):
    Path("tapeway.toml").write_text(file)
    with pytest.raises(SettingsError) as refused:
        load()
    assert f"The setting {name} is wrong" in str(refused.value)
    assert f"Mend it in tapeway.toml or in {variable}." in str(refused.value)


def test_a_setting_that_is_none_is_named_with_both_places_to_mend_it():
    Path("tapeway.toml").write_text("colour = 1")
    with pytest.raises(SettingsError) as refused:
        load()
    there = "There is no setting colour. Mend it in tapeway.toml or in TAPEWAY_COLOUR."
    assert str(refused.value) == there


def test_a_file_that_is_no_toml_is_named():
    Path("tapeway.toml").write_text("poll = = 1")
    with pytest.raises(SettingsError, match=r"The settings cannot be read: .* Mend tapeway.toml"):
        load()


@pytest.mark.parametrize(
    ("variable", "said", "like"),
    [
        ("TAPEWAY_DISABLED_PLUGINS", "studio", r'\["slack"\]'),
        ("TAPEWAY_PLUGINS", "{web", r'{"web": {"enabled": true}}'),
        ("TAPEWAY_PLAY", "auto", r'{"pace": "auto"}'),
        ("TAPEWAY_MONEY", "$5", r'{"day": 5}'),
    ],
)
def test_a_variable_that_is_no_json_is_named_with_what_it_is_like(
    monkeypatch: pytest.MonkeyPatch, variable: str, said: str, like: str
):
    monkeypatch.setenv(variable, said)
    with pytest.raises(SettingsError, match=f"^{variable} is no JSON: write it like '{like}'"):
        load()
