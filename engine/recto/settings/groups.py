"""What the user can choose, in small frozen groups: a stage receives the group that it uses, never
the whole.

Settings = Input + Local + LlmOptions + Output + Batch. A field is defined here and nowhere else:
type, default and Setting (setting.py), from which flags, messages, rights and
docs/reference/settings.md are derived. Where the values come from (flags, environment, file) is
load.py's business; which of them can change a page's text is decided here, by `digest`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Annotated, Literal

from recto.settings.calibration import Calibration
from recto.settings.calibration import read as read_calibration
from recto.settings.collection import Collection
from recto.settings.collection_file import read_collection
from recto.settings.forms import PAGES, STEPS
from recto.settings.llm import LlmOptions
from recto.settings.output import Output
from recto.settings.profiles import ProfileName
from recto.settings.setting import Setting, defined, free, user

# Seconds a page. 2.5 times what Tesseract may take for one (Local.timeout), and 20 times the
# slowest of 1,800 public PDFs: only a page that would never end comes near it.
USUAL_TIMEOUT = 300.0


@dataclass(frozen=True, slots=True)
class Input:
    """What to read, and what is known of it."""

    # Tesseract codes joined by "+": "eng+deu", "script/Fraktur"; "auto": each page's own is found
    language: Annotated[
        str,
        Setting(
            "auto: find each page's language; or Tesseract languages, e.g. eng+deu.",
            free("what its pages are written in; only installed models count"),
            flag="-l --language",
            shown="LANG",
        ),
    ] = "auto"
    pages: Annotated[
        str,
        Setting(
            "Pages of a PDF or TIFF.",
            free("which of the folder's own pages are meant"),
            shown="1-3,7",
            usual="all",
            form=PAGES,
            changes_text=False,
        ),
    ] = ""
    dpi: Annotated[
        float | None,
        Setting(
            "Draw PDF pages at, or believe of images.",
            free("how its pages were scanned; the caps on pixels hold"),
            usual="found out",
            least=30,
            most=2400,
        ),
    ] = None
    layout: Annotated[
        Literal["page", "line"],
        Setting(
            "line: a small image of a few characters, e.g. a label or a code.",
            free("what its images show"),
        ),
    ] = "page"
    text_layer: Annotated[
        Literal["keep", "redo", "compare"],
        Setting(
            (
                "Text that PDF pages have: keep it if good (nothing is read or sent), redo all, or"
                " compare."
            ),
            free("what its PDFs' own text is worth; an LLM stays the user's"),
        ),
    ] = "keep"
    profile: Annotated[
        ProfileName,
        Setting(
            "Named settings for a kind of page; recto config show --profile NAME lists them.",
            free("chooses only what may be chosen one by one"),
            changes_text=False,  # what it chooses does
        ),
    ] = "none"
    fetch: Annotated[
        bool,
        Setting(
            "Fetch the pages that a IIIF manifest or a METS file names on the web.",
            user("opens connections"),
            changes_text=False,
        ),
    ] = False


@dataclass(frozen=True, slots=True)
class Local:
    """The readers that run on this machine."""

    second_reader: Annotated[
        Literal["auto", "off", "on"],
        Setting(
            "The second local reader; auto skips pages and lines of which Tesseract is sure.",
            free("stays on this machine"),
        ),
    ] = "auto"
    tesseract: Annotated[
        Literal["auto", "command", "library"],
        Setting(
            "Read with Tesseract's command or its library; auto takes the library if installed.",
            free("stays on this machine"),
        ),
    ] = "auto"
    device: Annotated[
        Literal["auto", "cpu", "cuda", "openvino", "coreml"],
        Setting(
            "What runs the second reader; auto is the processor, by OpenVINO if installed.",
            free("stays on this machine"),
        ),
    ] = "auto"
    old_letters: Annotated[
        Literal["fold", "keep"],
        Setting(
            "Long s and a superscript e of old print: written as today, or kept as printed.",
            free("stays on this machine"),
        ),
    ] = "fold"
    domain: Annotated[
        Literal["none", "medicine"],
        Setting(
            "Words of a subject break ties between readers: medicine (English, German).",
            free("stays on this machine"),
        ),
    ] = "none"
    psm: Annotated[
        int,
        Setting(
            "Tesseract's page segmentation mode, 0 to 13.",
            free("stays on this machine"),
            least=0,
            most=13,
        ),
    ] = 3
    cleaning: Annotated[
        str,
        Setting(
            "auto, off, or steps joined by commas.",
            free("stays on this machine"),
            flag="--clean",
            shown="STEPS",
            form=STEPS,
        ),
    ] = "auto"
    timeout: Annotated[
        float,
        Setting(
            "Seconds that Tesseract gets for one page.",
            free("how long its pages may take"),
            flag=None,
            least=1,
            most=86_400,
            changes_text=False,
        ),
    ] = 120.0
    calibration: Annotated[
        Calibration | None,
        Setting(
            "Your own confidence, from recto calibrate.",
            user("opens a file of any name, and can make every word look sure"),
            shown="FILE",
            from_file=read_calibration,
        ),
    ] = None
    collection: Annotated[
        Collection | None,
        Setting(
            "What recto learn learned from pages of the same collection.",
            user("opens a file of any name, and can make every word look sure"),
            shown="FILE",
            from_file=read_collection,
        ),
    ] = None
    # its name, not what it holds: pages that it was not there for are not read again
    follow: Annotated[
        str,
        Setting(
            "As --collection, and looked at again before each page: recto learn --watch writes it.",
            user("opens a file of any name, and can make every word look sure"),
            shown="FILE",
        ),
    ] = ""
    # in place of the line of the calibration
    risk: Annotated[
        float | None,
        Setting(
            "Flag words until about this share of the others is wrong, e.g. 0.01.",
            user("could leave wrong words without a flag"),
            shown="SHARE",
            least=0,
            most=0.5,
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Batch:
    """How a run over many pages behaves."""

    jobs: Annotated[
        int,
        Setting(
            "Worker processes; 0: one a processor.",
            free("how the work is shared out on this machine"),
            flag="-j --jobs",
            shown="N",
            usual="0",
            least=0,
            most=512,
        ),
    ] = 0
    # whoever wrote them
    skip_existing: Annotated[
        bool,
        Setting(
            "Pass over files whose outputs are there.",
            user("would take files that lie about for results"),
        ),
    ] = False
    # for every stage of a page together; None: no limit
    timeout_per_page: Annotated[
        float | None,
        Setting(
            "Give up after.",
            free("how long its pages may take"),
            shown="SECONDS",
            least=0.1,
            most=86_400,
        ),
    ] = USUAL_TIMEOUT
    max_failed: Annotated[
        int | None,
        Setting(
            "Stop the run after N failed pages.",
            user("would end the run before its pages are read"),
            shown="N",
            least=0,
            most=1e9,
        ),
    ] = None
    strict: Annotated[
        bool,
        Setting(
            "Exit with 10 when a page failed or fell back.",
            user("the exit code is for who started the run"),
        ),
    ] = False
    max_errors: Annotated[
        float | None,
        Setting(
            "Exit with 12 when more of a page's words are expected wrong or missing, e.g. 0.02.",
            user("the exit code is for who started the run"),
            shown="SHARE",
            least=0,
            most=1,
        ),
    ] = None
    log_json: Annotated[
        str,
        Setting(
            "One JSON object an event; - for standard error.",
            user("writes at any place"),
            shown="FILE",
        ),
    ] = ""
    engine: Annotated[
        Literal["local", "ray"],
        Setting(
            "ray: read on a Ray cluster; without --address one is started here.",
            user("sends pages to other machines"),
        ),
    ] = "local"
    address: Annotated[
        str,
        Setting(
            "The Ray cluster: auto, or ray://HOST:PORT.",
            user("sends pages to other machines"),
            shown="ADDRESS",
        ),
    ] = ""
    # 0: as many as a group has
    shard_pages: Annotated[
        int,
        Setting(
            "Pages that are handed out, and written into a shard, at a time.",
            free("how the results are cut into files"),
            shown="N",
            usual="200, or fewer so that every worker has four",
            least=0,
            most=100_000,
        ),
    ] = 0
    report: Annotated[
        bool,
        Setting(
            "Write run-report.html at the end.", user("what failed is told to who started the run")
        ),
    ] = True


GROUPS: Mapping[str, type] = MappingProxyType({
    "input": Input, "local": Local, "llm": LlmOptions, "output": Output, "batch": Batch,
})  # fmt: skip
OF_A_PAGE = ("input", "local", "llm")  # groups with what can change a page's text


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
        group, _, key = name.partition(".")
        return origins.get(name) or flag_of(group, key)

    def digest(self) -> str:
        """16 hex digits that change when, and only when, a choice changes that can change the text
        of a page.
        """
        chosen = {}
        for group in OF_A_PAGE:
            table = getattr(self, group)
            values = asdict(table)
            is_unasked = group == "llm" and self.llm.mode == "off"
            for name, each in defined(GROUPS[group]).items():
                counts = each.setting.changes_text
                if is_unasked:
                    counts = name == "glossary"
                if not counts:
                    del values[name]
            chosen[group] = values
        text = json.dumps(chosen, sort_keys=True)
        state = hashlib.sha256(text.encode())
        return state.hexdigest()[:16]


def flag_of(group: str, key: str) -> str:
    """The flag that chooses a field: "--pages"."""
    field_of = defined(GROUPS[group])[key]
    long = field_of.flags[-1]
    name, _, _ = long.partition("/")
    return name
