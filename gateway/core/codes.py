"""Codes that people read out, type and paste: made, read back, and looked up by their digest.

The letters are Crockford's: no I, L, O or U, so that nothing can be mistaken. Whoever types one of
those, small letters, other gaps or the whole link of a page means the same code.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two of them: five bits each."""

LENGTH: Final = 16
"""Letters of a code: 80 bits. The first group alone is its name, the others still hold 60."""

SHORT: Final = 8
"""Letters of a code that joins accounts: forty bits, good for minutes and once."""

GROUP: Final = 4

_MISTAKEN: Final = str.maketrans("OIL", "011")
_GAPS: Final = re.compile(r"[\s\-\u2010-\u2015_.·]+")


def new_code(length: int = LENGTH) -> str:
    """A code nobody can guess, with a digit in it, so that it is taken for no word.

    :param length: letters; each is five bits.
    """
    while True:
        letters = "".join(secrets.choice(LETTERS) for _ in range(length))
        if not letters.isalpha():
            return spell(letters)


def spell(letters: str) -> str:
    """The letters in groups, as they are shown.

    >>> spell("K7QX2M9P3RTVW8YZ")
    'K7QX-2M9P-3RTV-W8YZ'
    """
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def read(text: str, length: int = LENGTH) -> str | None:
    """The code somebody meant, as it is shown; `None` where it can be none.

    >>> read("k7qx 2m9p 3rtv w8yz")
    'K7QX-2M9P-3RTV-W8YZ'
    >>> read("https://tapes.example/s/K7QX-2M9P-3RTV-W8YZ?from=chat")
    'K7QX-2M9P-3RTV-W8YZ'
    >>> read("K7QX")
    """
    if len(text) > 500:
        return None
    last = re.split(r"[?#]", text.strip().strip("`<>"))[0].rstrip("/").rpartition("/")[2]
    letters = _GAPS.sub("", last).upper().translate(_MISTAKEN)
    return spell(letters) if len(letters) == length and set(letters) <= set(LETTERS) else None


def name(code: str) -> str:
    """What a code is called for short, among those that one person sees.

    >>> name("K7QX-2M9P-3RTV-W8YZ")
    'K7QX'
    """
    return code.partition("-")[0]


def digest(text: str) -> str:
    """What a code is looked up by: how long that takes says nothing of any code there is."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
