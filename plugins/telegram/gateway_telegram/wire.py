"""The line to Telegram: the SDK's bot, without the token in its hands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final
from urllib.request import getproxies, proxy_bypass

import httpx

if TYPE_CHECKING:
    from telegram import Bot

    from gateway_telegram.options import Options

_STAND_IN: Final = "TOKEN"


def bot(options: Options) -> Bot:
    """A bot that calls Telegram under the options' token and never knows it.

    The token is a part of every address, so it would stand in every log and every traceback that
    names one. The SDK gets a stand-in; the token is put in its place on the way out.
    """
    # The SDK's own opt-in to what it will do by itself one day; else it warns at every 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    from telegram import Bot
    from telegram.request import HTTPXRequest

    def request(connections: int) -> HTTPXRequest:
        transport = _Veil(options, connections)
        return HTTPXRequest(
            read_timeout=20,
            write_timeout=20,
            connect_timeout=10,
            pool_timeout=20,
            media_write_timeout=60,
            httpx_kwargs={"transport": transport},
        )

    return Bot(
        _STAND_IN,
        base_url=f"{options.api}/bot",
        base_file_url=f"{options.api}/file/bot",
        request=request(64),
        get_updates_request=request(1),
    )


class _Veil(httpx.AsyncBaseTransport):
    """Puts the token into the address, below everything that logs addresses."""

    def __init__(self, options: Options, connections: int) -> None:
        self._token = options.token.get_secret_value().encode()
        self._inner = httpx.AsyncHTTPTransport(
            limits=httpx.Limits(max_connections=connections), proxy=_proxy(options.api)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.replace(
            f"/bot{_STAND_IN}/".encode(), b"/bot" + self._token + b"/", 1
        )
        real = httpx.Request(
            request.method,
            request.url.copy_with(raw_path=path),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return await self._inner.handle_async_request(real)

    async def aclose(self) -> None:
        await self._inner.aclose()


def _proxy(address: str) -> str | None:
    """The proxy the environment names for an address: a transport of one's own does not ask."""
    url = httpx.URL(address)
    return None if proxy_bypass(url.host) else getproxies().get(url.scheme)
