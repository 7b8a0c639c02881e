"""What a model writes is to be plain text, and it emphasises all the same."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def unmarked(text: str) -> str:
    """The words without the marks of Markdown around them; signs that mark nothing stay.

    >>> unmarked("You *run*. **Now!** 3 * 4 is __twelve__, and an_odd_name stays.")
    'You run. Now! 3 * 4 is twelve, and an_odd_name stays.'
    """
    if "*" not in text and "_" not in text:
        return text
    inline = (token for token in _reader().parse(text) if token.type == "inline")
    paragraphs = ["".join(piece.content for piece in token.children or ()) for token in inline]
    return "\n\n".join(paragraphs)


@cache
def _reader() -> MarkdownIt:
    """Of emphasis alone: "1986. A summer" is no list, and "- Who is there?" neither."""
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable("emphasis")
