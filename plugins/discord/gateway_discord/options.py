"""What the settings say about the bots."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, SecretStr

from gateway import JSON, Section, sections
from gateway_discord.limits import UPLOAD

VARIABLE: Final = "TAPEWAY_DISCORD_TOKEN"
_TOKEN: Final = r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}"
_SOURCE: Final = (
    "the Developer Portal shows it under Bot, Reset Token, and it has three parts with dots between"
)


class Written(BaseModel):
    """The section `plugins.discord`, or one of `plugins.discord.bots` over it.

    The token stands in the environment or in the file that `token_file` names, never in the
    settings themselves. `admit` names who may play: people, roles, servers and channels by their
    ids; empty for everybody. `message_content` asks for the privileged intent of that name: then
    every word in a channel with a story is play, not only what is addressed to the bot.
    `upload` is how many bytes a file may have. `shards` is how many connections there are: one,
    as many as Discord thinks right (`"auto"`), or that many. `api` is where Discord is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_file: str = ""
    admit: list[int | str] = Field(default_factory=list)
    message_content: bool = False
    upload: PositiveInt = UPLOAD
    shards: PositiveInt | Literal["auto"] = 1
    api: str = Field(default="https://discord.com/api/v10", pattern=r"^https?://.+[^/]$")


class Options(Written):
    """One bot; `setting` is where its token comes from, `place` where its settings stand."""

    name: str = "discord"
    place: str = "plugins.discord"
    setting: str = VARIABLE
    token: SecretStr = SecretStr("")
    root: Path = Path("sessions")

    @property
    def admitted(self) -> frozenset[str]:
        """Who may play, as inbound spells them."""
        return frozenset(str(one).strip("<@&#!> ") for one in self.admit)


def bots(settings: Mapping[str, JSON], environ: Mapping[str, str] = os.environ) -> list[Options]:
    """The bots there are, none where nobody asked for one.

    :raises SettingsError: a key is unknown or wrong, or a token is missing.
    """
    return [_bot(section, environ) for section in sections(settings, "discord")]


def _bot(section: Section, environ: Mapping[str, str]) -> Options:
    written = section.fill(Written)
    token = section.secret("token", source=_SOURCE, pattern=_TOKEN, environ=environ)
    return Options(
        **dict(written),
        name=section.name,
        place=section.place,
        setting=token.setting,
        token=SecretStr(token.value),
        root=section.root,
    )
