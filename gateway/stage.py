"""What the command line does with a running gateway: signals, logs, tables, a reel on demand."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gateway.app import Gateway, now
from gateway.core.errors import MediaError, NotNow, PluginError, SettingsError
from gateway.core.types import Event, Kind, Person, Verb

if TYPE_CHECKING:
    from pathlib import Path

    from gateway.core.ids import SessionId
    from gateway.settings import Settings


def with_terminal(settings: Settings, **options: Any) -> Settings:  # noqa: ANN401 - the plugin's own
    """The settings with nothing but the terminal switched on."""
    run = f"{now():%Y%m%d%H%M%S%f}" if options.get("mode") == "demo" else ""
    section = {**settings.plugins.get("terminal", {}), "root": str(settings.root), "run": run}
    return _with(settings, {"terminal": {**section, **options, "enabled": True}})


def with_page(settings: Settings, **options: Any) -> Settings:  # noqa: ANN401 - the plugin's own
    """The settings with the page switched on beside whatever they name; `None` leaves an option."""
    said = {name: value for name, value in options.items() if value is not None}
    section = {"open_browser": True, **settings.plugins.get("web", {}), **said, "enabled": True}
    return _with(settings, {**settings.plugins, "web": section})


def _with(settings: Settings, plugins: dict[str, dict[str, Any]]) -> Settings:
    return settings.model_copy(update={"plugins": plugins})


def run(settings: Settings) -> None:
    """Run a gateway until its platforms end or a signal stops it.

    :raises SettingsError: no platform is switched on, or one is named that is not there.
    """
    _refuse_unknown(settings)
    _log_to(settings)
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    async with Gateway(settings) as gateway:
        if not gateway.platforms:
            raise SettingsError(
                "No platform is switched on: name one in tapeway.toml, such as "
                "[plugins.web] enabled = true, or say `tapeway play`."
            )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, gateway.stop)
        _settle_down()
        await gateway.run()
        # Whoever asks once more has waited long enough: a kill loses nothing.
        loop.add_signal_handler(signal.SIGINT, os._exit, 128 + signal.SIGINT)
        hint = loop.call_later(1.0, _tell_what_is_waited_for, settings.drain)
    hint.cancel()


def _tell_what_is_waited_for(drain: float) -> None:
    print(
        f"Waiting up to {drain:.0f} seconds for what is under way. Ctrl-C leaves at once; nothing "
        "is lost.",
        file=sys.stderr,
        flush=True,
    )


def _settle_down() -> None:
    """Leave what is loaded out of every later collection: one of all took a turn's words 60 ms."""
    gc.collect()
    gc.freeze()


def _refuse_unknown(settings: Settings) -> None:
    """Let no table of the settings be nobody's: nobody would notice the slip."""
    from gateway.plugins import load

    there = {name for name, _ in load(disabled=settings.disabled_plugins).list_name_plugin()}
    if unknown := settings.plugins.keys() - there - set(settings.disabled_plugins):
        raise SettingsError(
            f"There is no plugin {min(unknown)}, which the settings name: correct it in "
            "tapeway.toml, or install it. `tapeway plugins` lists what there is."
        )


def make_reel(settings: Settings, session: SessionId, kind: str) -> Path:
    """Make the tape or film of a session's last run; where it lies.

    :raises NotNow: there is nothing to put on it.
    :raises MediaError: it could not be made.
    """
    _log_to(settings)
    return asyncio.run(_make_reel(settings, session, Kind(kind)))


async def _make_reel(settings: Settings, session: SessionId, kind: Kind) -> Path:
    bare = settings.model_copy(update={"plugins": {}})
    if not await asyncio.to_thread(settings.root.is_dir):
        raise NotNow(f"There is no data root at {settings.root}: nothing was played there.")
    async with Gateway(bare) as gateway:
        standing = await gateway.store.database.read(lambda r: r.standing(session))
        if standing is None or standing.head is None:
            raise NotNow(
                f"{session} has nothing to put on a {kind.value} yet. `tapeway sessions list` "
                "shows what there is."
            )
        at = now()
        operator = Person(id="gateway:operator", name="The operator")
        event = Event(
            id=f"operator:{at.isoformat()}",
            session=session,
            person=operator,
            verb=Verb(kind.value),
            at=at,
        )
        made = await gateway.engine.make_reel(event, kind, standing)
    if "failed" in made:
        raise MediaError(str(made["failed"]))
    return gateway.store.folders.path(session) / str(made["path"])


def write_world(settings: Settings, name: str, path: Path) -> None:
    """Write a file to begin a world with.

    :raises SettingsError: no plugin has one, the name is none, or the file is there already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name):
        raise SettingsError(
            f"{name!r} cannot be a world's name: use small letters, digits and `-`, such as "
            "`night-ferry`."
        )
    text: str | None = _ask(settings, "draft_world", str, world=name)
    if text is None:
        raise SettingsError("No plugin has a world to begin with; `tapeway plugins` lists them.")
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise SettingsError(f"{path} is there already: take another name.") from error


def check_world(settings: Settings, path: Path) -> list[str]:
    """What there is to mend in a world's file, one sentence each.

    :raises SettingsError: no plugin knows such files.
    """
    found: Sequence[str] | None = _ask(settings, "check_world", (list, tuple), path=path)
    if found is None:
        raise SettingsError(
            f"No plugin knows {path.name} for a world; the studio reads .toml files."
        )
    return list(found)


def _ask(settings: Settings, name: str, expected: type | tuple[type, ...], **arguments: Any) -> Any:  # noqa: ANN401 - the hook's own
    from gateway.core.hooks import Hooks
    from gateway.plugins import load

    hooks = Hooks(load(disabled=settings.disabled_plugins))
    answer = asyncio.run(hooks.ask(name, expected, **arguments))
    if answer.errors:
        raise PluginError(f"{answer.failed[0]} failed in {name}: {answer.error}")
    return answer.value


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their heads; as wide as they are where nobody watches."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console() if sys.stdout.isatty() else Console(width=1000)
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        drawn.add_column(head, overflow="fold")
    for row in rows:
        drawn.add_row(*map(escape, row))
    console.print(drawn)


def _log_to(settings: Settings) -> None:
    """Log to a file in the data root: the terminal belongs to the story."""
    # Delayed: the root is nobody's before the gateway has opened it.
    handler = logging.FileHandler(settings.root / ".tapeway.log", encoding="utf-8", delay=True)
    handler.addFilter(lambda record: settings.root.is_dir())  # a talkative library is before it
    logging.basicConfig(
        handlers=[handler],
        level=settings.log.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
