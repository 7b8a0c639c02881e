"""What `tapeway doctor` finds out about Gemini, and what the settings refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gateway_gemini import Gemini
from gateway_gemini.options import access
from gemini_wire import VERTEX, Fault
from gemini_wire import Gemini as Google

from gateway import Finding, SettingsError
from gateway.doctor import examine
from gateway.settings import load


async def findings(root: Path, google: Google, **options: Any) -> list[Finding]:  # noqa: ANN401
    section = {"enabled": True, "url": google.base, **options}
    settings = load(root=root, plugins={"gemini": section}, disabled_plugins=["gemini"])
    found = await examine(settings, extra=[Gemini()])
    return [finding for name, finding in found if name == "gemini"]


async def test_the_key_and_every_model_are_looked_at_for_nothing(google: Google, tmp_path: Path):
    key, writer, painter, film = await findings(tmp_path, google, film="omni")
    assert key.text == "Google accepts the key in TAPEWAY_GEMINI_KEY."
    assert writer.text == (
        "Gemini 3.8 Flash (gemini-3.8-flash) is there: in $0.75 a million tokens, "
        "out $3.75 a million tokens."
    )
    assert "pictures $60 a million tokens" in painter.text
    assert "$0.07 a second at 720p" in film.text
    assert {one.ok for one in (key, writer, painter, film)} == {True}
    assert google.bill.charges == []


async def test_a_model_that_is_gone_is_named_and_the_others_are_looked_at(
    google: Google, tmp_path: Path
):
    priced = {"gemini-1-old": {"input": 1.0, "output": 1.0}}
    found = await findings(tmp_path, google, writer="gemini-1-old", prices=priced)
    assert [one.ok for one in found] == [True, False, True]
    assert found[1].text.startswith("gemini-1-old is not there for the key in TAPEWAY_GEMINI_KEY:")


NEW_KEY = "(API key not valid): https://aistudio.google.com/apikey makes another."


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(400, "API key not valid."), NEW_KEY),
        (Fault(401, "API key not valid."), NEW_KEY),
        (Fault(403, "API key not valid."), NEW_KEY),
        (Fault(403, "It is disabled."), "(It is disabled): Switch the API and billing on"),
        (Fault(400, "Not here.", says="FAILED_PRECONDITION"), "(Not here): Google does not serve"),
    ],
)
async def test_a_key_that_is_refused_is_one_finding_that_says_why(
    google: Google, tmp_path: Path, fault: Fault, why: str
):
    google.fail("model", fault)
    (found,) = await findings(tmp_path, google)
    assert not found.ok
    assert found.text.startswith(f"Google refuses the key in TAPEWAY_GEMINI_KEY {why}")


async def test_google_may_be_away(google: Google, tmp_path: Path):
    google.fail("model", Fault(503, "Away."))
    (found,) = await findings(tmp_path, google)
    assert (found.ok, found.text[:24]) == (False, "Google does not answer: ")


async def test_vertex_is_asked_by_the_machines_credentials(
    google: Google, tmp_path: Path, adc: None
):
    found = await findings(tmp_path, google, film="veo", **VERTEX)
    assert found[0].text == (
        "Vertex AI, project a-project, accepts the credentials of this machine."
    )
    assert {one.ok for one in found} == {True}


@pytest.mark.parametrize(
    ("options", "environ", "sentence"),
    [
        ({}, {}, "https://aistudio.google.com/apikey makes one; put it in TAPEWAY_GEMINI_KEY"),
        ({"key": "x"}, {}, "plugins.gemini.key does not belong in the settings"),
        ({"film": "veo"}, {}, "only Vertex AI has"),
        ({"writer": "gemini-9"}, {}, "There is no price for gemini-9"),
        ({"film": "omni", "omni": "gemini-3.8-flash"}, {}, "has no price for"),
        ({"film": "veo", "seconds": 5, **VERTEX}, {}, "4, 6 or 8"),
        ({"colour": "red"}, {}, "There is no setting plugins.gemini.colour"),
        ({}, {"TAPEWAY_GEMINI_KEY": "short"}, "is no key"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_a_sentence(
    options: dict[str, Any], environ: dict[str, str], sentence: str
):
    with pytest.raises(SettingsError, match=sentence):
        access({"plugins": {"gemini": {"enabled": True, **options}}}, environ)


def test_google_s_own_variable_is_understood_and_nothing_is_asked_unless_switched_on():
    key = "AIza-some-key-of-somebody-0123456789"
    found = access({"plugins": {"gemini": {"enabled": True}}}, {"GEMINI_API_KEY": key})
    assert found
    assert found.key
    assert (found.key.value, found.key.setting) == (key, "TAPEWAY_GEMINI_KEY")
    assert key not in repr(found)
    assert access({"plugins": {"gemini": {}}}, {}) is None
    assert Gemini().provide_checks({"plugins": {}}) is None
