"""The `tapeway` command. Each command imports what it needs, so that `--help` is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from gateway import doctor, spending, tokens
from gateway.core.errors import TapewayError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from gateway.app import Store
    from gateway.settings import Settings

app = typer.Typer(
    name="tapeway",
    help="Play an illustrated story in any chat; take the tape home.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
sessions = typer.Typer(
    help="Look at sessions, take them out, bring them in, forget them.", no_args_is_help=True
)
worlds = typer.Typer(
    help="List the worlds; begin one of your own, and check it.", invoke_without_command=True
)
app.add_typer(sessions, name="sessions")
app.add_typer(worlds, name="worlds")
app.add_typer(tokens.app, name="token")
app.command("doctor")(doctor.doctor)
app.command()(spending.spend)


@app.callback()
def tapeway(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,  # noqa: FBT002
) -> None:
    """Play an illustrated story in any chat; take the tape home."""
    if version:
        from importlib.metadata import version as of

        typer.echo(of("tapeway"))
        raise typer.Exit


Root = Annotated[
    Path | None, typer.Option("--root", help="The data root; else TAPEWAY_ROOT or tapeway.toml.")
]
World = Annotated[str, typer.Option("--world", help="The world to play in; the first if empty.")]
Id = Annotated[str, typer.Argument(help="A session's id, such as terminal.play.")]
As = Annotated[str, typer.Option("--as", help="The id it gets here.")]


@app.command()
def play(
    world: World = "",
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="Where the page is; 0 for any free one.")
    ] = None,
    browser: Annotated[
        bool | None, typer.Option("--browser/--no-browser", help="Open it in a browser.")
    ] = None,
    root: Root = None,
) -> None:
    """Play in the browser. Every platform that the settings switch on runs beside it."""
    from gateway import stage

    said = {"world": world or None, "port": port, "open_browser": browser}
    stage.run(stage.with_page(_settings(root), **said))


@app.command()
def terminal(
    world: World = "",
    session: Annotated[str, typer.Option(help="Another story beside the first.")] = "play",
    root: Root = None,
) -> None:
    """Play here in the terminal."""
    from gateway import stage

    settings = _settings(root)
    stage.run(stage.with_terminal(settings, mode="play", session=session, world=world))


@app.command()
def demo(
    turns: Annotated[int, typer.Option(min=1, max=200, help="At most so many turns.")] = 12,
    seed: Annotated[int, typer.Option(min=0, help="The same seed tells the same story.")] = 1,
    world: World = "",
    out: Annotated[Path | None, typer.Option("--out", help="The data root to play in.")] = None,
) -> None:
    """Watch a whole run play itself, and get its tape and film."""
    from gateway import stage

    settings = _settings(out)
    stage.run(
        stage.with_terminal(
            settings, mode="demo", session="demo", world=world, turns=turns, seed=seed
        )
    )


@app.command()
def run(root: Root = None) -> None:
    """Run every platform that the settings switch on."""
    from gateway import stage

    stage.run(_settings(root))


@app.command()
def tape(session: Id, root: Root = None) -> None:
    """Make the tape of a session's last run."""
    _reel(session, "tape", root)


@app.command()
def film(session: Id, root: Root = None) -> None:
    """Make the film of a session's last run."""
    _reel(session, "film", root)


@worlds.callback()
def list_worlds(context: typer.Context, root: Root = None) -> None:
    """List the worlds; begin one of your own, and check it."""
    if context.invoked_subcommand is not None:
        return
    from gateway import stage
    from gateway.core.hooks import Hooks
    from gateway.plugins import load

    offers = Hooks(load(disabled=_settings(root).disabled_plugins)).offer("provide_worlds")
    rows = [(world.name, world.title, world.summary) for offer in offers for world in offer]
    stage.table(("world", "title", "what it is"), rows)


@worlds.command("new")
def new_world(
    name: Annotated[str, typer.Argument(help="Its name: small letters, digits and -.")],
    root: Root = None,
) -> None:
    """Write a world to begin with to `worlds/NAME.toml`."""
    from gateway import stage

    path = Path("worlds") / f"{name}.toml"
    stage.write_world(_settings(root), name, path)
    typer.echo(f"{path} is a world that can be played: `tapeway terminal --world {name}`.")
    typer.echo(f"Change it line by line, and ask `tapeway worlds check {path}` now and then.")


@worlds.command("check")
def check_world(
    file: Annotated[Path, typer.Argument(help="A world's file.", exists=True, dir_okay=False)],
    root: Root = None,
) -> None:
    """Say line by line what there is to mend in a world. It is played 400 times, too."""
    from gateway import stage

    typer.echo(f"Reading {file}, then playing it 400 times ...", err=True)
    found = stage.check_world(_settings(root), file)
    for sentence in found:
        typer.echo(sentence)
    typer.echo(f"{len(found)} to mend." if found else "Nothing to mend.")
    if found:
        raise typer.Exit(1)


