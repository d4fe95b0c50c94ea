"""What one system made of one page, and how it lies on disk.

An Outcome is stored as OUT/<system>/<corpus>/<id>.txt (what is scored), .md (where the system
writes structure) and .json (words, confidence, cost). The .json is written last and whole, so its
presence means that the page is done: that is how a run resumes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from recto.model.page import Reading, Usage
from recto.model.result import PageResult

FORMAT = 2  # of the .json file; a run with another format is read anew


@dataclass(frozen=True, slots=True)
class ScoredWord:
    """One word of an output with what the system says of it."""

    text: str
    box: tuple[float, float, float, float]  # px of the original page
    confidence: float  # 0..1
    flagged: bool = False
    origin: str = ""
    reason: str = ""
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One page as one system read it."""

    text: str
    markdown: str | None = None  # with structure, where the system gives any
    words: tuple[ScoredWord, ...] = ()
    seconds: float = 0.0  # wall; a replayed LLM reading takes none
    cpu_seconds: float = 0.0  # this process and its children
    usage: Usage = field(default_factory=Usage)
    replayed: bool = False  # part of it was recorded earlier, not read now
    saw: str = ""  # what the vision LLM had seen, "image" and so on
    status: str = "ok"
    stages: Mapping[str, float] = field(default_factory=dict)  # wall seconds by stage
    steps: tuple[str, ...] = ()  # names of the cleaning steps
    guards: Mapping[str, int] = field(default_factory=dict)
    sent: float | None = None  # share of the page's characters that went to the LLM, 0..1


@dataclass(frozen=True, slots=True)
class Place:
    """Where one outcome lies."""

    out: Path
    system: str
    corpus: str
    id: str

    def file(self, suffix: str) -> Path:
        """The path with ".txt", ".md" or ".json"; a system's name may hold a slash, a folder's may
        not.
        """
        return self.out / self.system.replace("/", "_") / self.corpus / (self.id + suffix)

    def done(self) -> bool:
        """Stored whole."""
        return self.file(".json").exists()


def of_reading(reading: Reading) -> Outcome:
    """What a reader alone found, in its own order."""
    words = tuple(_plain(word.text, word.box, word.raw_confidence) for word in reading.words)
    return Outcome(reading.text, words=words, usage=reading.usage)


def of_result(result: PageResult, markdown: str | None) -> Outcome:
    """What Recto made of a page."""
    words = tuple(
        replace(
            _plain(w.text, w.box, w.confidence),
            flagged=w.flagged,
            origin=w.origin,
            reason=w.reason,
            alternatives=w.alternatives,
        )
        for w in result.words
    )
    return Outcome(
        result.text,
        markdown,
        words,
        usage=result.usage,
        status=result.status,
        stages=dict(result.seconds),
        steps=tuple(step.name for step in result.steps),
        guards=dict(result.guards),
    )


def _plain(text: str, box: Any, confidence: float) -> ScoredWord:
    sides = (round(box.left, 1), round(box.top, 1), round(box.right, 1), round(box.bottom, 1))
    return ScoredWord(text, sides, round(confidence, 4))


def save(place: Place, outcome: Outcome) -> None:
    """Write the files of one outcome, the .json last."""
    place.file("").parent.mkdir(parents=True, exist_ok=True)
    _write(place.file(".txt"), outcome.text)
    if outcome.markdown is not None:
        _write(place.file(".md"), outcome.markdown)
    record = asdict(replace(outcome, text="", markdown=None, words=()))
    record = {
        "format": FORMAT,
        "system": place.system,
        "corpus": place.corpus,
        "id": place.id,
        **record,
    }
    record["words"] = [
        [w.text, w.box, w.confidence, w.flagged, w.origin, w.reason, w.alternatives]
        for w in outcome.words
    ]
    _write(place.file(".json"), json.dumps(record, ensure_ascii=False))


def restore(place: Place) -> Outcome | None:
    """The stored outcome; None when the page is not done or was stored in another format."""
    if not place.done():
        return None
    record = json.loads(place.file(".json").read_text(encoding="utf-8"))
    if record.pop("format", None) != FORMAT:
        return None
    for key in ("system", "corpus", "id"):
        del record[key]
    record["words"] = tuple(
        ScoredWord(text, tuple(box), *rest, tuple(others))
        for text, box, *rest, others in record["words"]
    )
    record["usage"], record["steps"] = Usage(**record["usage"]), tuple(record["steps"])
    markdown = place.file(".md")
    texts = {
        "text": _read(place.file(".txt")),
        "markdown": _read(markdown) if markdown.exists() else None,
    }
    return Outcome(**{**record, **texts})


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(text.encode("utf-8", "replace"))
    part.replace(path)
