"""Google as google-genai sees it: the Gemini API and Vertex AI, on a socket of this machine.

It writes, draws and films by itself, counts what it charges, and goes wrong in the ways that were
seen or are documented, whenever a test wants it to.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Self

import gemini_shows as shows
from gemini_bill import PICTURE, VIDEO_A_SECOND, Bill, weigh
from plain_http import Request, Server

KEY = "AIza-a-key-that-nobody-ever-had-01234"
PROJECT = "a-project"
VERTEX = {"project": PROJECT, "location": "us-central1"}
MODELS = {
    "gemini-3.8-flash": "Gemini 3.8 Flash",
    "gemini-3.1-flash-image": "Nano Banana 2",
    "gemini-omni-1.2-flash": "Gemini Omni 1.2 Flash",
    "gemini-omni-1.1-flash": "Gemini Omni 1.1 Flash",
    "veo-3.1-fast-generate-001": "Veo 3.1 Fast",
}


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call: an error of HTTP, or a `way` of its own.

    The ways: `hang` (no answer ever), `drop` (done and charged, but the line breaks), `cut` (the
    line breaks in the middle of the answer), `end` (the answer ends there as if that were all),
    `error`, `busy` (an error comes in the middle of it), `page` (a page of HTML, not of Google's),
    `blocked`, `safety`, `words`, `empty`, `nothing`, `broken`, `long`; of clips `refused`,
    `failed`, `inline`, `lost`.

    :param quota: the quota that is used up.
    :param says: the name of the error, where it is not the usual one.
    """

    status: int = 0
    message: str = ""
    retry: float | None = None
    way: str = ""
    quota: str = ""
    says: str = ""


@dataclass(frozen=True)
class Asked:
    """One call as it came."""

    what: str
    model: str
    body: dict[str, Any]
    size: int


@dataclass
class Clip:
    """An order for a clip."""

    model: str
    data: bytes
    seconds: int
    resolution: str
    looks: int = 0
    way: str = ""


