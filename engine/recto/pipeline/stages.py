"""What reads and judges a page, as the settings ask for it, and the clock that times each stage.

Settings enter, Stages leave: built once, used for every page of a run. Which languages are read
together, and what is said where a reader cannot write one, is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from recto.confidence.unconfirmed import unmeasured_note
from recto.errors import MissingDependency
from recto.local.beside_latin import NOTE, with_latin
from recto.local.page_language.models import first_language
from recto.readers.lines.scripts import reads
from recto.readers.ppocr.scripts import unreadable
from recto.readers.tesseract.domain_words import domain_note
from recto.readers.tesseract.install import AUTO, installed_languages
from recto.readers.tesseract.reader import Tesseract
from recto.settings.calibration import SHIPPED, Calibration
from recto.settings.collection import NOTHING, Collection, PromptExample, Recogniser
from recto.settings.llm import LlmOptions
from recto.witnesses.taught import Taught, taught

if TYPE_CHECKING:
    from recto.readers.ppocr.reader import Ppocr
    from recto.settings.groups import Local, Settings

SecondReader = Literal["auto", "off", "on"]
NO_EXAMPLES = "examples are wanted, and no collection that is given has any: learn them first"
SINGLE_LINE = 7  # Tesseract's page segmentation mode


@dataclass(frozen=True, slots=True, eq=False)
class Stages:
    """What reads and judges a page; built once, used for every page of a run."""

    tesseract: Tesseract
    ppocr: Ppocr | None
    second_reader: SecondReader = "auto"
    cleaning: str = "auto"  # "auto", "off", or step names joined by commas
    layout: Literal["page", "line"] = "page"  # "line": the image is one line, e.g. a label
    llm: LlmOptions = field(default_factory=LlmOptions)
    # what becomes of the text that a PDF page already has
    text_layer: Literal["keep", "redo", "compare"] = "keep"
    calibration: Calibration = SHIPPED  # the user's own confidence
    risk: float | None = None  # share of words without a flag that may be wrong; None: a fixed line
    notes: tuple[str, ...] = ()  # what the summary must say of every page
    finds_language: bool = False  # each page's own, where nobody named one
    keeps_old_letters: bool = False  # long s and the like as printed
    domain: str = "none"  # a subject whose words readers may have
    taught: Taught | None = None  # by the user's own collection
    recognisers: tuple[Recogniser, ...] = ()  # that it taught further
    examples: tuple[PromptExample, ...] = ()  # that it has for an LLM, which the user wants shown

    def examples_for(self, *, blackletter: bool) -> tuple[PromptExample, ...]:
        """Those of a page's own type, as many as the user wants shown."""
        alike = [each for each in self.examples if each.blackletter == blackletter]
        return tuple(alike[: self.llm.examples])


def prepare(settings: Settings) -> Stages:
    """The stages that the settings ask for; models are loaded when the first page needs them."""
    local, page = settings.local, settings.input
    psm = SINGLE_LINE if page.layout == "line" else local.psm
    ppocr = None
    device_notes: tuple[str, ...] = ()
    if local.second_reader != "off":
        from recto.readers.ppocr.device import device_note
        from recto.readers.ppocr.reader import Ppocr

        ppocr = Ppocr(device=local.device)
        device_notes = device_note(local.device)
    # Only a second reader or an LLM looks at what Tesseract weighed besides; asking costs a tenth
    # of its CPU.
    alternatives = ppocr is not None or settings.llm.mode != "off"
    installed = _installed()
    finds_language = page.language == AUTO
    asked = first_language(installed) if finds_language else page.language
    language = with_latin(asked, installed)
    tesseract = Tesseract(language, psm, local.timeout, alternatives, engine=local.tesseract)
    notes = language_notes(asked, language, has_second=ppocr is not None)
    unlisted = domain_note(local.domain, language)
    if unlisted:
        notes = (*notes, unlisted)
    if _lacks_examples(settings):
        notes = (*notes, NO_EXAMPLES)
    stages = Stages(
        tesseract,
        ppocr,
        local.second_reader,
        local.cleaning,
        page.layout,
        settings.llm,
        page.text_layer,
        SHIPPED,
        local.risk,
        device_notes if finds_language else (*device_notes, *notes),
        finds_language,
        local.old_letters == "keep",
        local.domain,
    )
    return with_collection(stages, local, local.collection)


def with_collection(stages: Stages, local: Local, collection: Collection | None) -> Stages:
    """The same with what a collection teaches; its confidence counts where the user named none."""
    given = collection or NOTHING
    own = local.calibration or given.calibration or SHIPPED
    if local.risk is not None:  # the line is drawn page by page
        own = replace(own, flag_below=0.0)
    found = taught(collection) if collection else None
    tesseract = stages.tesseract
    if given.tesseract != tesseract.taught:
        tesseract = replace(tesseract, taught=given.tesseract)
    is_asked = stages.llm.mode != "off"
    examples = given.examples if is_asked and stages.llm.examples else ()
    return replace(
        stages,
        tesseract=tesseract,
        calibration=own,
        taught=found,
        recognisers=given.recognisers,
        examples=examples,
    )


def _lacks_examples(settings: Settings) -> bool:
    """They are wanted, and nothing has any."""
    llm, local = settings.llm, settings.local
    if llm.mode == "off" or not llm.examples or local.follow:
        return False
    return local.collection is None or not local.collection.examples


def language_notes(asked: str, language: str, *, has_second: bool) -> tuple[str, ...]:
    """What is to be said of languages that were added, and of those that a reader cannot write."""
    notes = []
    if language != asked:
        notes.append(NOTE.format(language=asked))
    foreign = [code for code in unreadable(language) if not reads(code)]
    if has_second and foreign:
        codes = ", ".join(foreign)
        notes.append(f"the second reader has no letters for {codes}: it reads Latin and numbers")
    unmeasured = unmeasured_note(language)
    if unmeasured:
        notes.append(unmeasured)
    return tuple(notes)


def _installed() -> tuple[str, ...]:
    """Nothing where there is no Tesseract: whoever reads with it says so."""
    try:
        return installed_languages()
    except MissingDependency:
        return ()


@dataclass(slots=True)
class Stopwatch:
    """Wall seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the block's seconds to the stage."""
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + perf_counter() - start
