"""`recto compare --record`: readings of a live model on the user's pages, in the corpora's format.

Pages, truths and an endpoint enter; a folder with images, truths, readings and pages.jsonl leaves,
which `python -m benchmarks --corpora` takes as a corpus, and PageTexts for the tables of a
comparison. Each model is asked in up to three ways: informed (Tesseract's text beside the
picture), blind (the picture alone) and masked (the text with its unsure words blacked out, so that
they cannot be copied). Only here: what stands in such a folder, and how a page is asked for a
recording.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from recto.compare.diff import Said
from recto.compare.scores import PageKey
from recto.compare.systems import PageText
from recto.errors import BadArguments, InputError
from recto.files.atomic import atomic
from recto.local.fusion import LocalLine
from recto.model.page import Box, Page
from recto.model.transcript import Decision, Evidence, ShownLine, Transcript
from recto.pipeline.begin import begin
from recto.pipeline.local_page import LocalPage
from recto.pipeline.stages import Stages, prepare
from recto.readers.vision.reader import VisionReader
from recto.reasons import Reason
from recto.settings.groups import Settings
from recto.text.names import shown
from recto.text.spacing import joined, words_of

PROMPTS = ("informed", "blind", "masked")
# Prompt -> what is added to the model's name, and what the corpora say that it saw.
NAMED: Mapping[str, tuple[str, str]] = {
    "informed": ("+ocr", "image+ocr:tesseract"),
    "blind": ("", "image"),
    "masked": ("+masked", "image+masked:tesseract"),
}
UNSURE = 0.8  # P(right) of the local reading below which a word is blacked out
MASK = "___"
LIST = "pages.jsonl"
UNSAFE = re.compile(r"[^\w+.-]")  # of a model's name, in a path


@dataclass(frozen=True, slots=True)
class Recording:
    """Where recordings go, and in which ways a model is asked."""

    folder: Path
    prompts: tuple[str, ...] = PROMPTS

    @classmethod
    def of(cls, folder: str, prompts: str) -> Recording:
        """Raises BadArguments for a prompt that is none, or a place that is no folder of ours."""
        stripped = map(str.strip, prompts.split(","))
        names = tuple(filter(None, stripped))
        unknown = [name for name in names if name not in PROMPTS]
        if unknown or not names:
            what = f"no prompt named {', '.join(unknown)}"
            raise BadArguments(what, remedy=f"choose from {', '.join(PROMPTS)}")
        place = Path(folder)
        if _is_foreign(place):
            what = f"holds files and no {LIST}, or is no folder"
            raise BadArguments(what, where=folder, remedy="name an empty folder with --record")
        return cls(place, names)


def _is_foreign(place: Path) -> bool:
    """Whether something that is no recording lies there."""
    if not place.exists():
        return False
    if not place.is_dir():
        return True
    is_empty = next(place.iterdir(), None) is None
    is_ours = (place / LIST).is_file()
    return not (is_empty or is_ours)


def record(
    recording: Recording,
    pages: Sequence[Page],
    truths: Mapping[PageKey, str],
    settings: Settings,
    reader: VisionReader,
) -> dict[str, list[PageText]]:
    """Ask for every page that has a truth, and write the folder; the texts, by system.

    What was recorded before stays, and another model's readings come beside it.
    """
    folder = recording.folder
    model = reader.endpoint.model
    language = settings.input.language
    entries = _entries(folder)
    llm = replace(settings.llm, mode="always")
    stages = prepare(replace(settings, llm=llm))
    found: dict[str, list[PageText]] = {}
    for page in pages:
        key = (page.source, page.index)
        if key not in truths:
            continue
        entry = _entry(folder, entries, page, truths[key], language)
        for prompt, text in _readings(page, stages, reader, recording.prompts):
            system = f"recorded {prompt}: {model}"
            texts = found.setdefault(system, [])
            texts.append(text)
            if not text.problem:
                _keep(folder, entry, prompt, model, text.text)
        _write_list(folder, entries)
    return found


def _readings(
    page: Page, stages: Stages, reader: VisionReader, prompts: Sequence[str]
) -> Iterator[tuple[str, PageText]]:
    local = begin(page, stages)
    for prompt in prompts:
        start = perf_counter()
        evidence, decision = _question(local, prompt)
        transcript = asyncio.run(reader.read(evidence, [decision]))
        seconds = perf_counter() - start
        yield prompt, _text(page, transcript, seconds)


def _question(local: LocalPage, prompt: str) -> tuple[Evidence, Decision]:
    """What the model is shown, and that the whole page is asked for."""
    read = local.read
    evidence = local.evidence
    whole = Box(0, 0, read.width, read.height)
    informed = Decision(whole, "page", Reason.ALL_PAGES, 0.0)
    if prompt == "informed":
        return evidence, informed
    if prompt == "blind":
        return evidence, replace(informed, action="transcribe")
    lines = [_masked(line, local) for line in evidence.lines]
    masked = replace(evidence, lines=tuple(lines))
    return masked, informed


def _masked(line: ShownLine, local: LocalPage) -> ShownLine:
    """Its words of which the local reading is unsure are blacked out."""
    if line.text is None:
        return line
    read: LocalLine = local.lines[line.id]
    rows = local.reading.rows[line.id]
    words: list[str] = []
    for unit, printed in zip(read.units, rows, strict=True):
        least = min((word.confidence for word in printed), default=0.0)
        texts = [word.text for word in unit.tesseract]
        if least < UNSURE:
            texts = [MASK] * len(texts)
        words += texts
    text = joined(words)
    return replace(line, text=text or None)


def _text(page: Page, transcript: Transcript, seconds: float) -> PageText:
    text = "\n".join(line.text for line in transcript.lines)
    problem = ""
    if not transcript.lines:
        events = ", ".join(transcript.events) or "no text"
        problem = f"{page.name}: nothing was recorded ({events})"
    words = tuple(Said(word) for word in words_of(text))
    return PageText(
        page.source,
        page.index,
        text,
        words,
        seconds,
        transcript.usage,
        problem=problem,
    )


def _entries(folder: Path) -> dict[str, dict[str, Any]]:
    """What the folder's list says, by page. Raises InputError for what is none of ours."""
    path = folder / LIST
    if not path.is_file():
        return {}
    entries = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
            entries[entry["id"]] = entry
            entry["readings"].items()
        except (ValueError, TypeError, KeyError, AttributeError):
            remedy = "name another folder with --record"
            raise InputError("is no list of pages", where=str(path), remedy=remedy) from None
    return entries


