"""The page as a platform: listens on a socket, brings clicks in, keeps what each room shows."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from gateway import JSON, Delivery, Limits, Part, Receipt, SettingsError, TryLater, file_key
from gateway_web import elsewhere, outbound
from gateway_web.bells import Bells
from gateway_web.keys import Keys
from gateway_web.rooms import Rooms
from gateway_web.shelf import Shelf
from gateway_web.uploads import Uploads
from gateway_web.view import settings_of
from gateway_web.webhooks import Caller

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gateway import Ending, Event, Inbox, Office, SessionId, Turn
    from gateway_web.options import Options
    from gateway_web.outbound import Entry

_LIMITS: Final = Limits(
    text=100_000,
    caption=100_000,
    label=400,
    buttons_per_row=1,
    button_rows=99,
    attachments=1,
    repeatable=True,
    telling=0.25,
)
"""A page holds anything, and a room shows a key once however often it is delivered."""

_REMEMBERED: Final = 2000
_WEEK: Final = 7 * 24 * 3600


class WebPlatform:
    """A server with rooms."""

    name = "web"

    def __init__(self, options: Options) -> None:
        self.options = options
        self.address = ""
        self.closed = False
        self._socket: socket.socket | None = None
        self._clicks: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self.keys: Keys
        self.office: Office | None = None
        self.rooms = Rooms(self.folder)
        self.uploads = Uploads(self.folder / "uploads")
        self.bells = Bells()
        self.caller = Caller(private=options.private_webhooks)

    @property
    def limits(self) -> Limits:
        """Generous."""
        return _LIMITS

    @property
    def folder(self) -> Path:
        """What is the page's own in the data root: its key, and what each room was shown."""
        return self.options.root / ".web"

    async def open(self) -> None:
        """Take the address, and read the key that signs.

        :raises SettingsError: the address cannot be listened on.
        """
        await asyncio.to_thread(self.folder.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(self.uploads.open)
        self.keys = await asyncio.to_thread(
            Keys.load, self.folder / "key", "" if self.options.loopback else self.options.secret
        )
        self._socket = _bound(self.options.host, self.options.port)
        host, port = self._socket.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{port}"

    async def listen(self, inbox: Inbox) -> None:
        """Serve until cancelled; open streams are ended, requests under way are finished.

        :raises SettingsError: there is no such world as the settings name.
        """
        from gateway_web.server import serve

        if self._socket is None:
            raise RuntimeError("open the platform before it listens")
        _check_world(self.options.world, [world.name for world in inbox.worlds])
        if self.options.announce:
            print(f"Tapeway plays at {self.address}  (Ctrl-C stops it)", file=sys.stderr)
        if self.options.open_browser:
            await asyncio.to_thread(_open_browser, self.address)
        self.office = inbox.office
        calling = asyncio.create_task(self.caller.run(inbox.office, self.keys))
        try:
            await serve(self, inbox, self._socket)
        finally:
            calling.cancel()
            await asyncio.wait([calling])
            if self.options.announce:
                print("Stopping: what is under way is finished first.", file=sys.stderr)

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Keep one delivery in its room and show it to whoever is there.

        :raises TryLater: the disk did not take it.
        """
        room = await self.rooms.get(delivery.session)
        entry = outbound.to_entry(delivery)
        if str(entry.get("path", "")).startswith("watched/"):
            folder = self.rooms.folder(delivery.session)
            await asyncio.to_thread(elsewhere.note, folder, delivery)
        if delivery.part in (Part.PROGRESS, Part.TELLING):
            room.show(entry)
            return Receipt(message={"key": delivery.key})
        if delivery.part is Part.NOTICE:
            entry = self._voice(delivery) or entry
            await self._tell_hero(delivery.session)
        await self._keep(delivery.session, entry)
        return Receipt(message={"key": delivery.key})

    async def fetch(self, picture: Mapping[str, JSON], path: Path) -> None:
        """Copy a picture that somebody sent to the page or to the API.

        :raises Refused: it is not here any more.
        """
        await self.uploads.fetch(str(picture["upload"]), path)

    async def close(self) -> None:
        """Hang up on everybody, and give the address back."""
        self.closed = True
        self.hang_up()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def hang_up(self) -> None:
        """End every stream."""
        self.rooms.hang_up()
        self.bells.hang_up()

    # ------------------------------------------------------------------------- for the routes

    def clicked(self, event: Event) -> None:
        """Remember who pressed what, to tell a voice from a word."""
        if event.button:
            key = f"{event.session}:{event.id}:notice"
            self._clicks[key] = (event.person.name, event.button)
            if len(self._clicks) > _REMEMBERED:
                self._clicks.popitem(last=False)

    async def link_to(self, session: SessionId, path: str) -> str:
        """A link to a tape or film for anybody, that says nothing of whose it is."""
        if self.office is not None:
            shares = await self.office.shares(session=session, before=None, most=1000)
            if code := next((share.code for share in shares if share.path == path), ""):
                return f"{self.options.public_url}/s/{code}"
        name = f"{file_key(session, path)}{path[-4:]}"
        leave = self.keys.leave(name, until=int(time.time()) + _WEEK)
        return f"{self.options.public_url}/f/{leave}/{name}"

    def shelf(self, session: SessionId) -> Shelf:
        """The session's folder, to look into."""
        return Shelf(self.options.root, session)

    # -------------------------------------------------------------------------- for the hooks

    async def act_begins(self, turn: Turn) -> None:
        """Show who does what; where the session was deleted, its room begins anew first."""
        await self.notice_deletion(turn.session)
        await self._keep(turn.session, outbound.act(turn))

    async def act_fails(self, turn: Turn) -> None:
        """Show that nothing will come of it."""
        await self._keep(turn.session, {"kind": "failed", "turn": turn.index})

    async def run_ends(self, session: SessionId, run: int, ending: Ending) -> None:
        """Show that the run is over."""
        await self._keep(session, outbound.ended(run, ending))

    async def tell_settings(self, session: SessionId) -> None:
        """Show how the session is played now, to everybody."""
        state = await asyncio.to_thread(self.shelf(session).state)
        await self._keep(session, {"kind": "settings", "settings": settings_of(state)})

    async def reel_deleted(self, session: SessionId, path: str) -> None:
        """Show that a tape or film is no longer there."""
        await self._keep(session, {"kind": "deleted", "path": path})

    async def forget(self, session: SessionId) -> None:
        """The room forgets everything."""
        await (await self.rooms.get(session)).begin_anew()

    async def notice_deletion(self, session: SessionId) -> None:
        """A room that has shown pictures and whose folder is gone was deleted by somebody."""
        room = await self.rooms.get(session)
        gone = not self.shelf(session).folder.is_dir() and self.folder.is_dir()
        if gone and room.newest("picture") is not None:
            await room.begin_anew()

    async def _tell_hero(self, session: SessionId) -> None:
        """Show everybody another picture of who is played; whoever sent it is told besides."""
        told = (await self.rooms.get(session)).newest("hero") or {}
        version = await asyncio.to_thread(self.shelf(session).hero)
        if version != told.get("version"):
            await self._keep(session, {"kind": "hero", "version": version})

    async def _keep(self, session: SessionId, entry: Entry) -> None:
        room = await self.rooms.get(session)
        try:
            await room.add(entry)
        except OSError as error:
            raise TryLater(f"The room could not be written: {error}", retry_after=5) from error

    def _voice(self, delivery: Delivery) -> Entry | None:
        name, button = self._clicks.get(delivery.key, ("", ""))
        return outbound.vote(delivery, name=name, button=button)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(512)
    except OSError as error:
        bound.close()
        raise SettingsError(
            f"The page cannot listen on {host}:{port}: {error.strerror}. Say `--port 0` for "
            "any free one, set plugins.web.port to another number, or stop whoever has it."
        ) from error
    bound.settimeout(0)
    return bound


def _check_world(wanted: str, names: list[str]) -> None:
    if wanted and wanted not in names:
        raise SettingsError(f"There is no world {wanted!r}. There are: {', '.join(names)}.")


def _open_browser(address: str) -> None:
    import webbrowser

    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
