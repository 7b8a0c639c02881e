"""pluggy says who and in which order; asyncio runs them.

pluggy 1.x calls are synchronous: `firstresult` would take a coroutine nobody ran, and a wrapper
would surround only its making. So the implementations are walked here and awaited one by one.
"""

from __future__ import annotations

import asyncio
import errno
import inspect
import logging
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pluggy

from gateway.core.errors import WAIT, OperatorError, PluginError, StorageFull
from gateway.core.markers import hookimpl as hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pluggy._hooks import HookImpl

log = logging.getLogger("gateway.hooks")

PATIENCE: Final[Mapping[str, float]] = {
    "admit_event": 2,
    "link_media": 5.0,
    "link_share": 5.0,
    "moderate": 20,
    "quote": 10,
    "write_scene": 120,
    "render_frame": 180,
    "shoot_segment": 1800,
    "cut_tape": 900,
    "stitch_film": 1800,
    "find_call": 60,
    "draft_world": 10,
    "check_world": 900,
}
"""Seconds an answer to an ask may take; a tell has `TELL_PATIENCE`."""

TELL_PATIENCE: Final = 5.0

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an ask: the value and its plugin, or `None` and why.

    `failed` are the plugins that raised, took too long or answered nonsense, `errors` how.
    """

    value: Any
    plugin: str = ""
    errors: tuple[Exception, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def error(self) -> Exception:
        """The first reason why nobody answered."""
        return self.errors[0] if self.errors else PluginError("No plugin answered.")


class Hooks:
    """The three moods of a hook: offer, ask, tell.

    :param patience: seconds per ask, over the defaults of `PATIENCE`; `tell` is for all tells.
    """

    def __init__(
        self, manager: pluggy.PluginManager, *, patience: Mapping[str, float] | None = None
    ) -> None:
        self._manager = manager
        self._patience = {**PATIENCE, **(patience or {})}
        self._tell_patience = self._patience.get("tell", TELL_PATIENCE)

    def offer(self, name: str, **arguments: Any) -> list[Any]:
        """Every answer but `None`, the first registered plugin's first.

        :raises PluginError: an implementation raised; an operator's error passes as it is.
        """
        answers = []
        for impl in reversed(list(self._walk(name))):
            try:
                answer = _call(impl, arguments)
            except OperatorError:
                raise
            except Exception as error:
                raise PluginError(
                    f"The plugin {impl.plugin_name!r} failed in {name}: {error}. "
                    "Mend it, or leave it out with TAPEWAY_DISABLED_PLUGINS."
                ) from error
            if answer is not None:
                answers.append(answer)
        return answers

    async def ask(
        self,
        name: str,
        expected: type | tuple[type, ...],
        *,
        only: str | None = None,
        skip: Container[str] = (),
        **arguments: Any,
    ) -> Answer:
        """The first answer that is one of the expected types; nobody after it is asked.

        What raises, hangs or answers something else is logged and passed over.

        :param only: the one plugin to ask.
        :param skip: plugins to pass over.
        :raises StorageFull: no other plugin could do better; likewise `DataRootError`.
        """
        errors: list[Exception] = []
        failed: list[str] = []
        for impl in self._walk(name):
            if impl.plugin_name in skip or only not in (None, impl.plugin_name):
                continue
            try:
                value = await self._try(impl, name, expected, arguments)
            except WAIT:
                raise
            except Exception as error:
                log.exception("%s failed in %s", impl.plugin_name, name)
                errors.append(error)
                failed.append(impl.plugin_name)
                continue
            if value is not None:
                return Answer(value, impl.plugin_name, tuple(errors), tuple(failed))
        return Answer(None, errors=tuple(errors), failed=tuple(failed))

    async def _try(
        self,
        impl: HookImpl,
        name: str,
        expected: type | tuple[type, ...],
        arguments: Mapping[str, Any],
    ) -> Any:
        """One plugin's answer, in time and of the expected type."""
        try:
            async with asyncio.timeout(self._patience[name]):
                value = await _run(impl, arguments)
        except TimeoutError as error:
            raise PluginError(f"{impl.plugin_name} gave no answer to {name} in time.") from error
        except OSError as error:
            if error.errno not in FULL:
                raise
            raise StorageFull(
                f"There is no room left for what {impl.plugin_name} writes: free some space; the "
                "gateway goes on by itself."
            ) from error
        if value is not None and not isinstance(value, expected):
            raise PluginError(f"{impl.plugin_name} answered {name} with {type(value).__name__}.")
        return value

    async def tell(self, name: str, **arguments: Any) -> None:
        """Let everybody know; nobody can stop it."""
        for impl in self._walk(name):
            try:
                async with asyncio.timeout(self._tell_patience):
                    await _run(impl, arguments)
            except Exception:
                log.exception("%s failed in %s", impl.plugin_name, name)

    def _walk(self, name: str) -> Iterator[HookImpl]:
        caller: pluggy.HookCaller = getattr(self._manager.hook, name)
        return reversed(caller.get_hookimpls())


async def _run(impl: HookImpl, arguments: Mapping[str, Any]) -> Any:
    value = _call(impl, arguments)
    if not inspect.isawaitable(value):
        return value
    try:
        return await value
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Something of the plugin's own was cancelled, and nobody asked us to stop.
        raise PluginError(f"{impl.plugin_name} gave up by itself.") from error


def _call(impl: HookImpl, arguments: Mapping[str, Any]) -> Any:
    return impl.function(*[arguments[name] for name in impl.argnames])
