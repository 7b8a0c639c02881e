"""The lines to Discord: the SDK's client, once to speak and once to hear.

Calls are made and events taken as Discord's own JSON. The SDK's models are left out: a message that
one of them could not read would be lost after it was sent, and their views keep every button in
memory.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from gateway_discord.errors import Faulted, Throttled

if TYPE_CHECKING:
    import aiohttp
    import discord

    from gateway_discord.options import Options

Raw = dict[str, Any]
Hear = Callable[[str, Raw], Awaitable[None]]
"""Takes an event by its name."""

_TROUBLE: Final = frozenset({500, 502, 504, 524})
"""After these the SDK would try again by itself, up to five times, also what may have arrived."""

_LONGEST: Final = 30.0
"""Seconds after which the SDK's own limiter gives up; less it does not take."""


def speaker(options: Options) -> discord.Client:
    """A client that only makes calls."""
    import discord

    _quiet()
    _aim(options.api)
    return discord.Client(
        intents=discord.Intents.none(),
        http_trace=_trace(),
        max_ratelimit_timeout=_LONGEST,
        proxy=proxy(options.api),
    )


def hearer(options: Options, hear: Hear) -> discord.Client:
    """A client that brings every event to `hear` before the SDK makes anything of it."""
    import discord

    intents = discord.Intents.none()
    intents.guild_messages = intents.dm_messages = True
    intents.message_content = options.message_content
    settings: dict[str, Any] = {
        "intents": intents,
        "enable_debug_events": True,
        "max_messages": None,
        "chunk_guilds_at_startup": False,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "proxy": proxy(options.api),
    }
    if options.shards == 1:
        client = discord.Client(**settings)
    elif options.shards == "auto":
        client = discord.AutoShardedClient(**settings)
    else:
        client = discord.AutoShardedClient(shard_count=options.shards, **settings)

    async def on_socket_raw_receive(received: str) -> None:
        payload = json.loads(received)
        if payload.get("t"):
            await hear(payload["t"], payload["d"])

    client.event(on_socket_raw_receive)
    return client


def _trace() -> aiohttp.TraceConfig:
    """Looks at every answer before the SDK does.

    The SDK would sleep on a 429, and try again after a 5xx. The gateway does both by itself: it
    knows what waits meanwhile, and what must not be said twice. What the headers of a good answer
    say of the next call is left to the SDK.
    """
    import aiohttp

    async def look(
        session: aiohttp.ClientSession, context: object, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        response = answer.response
        if response.status == 429 and response.headers.get("Via"):
            told = await response.json(content_type=None)
            everywhere = bool(told.get("global"))
            raise Throttled(float(told["retry_after"]), everywhere=everywhere)
        if response.status in _TROUBLE:
            raise Faulted(f"{response.status}")

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(look)
    return trace


def _aim(api: str) -> None:
    """Point the SDK at another Discord; it has one for the whole process."""
    import discord
    import yarl

    if api == discord.http.Route.BASE:
        return
    discord.http.Route.BASE = api
    place = urlsplit(api)
    scheme = "wss" if place.scheme == "https" else "ws"
    host = "gateway.discord.gg" if place.netloc == "discord.com" else place.netloc
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"{scheme}://{host}/")


def _quiet() -> None:
    """Keep the SDK from warning of what we leave out on purpose: voice, and the list of servers."""
    import discord

    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    logging.getLogger("discord.state").addFilter(_no_guilds)


def _no_guilds(record: logging.LogRecord) -> bool:
    return "Guilds intent" not in str(record.msg)


def proxy(address: str) -> str | None:
    """The proxy the environment names for an address: the SDK does not ask for it."""
    place = urlsplit(address)
    return None if proxy_bypass(place.hostname or "") else getproxies().get(place.scheme)
