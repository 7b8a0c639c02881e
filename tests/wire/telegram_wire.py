"""Telegram in memory, on a real socket: people who write and press, and the Bot API.

It stores what bots send as chats show it, hands out updates by long polling or webhook until they
are confirmed, finds mentions as Telegram does, and fails when it is told to.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import Any, Self

import bot_api
import httpx
from plain_http import Request, Server
from telegram_chat import COMMAND, Fault, Shown, attached, buttons, error, ok, said

TOKEN = "4711:AAF-a-token-that-nobody-may-ever-see-in-a-log"
BOT = {"id": 4711, "is_bot": True, "first_name": "Tape", "username": "tape_bot"}
DATE = 1_760_000_000

LARGEST_FETCHED = 20_000_000
_LARGEST = {"photo": 10_000_000, "animation": 50_000_000, "video": 50_000_000}


class Telegram:
    """Use it as an async context manager; `base` is where the Bot API is."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.wrongs: list[str] = []
        self.messages: dict[tuple[int, int], Shown] = {}
        self.alerts: dict[str, str] = {}
        """What each press was answered with; an empty text ends the waiting only."""
        self.deleted: list[Shown] = []
        self.menus: dict[tuple[str, str], dict[str, str]] = {}
        """What the bot's menu offers, by scope and language."""
        self.webhook: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.blocked: set[int] = set()
        self.chats: dict[int, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.largest = LARGEST_FETCHED
        """What people sent, by the id of its file."""
        self.token = TOKEN
        self.confirmed = 0
        self._updates: list[dict[str, Any]] = []
        self._again: list[dict[str, Any]] = []
        self._numbers, self._ids = count(1), count(1)
        self._changed = asyncio.Condition()
        self._server = Server(self._answer, cut=self._cuts)

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._server.stop()

    @property
    def base(self) -> str:
        return self._server.base

    # ------------------------------------------------------------------------------------- people

    async def write(
        self,
        text: str,
        *,
        chat: int = 1,
        person: int | None = None,
        **more: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """A person writes; a chat with a negative number is a group."""
        person = person or abs(chat)
        message = {
            "message_id": next(self._numbers),
            "date": DATE,
            "chat": self._chat(chat, person),
            "from": self._person(person),
            "text": text,
            **more,
        }
        command = COMMAND.match(text)
        if command and "entities" not in more:
            length = len(command[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self.bring({"message": message})

    async def press(
        self, data: str, *, number: int, chat: int = 1, person: int | None = None
    ) -> dict[str, Any]:
        """A person presses a button of a message."""
        shown = self.messages[chat, number]
        topic = {"message_thread_id": shown.thread, "is_topic_message": True}
        message = {
            "message_id": number,
            "date": DATE,
            "chat": self._chat(chat, person or abs(chat)),
            "from": BOT,
            "text": shown.text,
            **(topic if shown.thread else {}),
        }
        press = {
            "id": f"press{next(self._ids)}",
            "from": self._person(person or abs(chat)),
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        return await self.bring({"callback_query": press})

    def sent(self, picture: bytes) -> list[dict[str, Any]]:
        """The sizes of a photo that a person sent, the smallest first, as a message has them."""
        number = next(self._ids)
        sizes = []
        for size, side, data in (("s", 90, picture[:4]), ("x", 800, picture)):
            name = f"photo{number}{size}"
            self.files[name] = data
            sizes.append(
                {
                    "file_id": name,
                    "file_unique_id": f"u{name}",
                    "width": side,
                    "height": side,
                    "file_size": len(data),
                }
            )
        return sizes

    async def bring(self, update: dict[str, Any]) -> dict[str, Any]:
        """Bring an update to the bot; one with a number already comes once more."""
        update.setdefault("update_id", 1000 + next(self._ids))
        if self.webhook:
            await self.post(update)
            return update
        async with self._changed:
            self._updates.append(update)
            self._changed.notify_all()
        return update

    async def again(self, update: dict[str, Any]) -> None:
        """Bring an update once more, confirmed or not."""
        async with self._changed:
            self._again.append(update)
            self._changed.notify_all()

    async def post(self, update: dict[str, Any], *, secret: str | None = None) -> int:
        """Send an update to the webhook, as Telegram would; the answer's status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret or self.webhook["secret_token"]}
        async with httpx.AsyncClient(timeout=20) as http:
            answer = await http.post(self.webhook["url"], json=update, headers=headers)
        return answer.status_code

    # ------------------------------------------------------------------------------------ looking

    def shown(self, chat: int = 1, thread: int | None = None) -> list[Shown]:
        """What a chat shows now, oldest first."""
        found = [m for m in self.messages.values() if m.chat == chat and m.thread == thread]
        return sorted(found, key=lambda message: message.number)

    def called(self, *methods: str) -> list[dict[str, str]]:
        return [fields for method, fields in self.calls if method in methods]

    @property
    def waiting(self) -> list[dict[str, Any]]:
        """The updates that the bot has not confirmed."""
        return [update for update in self._updates if update["update_id"] > self.confirmed]

    async def until(self, found: Callable[[], Any], *, seconds: float = 60.0) -> Any:  # noqa: ANN401
        """Wait until something is so; what it is."""
        async with asyncio.timeout(seconds), self._changed:
            while not (it := found()):
                await self._changed.wait()
            return it

    # ---------------------------------------------------------------------------------- the Bot API

    def _cuts(self, request: Request) -> bool:
        """Whether the line breaks while this request is still coming in."""
        method = request.path.rpartition("/")[2]
        uploads = "multipart" in request.headers.get("content-type", "")
        for fault in self.faults:
            if fault.drop == "upload" and fault.method in ("", method) and uploads:
                self.faults.remove(fault)
                return True
        return False

    async def _answer(self, request: Request) -> tuple[int, bytes] | None:
        if request.path.startswith(f"/file/bot{self.token}/"):
            return self._file(request.path.rpartition("/")[2])
        _, bot, method = request.path.split("/", 2)
        fields, files = request.form()
        if bot != f"bot{self.token}":
            return error(401, "Unauthorized")
        self.wrongs += bot_api.wrongs(method, fields, files)
        fault = self._fault(method, int(fields.get("chat_id", 0)))
        if fault and fault.drop == "before":
            return None
        if fault and not fault.drop:
            return error(fault.code, fault.says, fault.retry_after, fault.migrate)
        answer = await self._do(method, fields, files)
        async with self._changed:
            self._changed.notify_all()
        return None if fault else answer

    def _fault(self, method: str, chat: int) -> Fault | None:
        """The first that fits; asking for updates fails only where that is said."""
        named = ("", method) if method != "getUpdates" else (method,)
        for fault in self.faults:
            if fault.drop == "upload" or fault.chat not in (0, chat):
                continue
            if fault.method in named:
                self.faults.remove(fault)
                return fault
        return None

    async def _do(
        self, method: str, fields: dict[str, str], files: dict[str, bytes]
    ) -> tuple[int, bytes]:
        self.calls.append((method, fields))
        if method == "getUpdates":
            return await self._get_updates(fields)
        if method == "answerCallbackQuery":
            return self._answer_press(fields)
        if method == "getFile":
            return self._get_file(fields["file_id"])
        if method in ("setWebhook", "deleteWebhook"):
            self.webhook = fields if method == "setWebhook" else {}
        elif method.startswith(("send", "edit", "delete")):
            return self._in_chat(method, fields, files)
        if method == "setMyCommands":
            scope = json.loads(fields["scope"])["type"]
            menu = scope, fields.get("language_code", "")
            self.menus[menu] = {
                c["command"]: c["description"] for c in json.loads(fields["commands"])
            }
        if method == "getWebhookInfo":
            return ok({"url": "", "has_custom_certificate": False, "pending_update_count": 0})
        return ok(BOT if method == "getMe" else True)

    async def _get_updates(self, fields: dict[str, str]) -> tuple[int, bytes]:
        if self.webhook:
            return error(409, "Conflict: can't use getUpdates method while webhook is active")
        self.confirmed = max(self.confirmed, int(fields.get("offset", 0)) - 1)
        async with self._changed:
            self._changed.notify_all()
            with suppress(TimeoutError):
                async with asyncio.timeout(float(fields.get("timeout", 0))):
                    await self._changed.wait_for(lambda: self.waiting or self._again)
            again, self._again = self._again, []
            found = [*again, *self.waiting]
            return ok(sorted(found, key=lambda update: update["update_id"])[:100])

    def _get_file(self, name: str) -> tuple[int, bytes]:
        if name not in self.files:
            return error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[name]) > self.largest:
            return error(400, "Bad Request: file is too big")
        known = {"file_id": name, "file_unique_id": f"u{name}", "file_size": len(self.files[name])}
        return ok({**known, "file_path": f"photos/{name}"})

    def _file(self, name: str) -> tuple[int, bytes] | None:
        self.calls.append(("file", {"name": name}))
        if fault := self._fault("file", 0):
            return None if fault.drop else error(fault.code, fault.says, fault.retry_after)
        return 200, self.files[name]

    def _answer_press(self, fields: dict[str, str]) -> tuple[int, bytes]:
        press = fields["callback_query_id"]
        if press in self.alerts:
            return error(400, "Bad Request: query is too old and response timeout expired or "
                               "query ID is invalid")  # fmt: skip
        self.alerts[press] = fields.get("text", "")
        return ok(True)

    def _in_chat(
        self, method: str, fields: dict[str, str], files: dict[str, bytes]
    ) -> tuple[int, bytes]:
        chat = int(fields["chat_id"])
        if chat in self.blocked:
            return error(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            return error(400, "Bad Request: chat not found")
        if method == "sendChatAction":
            return ok(True)
        if method == "deleteMessage":
            self.deleted.append(self.messages.pop((chat, int(fields["message_id"]))))
            return ok(True)
        if method.startswith("send"):
            return self._put(self._new(method, chat, fields, files))
        old = self.messages.get((chat, int(fields["message_id"])))
        if old is None:
            return error(400, "Bad Request: message to edit not found")
        new = self._edited(method, old, fields, files)
        if new == old:
            return error(400, "Bad Request: message is not modified")
        return self._put(new)

    def _new(
        self, method: str, chat: int, fields: dict[str, str], files: dict[str, bytes]
    ) -> Shown:
        kind = method.removeprefix("send").lower()
        thread = fields.get("message_thread_id")
        shown = Shown(next(self._numbers), chat, int(thread) if thread else None, fields=fields)
        if kind == "message":
            return replace(shown, **said(fields, "text"), buttons=buttons(fields))
        return replace(
            shown,
            **said(fields, "caption"),
            buttons=buttons(fields),
            kind=kind,
            file=files[kind],
            thumbnail=attached(fields.get("thumbnail", ""), files),
        )

    def _edited(
        self, method: str, old: Shown, fields: dict[str, str], files: dict[str, bytes]
    ) -> Shown:
        if method == "editMessageMedia":
            media = json.loads(fields["media"])
            file = attached(media["media"], files)
            text = said(media, "caption")
            return replace(old, **text, buttons=buttons(fields), kind=media["type"], file=file)
        return replace(old, **said(fields, "text"), buttons=buttons(fields))

    def _put(self, shown: Shown) -> tuple[int, bytes]:
        if len(shown.file) > _LARGEST.get(shown.kind, 50_000_000):
            return error(413, "Request Entity Too Large")
        self.messages[shown.chat, shown.number] = shown
        return ok(
            {
                "message_id": shown.number,
                "date": DATE,
                "chat": self.chats[shown.chat],
                "from": BOT,
                "text": shown.text,
            }
        )

    # ------------------------------------------------------------------------------- small things

    def _chat(self, chat: int, person: int) -> dict[str, Any]:
        kind = "supergroup" if chat < 0 else "private"
        named = {"title": f"Group {-chat}"} if chat < 0 else {"first_name": f"Person {person}"}
        self.chats.setdefault(chat, {"id": chat, "type": kind, **named})
        return self.chats[chat]

    def _person(self, person: int) -> dict[str, Any]:
        name = f"Person {person}"
        return {"id": person, "is_bot": False, "first_name": name, "username": f"person_{person}"}
