"""`tapeway doctor`: is everything there that the gateway needs, and what is there to do?"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from gateway.core.errors import OperatorError, TapewayError
from gateway.core.types import Check, Finding

if TYPE_CHECKING:
    from gateway.settings import Settings

PATIENCE: Final = 30.0
"""Seconds a check may take."""

LITTLE: Final = 1_000_000_000
"""Bytes of free disk below which it is time to look: some thirty runs with their films."""

Root = Annotated[
    Path | None, typer.Option("--root", help="The data root; else TAPEWAY_ROOT or tapeway.toml.")
]


def doctor(root: Root = None) -> None:
    """Check what the gateway and its plugins need; say what to do."""
    from gateway import settings

    read = settings.load(**({"root": root} if root else {}))
    log = logging.getLogger("gateway")
    level = log.level
    log.setLevel(logging.CRITICAL)  # the findings say it all
    try:
        found = asyncio.run(examine(read))
    finally:
        log.setLevel(level)
    for name, finding in found:
        typer.echo(f"{'ok   ' if finding.ok else 'WRONG'}  {name}: {finding.text}")
    wrong = sum(not finding.ok for _, finding in found)
    typer.echo(f"{wrong} to mend." if wrong else "All is well.")
    if wrong:
        raise typer.Exit(1)


async def examine(settings: Settings, *, extra: Iterable[object] = ()) -> list[tuple[str, Finding]]:
    """What every check found, those of the gateway first; all of them look at the same time.

    :param extra: more plugins, after the installed ones.
    """
    checks = {**_own(settings), **_offered(settings, extra)}
    found = await asyncio.gather(*(_look(check) for check in checks.values()))
    return [(name, one) for name, findings in zip(checks, found, strict=True) for one in findings]


async def _look(check: Check) -> Sequence[Finding]:
    """What one check finds; that it fails is a finding, too."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TapewayError as error:
        return [Finding(text=str(error), ok=False)]
    except TimeoutError:
        return [Finding(text=f"It gave no answer within {PATIENCE:.0f} seconds.", ok=False)]
    except Exception as error:
        return [Finding(text=f"It could not be looked at: {error!r}", ok=False)]


def _offered(settings: Settings, extra: Iterable[object]) -> Mapping[str, Check]:
    """What the plugins want looked at; one that cannot be loaded is a finding."""
    from gateway.core.hooks import Hooks
    from gateway.plugins import load

    checks: dict[str, Check] = {}
    try:
        hooks = Hooks(load(disabled=settings.disabled_plugins, extra=extra))
        for offer in hooks.offer("provide_checks", settings=settings.model_dump(mode="json")):
            checks |= offer
    except OperatorError as error:
        checks["plugins"] = _finds(Finding(text=str(error), ok=False))
    return checks


def _own(settings: Settings) -> Mapping[str, Check]:
    return {
        "data root": _off_the_loop(_root, settings),
        "disk": _off_the_loop(_disk, settings),
        "database": _off_the_loop(_database, settings),
        "codecs": _off_the_loop(_codecs, settings),
    }


def _root(settings: Settings) -> Finding:
    from gateway.store.root import MARKER

    root = settings.root.absolute()
    if not root.exists():
        return Finding(text=f"{root} is not there yet; the first start makes it.")
    probe = root / ".tapeway-doctor.part"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        wrong = f"{root} cannot be written to ({error.strerror}): let Tapeway own that folder."
        return Finding(text=wrong, ok=False)
    if not (root / MARKER).is_file():
        others = [one for one in root.iterdir() if not one.name.startswith(".")]
        if others:
            wrong = (
                f"{root} has no {MARKER}: a disk is not mounted, or TAPEWAY_ROOT is wrong. Where "
                "this really is the place, make an empty file of that name."
            )
            return Finding(text=wrong, ok=False)
    return Finding(text=f"{root} is ours and can be written to.")


def _disk(settings: Settings) -> Finding:
    root = settings.root.absolute()
    there = next(path for path in (root, *root.parents) if path.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / 1e9:.1f} GB are free where the sessions are"
    if free < LITTLE:
        return Finding(text=f"{text}: free some, or move the data root.", ok=False)
    return Finding(text=f"{text}.")


def _database(settings: Settings) -> Finding:
    import sqlalchemy as sa

    from gateway.store.migrate import standing

    url = settings.database_url
    place = settings.root / ".tapeway.sqlite"
    if not settings.database and not place.exists():
        return Finding(text="There is none yet; the first start makes it.")
    try:
        engine = sa.create_engine(url)
        try:
            now, newest = standing(engine)
        finally:
            engine.dispose()
    except sa.exc.ArgumentError:
        wrong = "TAPEWAY_DATABASE is no database's URL: write sqlite:///… or postgresql://…."
        return Finding(text=wrong, ok=False)
    except (sa.exc.SQLAlchemyError, ImportError) as error:
        why = str(getattr(error, "orig", None) or error).strip()
        wrong = f"It does not answer ({why}): start it, or correct TAPEWAY_DATABASE."
        return Finding(text=wrong, ok=False)
    if now is not None and now > newest:
        wrong = f"It was written by a later release ({now}): install that one, or newer."
        return Finding(text=wrong, ok=False)
    old = "" if now == newest else " The next start brings its tables up to date; keep a copy."
    return Finding(text=f"It answers ({sa.engine.make_url(url).get_backend_name()}).{old}")


def _codecs(settings: Settings) -> Finding:
    import av
    from PIL import features

    missing = [name for name in ("libx264", "aac") if name not in av.codecs_available]
    missing += [name for name in ("jpg", "webp", "zlib") if not features.check(name)]
    if missing:
        wrong = f"{', '.join(missing)} missing: install Tapeway's pins again, with `make play`."
        return Finding(text=wrong, ok=False)
    return Finding(text="Pictures, tapes and films can be read and made.")


def _off_the_loop(look: Callable[[Settings], Finding], settings: Settings) -> Check:
    async def check() -> Sequence[Finding]:
        return [await asyncio.to_thread(look, settings)]

    return check


def _finds(finding: Finding) -> Check:
    async def check() -> Sequence[Finding]:
        return [finding]

    return check
