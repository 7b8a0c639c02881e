"""What the settings say about the page."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final, TypeVar

from gateway import JSON, SettingsError

T = TypeVar("T")

SECRET_VARIABLE: Final = "TAPEWAY_WEB_SECRET"
_SHORTEST_SECRET: Final = 12
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The section `plugins.web`; every key but `enabled` may be left out.

    `host` and `port` are where the page listens (port 0: any free one), `world` is what *Play*
    asks for, `open_browser` opens the page where there is a browser. On an address that others can
    reach, whoever opens a room shows the secret: it stands in `TAPEWAY_WEB_SECRET` or in the file
    that `secret_file` names, never in the settings themselves. `public_url` is where others reach
    the page, such as `https://tapes.example`; it then counts as an address that others can reach,
    wherever it listens. `behind_proxy` takes a visitor's address from the last hop's
    `X-Forwarded-For`. `api_rate` is how many requests a second a token may make for long, and
    `private_webhooks` lets webhooks call addresses that only this network reaches. `root` is the
    data root.
    """

    host: str = "127.0.0.1"
    port: int = 8010
    world: str = ""
    open_browser: bool = False
    announce: bool = True
    secret_file: str = ""
    public_url: str = ""
    behind_proxy: bool = False
    api_rate: int = 20
    private_webhooks: bool = False
    root: Path = Path("sessions")
    secret: str = field(default="", repr=False)

    @classmethod
    def found_in(
        cls, settings: Mapping[str, JSON], environ: Mapping[str, str] = os.environ
    ) -> Options | None:
        """The options, or `None` where nobody asked for a page.

        :raises SettingsError: a key is unknown, of the wrong kind, or a secret is missing.
        """
        section = _section(_section(settings, "plugins"), "web")
        if not _typed(section, "enabled", default=False):
            return None
        if "secret" in section:
            raise SettingsError(
                f"plugins.web.secret does not belong in the settings: put it in {SECRET_VARIABLE}, "
                "or in a file that plugins.web.secret_file names."
            )
        known = [f.name for f in fields(cls) if f.name not in ("root", "secret")]
        if unknown := section.keys() - {*known, "enabled"}:
            raise SettingsError(
                f"plugins.web has no {min(unknown)!r}: it knows enabled, {', '.join(known)}."
            )
        default = cls()
        secret_file = _typed(section, "secret_file", default=default.secret_file)
        return cls(
            host=_typed(section, "host", default=default.host),
            port=_typed(section, "port", default=default.port),
            world=_typed(section, "world", default=default.world),
            open_browser=_typed(section, "open_browser", default=default.open_browser),
            announce=_typed(section, "announce", default=default.announce),
            secret_file=secret_file,
            public_url=_typed(section, "public_url", default=default.public_url).rstrip("/"),
            behind_proxy=_typed(section, "behind_proxy", default=default.behind_proxy),
            api_rate=_typed(section, "api_rate", default=default.api_rate),
            private_webhooks=_typed(section, "private_webhooks", default=default.private_webhooks),
            root=Path(str(settings.get("root") or default.root)),
            secret=_secret(secret_file, environ),
        )

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65_535:
            raise SettingsError(f"plugins.web.port is 0 to 65535, not {self.port}.")
        if self.api_rate < 1:
            raise SettingsError(f"plugins.web.api_rate is 1 or more, not {self.api_rate}.")
        if self.public_url and not _ORIGIN.fullmatch(self.public_url):
            raise SettingsError(
                "plugins.web.public_url is a scheme and a host, such as https://tapes.example, not "
                f"{self.public_url!r}."
            )
        if self.loopback:
            return
        if not self.secret:
            where = f"host is {self.host}"
            if self.public_url:
                where = f"public_url is {self.public_url}"
            raise SettingsError(
                f"plugins.web.{where}, which others can reach, and there is no secret: "
                f"set {SECRET_VARIABLE} to {_SHORTEST_SECRET} characters or more, name a file with "
                "plugins.web.secret_file, or listen on 127.0.0.1."
            )
        if len(self.secret) < _SHORTEST_SECRET:
            raise SettingsError(
                f"The page's secret is too short to keep anybody out: {SECRET_VARIABLE} needs "
                f"{_SHORTEST_SECRET} characters or more."
            )

    @property
    def loopback(self) -> bool:
        """Nobody but this machine can reach the page."""
        if self.public_url:
            return False
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def _secret(name: str, environ: Mapping[str, str]) -> str:
    if not name:
        return environ.get(SECRET_VARIABLE, "").strip()
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"plugins.web.secret_file cannot be read: {error}.") from error


def _section(settings: Mapping[str, JSON], key: str) -> Mapping[str, JSON]:
    section = settings.get(key)
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        raise SettingsError(f"{key} in the settings is a table, not {section!r}.")
    return section


def _read(value: JSON, default: object) -> JSON:
    """What a variable of the environment says, which can only say it as text."""
    if isinstance(value, str) and isinstance(default, bool):
        return {"true": True, "false": False}.get(value.lower(), value)
    if isinstance(value, str) and isinstance(default, int) and value.isdecimal():
        return int(value)
    return value


def _typed(section: Mapping[str, JSON], key: str, *, default: T) -> T:
    value = _read(section.get(key), default)
    if value is None:
        return default
    if type(value) is not type(default):
        raise SettingsError(
            f"plugins.web.{key} is like {default!r}, not {value!r}: mend it in the settings."
        )
    return value
