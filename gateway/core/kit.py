"""What every part of the engine works with."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from gateway.core.caps import Caps
from gateway.core.courier import Courier
from gateway.core.errors import TapewayError
from gateway.core.guesses import Guard
from gateway.core.hooks import Hooks
from gateway.core.looks import Look
from gateway.core.office import Office
from gateway.core.ports import Darkroom, Durable, Folders, Store
from gateway.core.types import SessionSettings, World

log = logging.getLogger("gateway.engine")

INSIDE: Final = "something went wrong inside; whoever runs this bot finds it in the log."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The engine's surroundings, handed to it whole."""

    hooks: Hooks
    store: Store
    durable: Durable
    folders: Folders
    darkroom: Darkroom
    courier: Courier
    office: Office
    clock: Callable[[], datetime]
    worlds: Mapping[str, World]
    looks: Mapping[str, Look]
    caps: Caps = field(default_factory=Caps)
    defaults: SessionSettings = field(default_factory=SessionSettings)
    guard: Guard = field(default_factory=Guard)
    new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16)


def reason(error: Exception) -> str:
    """Why something failed, as a player may read it; what is ours alone goes to the log."""
    if isinstance(error, TapewayError):
        return str(error)
    log.error("failed inside", exc_info=error)
    return INSIDE
