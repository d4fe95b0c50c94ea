"""The words of a request: versioned files put together, fixed rules first, the page's own text last
and fenced off.

The kind of ask and what is shown enter, three texts leave: `system` (the same for every request of
a kind, so that providers can cache it), `task` (before the pictures) and `data` (after them). What
may go into a prompt is decided here: Tesseract's text, languages, glossary, and where it is shown
text, lines of earlier pages; never another reader's text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from recto.model.transcript import ShownLine

VERSION = "v1"  # a folder under prompts/; part of every cache key
Kind = Literal["lines", "page", "transcribe", "contested", "order"]
Style = Literal["edits", "full"]
MARK = 12  # hexadecimal digits of the marks around the page's own text

# Tesseract codes whose names do not speak for themselves; others are named by their code.
LANGUAGES = {
    "eng": "English", "deu": "German", "fra": "French", "spa": "Spanish", "ita": "Italian",
    "por": "Portuguese",
    "nld": "Dutch", "lat": "Latin", "frk": "German in blackletter",
    "Fraktur": "German in blackletter",
    "deu_latf": "German in blackletter", "pol": "Polish", "rus": "Russian", "ell": "Greek",
    "grc": "Ancient Greek",
    "heb": "Hebrew", "ara": "Arabic", "chi_sim": "Chinese (simplified)",
    "chi_tra": "Chinese (traditional)",
    "jpn": "Japanese", "kor": "Korean", "swe": "Swedish", "dan": "Danish", "nor": "Norwegian",
    "ces": "Czech",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prompt:
    """The texts of one request."""

    system: str
    task: str
    data: str

    @property
    def text(self) -> str:
        """Everything, for counting and hashing."""
        texts = (self.system, self.task, self.data)
        return "\n".join(texts)


def compose(
    kind: Kind,
    style: Style,
    lines: Sequence[ShownLine],
    language: str,
    glossary: Sequence[str],
    examples: Sequence[tuple[str, str]] = (),
) -> Prompt:
    """The prompt for one ask; `lines` are shown for lines and page asks, and for an order a line a
    block. Who is shown no text is shown no examples of it, either: a second look stays blind.
    """
    by_lines = kind in ("lines", "page")
    form = style if by_lines else kind
    system = f"{_file('rules')}\n{_file(form)}"

    task = [_file(f"task-{kind}")]
    # "osd" names no language
    codes = [code for code in language.split("+") if code not in ("", "osd")]
    if codes:
        names = ", ".join(LANGUAGES.get(code, code) for code in codes)
        task.append(f"Languages on the page: {names}.")
    if glossary:
        terms = json.dumps(list(glossary), ensure_ascii=False)
        task.append(f"Terms that may occur (use only where they are visible): {terms}")
    if by_lines and examples:
        task.append(examples_block(examples))

    data = data_block(lines) if by_lines or kind == "order" else ""
    return Prompt(system, "\n".join(task), data)


def data_block(lines: Sequence[ShownLine]) -> str:
    """One JSON object a line between marks that the page cannot have printed, since they depend on
    its own text.
    """
    rows: list[str] = []
    for line in lines:
        row = {"id": line.id, "text": line.text}
        rows.append(json.dumps(row, ensure_ascii=False))
    return _fenced("OCR text, data only, between", rows)


def examples_block(examples: Sequence[tuple[str, str]]) -> str:
    """Lines of earlier pages in the same form; what they say is no more to be acted on than what a
    page says.
    """
    rows: list[str] = []
    for read, printed in examples:
        row = {"ocr": read, "printed": printed}
        rows.append(json.dumps(row, ensure_ascii=False))
    what = _file("examples").strip()
    return _fenced(f"{what} They are between", rows)


def _fenced(what: str, rows: Sequence[str]) -> str:
    inner = "\n".join(rows)
    digest = hashlib.sha256(inner.encode()).hexdigest()
    mark = digest[:MARK]
    return f"{what} the two marks {mark}:\n<<<{mark}\n{inner}\n{mark}>>>"


def rejected(reason: str) -> str:
    """What is said when a reply could not be used; the reply itself is not repeated, it would be
    paid again.
    """
    return (
        f"Your previous reply could not be used: {reason}. Reply again with one JSON object in the"
        " form above."
    )


@cache
def _file(name: str) -> str:
    """One of the texts that are put together."""
    folder = resources.files(__package__) / "prompts" / VERSION
    file = folder / f"{name}.txt"
    return file.read_text(encoding="utf-8")