def _entry(
    folder: Path, entries: dict[str, dict[str, Any]], page: Page, truth: str, language: str
) -> dict[str, Any]:
    """The page's row, with its picture and its truth written beside."""
    from PIL import Image

    origin = shown(page.name)
    for entry in entries.values():
        if entry.get("origin") == origin:
            return entry
    stem = "".join(char if char.isalnum() else "_" for char in Path(page.source).stem)
    name = f"{stem}-{page.index + 1}"
    while name in entries:
        name += "_"
    entry = {
        "id": name,
        "image": f"images/{name}.png",
        "truth": f"truth/{name}.txt",
        "language": language,
        "kind": "own-page",
        "licence": "not stated",
        "origin": origin,
        "readings": {},
    }
    picture = _made(folder / entry["image"])
    with atomic(picture) as file:
        Image.fromarray(page.raster).save(file, "PNG")
    with atomic(_made(folder / entry["truth"])) as file:
        file.write(truth.encode())
    entries[name] = entry
    return entry


def _keep(folder: Path, entry: dict[str, Any], prompt: str, model: str, text: str) -> None:
    """The reading's text, and its row."""
    added, saw = NAMED[prompt]
    reading = f"{model}{added}"
    safe = UNSAFE.sub("_", reading)
    name = entry["id"]
    place = f"readings/{safe}/{name}.txt"
    path = _made(folder / place)
    with atomic(path) as file:
        file.write(text.encode())
    readings = entry["readings"]
    readings[reading] = {"path": place, "saw": saw}


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _write_list(folder: Path, entries: Mapping[str, dict[str, Any]]) -> None:
    rows = [json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries.values()]
    with atomic(_made(folder / LIST)) as file:
        file.write("".join(rows).encode())
