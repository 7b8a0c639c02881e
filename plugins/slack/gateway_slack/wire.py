"""The line to Slack: the SDK's client, which retries nothing by itself."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from slack_sdk.web.async_client import AsyncWebClient

    from gateway_slack.options import Options

TIMEOUT: Final = 20.0
"""Seconds until Slack has answered a call."""

UPLOAD_TIMEOUT: Final = 100.0
"""Seconds until Slack has taken a file."""


def session() -> ClientSession:
    """The connections of one bot."""
    import aiohttp

    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=10))


def client(options: Options, connections: ClientSession) -> AsyncWebClient:
    """The Web API under the options' token.

    What is tried again, and when, is the gateway's to know: a call that the SDK repeated by itself
    could say the same thing twice, and would not wait for its turn.
    """
    from slack_sdk.web.async_client import AsyncWebClient

    made = AsyncWebClient(
        token=options.token.get_secret_value(),
        base_url=f"{options.api}/",
        session=connections,
        logger=logger(),
        retry_handlers=[],
    )
    made.proxy = proxy(options.api)
    return made


def logger() -> logging.Logger:
    """Where the SDK writes: what goes wrong, and never what was said or by which token."""
    quiet = logging.getLogger("gateway.slack.sdk")
    quiet.setLevel(logging.WARNING)
    return quiet


def proxy(address: str) -> str | None:
    """The proxy that the environment names for an address."""
    url = urlsplit(address)
    return None if proxy_bypass(url.hostname or "") else getproxies().get(url.scheme)
