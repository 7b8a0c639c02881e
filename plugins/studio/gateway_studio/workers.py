"""Runs what is heavy in processes of its own, two at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVarTuple, Unpack

import anyio.to_process
from anyio.lowlevel import RunVar

AT_ONCE = 2
_Args = TypeVarTuple("_Args")
_limiter: RunVar[anyio.CapacityLimiter] = RunVar("gateway_studio_limiter")


async def run_apart(work: Callable[[Unpack[_Args]], None], *args: *_Args) -> None:
    """Call `work` in a worker process; it and its arguments must be picklable."""
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
    await anyio.to_process.run_sync(work, *args, limiter=limiter, cancellable=True)
