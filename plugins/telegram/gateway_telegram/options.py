"""What the settings say about the bots."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from gateway import JSON, SettingsError

VARIABLE: Final = "TAPEWAY_TELEGRAM_TOKEN"
_TOKEN: Final = re.compile(r"\d+:[\w-]{30,}")
_NAME: Final = re.compile(r"[a-z0-9-]{1,20}")


class Options(BaseModel):
    """One bot: the section `plugins.telegram`, or one of `plugins.telegram.bots` over it.

    The token stands in the environment or in the file that `token_file` names, never in the
    settings themselves. `admit` names who may play: people and chats by their number or `@name`;
    empty for everybody. `hears` is what counts as play in a group: what is `addressed` to the bot,
    or `everything` it can read. `describe` puts the description of each picture under it.
    `webhook` is the https address that Telegram shall send to, empty to ask it instead; `listen` is
    where that address leads. `api` is where the Bot API is. `root` is the data root.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_file: str = ""
    admit: list[int | str] = Field(default_factory=list)
    hears: Literal["addressed", "everything"] = "addressed"
    describe: bool = True
    webhook: str = Field(default="", pattern=r"^(https?://.+)?$")
    listen: str = Field(default="127.0.0.1:8443", pattern=r"^.+:\d{1,5}$")
    api: str = Field(default="https://api.telegram.org", pattern=r"^https?://.+[^/]$")

    name: str = Field(default="telegram", exclude=True)
    setting: str = Field(default=VARIABLE, exclude=True)
    token: SecretStr = Field(default=SecretStr(""), exclude=True)
    root: Path = Field(default=Path("sessions"), exclude=True)

    @property
    def admitted(self) -> frozenset[str]:
        """Who may play, as inbound spells them."""
        return frozenset(str(one).lower() for one in self.admit)

    @property
    def address(self) -> tuple[str, int]:
        """Where to listen for the webhook."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


def bots(settings: Mapping[str, JSON], environ: Mapping[str, str] = os.environ) -> list[Options]:
    """The bots there are, none where nobody asked for one.

    :raises SettingsError: a key is unknown or wrong, or a token is missing.
    """
    section = _table(_table(settings, "plugins"), "telegram")
    common = {key: value for key, value in section.items() if key not in ("enabled", "bots")}
    enabled = section.get("enabled", False)
    if enabled not in (True, False, "true", "false"):
        raise SettingsError(f"plugins.telegram.enabled is true or false, not {enabled!r}.")
    if enabled in (False, "false"):
        return []
    root = Path(str(settings.get("root") or "sessions"))
    named = _table(section, "bots")
    if not named:
        return [_bot("telegram", "plugins.telegram", VARIABLE, common, root, environ)]
    return [
        _bot(
            f"telegram-{_named(name)}",
            f"plugins.telegram.bots.{name}",
            f"{VARIABLE}_{name.upper().replace('-', '_')}",
            {**common, **_table(named, name)},
            root,
            environ,
        )
        for name in named
    ]


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SettingsError(
            f"plugins.telegram.bots.{name} has a name that no folder could carry: use up to 20 "
            "lower-case letters, digits and '-'."
        )
    return name


def _bot(
    name: str,
    place: str,
    variable: str,
    section: Mapping[str, Any],
    root: Path,
    environ: Mapping[str, str],
) -> Options:
    hidden = {"token", "name", "setting", "root"} & section.keys()
    if "token" in hidden:
        raise SettingsError(
            f"{place}.token does not belong in the settings: put it in {variable}, or in a file "
            f"that {place}.token_file names."
        )
    try:
        options = Options.model_validate({k: v for k, v in section.items() if k not in hidden})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([place, *map(str, first["loc"])])
        raise SettingsError(f"The setting {where} is wrong: {first['msg']}.") from error
    if hidden:
        raise SettingsError(f"The setting {place}.{min(hidden)} is wrong: there is none.")
    setting = f"{place}.token_file" if options.token_file else variable
    return options.model_copy(
        update={
            "name": name,
            "setting": setting,
            "token": SecretStr(_token(options.token_file, place, variable, environ)),
            "root": root,
        }
    )


def _token(file: str, place: str, variable: str, environ: Mapping[str, str]) -> str:
    if file:
        try:
            token = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise SettingsError(f"{place}.token_file cannot be read: {error}.") from error
    else:
        token = environ.get(variable, "").strip()
    if not token:
        raise SettingsError(
            f"{place} is switched on and has no token: @BotFather gives you one; put it in "
            f"{variable}, or in a file that {place}.token_file names."
        )
    if not _TOKEN.fullmatch(token):
        where = f"the file that {place}.token_file names" if file else variable
        raise SettingsError(
            f"What stands in {where} is no bot's token: it looks like 123456:ABC-DEF…, as "
            "@BotFather shows it."
        )
    return token


def _table(settings: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = settings.get(key)
    if table is None:
        return {}
    if not isinstance(table, Mapping):
        raise SettingsError(f"{key} in the settings is a table, not {table!r}.")
    return table
