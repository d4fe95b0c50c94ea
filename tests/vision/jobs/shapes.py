"""Forms, names and Gemini's own shape of requests, answers and jobs, for the provider on
127.0.0.1.
"""

from __future__ import annotations

import sys
from http.server import ThreadingHTTPServer
from typing import Any


def as_chat(request: dict[str, Any]) -> dict[str, Any]:
    """A request of Gemini's as a chat."""
    parts = []
    for part in request["contents"][0]["parts"]:
        if "text" in part:
            parts.append({"type": "text", "text": part["text"]})
        else:
            url = f"data:{part['inlineData']['mimeType']};base64,{part['inlineData']['data']}"
            parts.append({"type": "image_url", "image_url": {"url": url}})
    return {"messages": [{"role": "user", "content": parts}]}


def as_gemini(body: dict[str, Any]) -> dict[str, Any]:
    """A chat's answer as Gemini has it."""
    choice = body["choices"][0]
    finish = "STOP" if choice["finish_reason"] == "stop" else choice["finish_reason"].upper()
    usage = body["usage"]
    return {
        "candidates": [
            {"content": {"parts": [{"text": choice["message"]["content"]}]}, "finishReason": finish}
        ],
        "usageMetadata": {
            "promptTokenCount": usage["prompt_tokens"],
            "candidatesTokenCount": usage["completion_tokens"],
        },
        "modelVersion": body["model"],
    }


def gemini_job(job: dict[str, Any]) -> dict[str, Any]:
    """A job as Gemini tells of it."""
    words = {"validating": "PENDING", "in_progress": "RUNNING", "completed": "SUCCEEDED"}
    state = words.get(job["status"], job["status"].upper())
    output = job["output"] or job["error"]
    about: dict[str, Any] = {"state": f"BATCH_STATE_{state}", "displayName": job["label"]}
    if output:
        about["output"] = {"responsesFile": output}
    return {"name": job["id"], "metadata": about}


def tail_of(path: str, shape: str) -> str:
    """The name at a path's end: of Gemini's, with the kind before it."""
    parts = path.split("/")
    return "/".join(parts[-2:]) if shape == "gemini" else parts[-1]


def part_of(form: bytes) -> bytes:
    """The file in a form."""
    boundary, _, _ = form.partition(b"\r\n")
    for part in form.split(boundary):
        head, _, content = part.partition(b"\r\n\r\n")
        if b"filename=" in head:
            return content.removesuffix(b"\r\n")
    raise ValueError("no file in the form")


class Quiet(ThreadingHTTPServer):
    """Says nothing of callers that were killed."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Only what is no broken connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def size_of(url: str) -> tuple[int, int]:
    """Of a picture in a data URL, px."""
    import base64

    import cv2
    import numpy as np

    data = base64.b64decode(url.partition(",")[2])
    height, width = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE).shape
    return width, height
