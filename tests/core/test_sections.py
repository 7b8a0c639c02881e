"""What the settings say about the bots of a platform; each wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from gateway import JSON, Section, SettingsError, sections


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colour: int = 1
    app_token_file: str = ""


def section(**values: JSON) -> Section:
    (found,) = sections({"plugins": {"chat": {"enabled": True, **values}}}, "chat")
    return found


def secret(found: Section, environ: dict[str, str] | None = None) -> str:
    told = {"source": "the desk gives it out", "pattern": r"t-\d+"}
    kept = found.secret("app_token", environ=environ or {}, **told)
    assert kept.value not in repr(kept)
    return f"{kept.value} from {kept.setting}"


def test_nobody_who_did_not_ask_has_a_bot():
    assert sections({}, "chat") == []
    assert sections({"plugins": {"chat": {"colour": 3}}}, "chat") == []
    assert sections({"plugins": {"chat": {"enabled": "false"}}}, "chat") == []


def test_a_bot_with_a_name_has_what_all_have_and_its_own_over_it():
    chat = {"enabled": "true", "colour": 3, "bots": {"red-one": {"colour": 4}, "blue": {}}}
    red, blue = sections({"root": "there", "plugins": {"chat": chat}}, "chat")
    assert (red.name, red.fill(Written).colour) == ("chat-red-one", 4)
    assert (blue.name, blue.fill(Written).colour) == ("chat-blue", 3)
    assert red.root == Path("there")
    assert red.variable("app_token") == "TAPEWAY_CHAT_APP_TOKEN_RED_ONE"


def test_a_secret_stands_in_a_variable_or_in_a_file(tmp_path: Path):
    assert secret(section(), {"TAPEWAY_CHAT_APP_TOKEN": " t-1\n"}) == (
        "t-1 from TAPEWAY_CHAT_APP_TOKEN"
    )
    (tmp_path / "token").write_text("t-2\n")
    found = section(app_token_file=str(tmp_path / "token"))
    assert secret(found) == "t-2 from plugins.chat.app_token_file"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"color": 1}, r"no setting plugins\.chat\.color\. .* knows app_token_file, colour\."),
        ({"colour": "red"}, r"plugins\.chat\.colour is wrong: Input should be a valid integer"),
        ({"app_token": "t-1"}, r"app_token does not belong .* put it in TAPEWAY_CHAT_APP_TOKEN"),
    ],
)
def test_a_wrong_setting_is_named(values: dict[str, JSON], says: str):
    with pytest.raises(SettingsError, match=says):
        section(**values).fill(Written)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, r"has no app token: the desk gives it out; put it in TAPEWAY_CHAT_APP_TOKEN"),
        ({"app_token_file": "/nowhere"}, r"plugins\.chat\.app_token_file cannot be read"),
        ({"bots": {"red": {}}}, "put it in TAPEWAY_CHAT_APP_TOKEN_RED, or"),
    ],
)
def test_a_secret_that_is_not_there_is_asked_for(values: dict[str, JSON], says: str):
    with pytest.raises(SettingsError, match=says):
        secret(section(**values))


def test_what_is_no_such_secret_is_not_repeated():
    with pytest.raises(SettingsError, match="What stands in TAPEWAY_CHAT_APP_TOKEN is") as found:
        secret(section(), {"TAPEWAY_CHAT_APP_TOKEN": "hunter2"})
    assert "hunter2" not in str(found.value)


@pytest.mark.parametrize(
    ("plugins", "says"),
    [
        ([], "plugins in the settings is a table"),
        ({"chat": 3}, r"plugins\.chat in the settings is a table"),
        ({"chat": {"enabled": "perhaps"}}, r"plugins\.chat\.enabled is true or false"),
        ({"chat": {"enabled": True, "bots": []}}, r"plugins\.chat\.bots in the settings is a"),
        ({"chat": {"enabled": True, "bots": {"A b": {}}}}, r"bots\.A b has a name that no folder"),
    ],
)
def test_tables_and_names_that_are_none_are_named(plugins: JSON, says: str):
    with pytest.raises(SettingsError, match=says):
        sections({"plugins": plugins}, "chat")
