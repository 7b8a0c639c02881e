"""A data root, processes that are born to die in it, and what happened around them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway import Spend
from gateway.app import Store
from gateway.settings import load
from gateway.testing.fakes import png

KILLED = -signal.SIGKILL
EVENTS = [("start", "", "a"), ("choose", "left", "a"), ("say", "on we go", "a")]


@dataclass
class Nursery:
    """Processes that are born to die."""

    process: subprocess.Popen[str]

    def play(self, **job: object) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return int(json.loads(self.process.stdout.readline())["code"])


@dataclass
class Scene:
    """A data root and what happened around it."""

    nursery: Nursery
    room: Path
    root: Path
    database: str = ""

    def play(self, **job: object) -> int:
        said = {"events": EVENTS, "room": str(self.room), "root": str(self.root)}
        said["database"] = self.database
        return self.nursery.play(**{**said, **job})

    def lines(self, name: str) -> list[list[object]]:
        path = self.room / name
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def charges(self) -> Counter[tuple[object, ...]]:
        """How often was paid for each kind of each turn."""
        return Counter(tuple(line) for line in self.lines("charges"))

    def told(self, part: str) -> list[str]:
        """The texts of what was shown of a part."""
        return [str(text) for _, shown, _, _, text in self.lines("shown") if shown == part]

    def open(self) -> int:
        """About how many calls somebody is asked."""
        return sum(line.state == "open" for line in self.ledger())

    def ledger(self) -> Sequence[Spend]:
        store = Store.open(load(root=self.root, database=self.database))
        try:
            return store.database.transact(lambda r: r.ledger())
        finally:
            store.close()

    def unknown(self) -> Counter[str]:
        """Of how many calls of each kind nobody can say whether they were paid."""
        return Counter(line.kind.value for line in self.ledger() if line.state == "unknown")

    def check(self, turns: int, *, session: str = "fake.a") -> None:
        """The story is whole: rows, files, and what the players saw."""
        folder = self.root / session
        history = json.loads((folder / "history.json").read_bytes())
        assert [told["turn"] for told in history] == list(range(turns)), self.log()
        assert json.loads((folder / "state.json").read_bytes())["turn"] == turns - 1
        frames = {path.name for path in (folder / "images").iterdir()}
        assert frames == {f"frame_{n}.png" for n in range(turns)}
        assert not list(self.root.rglob("*.part"))
        self.check_rows(turns, session)
        self.check_shown(turns, session)

    def check_bought(self, turns: int, *, film: str, session: str = "fake.a") -> None:
        """Nothing that could be bought was got for nothing."""
        folder = self.root / session
        history = json.loads((folder / "history.json").read_bytes())
        assert [told["title"] for told in history] == [f"Turn {n}" for n in range(turns)]
        for n in range(turns):
            drawn = png(n) if film == "still" or n == 0 else f"segment {n - 1} {n}".encode()
            assert (folder / f"images/frame_{n}.png").read_bytes() == drawn, n
        clips = {path.name for path in folder.glob("films/segments/*")}
        assert clips == {f"seg_{n}_{n + 1}.mp4" for n in range(turns - 1)}

    def check_rows(self, turns: int, session: str) -> None:
        from gateway import SessionId

        of = SessionId.parse(session)
        store = Store.open(load(root=self.root, database=self.database))
        try:
            rows = store.database.transact(lambda r: r.turns(of))
            assert [row.index for row in rows] == list(range(turns))
            assert store.database.transact(lambda r: r.unfinished()) == []
            assert store.database.transact(lambda r: r.waiting()) == []
            states = {line.state for line in store.database.transact(lambda r: r.ledger())}
            assert "called" not in states, "every line of the ledger is closed"
        finally:
            store.close()

    def check_shown(self, turns: int, session: str) -> None:
        shown = [line for line in self.lines("shown") if line[0] == session]
        plain = Counter(key for _, _, key, again, _ in shown if not again)
        assert not [key for key, n in plain.items() if n > 1], "only what says so comes again"
        words: list[str] = []
        for _, part, _, _, text in shown:
            if part == "words" and text not in words:
                words.append(str(text))
        assert [int(text.split(":")[0].removeprefix("Turn ")) for text in words] == list(
            range(turns)
        )
        pictures = {key for _, part, key, _, _ in shown if part == "picture"}
        assert len(pictures) == turns

    def log(self) -> str:
        path = self.room / "log"
        return path.read_text()[-3000:] if path.exists() else ""


@contextmanager
def born() -> Iterator[Nursery]:
    """A nursery, for as long as tests want one."""
    script = Path(__file__).with_name("nursery.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Nursery(process)
        assert process.stdin
        process.stdin.close()
        process.wait(timeout=30)
