"""One paid call's way through the ledger: written down, made, settled, and found again.

What a call answered is kept in the same transaction that settles it, and its file lies on the disk
before that: whatever was settled before a crash is not lost with the process. The gap that is left
is the moment between a provider's answer and that transaction. A call in it stands in the ledger as
`called`; its provider is asked first, and where that one cannot say, `Caps.unknown` decides.
"""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gateway.core.caps import Caps
from gateway.core.errors import OutcomeUnknown, PluginError, TapewayError
from gateway.core.plain import from_plain, to_plain
from gateway.core.types import JSON, Price, Spend

if TYPE_CHECKING:
    from gateway.core.budget import Call
    from gateway.core.hooks import Answer
    from gateway.core.kit import Kit
    from gateway.core.ports import Records

log = logging.getLogger("gateway.budget")

_ATTEMPTS: Final = ("", ":again")
"""Ends of a line's key: at most one more payment."""


async def reserve(
    kit: Kit, call: Call, price: Answer, path: Path | None
) -> tuple[Spend, Any | None]:
    """Write a call down before it is made; what it answered, if that is known already.

    :param path: where its file is written, if it makes one.
    :raises CapReached: it would pass a cap.
    :raises PluginError: it was made before the gateway died, and failed.
    :raises OutcomeUnknown: it was made before, and nobody can say how it ended.
    """
    for attempt in _ATTEMPTS if kit.caps.unknown == "retry" else _ATTEMPTS[:1]:
        spend = _line(kit, call, price, attempt)
        held, kept = await kit.store.write(partial(_reserved, call=call, spend=spend, kit=kit))
        if held is None:
            return spend, None
        if held.state == "failed":
            raise PluginError(f"{price.plugin} had failed before the gateway stopped.")
        found = kept if kept is not None else await _ask_provider(kit, call, held, price, path)
        if found is not None:
            return held, found or None
        unsure = await kit.store.write(partial(_unsure, spend=held, policy=kit.caps.unknown))
    log.warning(
        "%s: a call to %s for up to $%.4f was under way when the gateway died, and nobody knows "
        "how it ended. It is counted in full; money.unknown is %r (%s).",
        *(call.session, unsure.model, unsure.quoted / 1e6, kit.caps.unknown, unsure.key),
    )
    raise OutcomeUnknown(
        f"A paid call to {unsure.model} was under way when the gateway died, and nobody knows how "
        "it ended: it stands in the ledger as unknown and is not made again.",
        spend=unsure if unsure.state == "open" else None,
    )


async def settle(kit: Kit, call: Call, spend: Spend, answer: Answer, path: Path | None) -> None:
    """Write down what a call came to, and keep what it answered until its step is recorded."""
    state, amount = _outcome(spend, answer)
    if path is not None and state == "done":
        await asyncio.to_thread(_on_disk, path)
    kept = _kept(answer.value) if state == "done" else None
    change = partial(_settled, call=call, spend=spend, amount=amount, state=state, kept=kept)
    await _told(kit, await kit.store.write(partial(change, at=kit.clock())))


async def settle_unquoted(kit: Kit, call: Call, price: Answer, answer: Answer) -> None:
    """Count what something cost that was said to cost nothing."""
    if (amount := getattr(answer.value, "cost", 0)) <= 0:
        return
    quoted = price.value or Price(amount=0, model=answer.plugin)
    spend = _line(kit, call, replace(price, value=quoted, plugin=answer.plugin), "")
    await _told(kit, await kit.store.write(partial(_late, spend=spend, amount=amount)))


def _outcome(spend: Spend, answer: Answer) -> tuple[str, int]:
    """How a call ended, and what is counted for it."""
    if answer.value is not None:
        return "done", max(0, answer.value.cost)
    # Who took too long may still be paid.
    unknown = any(
        isinstance(error, OutcomeUnknown) or isinstance(error.__cause__, TimeoutError)
        for error in answer.errors
    )
    paid = sum(cost_of(error) or 0 for error in answer.errors)
    return ("unknown", spend.quoted) if unknown else ("failed", paid)


def cost_of(error: Exception) -> int | None:
    """What was paid for something that failed, if anybody knows."""
    return error.cost if isinstance(error, TapewayError) else None


