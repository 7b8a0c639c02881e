"""A sentence that the documentation quotes is one that the gateway says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from docs_pages import PAGES, ROOT, blocks, name_of, prose, read

MOST = 30
"""Characters that a sentence has of its own; with fewer, what is filled in could be all of it."""

QUOTES = [
    pytest.param(" ".join(re.sub(r"^> ?", "", line) for line in quote.splitlines()), id=quote[2:40])
    for page in PAGES
    if name_of(page) != "docs/writing-a-world.md"
    for quote in re.findall(r"(?:^>.*\n)+", prose(page.read_text()), re.MULTILINE)
]


@pytest.mark.parametrize("quote", QUOTES)
def test_what_is_quoted_is_said(quote: str) -> None:
    assert any(pattern.fullmatch(quote.strip()) for pattern in _sayings()), quote


def test_there_is_something_to_check() -> None:
    assert len(QUOTES) >= 3


def test_what_is_told_on_a_page_is_told_in_the_world() -> None:
    world = " ".join(read("worlds/dead-channel.toml").split())
    shown = blocks(read("docs/first-story.md"), "")
    told = [block for block in shown if " ── " in block or "──\n" in block]
    assert told
    for block in told:
        for paragraph in re.split(r"\n\n|\n(?=   \d  )", block):
            if not re.search("[─━❯]", paragraph):
                sentence = re.sub(r"^   \d  | · \w+$", "", paragraph.rstrip())
                assert _plain(" ".join(sentence.split())) in _plain(world), sentence


@cache
def _sayings() -> list[re.Pattern[str]]:
    found = [pattern for path in ROOT.glob("gateway/**/*.py") for pattern in _in(path.read_text())]
    return [re.compile(pattern) for pattern in found if len(pattern.replace(".+", "")) > MOST]


def _in(source: str) -> Iterator[str]:
    """Every piece of text in the source, as a pattern; what is filled in may be anything."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(map(_part, node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.sub(r"\\\{[^{}]*\\\}", ".+", re.escape(node.value))


def _part(node: ast.expr) -> str:
    return re.escape(str(node.value)) if isinstance(node, ast.Constant) else ".+"


def _plain(text: str) -> str:
    """Without what stands for a name or a quotation mark in one of the two."""
    return re.sub(r"[“”\"\\]", "", text)
