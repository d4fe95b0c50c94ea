"""Pages for the vision tests, drawn here: known lines, known boxes, and Tesseract's text as the
test wants it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from recto.model.page import Box, Pixels
from recto.model.transcript import Decision, Evidence, ShownLine, Transcript
from recto.readers.vision import LlmOptions, VisionReader
from recto_preprocessing import View
from recto_preprocessing.geometry import IDENTITY

ROW = 40  # px between lines


def drawn(lines: Sequence[str]) -> Pixels:
    """The lines in black on white, one every 40 px."""
    pixels = np.full((ROW * len(lines) + 40, 900), 255, np.uint8)
    for at, text in enumerate(lines):
        cv2.putText(
            pixels, text, (20, 40 + ROW * at), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA
        )
    return pixels


def row_box(at: int) -> Box:
    """Where line `at` stands."""
    return Box(15, 14 + ROW * at, 880, 50 + ROW * at)


def evidence(
    truth: Sequence[str],
    shown: Mapping[int, str | None] | None = None,
    *,
    errors: float = 0.1,
    **more: Any,
) -> Evidence:
    """A page with these lines; `shown` replaces what Tesseract is said to have read, with one
    expected error each.
    """
    shown = shown or {}
    lines = tuple(
        ShownLine(i, row_box(i), shown.get(i, text), 1.0 if i in shown else errors)
        for i, text in enumerate(truth)
    )
    return Evidence("page.png page 1", View(drawn(truth), IDENTITY, 150.0), lines, "eng", **more)


def whole_page(page: Evidence, action: Any = "lines") -> list[Decision]:
    """One decision over everything."""
    height, width = page.view.pixels.shape[:2]
    return [Decision(Box(0, 0, width, height), action, "test", 1.0)]


def options(url: str, **more: Any) -> LlmOptions:
    """Options for a scripted server; so patient that no busy machine is taken for a silent server.
    Who tests a time-out names a short one.
    """
    defaults: dict[str, Any] = {
        "mode": "always",
        "provider": "vllm",
        "base_url": url,
        "model": "gpt-4o",
        "timeout": 60.0,
    }
    return LlmOptions(**{**defaults, **more})


def read(
    page: Evidence, choice: LlmOptions, decisions: Sequence[Decision] | None = None, **more: Any
) -> Transcript:
    """Read one page with a new reader in a new event loop."""

    async def run() -> Transcript:
        reader = VisionReader(choice, environ=more.pop("environ", {}), **more)
        try:
            return await reader.read(page, decisions or whole_page(page))
        finally:
            await reader.aclose()

    return asyncio.run(run())


def text_of(page: Evidence, transcript: Transcript) -> list[str]:
    """The page after the transcript: answered lines changed, dropped ones gone, added ones last,
    the rest as shown.
    """
    answered = {line.line: line.text for line in transcript.lines if line.line is not None}
    gone = {line_id for line_id, _ in transcript.dropped}
    kept = [answered.get(line.id, line.text or "") for line in page.lines if line.id not in gone]
    return kept + [line.text for line in transcript.lines if line.line is None]
