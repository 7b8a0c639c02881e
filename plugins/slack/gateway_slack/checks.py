"""What `tapeway doctor` asks Slack: who is this bot, what may it do, and does the line open?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gateway import Finding, SettingsError
from gateway_slack.errors import is_refused, token_refused, told

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from gateway_slack.options import Options

SCOPES: Final = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "chat:write",
        "chat:write.public",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "im:history",
        "mpim:history",
        "users:read",
    }
)
"""What the app may do; `manifest.yml` asks for it."""


async def check(options: Options) -> Sequence[Finding]:
    """Whether the tokens are taken, and what the app may not do that it should.

    :raises SettingsError: a token is refused, or the SDK is not installed.
    """
    try:
        import slack_sdk  # noqa: F401 - it has to be there
    except ImportError as error:
        raise SettingsError("Its library is missing: pip install 'tapeway[slack]'.") from error
    from gateway_slack.wire import client, session

    async with session() as connections:
        web = client(options, connections)
        known = await _asked(web.auth_test, options.setting)
        if isinstance(known, Finding):
            return [known]
        found = [_who(known, options), *_scopes(known)]
        if options.listen:
            return found
        opened = await _asked(
            lambda: web.apps_connections_open(app_token=options.door.get_secret_value()),
            options.door_setting,
        )
        return [*found, opened] if isinstance(opened, Finding) else found


async def _asked(call: Callable[[], Awaitable[Any]], setting: str) -> Any:  # noqa: ANN401 - Slack's
    """What Slack answers, or what is to be said of that it does not."""
    from aiohttp import ClientError
    from slack_sdk.errors import SlackClientError

    try:
        return await call()
    except (SlackClientError, ClientError, TimeoutError, OSError) as error:
        if is_refused(error):
            raise token_refused(setting) from error
        return Finding(text=str(told(error, setting)), ok=False)


def _who(known: Any, options: Options) -> Finding:  # noqa: ANN401 - as the SDK has it
    user, team = known.get("user"), known.get("team")
    return Finding(text=f"Slack knows the token in {options.setting} as @{user} in {team}.")


def _scopes(known: Any) -> Sequence[Finding]:  # noqa: ANN401 - as the SDK has it
    """The scopes that are missing; Slack names those there are beside each answer."""
    has = str(known.headers.get("x-oauth-scopes") or "")
    lacks = SCOPES - {scope.strip() for scope in has.split(",")}
    if not has or not lacks:
        return []
    names = ", ".join(sorted(lacks))
    return [Finding(text=f"The app lacks {names}: add them and install it again.", ok=False)]
