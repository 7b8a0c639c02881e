"""All operations there are."""

from __future__ import annotations

from typing import Final

from gateway_web.api import acting, looking, running, sharing, streaming
from gateway_web.api import models as m
from gateway_web.api.spec import Operation

_S: Final = "/sessions/{session}"
_FILES: Final = ("image/png", "image/gif", "video/mp4")

OPERATIONS: Final = (
    Operation(
        method="GET", path="/me", scope="read", handler=looking.get_me, answer=m.Me,
        summary="Whose token this is, and what it is good for",
    ),
    Operation(
        method="GET", path="/worlds", scope="read", handler=looking.list_worlds, answer=m.Worlds,
        summary="Where a story can be set",
    ),
    Operation(
        method="POST", path="/rooms", scope="play", handler=acting.make_room, body=m.NewRoom,
        answer=m.Room, status=201, summary="Make a room that only its link leads to",
    ),
    Operation(
        method="GET", path="/sessions", scope="read", handler=looking.list_sessions,
        query=m.SessionPaging, answer=m.Sessions, summary="Sessions by id",
    ),
    Operation(
        method="GET", path=_S, scope="read", handler=looking.get_session, answer=m.SessionNow,
        summary="Where a session's story stands",
    ),
    Operation(
        method="DELETE", path=_S, scope="admin", handler=acting.forget, answer=m.Action,
        status=202, summary="Forget a session with all its media, for good",
    ),
    Operation(
        method="GET", path=f"{_S}/settings", scope="read", handler=acting.get_settings,
        answer=m.Settings, summary="How a session is played",
    ),
    Operation(
        method="GET", path=f"{_S}/runs", scope="read", handler=looking.list_runs, query=m.Paging,
        answer=m.Runs, summary="A session's runs, the newest first",
    ),
    Operation(
        method="GET", path=f"{_S}/turns", scope="read", handler=looking.list_turns,
        query=m.TurnPaging, answer=m.Turns, summary="A session's turns, in their order",
    ),
    Operation(
        method="GET", path=f"{_S}/reels", scope="read", handler=looking.list_session_reels,
        query=m.ReelPaging, answer=m.Reels, summary="A session's tapes and films, the newest first",
    ),
    Operation(
        method="GET", path=f"{_S}/media/{{path:path}}", scope="read", handler=looking.get_media,
        types=_FILES, summary="A frame, segment, tape or film",
    ),
    Operation(
        method="POST", path=f"{_S}/actions", scope="play", handler=acting.act, body=m.NewAction,
        answer=m.Action, status=202, summary="Do something, by its verb",
    ),
    Operation(
        method="GET", path=f"{_S}/actions/{{action}}", scope="play", handler=acting.get_action,
        answer=m.Action, summary="What became of an action",
    ),
    Operation(
        method="GET", path=f"{_S}/hero", scope="read", handler=looking.get_hero,
        types=("image/png",), summary="The picture of who is played",
    ),
    Operation(
        method="PUT", path=f"{_S}/hero", scope="play", handler=acting.put_hero, query=m.Doing,
        pictures=True, answer=m.Action, status=202, summary="Let a picture be who is played",
    ),
    Operation(
        method="DELETE", path=f"{_S}/hero", scope="play", handler=acting.drop_hero, query=m.Doing,
        answer=m.Action, status=202, summary="Take the picture of who is played away",
    ),
    Operation(
        method="GET", path=f"{_S}/events", scope="read", handler=streaming.follow_events,
        query=m.Since, types=("text/event-stream",),
        summary="What a session is shown, as it is shown",
    ),
    Operation(
        method="GET", path="/reels", scope="read", handler=looking.list_reels, query=m.ReelPaging,
        answer=m.Reels, summary="All tapes and films, the newest first",
    ),
    Operation(
        method="GET", path=f"{_S}/shares", scope="play", handler=sharing.list_session_shares,
        answer=m.Shares, summary="What is shared of a session",
    ),
    Operation(
        method="POST", path=f"{_S}/shares", scope="play", handler=sharing.make_share,
        body=m.NewShare, answer=m.ShareTold, status=201, summary="Share a tape or film",
    ),
    Operation(
        method="GET", path="/shares", scope="admin", handler=sharing.list_shares, query=m.Paging,
        answer=m.Shares, summary="Everything that is shared, the newest first",
    ),
    Operation(
        method="DELETE", path="/shares/{code}", scope="admin", handler=sharing.revoke_share,
        status=204, summary="Take a share back",
    ),
    Operation(
        method="GET", path="/spend", scope="admin", handler=running.get_spend, query=m.Days,
        answer=m.Spend, summary="What was spent, by day and model",
    ),
    Operation(
        method="GET", path="/health", scope="admin", handler=running.get_health, answer=m.Health,
        summary="How much there is, and how much waits",
    ),
    Operation(
        method="GET", path="/tokens", scope="admin", handler=running.list_tokens, answer=m.Tokens,
        summary="The tokens that are good",
    ),
    Operation(
        method="DELETE", path="/tokens/{token}", scope="admin", handler=running.revoke_token,
        status=204, summary="Let a token be good no longer",
    ),
    Operation(
        method="GET", path="/webhooks", scope="admin", handler=running.list_webhooks,
        answer=m.Hooks, summary="The addresses that are told what happens",
    ),
    Operation(
        method="POST", path="/webhooks", scope="admin", handler=running.make_webhook,
        body=m.NewWebhook, answer=m.HookMade, status=201, secret=True,
        summary="Tell an address what happens",
    ),
    Operation(
        method="DELETE", path="/webhooks/{webhook}", scope="admin", handler=running.drop_webhook,
        status=204, summary="Tell an address nothing any more",
    ),
    Operation(
        method="GET", path="/webhooks/{webhook}/calls", scope="admin", handler=running.list_calls,
        answer=m.HookCalls, summary="What an address was told lately",
    ),
)  # fmt: skip
