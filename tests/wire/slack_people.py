"""The people of a workspace: they write, press, fill in and look, and the app is to hear of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from slack_chat import Shown
from slack_state import APP, BOT_USER, Workspace


class People(Workspace):
    """What people do, as Slack tells it."""

    @abstractmethod
    async def bring(self, kind: str, payload: Mapping[str, Any]) -> str:
        """Bring something to the app; the number by which it may be brought again."""

    async def write(
        self, text: str, *, channel: str = "D1", person: str = "U1", thread: str | None = None,
        **more: Any,  # noqa: ANN401
    ) -> str:  # fmt: skip
        """A person writes; `D…` is the bot alone. Naming the bot comes twice, as on Slack."""
        event = {
            "type": "message",
            "user": person,
            "text": text,
            "ts": self._ts(),
            "channel": channel,
            "channel_type": "im" if channel.startswith("D") else "channel",
            **({"thread_ts": thread} if thread else {}),
            **more,
        }
        if f"<@{BOT_USER}>" in text and not channel.startswith("D"):
            mention = {name: told for name, told in event.items() if name != "subtype"}
            await self.event({**mention, "type": "app_mention"})
        await self.event(event)
        return str(event["ts"])

    async def event(self, event: Mapping[str, Any]) -> str:
        """Something happens in the workspace."""
        return await self.bring(
            "events_api",
            {
                "type": "event_callback",
                "team_id": self.team,
                "api_app_id": APP,
                "event": dict(event),
                "event_id": f"Ev{next(self._ids):08}",
                "event_time": int(self.now),
                "authorizations": [{"team_id": self.team, "user_id": BOT_USER, "is_bot": True}],
            },
        )

    async def command(self, text: str, *, channel: str = "D1", person: str = "U1") -> str:
        """A person says `/tapeway …`."""
        return await self.bring(
            "slash_commands",
            {
                "team_id": self.team,
                "team_domain": "story",
                "channel_id": channel,
                "channel_name": "directmessage" if channel.startswith("D") else channel.lower(),
                "user_id": person,
                "user_name": f"person_{person.lower()}",
                "command": "/tapeway",
                "text": text,
                "api_app_id": APP,
                "response_url": self._response(channel, person),
                "trigger_id": self._trigger(),
            },
        )

    async def press(self, label: str, shown: Shown, *, person: str = "U1") -> str:
        """A person presses a button of a message."""
        text, action, value = next(b for b in shown.buttons if label in b[0])
        thread = {"thread_ts": shown.thread} if shown.thread else {}
        return await self.bring(
            "interactive",
            {
                **self._interaction("block_actions", person),
                "container": {
                    "type": "message",
                    "message_ts": shown.ts,
                    "channel_id": shown.channel,
                    **thread,
                },
                "channel": {"id": shown.channel, "name": shown.channel.lower()},
                "message": {"type": "message", "ts": shown.ts, "text": shown.text, **thread},
                "response_url": self._response(shown.channel, person),
                "actions": [self._action(text, action, value)],
            },
        )

    async def press_home(self, label: str, *, person: str = "U1") -> str:
        """A person presses a button of their Home tab."""
        view = self.homes[person]
        rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
        button = next(one for row in rows for one in row if label in one["text"]["text"])
        return await self.bring(
            "interactive",
            {
                **self._interaction("block_actions", person),
                "container": {"type": "view", "view_id": "V0"},
                "view": {"id": "V0", **view},
                "actions": [self._action(label, button["action_id"], button["value"])],
            },
        )

    async def fill(self, view: str, words: str, *, person: str = "U1") -> str:
        """A person writes into a form and sends it."""
        filled = self.forms[view]
        (block,) = filled["blocks"]
        name = block["element"]["action_id"]
        value = {"type": "plain_text_input", "value": words}
        return await self.bring(
            "interactive",
            {
                **self._interaction("view_submission", person),
                "view": {
                    "id": view,
                    **filled,
                    "hash": f"{next(self._ids)}.x",
                    "state": {"values": {block["block_id"]: {name: value}}},
                },
            },
        )

    async def look_home(self, *, person: str = "U1") -> str:
        """A person opens the app's Home tab."""
        return await self.event(
            {
                "type": "app_home_opened",
                "user": person,
                "channel": "D1",
                "tab": "home",
                "event_ts": self._ts(),
            }
        )

    def _interaction(self, kind: str, person: str) -> dict[str, Any]:
        name = f"person_{person.lower()}"
        return {
            "type": kind,
            "user": {"id": person, "username": name, "name": name, "team_id": self.team},
            "team": {"id": self.team, "domain": "story"},
            "api_app_id": APP,
            "trigger_id": self._trigger(),
        }

    def _action(self, label: str, name: str, value: str) -> dict[str, Any]:
        text = {"type": "plain_text", "text": label, "emoji": False}
        sent = {"value": value} if value else {}
        return {
            "type": "button",
            "block_id": "b1",
            "action_id": name,
            "text": text,
            **sent,
            "action_ts": self._ts(),
        }
