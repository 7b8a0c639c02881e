"""Writes `docs/hooks.md` from `gateway/core/hookspecs.py`: `python docs/generate_hooks.py`."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from gateway.core import hookspecs
from gateway.core.hooks import PATIENCE, TELL_PATIENCE

PAGE: Final = Path(__file__).with_name("hooks.md")
WIDTH: Final = 88

_HEAD: Final = """\
<!-- Written by docs/generate_hooks.py: change gateway/core/hookspecs.py, then run it. -->

# Hooks
"""
_FIELD = re.compile(r"^:(?:param (?P<name>\w+)|raises (?P<error>\w+)): ", re.MULTILINE)


def render() -> str:
    """The whole page."""
    return "\n\n".join([_HEAD.rstrip(), *_introduction(), _index(), *_hooks()]) + "\n"


def mood(name: str) -> str:
    """A hook's mood, which its name and its patience give away."""
    if name.startswith("provide_"):
        return "offer"
    return "ask" if name in PATIENCE else "tell"


def names() -> list[str]:
    """All hooks, in the order they are written."""
    return [name for name, value in vars(hookspecs).items() if hasattr(value, "gateway_spec")]


def _introduction() -> Iterator[str]:
    """The module's own page: its indented paragraphs become a list."""
    for paragraph in inspect.cleandoc(hookspecs.__doc__ or "").split("\n\n"):
        yield re.sub(r"^(\*\*.*)\n {4}", r"- \1  \n    ", paragraph, flags=re.MULTILINE)
    yield (
        "The types in the signatures are in `gateway/core/types.py` and "
        "`gateway/core/platform.py`;\nall of them can be imported from `gateway`. How to write a "
        "plugin is on [its own page](writing-a-plugin.md)."
    )


def _index() -> str:
    rows = ["| hook | mood | an answer may take |", "| --- | --- | --- |"]
    for name in names():
        seconds = {"offer": "", "ask": f"{PATIENCE.get(name, 0):g} s"}.get(
            mood(name), f"{TELL_PATIENCE:g} s"
        )
        rows.append(f"| [`{name}`](#{name}) | {mood(name)} | {seconds} |")
    return "\n".join(rows)


def _hooks() -> Iterator[str]:
    before = ""
    for name in names():
        if mood(name) != before:
            before = mood(name)
            yield f"## {before.capitalize()}s"
        hook = getattr(hookspecs, name)
        yield f"### {name}\n\n```python\n{_signature(hook)}\n```\n\n{_told(hook)}"


def _signature(hook: Callable[..., object]) -> str:
    signature = inspect.signature(hook)
    line = f"def {hook.__name__}{signature}".replace("'", "")
    if len(line) <= WIDTH:
        return line
    parameters = "".join(f"    {p},\n".replace("'", "") for p in signature.parameters.values())
    answer = str(signature.return_annotation)
    return f"def {hook.__name__}(\n{parameters}) -> {answer}"


def _told(hook: Callable[..., object]) -> str:
    """The docstring, its fields as a list."""
    text, *fields = re.split(r"\n(?=:)", inspect.cleandoc(hook.__doc__ or ""))
    told = [text.strip()]
    told += [textwrap.dedent(_FIELD.sub(_point, field)).strip() for field in fields]
    return told[0] + ("\n\n" + "\n".join(told[1:]) if fields else "")


def _point(match: re.Match[str]) -> str:
    return f"- `{match['name']}`: " if match["name"] else f"- raises `{match['error']}`: "


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
