"""Finds the plugins and refuses those that do not keep the grammar of the hooks."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

import pluggy

from gateway.core import hookspecs
from gateway.core.errors import PluginError

GROUP: Final = "gateway.plugins"


def load(*, disabled: Iterable[str] = (), extra: Iterable[object] = ()) -> pluggy.PluginManager:
    """A manager with every installed plugin but the disabled ones, and the extra ones last.

    :raises PluginError: one cannot be imported, or implements a hook in a way that cannot work.
    """
    manager = pluggy.PluginManager("gateway")
    manager.add_hookspecs(hookspecs)
    blocked = set(disabled)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        if entry.name not in blocked:
            _register(manager, _import(entry), entry.name)
    for plugin in extra:
        _register(manager, plugin, _free_name(manager, plugin))
    return manager


def _free_name(manager: pluggy.PluginManager, plugin: object) -> str:
    """The plugin's own name, the same in every process: the ledger knows payments by it."""
    name = str(getattr(plugin, "__name__", type(plugin).__name__))
    names = [name, *(f"{name}-{number}" for number in range(2, 100))]
    return next(name for name in names if not manager.has_plugin(name))


def _import(entry: EntryPoint) -> object:
    try:
        return entry.load()
    except Exception as error:
        raise PluginError(
            f"The plugin {entry.name!r} ({entry.value}) cannot be imported: {error}. Install what "
            f"it needs, or leave it out with TAPEWAY_DISABLED_PLUGINS='[\"{entry.name}\"]'."
        ) from error


def _register(manager: pluggy.PluginManager, plugin: object, name: str) -> None:
    try:
        manager.register(plugin, name=name)
        manager.check_pending()
    except Exception as error:
        wrong = _misspelt(manager, plugin) or error
        raise PluginError(f"The plugin {name!r} cannot be used: {wrong}") from error
    for caller in manager.get_hookcallers(plugin) or ():
        for impl in caller.get_hookimpls():
            if impl.plugin is plugin:
                _check(caller.name, impl, name)


def _misspelt(manager: pluggy.PluginManager, plugin: object) -> str:
    """What to do about a hook that there is not; nothing where that is not what is wrong."""
    hooks = [name for name in vars(manager.hook) if hasattr(hookspecs, name)]
    for caller in manager.get_hookcallers(plugin) or ():
        optional = all(impl.optionalhook for impl in caller.get_hookimpls())
        if not (caller.has_spec() or optional):
            like = get_close_matches(caller.name, hooks, n=1)
            meant = f" Is {like[0]} meant?" if like else " docs/hooks.md has all there are."
            return f"there is no hook {caller.name}.{meant}"
    return ""


def _check(hook: str, impl: Any, plugin: str) -> None:  # noqa: ANN401 - pluggy's own
    if impl.wrapper or impl.hookwrapper:
        raise PluginError(
            f"{plugin} wraps {hook}, which cannot work with asynchronous hooks: implement it, or "
            "a hook that is told before or after."
        )
    if hook.startswith("provide_") and _is_async(impl.function):
        raise PluginError(f"{plugin} makes {hook} asynchronous: offers are plain functions.")


def _is_async(function: Callable[..., object]) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
