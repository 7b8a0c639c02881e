"""What the settings say about the bots."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from gateway import JSON, Section, sections

_PAGES: Final = "your app's pages at https://api.slack.com/apps have it"
_TOKEN: Final = f"{_PAGES} under OAuth & Permissions, and it looks like xoxb-…"
_APP_TOKEN: Final = f"{_PAGES} under Basic Information, and it looks like xapp-…"
_SIGNING: Final = f"{_PAGES} under Basic Information, and it is 32 letters and digits"


class Written(BaseModel):
    """The section `plugins.slack`, or one of `plugins.slack.bots` over it.

    The tokens and the signing secret stand in the environment or in the files that are named here,
    never in the settings themselves. `admit` names who may play: people, channels and workspaces by
    their ids; empty for everybody. `hears` is what counts as play in a channel: what is `addressed`
    to the bot, or `everything` it can read. `command` is the slash command of the app. `listen` is
    where Slack's requests arrive, empty for Socket Mode, which needs no address. `api` is where the
    Web API is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_file: str = ""
    app_token_file: str = ""
    signing_secret_file: str = ""
    admit: list[str] = Field(default_factory=list)
    hears: Literal["addressed", "everything"] = "addressed"
    command: str = Field(default="/tapeway", pattern=r"^/[a-z0-9_-]{1,31}$")
    listen: str = Field(default="", pattern=r"^(.+:\d{1,5})?$")
    api: str = Field(default="https://slack.com/api", pattern=r"^https?://.+[^/]$")


class Options(Written):
    """One bot; `setting` and `door_setting` are where its secrets come from, `root` the data root.

    `door` is what opens the way in: the app's token for Socket Mode, else the signing secret.
    """

    name: str = "slack"
    place: str = "plugins.slack"
    setting: str = ""
    token: SecretStr = SecretStr("")
    door_setting: str = ""
    door: SecretStr = SecretStr("")
    root: Path = Path("sessions")

    @property
    def admitted(self) -> frozenset[str]:
        """Who may play, as inbound spells them."""
        return frozenset(one.upper() for one in self.admit)

    @property
    def address(self) -> tuple[str, int]:
        """Where to listen for requests."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


def bots(settings: Mapping[str, JSON], environ: Mapping[str, str] = os.environ) -> list[Options]:
    """The bots there are, none where nobody asked for one.

    :raises SettingsError: a key is unknown or wrong, or a secret is missing.
    """
    return [_bot(section, environ) for section in sections(settings, "slack")]


def _bot(section: Section, environ: Mapping[str, str]) -> Options:
    written = section.fill(Written)
    token = section.secret("token", source=_TOKEN, pattern=r"xoxb-[\w-]{10,}", environ=environ)
    if written.listen:
        door = section.secret(
            "signing_secret", source=_SIGNING, pattern=r"[0-9a-f]{32}", environ=environ
        )
    else:
        door = section.secret(
            "app_token", source=_APP_TOKEN, pattern=r"xapp-[\w-]{10,}", environ=environ
        )
    return Options(
        **dict(written),
        name=section.name,
        place=section.place,
        setting=token.setting,
        token=SecretStr(token.value),
        door_setting=door.setting,
        door=SecretStr(door.value),
        root=section.root,
    )
