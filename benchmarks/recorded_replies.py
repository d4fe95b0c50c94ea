"""What a model that reads like a recording would have replied to one of Recto's requests, and how
many tokens that is.

An ask with its page and a recorded reading enter, the reply's JSON leaves. Nobody was asked: the
recorded models saw no lines of Tesseract's. Structure is what the recording's own marks say
(Markdown headings, lists and tables, rows of HTML tables). Tokens are those of the o200k encoding,
counted on this machine.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

import bpe_openai

from recto.model.transcript import Evidence
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.replay import cut_to_lines, whole
from recto.text.markup import plain_lines
from recto.text.spacing import words_of

TRADITIONAL = ("abbyy", "tesseract", "transkribus")  # recorded, too, and no LLMs
CELL = re.compile(r"<t[dh]\b[^<>]*>(.*?)</t[dh]>", re.IGNORECASE)
ROW = re.compile(r"<tr\b.*?</tr>", re.IGNORECASE | re.DOTALL)
HEADING = re.compile(r"\s*#{1,6}\s")
ITEM = re.compile(r"\s*[*+-]\s+\S")
Reply = Mapping[str, object]


@cache
def _encoding() -> bpe_openai.Encoding:
    return bpe_openai.get_encoding("o200k_base")


def tokens_of(text: str) -> int:
    """As gpt-4o and its kin count."""
    return len(_encoding().encode_ordinary(text))


def is_llm(model: str) -> bool:
    """Whether a recorded reading is a vision LLM's."""
    return not model.startswith(TRADITIONAL)


def answer(ask: Ask, evidence: Evidence, recorded: str) -> str:
    """The reply of a model that reads like the recording."""
    return json.dumps(_reply(ask, evidence, recorded), ensure_ascii=False)


def _reply(ask: Ask, evidence: Evidence, recorded: str) -> Reply:
    if ask.kind == "transcribe":
        rows = [line.text for line in whole(recorded)]
        return {"lines": rows, "structure": list(structure(recorded))}
    if ask.kind in ("contested", "order"):
        return {"spans": []}
    read = cut_to_lines(recorded, evidence.lines, ask.lines)
    shown = {line.id: line.text for line in ask.lines}
    changed = [line for line in read if line.line in shown and line.text != shown[line.line]]
    edits = [{"id": line.line, "text": line.text} for line in changed]
    added: list[Reply] = []
    marks: list[Reply] = []
    if ask.kind == "page":
        added = [{"after": 10, "text": text} for text in unanswered(recorded, evidence)]
        marks = list(structure(recorded))
    return {"edits": edits, "added": added, "dropped": [], "structure": marks}


def unanswered(recorded: str, evidence: Evidence) -> Iterator[str]:
    """Recorded rows of which most words belong to no line of the page."""
    used: Counter[str] = Counter()
    for line in cut_to_lines(recorded, evidence.lines, evidence.lines):
        used.update(words_of(line.text))
    for words in plain_lines(recorded):
        known = 0
        for word in words:
            if used[word]:
                used[word] -= 1
                known += 1
        if known < len(words) / 2:
            yield " ".join(words)


def structure(recorded: str) -> Iterator[Reply]:
    """Lines that the recording marks as more than plain paragraphs."""
    for row in ROW.findall(recorded):
        cells = CELL.findall(row)
        yield {"id": 10, "kind": "table-row", "level": 0, "cells": cells}
    for text in recorded.splitlines():
        if text.count("|") > 1:
            cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
            if any(set(cell) - set(":- ") for cell in cells):
                yield {"id": 10, "kind": "table-row", "level": 0, "cells": cells}
        elif HEADING.match(text):
            yield {"id": 10, "kind": "heading", "level": 1, "cells": []}
        elif ITEM.match(text):
            yield {"id": 10, "kind": "list-item", "level": 0, "cells": []}
