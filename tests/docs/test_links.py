"""Whatever the documentation points at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs_pages import PAGES, ROOT, name_of, prose, read

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:\.?[\w-]+/)*[\w-]+\.(?:md|py|toml|txt|cfg)|[\w-]+(?:/[\w-]+)*/)`")
THEIRS = {
    "sessions/",
    "older/",
    "__init__.py",
    "history.json",
    "state.json",
    "notes.txt",
    "tapeway.toml",
}
"""Files that are the player's or the operator's, not ours."""

PLACEHOLDERS = {"images/", "tapes/", "films/", "plugins/NAME/", "videos/"}

ids = [name_of(page) for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(prose(page.read_text(encoding="utf-8"))):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path) if path else page
        assert found.exists(), f"{target}: there is no such file"
        if anchor:
            assert anchor in _anchors(found), f"{target}: there is no such heading"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_file_named_exists(page: Path) -> None:
    for name in NAMED.findall(prose(page.read_text(encoding="utf-8"))):
        if name in THEIRS or name.startswith(("sessions/", "0002_")):
            continue
        assert (ROOT / name).exists() or name in PLACEHOLDERS, name


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_no_page_knows_whose_machine_it_was_written_on(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/root/|/tmp/|/work/|/home/|localhost|terminal:root", text)


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = LINK.findall(prose(page.read_text(encoding="utf-8")))
        paths = [(page.parent / target.partition("#")[0]).resolve() for target in targets]
        todo += [path for path in paths if path.suffix == ".md" and path.is_file()]
    assert set(PAGES) <= seen


def test_the_tape_at_the_top_is_a_gif_that_loads_quickly() -> None:
    tape = ROOT / "docs" / "images" / "demo.gif"
    assert tape.read_bytes()[:6] == b"GIF89a"
    assert tape.stat().st_size < 3_000_000


def test_each_promise_names_its_tests() -> None:
    section = read("docs/index.md").split("## Promises")[1].split("\n## ")[0]
    promises = [row for row in section.splitlines() if row.startswith("| ") and "---" not in row]
    assert len(promises) >= 6  # five and the head
    assert all("`tests/" in row for row in promises[1:])


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", prose(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