@app.command()
def plugins(root: Root = None) -> None:
    """List the plugins and the hooks they implement."""
    from gateway import stage
    from gateway.plugins import load

    manager = load(disabled=_settings(root).disabled_plugins)
    rows = []
    for name, plugin in manager.list_name_plugin():
        callers = manager.get_hookcallers(plugin) or ()
        rows.append((name, " ".join(sorted(caller.name for caller in callers))))
    stage.table(("plugin", "hooks"), rows)


@app.command("import")
def import_older(
    path: Annotated[Path, typer.Argument(help="A folder of the older bot.")],
    name: As = "web.default",
    root: Root = None,
) -> None:
    """Bring in what the older bot left. Nothing of it is changed or lost."""
    from gateway import shelf

    with _store(root, create=True) as store:
        for report in shelf.bring_in_older(store, path, shelf.parse(name)):
            typer.echo(
                f"{report.session}: {report.turns} turns, {len(report.imported)} files imported."
            )
            for left in report.left_alone:
                typer.echo(f"  left alone: {left.path} ({left.why})")


@sessions.command("list")
def list_sessions(root: Root = None) -> None:
    """List every session and where its story stands."""
    from gateway import shelf, stage

    with _store(root) as store:
        rows = [
            (
                str(standing.session),
                standing.world,
                str(standing.run),
                "" if standing.head is None else str(standing.head),
                "playing" if standing.running else "ended" if standing.run else "new",
            )
            for standing in shelf.listing(store)
        ]
    stage.table(("session", "world", "run", "turn", "state"), rows)


@sessions.command("show")
def show_session(session: Id, root: Root = None) -> None:
    """Show where one session stands, what it made and what it cost."""
    from gateway import shelf

    wanted = shelf.parse(session)
    with _store(root) as store:
        standing, media, cost = shelf.find(store, wanted)
        typer.echo(f"{standing.session} in {store.folders.path(standing.session)}")
        typer.echo(
            f"run {standing.run} in {standing.world or 'no world yet'}, "
            f"turn {'-' if standing.head is None else standing.head}, "
            f"{'playing' if standing.running else 'not playing'}; cost ${cost / 1e6:.2f}"
        )
        for item in media:
            typer.echo(f"{item.kind.value}: {item.path} ({item.size / 1e6:.1f} MB)")


@sessions.command("export")
def export_session(
    session: Id,
    target: Annotated[Path, typer.Argument(help="The zip to write.")],
    root: Root = None,
) -> None:
    """Write a whole session to a zip."""
    from gateway import shelf

    wanted = shelf.parse(session)
    with _store(root) as store:
        count = shelf.export(store, wanted, target)
    typer.echo(f"{session}: {count} files in {target}")


@sessions.command("import")
def import_session(
    archive: Annotated[Path, typer.Argument(help="A zip that `sessions export` wrote.")],
    name: As = "",
    root: Root = None,
) -> None:
    """Bring in a session that was exported, here or elsewhere."""
    from gateway import shelf

    with _store(root, create=True) as store:
        session, turns = shelf.bring_in(store, archive, shelf.parse(name) if name else None)
    typer.echo(f"{session}: {turns} turns")


@sessions.command("forget")
def forget_session(
    session: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002
    root: Root = None,
) -> None:
    """Delete a session with all its media, for good."""
    from gateway import shelf

    wanted = shelf.parse(session)
    with _store(root) as store:
        found = shelf.find(store, wanted)[0].session
        if not yes:
            typer.confirm(f"Delete {store.folders.path(found)} for good?", abort=True)
        shelf.forget(store, found)
    typer.echo(f"{session} is forgotten.")


def main(words: list[str] | None = None) -> NoReturn:
    """Run the command; an error of ours is one sentence and exit status 1.

    :param words: what stands after `tapeway`; `None` for what this process was called with.
    """
    try:
        app(words)
    except TapewayError as error:
        typer.echo(f"tapeway: {error}", err=True)
        sys.exit(1)
    sys.exit(0)


def _settings(root: Path | None) -> Settings:
    from gateway import settings

    return settings.load(**({"root": root} if root else {}))


def _store(root: Path | None, *, create: bool = False) -> AbstractContextManager[Store]:
    from contextlib import contextmanager

    from gateway.app import Store

    @contextmanager
    def opened() -> Iterator[Store]:
        store = Store.open(_settings(root), create=create)
        try:
            yield store
        finally:
            store.close()

    return opened()


def _reel(session: str, kind: str, root: Path | None) -> None:
    from gateway import shelf, stage

    typer.echo(stage.make_reel(_settings(root), shelf.parse(session), kind))


if __name__ == "__main__":
    main()
