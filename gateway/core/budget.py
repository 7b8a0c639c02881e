"""What may be spent, and the one way to spend it.

A paid call is written down before it is made: reserved against every cap, then made, then settled
at what it cost (`till.py`). Where one may not be paid, the next plugin is asked, down to the ones
that charge nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gateway.core import till
from gateway.core.errors import WAIT, CapReached, OutcomeUnknown, PluginError
from gateway.core.hooks import Answer
from gateway.core.types import Kind, Price, Spend, Turn

if TYPE_CHECKING:
    from gateway.core.ids import SessionId
    from gateway.core.kit import Kit

log = logging.getLogger("gateway.budget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that may cost money: which hook, for what, under which key in the ledger.

    `patiently` waits where there is no room left, so that what was paid is not paid again. `free`
    asks nobody who charges; `waits` asks nobody else while a person is asked what to do.
    """

    hook: str
    kind: Kind
    expected: type | tuple[type, ...]
    session: SessionId
    turn: Turn | None
    person: str
    key: str
    patiently: Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]
    free: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to.

    `capped` is the cap that kept it from being paid, if one did; `open` the line of the ledger that
    a person has to be asked about; `errors` are of those who were asked before it was answered.
    """

    answer: Answer
    capped: CapReached | None = None
    open: Spend | None = None
    errors: tuple[Exception, ...] = ()


async def ask(
    kit: Kit, call: Call, accept: Callable[[Any], Awaitable[None]], **arguments: Any
) -> Outcome:
    """Ask the plugins for what the call wants, the ones that charge only within the caps.

    Where one may not be paid, fails, or makes something `accept` refuses, the next is asked. One
    that fails to say its price is not asked at all: it may have one.

    :param accept: raises if the answer cannot be used.
    """
    asked = _Asked()
    while True:
        price = await _quote(kit, call, asked.skip, asked.errors)
        try:
            answer = await _buy(kit, call, price, arguments, asked.skip)
        except (CapReached, OutcomeUnknown, PluginError) as error:
            asked.passed(price.plugin, error)
            if call.waits and asked.open is not None:
                return Outcome(Answer(None, errors=(error,)), asked.capped, asked.open)
            continue
        asked.errors += answer.errors
        problem = None if answer.value is None else await _problem(call, accept, answer)
        if answer.value is not None and problem is None:
            return Outcome(answer, asked.capped, asked.open, tuple(asked.errors))
        if answer.value is None and price.value is None:
            nothing = Answer(None, errors=tuple(asked.errors))
            return Outcome(nothing, asked.capped, asked.open)
        asked.passed(answer.plugin or price.plugin, problem)


@dataclass(slots=True)
class _Asked:
    """Who was asked, and what came of it."""

    skip: set[str] = field(default_factory=set)
    errors: list[Exception] = field(default_factory=list)
    capped: CapReached | None = None
    open: Spend | None = None

    def passed(self, plugin: str, error: Exception | None) -> None:
        """Nothing came of a plugin; it is not asked again."""
        self.skip.add(plugin)
        if isinstance(error, CapReached):
            self.capped = error
        elif isinstance(error, OutcomeUnknown):
            self.open = error.spend or self.open
        elif error is not None:
            self.errors.append(error)


async def _buy(
    kit: Kit, call: Call, price: Answer, arguments: dict[str, Any], skip: set[str]
) -> Answer:
    """Have the call made by whoever quoted, within the caps; by anybody, where nobody did.

    :raises CapReached: it may not be paid.
    :raises OutcomeUnknown: it was under way before, and the policy is not to make it again.
    :raises PluginError: it failed before.
    """
    path: Path | None = arguments.get("path")
    if price.value is None or price.value.amount == 0:
        answer = await _make(kit, call, arguments, price, skip)
        await call.patiently(partial(till.settle_unquoted, kit, call, price, answer))
        return answer
    spend, known = await till.reserve(kit, call, price, path)
    if known is not None:
        return Answer(known, price.plugin)
    answer = await _make(kit, call, arguments, price, skip)
    await call.patiently(partial(till.settle, kit, call, spend, answer, path))
    return answer


async def _quote(kit: Kit, call: Call, skip: set[str], errors: list[Exception]) -> Answer:
    """The next price, if anybody has one; who failed to say it is skipped from now on."""
    while True:
        price = await kit.hooks.ask(
            "quote", Price, skip=skip, session=call.session, turn=call.turn, kind=call.kind
        )
        if price.value is not None and price.value.amount < 0:
            error = PluginError(f"{price.plugin} quoted a price below nothing.")
            price = Answer(None, errors=(error,), failed=(price.plugin,))
        if call.free and price.value is not None and price.value.amount > 0:
            skip.add(price.plugin)
        elif not price.failed:
            return price
        skip.update(price.failed)
        errors += price.errors


async def _make(
    kit: Kit, call: Call, arguments: dict[str, Any], price: Answer, skip: set[str]
) -> Answer:
    if path := arguments.get("path"):
        # What another plugin, or one before a crash, left there half done is not this one's.
        await asyncio.to_thread(path.unlink, missing_ok=True)
    turn = {"turn": call.turn} if call.turn else {}
    return await kit.hooks.ask(
        call.hook,
        call.expected,
        only=price.plugin or None,
        skip=skip,
        session=call.session,
        **turn,
        **arguments,
    )


async def _problem(
    call: Call, accept: Callable[[Any], Awaitable[None]], answer: Answer
) -> Exception | None:
    """Why an answer cannot be used, if so."""
    try:
        await call.patiently(partial(accept, answer.value))
    except WAIT:
        raise
    except Exception as error:
        log.exception("%s answered with nothing we can use", answer.plugin)
        return error
    return None
