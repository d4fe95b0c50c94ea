"""Asks of an LLM with their right answers, as JSON lines to fine-tune it on.

KnownPages enter; a file of examples for each part leaves, and for Qwen-VL's trainers the pictures
beside it. An example is the very request that Recto sends about lines, prompt, crops and OCR text,
made by the same functions, with the answer behind it. Nothing is sent anywhere. OpenAI's form has
its pictures inside, in RGB, as it wants them; Qwen-VL's names them, with <image> where each stands,
as ms-swift and LLaMA-Factory read it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from recto.model.transcript import Evidence
from recto.pipeline.begin import resume
from recto.pipeline.previous_result import pixels_of
from recto.pipeline.stages import Stages
from recto.readers.vision.ask.asks import Ask, Draft, Request, build, draft, line_asks
from recto.readers.vision.ask.images import Picture
from recto.readers.vision.ask.prompt import Style
from recto.readers.vision.call.providers import Endpoint
from recto.readers.vision.call.wire import Learned, chat_body
from recto.training.known import KnownPage
from recto.training.replies import known_texts, reply
from recto.training.split import Part

MARK = "<image>"  # where a picture stands in a text
UNMATCHED = "no line that a reader found is the same"
UNSHOWN = "Tesseract did not read the page"
MARKED = f"the page prints {MARK}"
Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One ask with its answer."""

    folder: Path  # of the export
    part: Part
    name: str
    request: Request
    messages: Messages  # as they are sent, and the answer


Form = Callable[[Example], Mapping[str, object] | None]


def openai(example: Example) -> Mapping[str, object]:
    """The messages with their pictures inside."""
    return {"messages": example.messages}


def qwen(example: Example) -> Mapping[str, object] | None:
    """Messages of text alone, and where the pictures are, which are written; None where the text
    has a mark of its own.
    """
    pictures = example.request.pictures
    messages = []
    marks = 0
    for message in example.messages:
        text = with_marks(message["content"])
        marks += text.count(MARK)
        marked = {"role": message["role"], "content": text}
        messages.append(marked)
    if marks != len(pictures):
        return None

    folder = Path("images") / example.part
    there = example.folder / folder
    there.mkdir(parents=True, exist_ok=True)
    names = []
    for number, picture in enumerate(pictures, 1):
        name = f"{example.name}-{number}.jpg"
        place = there / name
        place.write_bytes(picture.data)
        names.append(f"{folder}/{name}")
    return {"messages": messages, "images": names}


def with_marks(content: str | list[dict[str, Any]]) -> str:
    """Parts of a message as one text, as chat templates put them together."""
    if isinstance(content, str):
        return content
    texts = [part.get("text", MARK) for part in content]
    return "".join(texts)


FORMS: Mapping[str, Form] = {"openai": openai, "qwen": qwen}


@dataclass(slots=True, eq=False)
class Chats:
    """An export of one of these forms that is being written."""

    folder: Path
    form: Form
    endpoint: Endpoint  # whose model is to be trained
    style: Style
    stages: Stages
    left: Counter[str] = field(default_factory=Counter)  # why -> lines

    def take(self, part: Part, known: KnownPage) -> list[str]:
        """Write the asks about the lines of a page; the texts that they teach. Raises what opening
        the source does.
        """
        page = known.page
        readers = [reading.reader for reading in page.readings]
        if "tesseract" not in readers:
            self.left[UNSHOWN] += len(known.lines)
            return []
        pixels = pixels_of(page)
        local = resume(page, pixels, self.stages)
        evidence = local.evidence
        texts = known_texts(evidence.lines, known.lines)
        self.left[UNMATCHED] += len(known.lines) - len(texts)

        shown = [line for line in evidence.lines if line.id in texts]
        taught: list[str] = []
        for number, ask in enumerate(line_asks(shown), 1):
            request = self._request(ask, evidence)
            example = Example(
                self.folder,
                part,
                f"{known.name}-{number:03}",
                request,
                self._messages(request, texts),
            )
            if self._write(example):
                taught += [texts[line.id] for line in ask.lines]
            else:
                self.left[MARKED] += len(ask.lines)
        return taught

    def _request(self, ask: Ask, evidence: Evidence) -> Request:
        """As it would be sent."""
        drafted = draft(
            ask,
            evidence,
            self.endpoint,
            self.style,
        )
        if self.form is openai:
            drafted = in_rgb(drafted)
        return build(drafted, self.endpoint)

    def _messages(self, request: Request, texts: Mapping[int, str]) -> Messages:
        nothing = Learned()
        body = chat_body(request, self.endpoint, nothing)
        sent: Any = body["messages"]
        answer = {
            "role": "assistant",
            "content": reply(request.ask, texts, self.style),
        }
        return [*sent, answer]

    def _write(self, example: Example) -> bool:
        row = self.form(example)
        if row is None:
            return False
        place = self.folder / f"{example.part}.jsonl"
        text = json.dumps(row, ensure_ascii=False)
        with place.open("a", encoding="utf-8") as file:
            print(text, file=file)
        return True


def in_rgb(drafted: Draft) -> Draft:
    """The same pictures with three channels."""
    pictures: list[Picture] = []
    for picture in drafted.pictures:
        pixels = picture.pixels
        if pixels.ndim == 2:
            pixels = np.dstack([pixels] * 3)
        coloured = replace(picture, pixels=pixels)
        pictures.append(coloured)
    return replace(drafted, pictures=tuple(pictures))