async def correct(kit: Kit, call: Call, plugin: str, amount: int | None) -> None:
    """Count what an order came to in the end, where that is known, instead of its price."""
    if amount is None:
        return

    def change(records: Records) -> Spend | None:
        keys = (f"{call.key}:{plugin}{attempt}" for attempt in reversed(_ATTEMPTS))
        line = next(filter(None, map(records.line, keys)), None)
        if line is None or line.state != "done" or line.settled == amount:
            return None
        return records.settle(line.key, amount=max(0, amount), state="done")

    if (corrected := await kit.store.write(change)) is not None:
        await _told(kit, corrected)


async def _told(kit: Kit, spend: Spend) -> None:
    log.info(
        "%s turn %s: %s on %s was %s, quoted $%.4f, settled $%.4f, for %s",
        *(spend.session, spend.turn, spend.kind.value, spend.model, spend.state),
        *(spend.quoted / 1e6, spend.settled / 1e6, spend.person),
    )
    if spend.settled > spend.quoted:
        log.warning(
            "%s charged $%.4f and had quoted $%.4f (%s): the difference is counted, and may be "
            "over a cap. Mend the plugin's prices.",
            *(spend.model, spend.settled / 1e6, spend.quoted / 1e6, spend.key),
        )
    await kit.hooks.tell("budget_spent", session=spend.session, spend=spend)


async def _ask_provider(
    kit: Kit, call: Call, held: Spend, price: Answer, path: Path | None
) -> Any | None:  # noqa: ANN401 - whatever the call answers
    """What a call that was under way came to, from whoever was paid; `False`: it never was made."""
    if held.state != "called":
        return None
    expected = call.expected if isinstance(call.expected, tuple) else (call.expected,)
    answer = await kit.hooks.ask(
        "find_call",
        (*expected, bool),
        only=price.plugin,
        session=call.session,
        turn=call.turn,
        spend=held,
        path=path,
    )
    if answer.value is None or answer.value is True:
        return None
    if answer.value is not False:
        await call.patiently(partial(settle, kit, call, held, answer, path))
    return answer.value


def _line(kit: Kit, call: Call, price: Answer, attempt: str) -> Spend:
    quoted: Price = price.value
    return Spend(
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


def _reserved(
    records: Records, *, call: Call, spend: Spend, kit: Kit
) -> tuple[Spend | None, Any | None]:
    """The line that was there already, and what it answered."""
    held = records.reserve(spend, kit.caps, spend.session.platform)
    kept = records.answers(call.key).get(_name(spend)) if held else None
    return held, _restored(call, kept)


def _settled(
    records: Records,
    *,
    call: Call,
    spend: Spend,
    amount: int,
    state: str,
    kept: JSON,
    at: Any,  # noqa: ANN401 - a time
) -> Spend:
    if kept is not None:
        records.record(call.key, _name(spend), kept, at)
    return records.settle(spend.key, amount=amount, state=state)


def _late(records: Records, *, spend: Spend, amount: int) -> Spend:
    records.reserve(spend, Caps(), spend.session.platform)
    return records.settle(spend.key, amount=amount, state="done")


def _unsure(records: Records, *, spend: Spend, policy: str) -> Spend:
    """A line that nobody can speak for; `open` until somebody has said what to do."""
    amount = spend.settled if spend.state == "done" else spend.quoted
    asked = policy == "ask" and spend.turn >= 0  # for a tape one asks again anyway
    return records.settle(spend.key, amount=amount, state="open" if asked else "unknown")


def _name(spend: Spend) -> str:
    return f"paid {spend.key}"


def _kept(value: Any) -> JSON:  # noqa: ANN401 - one of the nouns
    return {"is": type(value).__name__, "value": to_plain(value)}


def _restored(call: Call, kept: Any) -> Any | None:  # noqa: ANN401 - as `_kept`
    expected = call.expected if isinstance(call.expected, tuple) else (call.expected,)
    kinds = [kind for kind in expected if kept and kind.__name__ == kept["is"]]
    return from_plain(kinds[0], kept["value"]) if kinds else None


def _on_disk(path: Path) -> None:
    """See to it that a file outlives a power cut; one that is not there is refused later."""
    try:
        with path.open("rb") as file:
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
