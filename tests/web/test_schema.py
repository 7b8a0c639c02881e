"""What the description says is so: schemathesis asks whatever it allows, and what it does not.

`TAPEWAY_EXAMPLES` says how many questions of each sort for each operation; a few by default.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from web_house import Build

EXAMPLES = int(os.environ.get("TAPEWAY_EXAMPLES", "1"))
ENDLESS = "/events"
"""Never ends; `test_api.py` follows it."""


# The gateway draws lots in its own threads meanwhile, and hypothesis takes that for the strategy's.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
async def test_every_operation_answers_as_it_is_described(house: Build) -> None:
    async with house(web={"api_rate": 1_000_000}) as home:
        async with home.program("play") as http:
            for verb in ("start", "eject"):
                acted = await http.post("/sessions/web.default/actions", json={"verb": verb})
                assert acted.status_code == 202
        await home.gateway.rest()
        token = home.token("read", "play", "admin")
        answers = await asyncio.to_thread(_ask_all, home.address, token)
        assert {200, 202, 404} <= answers
        assert max(answers) < 500


def _ask_all(address: str, token: str) -> set[int]:
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    answers: set[int] = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.label.endswith(ENDLESS):
            continue
        asked = [operation.as_strategy(GenerationMode.POSITIVE)]
        if "{session}" in operation.path and operation.method != "delete":
            there = {"session": "web.default"}
            asked += [operation.as_strategy(GenerationMode.POSITIVE, path_parameters=there)]
        if any(operation.iter_parameters()) or operation.body:
            asked += [operation.as_strategy(GenerationMode.NEGATIVE)]
        for strategy in asked:
            with suppress(Unsatisfiable):  # some can hardly be asked in a wrong way
                _ask(strategy, token, answers)
    return answers


def _ask(strategy: object, token: str, answers: set[int]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)  # type: ignore[arg-type]
    def ask(case: Case) -> None:
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
        answers.add(answer.status_code)

    ask()
