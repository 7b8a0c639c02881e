"""Bolt's app: who may bring something, and that it is stored before it is acknowledged."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from gateway import OperatorError
from gateway_slack.wire import logger

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.response import BoltResponse
    from slack_sdk.web.async_client import AsyncWebClient

    from gateway_slack.inbound import Me, Raw

log = logging.getLogger("gateway.slack")

Take = Callable[["Raw", "Me"], Awaitable[None]]
"""Stores one payload, or raises."""


def app(client: AsyncWebClient, me: Me, take: Take, *, signing_secret: str = "") -> AsyncApp:
    """The app that answers once a payload is stored, and answers nothing where it could not be.

    Its only middleware stores: Bolt runs that before it acknowledges. There is nothing to listen
    for after it, since whoever plays is answered by deliveries.
    """
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.response import BoltResponse
    from slack_sdk.web.async_client import AsyncWebClient

    async def authorize() -> AuthorizeResult:
        # Known since the start: Bolt would ask Slack, and could not acknowledge while it is away.
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot
        )

    async def store(body: Raw) -> BoltResponse:
        try:
            await take(body, me)
        except OperatorError as error:
            log.error("something said on %s waits: %s", me.platform, error)
            return BoltResponse(status=503)
        return BoltResponse(status=200, body="")

    made = AsyncApp(
        name=me.platform,
        logger=logger(),
        client=AsyncWebClient(base_url=client.base_url, logger=logger(), retry_handlers=[]),
        authorize=authorize,
        signing_secret=signing_secret,
        # What comes over our own socket is not signed.
        request_verification_enabled=bool(signing_secret),
    )
    made.use(store)
    return made