class Gemini:
    """The server; use it as an async context manager.

    :param looks: how often an order is looked at before it is done.
    """

    def __init__(self, *, looks: int = 2) -> None:
        self.bill = Bill()
        self.asked: list[Asked] = []
        self.clips: dict[str, Clip] = {}
        self.write: Callable[[dict[str, Any]], str] = shows.written
        self.pictures = 0
        self.looks = looks
        self.pieces = 6
        self.gate: asyncio.Event | None = None
        """Where answers that stream stop in the middle until it is set."""
        self.name: Callable[[dict[str, Any]], str] = lambda body: ""
        """Under which name a call stands on the bill."""
        self._asked = asyncio.Event()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._server = Server(self._answer, cut=lambda request: False)

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._server.stop()

    @property
    def base(self) -> str:
        return self._server.base

    def fail(self, what: str, *faults: Fault) -> None:
        """Let the next calls of a kind go wrong, each in its way.

        :param what: `words`, `picture`, `order`, `look`, `file` or `model`.
        """
        self._faults[what] += faults

    def calls(self, what: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.what == what]

    async def until(self, found: Callable[[], object], *, seconds: float = 60.0) -> None:
        """Wait until something is so; look whenever a call has come."""
        async with asyncio.timeout(seconds):
            while not found():
                self._asked.clear()
                await self._asked.wait()

    # ------------------------------------------------------------------------------------ routing

    async def _answer(self, request: Request) -> tuple[int, bytes | AsyncIterator[bytes]] | None:
        path = re.sub(r"^/v\d\w*", "", request.path.split("?")[0])
        if path == "/token":
            return _ok({"access_token": "token", "expires_in": 3600, "token_type": "Bearer"})
        if not self._admits(request, path):
            return _error(Fault(401, "Request had invalid authentication credentials."))
        path = re.sub(r"^(/projects/[^/]+/locations/[^/]+)?(/publishers/google)?", "", path)
        body = json.loads(request.body or b"{}")
        size = len(request.body)
        if path.startswith("/interactions"):
            return await self._interaction(request.method, path, body, size)
        if path.startswith("/files/"):
            return await self._file(path, size)
        model, _, verb = path.removeprefix("/models/").partition(":")
        return await self._model(model, verb, body, size)

    def _admits(self, request: Request, path: str) -> bool:
        if "/projects/" in path or path.startswith("/publishers/"):
            return request.headers.get("authorization") == "Bearer token"
        return request.headers.get("x-goog-api-key") == KEY

    async def _model(
        self, model: str, verb: str, body: dict[str, Any], size: int
    ) -> tuple[int, bytes | AsyncIterator[bytes]] | None:
        what = _what(verb, body)
        fault = self._take(what, model, body, size)
        if fault.status or fault.way == "page":
            return _error(fault) if fault.status else (200, b"<html>Please log in.</html>")
        if fault.way == "hang":
            await asyncio.Event().wait()
        if what in ("model", "words", "picture") and model not in MODELS:
            return _error(Fault(404, f"models/{model} is not found."))
        match what:
            case "model":
                return _ok({"name": f"models/{model}", "displayName": MODELS[model]})
            case "words":
                return self._words(model, verb, body, fault)
            case "picture":
                return self._picture(model, body, fault)
            case "order":
                return self._veo(model, body, fault)
        return self._operation(body["operationName"], fault)

    def _take(self, what: str, model: str, body: dict[str, Any], size: int) -> Fault:
        self.asked.append(Asked(what, model, body, size))
        self._asked.set()
        waiting = self._faults[what]
        return waiting.popleft() if waiting else Fault()

    # ------------------------------------------------------------------------------------- words

    def _words(
        self, model: str, verb: str, body: dict[str, Any], fault: Fault
    ) -> tuple[int, bytes | AsyncIterator[bytes]] | None:
        if fault.way == "blocked":
            return _sent(verb, [{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}])
        text = self.write(body)
        text = {"broken": "I would rather not.", "long": text[: len(text) // 2]}.get(
            fault.way, text
        )
        used = self._tokens("words", model, body, output=len(text) // 4 + 1, thoughts=12)
        if fault.way == "drop":
            return None
        reason = {"safety": "SAFETY", "long": "MAX_TOKENS"}.get(fault.way, "STOP")
        step = max(1, len(text) // self.pieces)
        pieces = [
            {"candidates": [{"content": _model_says({"text": text[at : at + step]})}]}
            for at in range(0, len(text), step)
        ]
        pieces[-1]["candidates"][0]["finishReason"] = reason
        pieces[-1]["usageMetadata"] = used
        if verb == "streamGenerateContent":
            return 200, self._stream(pieces, fault)
        whole = {"content": _model_says({"text": text}), "finishReason": reason}
        return _ok({"candidates": [whole], "usageMetadata": used})

    async def _stream(self, pieces: list[dict[str, Any]], fault: Fault) -> AsyncIterator[bytes]:
        for number, piece in enumerate(pieces):
            if number == len(pieces) // 2:
                if fault.way == "cut":
                    raise ConnectionError
                if fault.way == "end":
                    return
                if fault.way in ("error", "busy"):
                    status = 503 if fault.way == "error" else 429
                    yield b"data: " + _error(Fault(status, "Overloaded."))[1] + b"\r\n\r\n"
                    return
                if self.gate is not None:
                    await self.gate.wait()
            yield b"data: " + json.dumps(piece).encode() + b"\r\n\r\n"

    def _tokens(
        self,
        what: str,
        model: str,
        body: dict[str, Any],
        *,
        output: int,
        thoughts: int = 0,
        image: int = 0,
    ) -> dict[str, Any]:
        """Charge for a call, and say what was used."""
        went_in = weigh(body)
        known = {"input": went_in, "output": output + thoughts}
        name = self.name(body)
        self.bill.tokens(what, model, name, **known, **({"image": image} if image else {}))
        details = [{"modality": "IMAGE", "tokenCount": image}] if image else []
        return {
            "promptTokenCount": went_in,
            "candidatesTokenCount": output + image,
            "thoughtsTokenCount": thoughts,
            "totalTokenCount": went_in + output + thoughts + image,
            "candidatesTokensDetails": details,
        }

    # ----------------------------------------------------------------------------------- pictures

    def _picture(
        self, model: str, body: dict[str, Any], fault: Fault
    ) -> tuple[int, bytes | AsyncIterator[bytes]] | None:
        if fault.way == "blocked":
            return _ok({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {}})
        if fault.way == "nothing":
            return _ok({"usageMetadata": {"promptTokenCount": 0}})
        if fault.way in ("safety", "words", "empty"):
            parts = {"words": [{"text": "Here is a lovely scene for you!"}], "empty": []}
            content = {"role": "model", "parts": parts.get(fault.way, [])}
            reason = "IMAGE_SAFETY" if fault.way == "safety" else "STOP"
            used = self._tokens("picture", model, body, output=9)
            return _ok(
                {
                    "candidates": [{"content": content, "finishReason": reason}],
                    "usageMetadata": used,
                }
            )
        self.pictures += 1
        used = self._tokens("picture", model, body, output=3, image=PICTURE)
        if fault.way == "drop":
            return None
        data = base64.b64encode(shows.picture(self.pictures)).decode()
        content = _model_says({"inlineData": {"mimeType": "image/png", "data": data}})
        whole = {"content": content, "finishReason": "STOP"}
        return _ok({"candidates": [whole], "usageMetadata": used})

    # -------------------------------------------------------------------------------------- clips

    async def _interaction(
        self, method: str, path: str, body: dict[str, Any], size: int
    ) -> tuple[int, bytes] | None:
        if method == "POST" and path == "/interactions":
            fault = self._take("order", body["model"], body, size)
            if fault.status:
                return _error(fault)
            name = self._omni(body, fault)
            return None if fault.way == "drop" else _ok({"id": name, "status": "in_progress"})
        name = path.split("/")[2]
        if path.endswith("/cancel"):
            self.clips[name].way = "cancelled"
        fault = self._take("look", "", {}, size)
        if fault.status:
            return _error(fault)
        if fault.way == "drop":
            return None
        clip = self.clips.get(name)
        if clip is None:
            return _error(Fault(404, f"Interaction {name} not found."))
        clip.looks += 1
        if clip.looks <= self.looks:
            return _ok({"id": name, "status": "in_progress"})
        return _ok(self._finished(name, clip))

    def _omni(self, body: dict[str, Any], fault: Fault) -> str:
        parts = body["input"][0]["content"] if "content" in body["input"][0] else body["input"]
        images = [base64.b64decode(one["data"]) for one in parts if one["type"] == "image"]
        wanted = body["response_format"]
        seconds = re.fullmatch(r"(\d+)s", wanted["duration"])
        assert seconds, "a number of seconds is refused"
        data = shows.clip(images[0], images[1] if len(images) > 1 else None, int(seconds[1]))
        return self._order(body, body["model"], data, int(seconds[1]), wanted["resolution"], fault)

    def _order(
        self,
        body: dict[str, Any],
        model: str,
        data: bytes,
        seconds: int,
        size: str,
        fault: Fault,
    ) -> str:
        name, of = f"v1_{len(self.clips)}", self.name(body)
        self.clips[name] = Clip(model, data, seconds, size, way=fault.way)
        if fault.way not in ("refused", "failed"):
            if model == "gemini-omni-1.1-flash":
                video = seconds * VIDEO_A_SECOND
                self.bill.tokens("clip", model, of, input=400, output=0, video=video)
            else:
                self.bill.seconds(model, size, seconds, of)
        return name

    def _finished(self, name: str, clip: Clip) -> dict[str, Any]:
        if clip.way in ("failed", "cancelled"):
            status, errors = clip.way, [{"code": "13", "message": "Internal."}]
            return {"id": name, "status": status, "errors": errors, "steps": []}
        if clip.way == "refused":
            said = {"type": "text", "text": "I can't make that video."}
            return {"id": name, "status": "completed", "steps": [_step(said)]}
        video: dict[str, Any] = {"type": "video", "mime_type": "video/mp4"}
        if clip.way == "inline":
            video["data"] = base64.b64encode(clip.data).decode()
        else:
            file = name.replace("_", "")
            video["uri"] = f"https://google.test/v1beta/files/{file}:download?alt=media"
        tokens = clip.seconds * VIDEO_A_SECOND
        used = {
            "total_input_tokens": 400,
            "total_output_tokens": tokens,
            "output_tokens_by_modality": [{"modality": "video", "tokens": tokens}],
        }
        return {"id": name, "status": "completed", "steps": [_step(video)], "usage": used}

    def _veo(self, model: str, body: dict[str, Any], fault: Fault) -> tuple[int, bytes] | None:
        (one,), how = body["instances"], body["parameters"]
        first = base64.b64decode(one["image"]["bytesBase64Encoded"])
        last = one.get("lastFrame")
        end = base64.b64decode(last["bytesBase64Encoded"]) if last else None
        data = shows.clip(first, end, how["durationSeconds"])
        name = self._order(body, model, data, how["durationSeconds"], how["resolution"], fault)
        place = f"projects/{PROJECT}/locations/us-central1/publishers/google/models/{model}"
        return None if fault.way == "drop" else _ok({"name": f"{place}/operations/{name}"})

    def _operation(self, operation: str, fault: Fault) -> tuple[int, bytes] | None:
        clip = self.clips.get(operation.rpartition("/")[2])
        if fault.way == "drop":
            return None
        if clip is None:
            return _error(Fault(403, "Operation may not exist, or you may not see it."))
        clip.looks += 1
        if clip.looks <= self.looks:
            return _ok({"name": operation})
        done: dict[str, Any] = {"name": operation, "done": True}
        if clip.way == "failed":
            return _ok({**done, "error": {"code": 13, "message": "Internal error."}})
        videos = [{"bytesBase64Encoded": base64.b64encode(clip.data).decode(),
                   "mimeType": "video/mp4"}]  # fmt: skip
        if clip.way == "refused":
            said = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["Support codes: 58061"]}
            return _ok({**done, "response": said})
        return _ok({**done, "response": {"videos": videos}})

    async def _file(self, path: str, size: int) -> tuple[int, bytes | AsyncIterator[bytes]] | None:
        name = path.removeprefix("/files/v1").partition(":")[0]
        fault = self._take("file", "", {"name": name}, size)
        clip = self.clips.get(f"v1_{name}")
        if fault.status:
            return _error(fault)
        if fault.way == "drop":
            return None
        if clip is None or clip.way == "lost":
            return _error(Fault(404, f"File {name} was not found."))
        return 200, clip.data


def _what(verb: str, body: dict[str, Any]) -> str:
    if verb in ("generateContent", "streamGenerateContent"):
        return "picture" if "imageConfig" in body.get("generationConfig", {}) else "words"
    return {"": "model", "predictLongRunning": "order"}.get(verb, "look")


def _model_says(part: dict[str, Any]) -> dict[str, Any]:
    return {"role": "model", "parts": [part]}


def _step(content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "model_output", "content": [content]}


def _ok(body: dict[str, Any]) -> tuple[int, bytes]:
    return 200, json.dumps(body).encode()


def _sent(verb: str, pieces: list[dict[str, Any]]) -> tuple[int, bytes | AsyncIterator[bytes]]:
    async def events() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield b"data: " + json.dumps(piece).encode() + b"\r\n\r\n"

    return (200, events()) if verb == "streamGenerateContent" else _ok(pieces[0])


def _error(fault: Fault) -> tuple[int, bytes]:
    """An error as Google words it: `google.rpc.Status` as JSON."""
    status = {
        400: "INVALID_ARGUMENT",
        401: "UNAUTHENTICATED",
        403: "PERMISSION_DENIED",
        404: "NOT_FOUND",
        429: "RESOURCE_EXHAUSTED",
        500: "INTERNAL",
        503: "UNAVAILABLE",
        504: "DEADLINE_EXCEEDED",
    }[fault.status]
    details: list[dict[str, Any]] = []
    if fault.quota:
        failure = "type.googleapis.com/google.rpc.QuotaFailure"
        details += [{"@type": failure, "violations": [{"quotaId": fault.quota}]}]
    if fault.retry is not None:
        info = "type.googleapis.com/google.rpc.RetryInfo"
        details += [{"@type": info, "retryDelay": f"{fault.retry:g}s"}]
    status = fault.says or status
    error = {"code": fault.status, "message": fault.message or status, "status": status}
    return fault.status, json.dumps({"error": {**error, "details": details}}).encode()
