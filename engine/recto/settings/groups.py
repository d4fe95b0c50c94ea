"""What the user can choose, in small frozen groups: a stage receives the group that it uses, never
the whole.

Settings = Input + Local + LlmOptions + Output + Batch. Where the values come from (flags,
environment, file) is load.py's business; which of them can change a page's text is decided here, by
`digest`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Literal

from recto.settings.calibration import Calibration
from recto.settings.llm import LlmOptions

# Seconds a page. 2.5 times what Tesseract may take for one (Local.timeout), and 20 times the
# slowest of 1,800 public PDFs: only a page that would never end comes near it.
USUAL_TIMEOUT = 300.0


@dataclass(frozen=True, slots=True)
class Input:
    """What to read, and what is known of it."""

    language: str = "eng"  # Tesseract codes joined by "+": "eng+deu", "script/Fraktur"
    pages: str = ""  # "1-3,7"; empty: all
    # for PDF: rendered at; for images: believed instead of the metadata; None: found out
    dpi: float | None = None
    # "line": a small image with one line, e.g. a label or a code
    layout: Literal["page", "line"] = "page"
    # What becomes of the text that a PDF page already has: keep it where it is good, read anew, or
    # read and compare.
    text_layer: Literal["keep", "redo", "compare"] = "keep"


@dataclass(frozen=True, slots=True)
class Local:
    """The readers that run on this machine."""

    # auto: skips pages and lines of which Tesseract is sure
    second_reader: Literal["auto", "off", "on"] = "auto"
    psm: int = 3  # Tesseract's page segmentation mode, 0..13
    cleaning: str = "auto"  # "auto", "off", or the names of the steps to apply, joined by commas
    timeout: float = 120.0  # seconds that Tesseract gets for one page
    calibration: Calibration | None = None  # the user's own, by `recto calibrate`; None: as shipped


@dataclass(frozen=True, slots=True)
class Output:
    """What is written, and where."""

    folder: str = ""  # empty: one page to standard output
    formats: tuple[str, ...] = ("txt",)
    # Running heads, footers and page numbers; what holds the page as it was (JSON, PDF) keeps them
    # always.
    furniture: Literal["keep", "drop"] = "keep"


@dataclass(frozen=True, slots=True)
class Batch:
    """How a run over many pages behaves."""

    jobs: int = 0  # worker processes; 0: one a processor
    # leave a file alone when all its outputs are there, whoever wrote them
    skip_existing: bool = False
    # Seconds for every stage of a page together; None: no limit.
    timeout_per_page: float | None = USUAL_TIMEOUT
    max_failed: int | None = None  # stop after so many failed pages; None: never
    strict: bool = False  # exit code 10 when a page failed or fell back
    log_json: str = ""  # a file that gets one JSON object an event; "-": standard error
    report: bool = True  # write run-report.html at the end of a run


# Flags that are not called like their field.
FLAGS = MappingProxyType(
    {
        "cleaning": "--clean",
        "mode": "--llm",
        "folder": "--output",
        "formats": "--format",
    }
)

# These choose how calls are made and paid for, not what a page's text becomes.
_CALLS_ONLY = frozenset({
    "api_key_env", "max_cost", "max_tokens", "max_calls", "concurrency", "requests_per_minute",
    "tokens_per_minute", "timeout", "retries", "cache", "dry_run",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """All choices of one run."""

    input: Input = field(default_factory=Input)
    local: Local = field(default_factory=Local)
    llm: LlmOptions = field(default_factory=LlmOptions)
    output: Output = field(default_factory=Output)
    batch: Batch = field(default_factory=Batch)
    # that choices were read from (a glossary, a calibration): never written over
    files: tuple[str, ...] = ()
    # ("input.pages", "input.pages in recto.toml"): where what stands was chosen, for messages.
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    def spelled(self, name: str) -> str:
        """Where "input.pages" was chosen: key and file, variable, or flag; its flag when nobody
        said.
        """
        origins = dict(self.origins)
        _, _, key = name.rpartition(".")
        return origins.get(name) or flag_of(key)

    def digest(self) -> str:
        """16 hex digits that change when, and only when, a choice changes that can change the text
        of a page.
        """
        pages = asdict(self.input)
        del pages["pages"]
        local = asdict(self.local)
        del local["timeout"]
        llm: dict[str, object] = {"glossary": self.llm.glossary}
        if self.llm.mode != "off":
            llm = asdict(self.llm)
            for name in _CALLS_ONLY:
                del llm[name]
        chosen = {"input": pages, "local": local, "llm": llm}
        text = json.dumps(chosen, sort_keys=True)
        state = hashlib.sha256(text.encode())
        return state.hexdigest()[:16]


def flag_of(key: str) -> str:
    """The flag that chooses a field: "--pages"."""
    usual = "--" + key.replace("_", "-")
    return FLAGS.get(key, usual)
