"""The vision LLM as a reader: page evidence and routing decisions in, one validated Transcript out.

VisionReader asks an endpoint, ReplayVision serves a recorded reading in its place; both answer the
same calls. Importing this package is cheap: the openai package (1.4 s) is imported by the first
call, OpenCV by the first picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recto.settings.llm import LlmOptions

if TYPE_CHECKING:
    from recto.readers.vision.reader import VisionReader
    from recto.readers.vision.replay import ReplayVision

__all__ = ["LlmOptions", "ReplayVision", "VisionReader"]


def __getattr__(name: str) -> object:
    if name == "VisionReader":
        from recto.readers.vision.reader import VisionReader

        return VisionReader
    if name == "ReplayVision":
        from recto.readers.vision.replay import ReplayVision

        return ReplayVision
    raise AttributeError(name)
