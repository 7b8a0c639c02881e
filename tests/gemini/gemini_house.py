"""Settings, and sleep that takes no time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import gateway_studio
import gemini_shows as shows
from gateway_gemini import Gemini
from gateway_studio.worlds import load_world

import gateway.media.plugin
from gateway import (
    Action,
    Frame,
    Job,
    Look,
    Picture,
    Reel,
    Scene,
    Segment,
    SessionId,
    Turn,
    Verb,
)
from gateway.app import Darkroom, Gateway
from gateway.plugins import GROUP
from gateway.settings import load
from gateway.testing import FakePlatform, Naps, offering


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


class Hours(Naps):
    """Sleeps no time, and lets it go by all the same.

    `gone` is what else took its time, `drag` how much longer everything takes than it should.
    """

    gone = 0.0
    drag = 1.0

    def clock(self) -> float:
        """Seconds that went by."""
        return self.gone + self.drag * sum(self.taken)


@dataclass
class Desk:
    """The plugin alone, with a world and a folder, and no gateway around it."""

    gemini: Gemini
    root: Path
    naps: Hours
    session: SessionId = field(default_factory=lambda: SessionId.of("fake", "room"))
    seen: list[str] = field(default_factory=list)

    def turn(self, number: int = 1, **more: Any) -> Turn:  # noqa: ANN401 - a turn's fields
        """A turn of a run in Dead Channel."""
        how: dict[str, Any] = {
            "session": self.session,
            "run": 1,
            "index": number - 1,
            "parent": number - 2 if number > 1 else None,
            "number": number,
            "world": WORLD,
            "seed": 1,
            "action": Action(verb=Verb.SAY if number > 1 else Verb.START, text="I listen."),
            "at": datetime(2026, 11, 25, tzinfo=UTC),
        }
        return Turn(**{**how, **more})

    async def told(self, text: str) -> None:
        """Remember what could be seen on the way."""
        self.seen.append(text)

    async def write(self, turn: Turn | None = None) -> Scene:
        """What the plugin writes."""
        scene = await self.gemini.write_scene(turn or self.turn(), self.told)
        assert scene
        return scene

    async def draw(self, turn: Turn | None = None, scene: Scene | None = None) -> Frame:
        """What the plugin draws, to `picture.png`."""
        shown = scene or Scene(text="A gate.", picture=Picture(alt="A gate."))
        path = self.root / "picture.png"
        frame = await self.gemini.render_frame(turn or self.turn(), shown, path)
        assert frame
        return frame

    async def film(self, job: str | None = None, *, last: bool = True) -> Segment | Job:
        """What the plugin films, to `clip.mp4`."""
        for name in ("first.png", "last.png"):
            (self.root / name).write_bytes(shows.picture(len(name)))
        to = self.root / "last.png" if last else None
        scene = Scene(text="You go in.", picture=Picture(alt="A hall."))
        made = await self.gemini.shoot_segment(
            self.turn(2), scene, self.root / "first.png", to, self.root / "clip.mp4", job
        )
        assert made
        return made

    async def clip(self) -> Segment:
        """A clip, ordered and waited for."""
        job = await self.film()
        assert isinstance(job, Job)
        made = await self.film(job.name)
        assert isinstance(made, Segment)
        return made


WORLD = load_world(Path(__file__).parents[2] / "worlds" / "dead-channel.toml")
