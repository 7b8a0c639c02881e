"""Running the gateway: spending, health, tokens, webhooks."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException

from gateway import Call, Token, Webhook
from gateway_web.api import models as m
from gateway_web.api.spec import Ask


async def get_spend(ask: Ask) -> m.Spend:
    """What was spent by day, model and kind."""
    query: m.Days = ask.query
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    found = await ask.site.inbox.office.spend(since=today - timedelta(days=query.days - 1))
    items = [m.Spent.model_validate(card) for card in found]
    return m.Spend(items=items, total=sum(item.amount for item in items))


async def get_health(ask: Ask) -> m.Health:
    """How much there is, and how much waits."""
    return m.Health.model_validate(await ask.site.inbox.office.health())


async def list_tokens(ask: Ask) -> m.Tokens:
    """The tokens that are good."""
    return m.Tokens(items=[_token(token) for token in await ask.site.inbox.office.tokens()])


def _token(token: Token) -> m.TokenRow:
    return m.TokenRow(
        id=token.id,
        name=token.name,
        scopes=list(token.scopes),
        at=token.at.isoformat(),
        used=token.used.isoformat() if token.used else None,
    )


async def revoke_token(ask: Ask) -> None:
    """Let a token be good no longer."""
    if not await ask.site.inbox.office.revoke_token(ask.path("token")):
        raise HTTPException(404, "There is no such token.")


async def make_webhook(ask: Ask) -> m.HookMade:
    """Tell an address from now on; the same key is the same webhook."""
    body: m.NewWebhook = ask.body
    office = ask.site.inbox.office
    identity = hashlib.sha256(f"{ask.token.id}:{ask.key}".encode()).hexdigest()[:16]
    events = tuple(dict.fromkeys(body.events))
    wanted = Webhook(id=identity, url=body.url, events=events, at=datetime.now(UTC))
    await office.add_webhook(wanted)
    kept = next((hook for hook in await office.webhooks() if hook.id == identity), wanted)
    if (kept.url, kept.events) != (wanted.url, wanted.events):
        raise HTTPException(409, "That key was brought with another request; make up a new one.")
    secret = ask.site.platform.keys.webhook_secret(identity)
    return m.HookMade(**_hook(kept).model_dump(), secret=secret)


async def list_webhooks(ask: Ask) -> m.Hooks:
    """The addresses that are told."""
    return m.Hooks(items=[_hook(hook) for hook in await ask.site.inbox.office.webhooks()])


def _hook(hook: Webhook) -> m.Hook:
    return m.Hook(id=hook.id, url=hook.url, events=list(hook.events), at=hook.at.isoformat())


async def drop_webhook(ask: Ask) -> None:
    """Tell an address nothing any more."""
    if not await ask.site.inbox.office.drop_webhook(ask.path("webhook")):
        raise HTTPException(404, "There is no such webhook.")


async def list_calls(ask: Ask) -> m.HookCalls:
    """What a webhook was told lately, and what it is going to be."""
    calls = await ask.site.inbox.office.calls(ask.path("webhook"), most=100)
    return m.HookCalls(items=[_call(call) for call in calls])


def _call(call: Call) -> m.HookCall:
    return m.HookCall(
        id=call.id,
        event=call.event,
        at=call.at.isoformat(),
        due=call.due.isoformat(),
        attempts=call.attempts,
        state=call.state,
        status=call.status,
        why=call.why,
    )
