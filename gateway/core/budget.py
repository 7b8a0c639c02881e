"""What may be spent, and the one way to spend it.

A paid call is written down before it is made: reserved against every cap, then made, then settled
at what it cost. A process that dies in between leaves a line that says `called`: nobody knows then
whether it was paid, and `Caps.unknown` says what to do.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from gateway.core.errors import WAIT, CapReached, OutcomeUnknown, PluginError
from gateway.core.hooks import Answer
from gateway.core.types import Kind, Price, Spend, Turn

if TYPE_CHECKING:
    from gateway.core.ids import SessionId
    from gateway.core.kit import Kit
    from gateway.core.ports import Records

log = logging.getLogger("gateway.budget")

SCOPES = ("turn", "session", "person", "platform", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that may be spent, in micro-dollars; `None` is no cap.

    `unknown` says what to do with a paid call that was under way when the process died and whose
    outcome nobody can say: `retry` it once more, or `fail` over to what costs less.
    """

    turn: int | None = None
    session: int | None = None
    person: int | None = None
    platform: int | None = None
    day: int | None = None
    unknown: str = "fail"

    def of(self, scope: str) -> int | None:
        """The cap of a scope by its name."""
        cap: int | None = getattr(self, scope)
        return cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that may cost money: which hook, for what, under which key in the ledger.

    `patiently` waits where there is no room left, so that what was paid is not paid again.
    """

    hook: str
    kind: Kind
    expected: type | tuple[type, ...]
    session: SessionId
    turn: Turn | None
    person: str
    key: str
    patiently: Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to; `capped` is the cap that kept it from being paid, if one did."""

    answer: Answer
    capped: CapReached | None = None


async def ask(
    kit: Kit, call: Call, accept: Callable[[Any], Awaitable[None]], **arguments: Any
) -> Outcome:
    """Ask the plugins for what the call wants, the ones that charge only within the caps.

    Where one may not be paid, fails, or makes something `accept` refuses, the next is asked. One
    that fails to say its price is not asked at all: it may have one.

    :param accept: raises if the answer cannot be used.
    """
    skip: set[str] = set()
    errors: list[Exception] = []
    capped: CapReached | None = None
    while True:
        price = await _quote(kit, call, skip, errors)
        try:
            spend = await _reserve(kit, call, price) if price.value is not None else None
        except (CapReached, OutcomeUnknown) as error:
            log.warning("%s: %s", call.session, error)
            capped = error if isinstance(error, CapReached) else capped
            skip.add(price.plugin)
            continue
        answer = await _make(kit, call, arguments, only=price.plugin or None, skip=skip)
        errors += answer.errors
        if spend is not None:
            await call.patiently(partial(_settle, kit, spend, answer))
        if answer.value is not None:
            problem = await _problem(call, accept, answer)
            if problem is None:
                return Outcome(answer, capped)
            errors.append(problem)
            skip.add(answer.plugin)
        elif spend is not None:
            skip.add(price.plugin)
        else:
            return Outcome(Answer(None, errors=tuple(errors)), capped)


async def _quote(kit: Kit, call: Call, skip: set[str], errors: list[Exception]) -> Answer:
    """The next price, if anybody has one; who failed to say it is skipped from now on."""
    while True:
        price = await kit.hooks.ask(
            "quote", Price, skip=skip, session=call.session, turn=call.turn, kind=call.kind
        )
        if price.value is not None and price.value.amount < 0:
            error = PluginError(f"{price.plugin} quoted a price below nothing.")
            price = Answer(None, errors=(error,), failed=(price.plugin,))
        if not price.failed:
            return price
        skip.update(price.failed)
        errors += price.errors


async def _make(
    kit: Kit, call: Call, arguments: dict[str, Any], *, only: str | None, skip: set[str]
) -> Answer:
    turn = {"turn": call.turn} if call.turn else {}
    return await kit.hooks.ask(
        call.hook,
        call.expected,
        only=only,
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


async def _reserve(kit: Kit, call: Call, price: Answer) -> Spend:
    """Write the call down before it is made.

    :raises CapReached: it would pass a cap.
    :raises OutcomeUnknown: it was made before, and nobody knows how it ended.
    """
    quoted: Price = price.value
    for attempt in ("", ":again"):
        spend = Spend(
            key=f"{call.key}:{price.plugin}{attempt}",
            session=call.session,
            turn=call.turn.index if call.turn else -1,
            person=call.person,
            kind=call.kind,
            model=quoted.model,
            quoted=quoted.amount,
            settled=0,
            state="called",
            at=kit.clock(),
        )
        held = await kit.store.write(partial(_reserved, spend=spend, caps=kit.caps))
        if held is None:
            return spend
        if held.state == "called":
            await kit.store.write(partial(_unknown, spend=held))
        if kit.caps.unknown != "retry":
            break
    raise OutcomeUnknown(
        f"A paid call to {quoted.model} was under way when the gateway died, and nobody knows how "
        "it ended: it stands in the ledger as unknown and is not made again."
    )


def _reserved(records: Records, *, spend: Spend, caps: Caps) -> Spend | None:
    return records.reserve(spend, caps, spend.session.platform)


def _unknown(records: Records, *, spend: Spend) -> Spend:
    return records.settle(spend.key, amount=spend.quoted, state="unknown")


async def _settle(kit: Kit, spend: Spend, answer: Answer) -> None:
    failed = answer.value is None
    # Who took too long may still be paid.
    unknown = any(
        isinstance(error, OutcomeUnknown) or isinstance(error.__cause__, TimeoutError)
        for error in answer.errors
    )
    state = "unknown" if failed and unknown else "failed" if failed else "done"
    amount = spend.quoted if state == "unknown" else 0 if failed else max(0, answer.value.cost)
    settled = await kit.store.write(lambda r: r.settle(spend.key, amount=amount, state=state))
    await kit.hooks.tell("budget_spent", session=spend.session, spend=settled)
