"""Settings, and sleep that takes no time."""

from __future__ import annotations

import asyncio
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import gateway_studio

import gateway.media.plugin
from gateway import Look, Reel
from gateway.app import Darkroom, Gateway
from gateway.plugins import GROUP
from gateway.settings import load
from gateway.testing import FakePlatform, offering


class Naps:
    """Sleeps no time, and remembers how long it would have been."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


class QuickDarkroom(Darkroom):
    """Checks everything, but encodes nothing ahead of a tape."""

    async def prepare(self, reel: Reel, look: Look) -> None:
        """A tape of ten small pictures is soon made."""


def playing_with_gemini(
    root: Path,
    base: str,
    gemini: object,
    *others: object,
    options: dict[str, Any] | None = None,
    **settings: Any,  # noqa: ANN401 - as `load`
) -> Gateway:
    """A gateway with Gemini over the studio, both real, and the real darkroom.

    :param others: platforms, and more plugins.
    :param options: Gemini's settings.
    """
    installed = [entry.name for entry in entry_points(group=GROUP)]
    platforms = [one for one in others if isinstance(one, FakePlatform)]
    more = [one for one in others if not isinstance(one, FakePlatform)]
    section = {"enabled": True, "url": base, **(options or {})}
    how = {
        "play": {"film": "off"},
        "poll": 0.01,
        "drain": 20,
        "disabled_plugins": installed,
        **settings,
    }
    plugins = (gateway_studio, gateway.media.plugin, gemini, offering(*platforms), *more)
    said = load(root=root, plugins={"gemini": section}, **how)
    return Gateway(said, plugins=plugins, darkroom=QuickDarkroom())


def service_account(token: str) -> dict[str, str]:
    """What a file of Google Cloud's says that lets its bearer in."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return {
        "type": "service_account",
        "project_id": "a-project",
        "private_key_id": "1",
        "private_key": key.decode(),
        "client_email": "tapeway@a-project.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": token,
    }
