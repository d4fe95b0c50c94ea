"""A real HTTP server on 127.0.0.1 that speaks chat completions and DashScope's native protocol,
scripted, with faults.

A script is a function from what was received to an Answer. The server runs in its own thread and
event loop, speaks HTTP/1.1 over plain sockets (so that it can break it), and keeps everything it
received for the test to look at.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request as it came in; `number` counts from 1."""

    number: int
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        """All texts of the user's message, whichever protocol."""
        messages = self.body.get("messages") or self.body.get("input", {}).get("messages", [])
        return [part["text"] for part in messages[-1]["content"] if "text" in part]

    @property
    def pictures(self) -> list[str]:
        """Data URLs of the pictures."""
        messages = self.body.get("messages") or self.body.get("input", {}).get("messages", [])
        parts = messages[-1]["content"]
        return [
            part.get("image") or part["image_url"]["url"]
            for part in parts
            if "image" in part or "image_url" in part
        ]

    @property
    def shown(self) -> dict[int, str | None]:
        """OCR lines of the data block by id."""
        for text in self.texts:
            block = re.search(r"<<<(\w{12})\n(.*)\n\1>>>$", text, re.DOTALL)
            if block and text.startswith("OCR text"):
                return {row["id"]: row["text"] for row in map(json.loads, block[2].splitlines())}
        return {}

    @property
    def labels(self) -> list[int]:
        """Ids said in words before single crops."""
        return [int(text[:-1]) for text in self.texts if re.fullmatch(r"\d+:", text)]


@dataclass(frozen=True)
class Answer:
    """What the server does: a status and a body, and how badly it sends them."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    latency: float = 0.0  # seconds before the first byte
    stall_after: int | None = None  # bytes of the body after which nothing more comes
    drop_after: int | None = None  # bytes of the body after which the connection is cut
    # sent instead of status, headers and body; then the connection is closed
    raw: bytes | None = None
    endless: bytes = b""  # sent after it, again and again, until nobody listens
    pause: float = 0.0  # seconds between these


PATIENCE = 30.0  # seconds for which overlapping calls are waited for
Script = Callable[[Received], Answer]


def chat(
    content: object,
    finish: str | None = "stop",
    *,
    prompt: int = 900,
    completion: int = 40,
    **message: Any,
) -> Answer:
    """A chat-completions reply; `content` may be None, a string, or parts."""
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
        },
    }
    return Answer(json.dumps(body).encode())


def native(content: object, finish: str = "stop") -> Answer:
    """A DashScope native reply."""
    message = {"role": "assistant", "content": [{"text": content}]}
    body = {
        "request_id": "r-1",
        "output": {"choices": [{"finish_reason": finish, "message": message}]},
        "usage": {"input_tokens": 900, "output_tokens": 40, "image_tokens": 700},
    }
    return Answer(json.dumps(body).encode())


def error(
    status: int, message: str, code: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> Answer:
    """An error in OpenAI's form."""
    body = {"error": {"message": message, "type": code or "error", "code": code or None, **more}}
    return Answer(json.dumps(body).encode(), status, headers or {})


def edits(texts: Mapping[int, str], **members: Any) -> str:
    """The text of a good reply in edits form."""
    rows = [{"id": i, "text": text} for i, text in texts.items()]
    return json.dumps(
        {"edits": rows, "added": [], "dropped": [], "structure": [], **members}, ensure_ascii=False
    )


def truthful(truth: Mapping[int, str]) -> Script:
    """A perfect model: corrects each shown line that differs from the truth."""

    def script(received: Received) -> Answer:
        wrong = {i: truth[i] for i, text in received.shown.items() if text != truth[i]}
        return chat(edits(wrong))

    return script


def in_turn(*scripts: Script | Answer) -> Script:
    """The first for the first request, and so on; the last one for all that follow."""

    def script(received: Received) -> Answer:
        chosen = scripts[min(received.number, len(scripts)) - 1]
        return chosen if isinstance(chosen, Answer) else chosen(received)

    return script


class Server:
    """Runs while the `with` block does."""

    def __init__(self, script: Script | Answer) -> None:
        self.script = script if callable(script) else lambda _: script
        self.received: list[Received] = []
        self.most_at_once = 0
        self.gathers = 1  # requests that must be open at once before the first is answered
        self._open = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512), self._loop
        ).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        """Base URL for chat completions."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def _close(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._exchange(reader, writer):
                pass
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        kept = {k.lower(): v for k, v in (line.split(": ", 1) for line in head[1:] if line)}
        raw = await reader.readexactly(int(kept.get("content-length", 0)))
        received = Received(
            len(self.received) + 1, head[0].split()[1], kept, json.loads(raw or b"{}")
        )
        self.received.append(received)
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            answer = self.script(received)
            await self._gathered()
            return await _send(answer, writer)
        finally:
            self._open -= 1

    async def _gathered(self) -> None:
        """However busy the machine is: calls that can overlap do, or the test waits in vain."""
        deadline = self._loop.time() + PATIENCE
        while self.most_at_once < self.gathers and self._loop.time() < deadline:
            await asyncio.sleep(0.01)


async def _send(answer: Answer, writer: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(answer.latency)
    if answer.raw is not None:
        return await _send_raw(answer, writer)
    headers = {
        "content-type": "application/json",
        "content-length": str(len(answer.body)),
        **answer.headers,
    }
    lines = [
        f"HTTP/1.1 {answer.status} X",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    cut = answer.stall_after if answer.stall_after is not None else answer.drop_after
    writer.write("\r\n".join([*lines, "", ""]).encode() + answer.body[:cut])
    await writer.drain()
    if answer.stall_after is not None:
        await asyncio.sleep(60)
    return answer.drop_after is None


async def _send_raw(answer: Answer, writer: asyncio.StreamWriter) -> bool:
    writer.write(answer.raw or b"")
    await writer.drain()
    while answer.endless:
        writer.write(answer.endless)
        await writer.drain()
        await asyncio.sleep(answer.pause)
    return False
