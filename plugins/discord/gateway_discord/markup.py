"""Words so that Discord shows them as they were written, and our own so that they can be tapped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from gateway import Verb, spelt
from gateway_discord.commands import COMMANDS

_MARKUP: Final = re.compile(
    r"(?P<link>https?://[^\s<>]+)|(?P<sign>[\\*_~|`<>\[\]])|^(?P<gap>\s*)(?P<first>[#-]|\d+(?=[.)]))",
    re.MULTILINE,
)
"""What Discord's Markdown would make something of: signs anywhere, signs that begin a line. A link
stays one."""

_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_TAPPED: Final = re.compile("\ue000(.+?)\ue001")
"""Our own marks around a verb, while everything else is escaped: characters that are no letters."""

Spelling: TypeAlias = "Mapping[str, str]"
"""The ids of the command groups, by name: with them a command can be tapped."""


def plain(text: str) -> str:
    r"""The text so that Discord shows it as it was written.

    >>> print(plain("*Ann* <@1> says: 1. [run](x)"))
    \*Ann\* \<@1\> says: 1. \[run\](x)
    """

    def escaped(found: re.Match[str]) -> str:
        if found["link"]:
            return found["link"]
        if found["sign"]:
            return f"\\{found['sign']}"
        gap, first = found["gap"], found["first"]
        return f"{gap}{first}\\" if first.isdigit() else f"{gap}\\{first}"

    return _MARKUP.sub(escaped, text)


def idiomatic(text: str, ids: Spelling) -> str:
    """What the gateway says, in the words of a chat with slash commands.

    >>> idiomatic("No story is running here. Say `start` to begin one.", {})
    'No story is running here. Say /story start to begin one.'
    >>> idiomatic("Say `rewind 3`.", {"story": "17"})
    'Say </story rewind:17> 3.'
    """

    def marked(verb: Verb) -> str:
        command = COMMANDS.get(verb)
        return f"\ue000{command.group} {command.name}\ue001" if command else verb.value

    def tapped(found: re.Match[str]) -> str:
        group = found[1].partition(" ")[0]
        return f"</{found[1]}:{ids[group]}>" if group in ids else f"/{found[1]}"

    return _TAPPED.sub(tapped, plain(spelt(_PRIVATE.sub("", text), marked)))


def clipped(text: str, most: int) -> str:
    """The text in at most so many characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
