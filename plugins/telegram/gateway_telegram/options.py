"""What the settings say about the bots."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from gateway import JSON, Section, sections

VARIABLE: Final = "TAPEWAY_TELEGRAM_TOKEN"
_TOKEN: Final = r"\d+:[\w-]{30,}"
_SOURCE: Final = "@BotFather gives it to you, and it looks like 123456:ABC-DEF…"


class Written(BaseModel):
    """The section `plugins.telegram`, or one of `plugins.telegram.bots` over it.

    The token stands in the environment or in the file that `token_file` names, never in the
    settings themselves. `admit` names who may play: people and chats by their number or `@name`;
    empty for everybody. `hears` is what counts as play in a group: what is `addressed` to the bot,
    or `everything` it can read. `describe` puts the description of each picture under it.
    `webhook` is the https address that Telegram shall send to, empty to ask it instead; `listen` is
    where that address leads. `api` is where the Bot API is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_file: str = ""
    admit: list[int | str] = Field(default_factory=list)
    hears: Literal["addressed", "everything"] = "addressed"
    describe: bool = True
    webhook: str = Field(default="", pattern=r"^(https?://.+)?$")
    listen: str = Field(default="127.0.0.1:8443", pattern=r"^.+:\d{1,5}$")
    api: str = Field(default="https://api.telegram.org", pattern=r"^https?://.+[^/]$")


class Options(Written):
    """One bot; `setting` is where its token comes from, `root` the data root."""

    name: str = "telegram"
    setting: str = VARIABLE
    token: SecretStr = SecretStr("")
    root: Path = Path("sessions")

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
    return [_bot(section, environ) for section in sections(settings, "telegram")]


def _bot(section: Section, environ: Mapping[str, str]) -> Options:
    written = section.fill(Written)
    token = section.secret("token", source=_SOURCE, pattern=_TOKEN, environ=environ)
    return Options(
        **dict(written),
        name=section.name,
        setting=token.setting,
        token=SecretStr(token.value),
        root=section.root,
    )
