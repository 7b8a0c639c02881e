"""What the settings say about the bots of a platform, for plugins that have some."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gateway.core.errors import SettingsError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from gateway.core.types import JSON

    M = TypeVar("M", bound=BaseModel)

_NAME: Final = re.compile(r"[a-z0-9-]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A secret and the setting that it comes from, for the sentence that says it is refused."""

    value: str
    setting: str

    def __repr__(self) -> str:
        return f"Secret(setting={self.setting!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The settings of one bot.

    `name` is its platform's, `place` where its settings stand, `root` the data root.
    """

    name: str
    place: str
    values: Mapping[str, Any]
    root: Path = Path("sessions")

    def fill(self, model: type[M]) -> M:
        """The values as a model of pydantic's that forbids what it does not know.

        :raises SettingsError: one is unknown, wrong, or a secret; the message names it.
        """
        from pydantic import ValidationError

        for key in self.values:
            if f"{key}_file" in model.model_fields:
                raise SettingsError(
                    f"{self.place}.{key} does not belong in the settings: put it in "
                    f"{self.variable(key)}, or in a file that {self.place}.{key}_file names."
                )
        try:
            return model.model_validate(self.values)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join([self.place, *map(str, first["loc"])])
            wrong = f"The setting {where} is wrong: {first['msg']}."
            if first["type"] == "extra_forbidden":
                known = ", ".join(sorted(model.model_fields))
                wrong = f"There is no setting {where}. {self.place} knows {known}."
            raise SettingsError(wrong) from error

    def variable(self, key: str) -> str:
        """The variable of the environment that holds a secret.

        `TAPEWAY_TELEGRAM_TOKEN`; of a bot with a name `TAPEWAY_TELEGRAM_TOKEN_NAME`.
        """
        _, plugin, *bot = self.place.replace(".bots.", ".").split(".")
        return "_".join(["TAPEWAY", plugin, key, *bot]).replace("-", "_").upper()

    def secret(
        self, key: str, *, source: str, pattern: str, environ: Mapping[str, str] = os.environ
    ) -> Secret:
        """The secret that stands in its variable, or in the file that `KEY_file` names.

        :param source: who gives it to an operator, for the sentence that it is missing.
        :param pattern: a regular expression that it matches as a whole.
        :raises SettingsError: it is missing, cannot be read, or looks otherwise.
        """
        variable, file_setting = self.variable(key), f"{self.place}.{key}_file"
        what, file = key.replace("_", " "), str(self.values.get(f"{key}_file") or "")
        value = _read(file, file_setting) if file else environ.get(variable, "").strip()
        if not value:
            raise SettingsError(
                f"{self.place} is switched on and has no {what}: {source}; put it in {variable}, "
                f"or in a file that {file_setting} names."
            )
        if not re.fullmatch(pattern, value):
            where = f"the file that {file_setting} names" if file else variable
            raise SettingsError(f"What stands in {where} is no {what}: {source}.")
        return Secret(value=value, setting=file_setting if file else variable)


def sections(settings: Mapping[str, JSON], plugin: str) -> list[Section]:
    """A section for each bot of `plugins.PLUGIN`, none where it is not switched on.

    `plugins.PLUGIN.bots.NAME` is a bot of its own, over what stands beside `bots`.

    :raises SettingsError: what is no table is none, or a name could not be a folder's.
    """
    section = _table(_table(settings, "plugins", "plugins"), plugin, f"plugins.{plugin}")
    enabled = section.get("enabled", False)
    if enabled not in (True, False, "true", "false"):
        raise SettingsError(f"plugins.{plugin}.enabled is true or false, not {enabled!r}.")
    if enabled in (False, "false"):
        return []
    root = Path(str(settings.get("root") or "sessions"))
    place = f"plugins.{plugin}"
    common = {key: value for key, value in section.items() if key not in ("enabled", "bots")}
    bots = _table(section, "bots", f"{place}.bots")
    if not bots:
        return [Section(name=plugin, place=place, values=common, root=root)]
    return [
        Section(
            name=f"{plugin}-{_named(name, place)}",
            place=f"{place}.bots.{name}",
            values={**common, **_table(bots, name, f"{place}.bots.{name}")},
            root=root,
        )
        for name in bots
    ]


def _named(name: str, place: str) -> str:
    if not _NAME.fullmatch(name):
        raise SettingsError(
            f"{place}.bots.{name} has a name that no folder could carry: use up to 20 lower-case "
            "letters, digits and '-'."
        )
    return name


def _read(file: str, setting: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{setting} cannot be read: {error}.") from error


def _table(settings: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
    table = settings.get(key)
    if table is None:
        return {}
    if not isinstance(table, Mapping):
        raise SettingsError(f"{place} in the settings is a table, not {table!r}.")
    return table
