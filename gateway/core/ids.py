"""Session ids: one spelling each, safe as a folder's name on every file system."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gateway.core.errors import InvalidSessionId

MAX_LENGTH: Final = 120
"""Characters; below every file system's limit with room for a suffix."""

_PLATFORM = re.compile(r"[a-z][a-z0-9-]{0,31}")
_TOKEN = re.compile(r"[a-z0-9-]|__|_[a-z]|(?:~[0-9a-f]{2})+")
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
"""Names Windows keeps for itself, whatever follows the first dot."""


@dataclass(frozen=True, slots=True, order=True)
class SessionId:
    """One conversation's story life; `str()` of it is its folder's name.

    >>> str(SessionId.of("slack", "T024BE7LH", "C2147483705", "1718900000.123456"))
    'slack._t024_b_e7_l_h._c2147483705.1718900000~2e123456'
    >>> SessionId.parse("web.default").parts
    ('default',)

    Two ids never meet, not even where the file system ignores case.
    """

    platform: str
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        if not _PLATFORM.fullmatch(self.platform):
            raise InvalidSessionId(
                f"{self.platform[:40]!r} is no platform name: use lower-case letters, digits and "
                "'-', starting with a letter, at most 32 characters."
            )
        if self.platform in _DEVICES:
            raise InvalidSessionId(
                f"{self.platform!r} is a device on Windows and cannot start a folder's name: "
                "give the platform another name."
            )
        if not self.parts or not all(self.parts):
            raise InvalidSessionId(
                f"A session id of {self.platform!r} needs at least one part, and no empty one."
            )
        if len(str(self)) > MAX_LENGTH:
            raise InvalidSessionId(
                f"A session id may have {MAX_LENGTH} characters, this one has {len(str(self))}: "
                "use the platform's own short ids as parts."
            )

    @classmethod
    def of(cls, platform: str, *parts: str) -> SessionId:
        """The id of the conversation that `platform` knows by `parts`.

        :raises InvalidSessionId: a part is empty or not valid Unicode, or the whole is too long.
        """
        return cls(platform, parts)

    @classmethod
    def parse(cls, text: str) -> SessionId:
        """The id whose `str()` is exactly `text`.

        :raises InvalidSessionId: `text` is not what any id would be written as.
        """
        if len(text) > MAX_LENGTH:
            raise InvalidSessionId(
                f"{text[:20]!r}… is no session id: at most {MAX_LENGTH} characters."
            )
        platform, *parts = text.split(".")
        session = cls(platform, tuple(_decode(part, text) for part in parts))
        if str(session) != text:
            raise InvalidSessionId(f"{text!r} is no session id: it would be written {session!s}.")
        return session

    def __str__(self) -> str:
        return ".".join((self.platform, *map(_encode, self.parts)))


def _encode(part: str) -> str:
    return "".join(map(_encode_char, part))


def _encode_char(char: str) -> str:
    if char.isascii():
        if char.isupper():
            return f"_{char.lower()}"
        if char == "_":
            return "__"
        if char.isalnum() or char == "-":
            return char
    try:
        return "".join(f"~{byte:02x}" for byte in char.encode())
    except UnicodeEncodeError as error:
        raise InvalidSessionId(
            f"A part of a session id holds {char!r}, which is no Unicode character."
        ) from error


def _decode(part: str, whole: str) -> str:
    tokens = _TOKEN.findall(part)
    if "".join(tokens) != part:
        raise InvalidSessionId(f"{whole!r} is no session id: {part!r} cannot be read.")
    try:
        return "".join(map(_decode_token, tokens))
    except UnicodeDecodeError as error:
        raise InvalidSessionId(f"{whole!r} is no session id: {part!r} is not UTF-8.") from error


def _decode_token(token: str) -> str:
    if token == "__":
        return "_"
    if token[0] == "_":
        return token[1].upper()
    if token[0] == "~":
        return bytes.fromhex(token.replace("~", "")).decode()
    return token
