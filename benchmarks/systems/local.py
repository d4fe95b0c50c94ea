"""Recto without any LLM: cleaning, Tesseract, PP-OCR, fusion, arbitration, as `recto read` does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

from benchmarks.corpora import CorpusPage
from benchmarks.engines import StoredPpocr, StoredTesseract
from benchmarks.outcome import Outcome, of_result
from benchmarks.sheet import Sheet
from recto.model import Document, PageResult
from recto.pipeline import Stages, prepare, read_page
from recto.readers.vision.options import LlmOptions
from recto.settings import Input, Settings
from recto.settings import Local as LocalSettings
from recto.writers import WRITERS
from recto_preprocessing.recipe import STEPS

OFF = LlmOptions()


@dataclass(frozen=True, slots=True)
class Local:
    """`recto read --llm off`, with the corpus's language; `cleaning` as its flag takes it."""

    name: str = "local"
    cleaning: str = "auto"

    def covers(self, page: CorpusPage) -> bool:
        """Every page."""
        return True

    def read(self, sheet: Sheet) -> Outcome:
        """The page through Recto's own pipeline."""
        result = read_page(sheet.raster, stages(sheet, cleaning=self.cleaning))
        return of_result(result, as_markdown(result))


def without(step: str) -> Local:
    """The same with one cleaning step left out; "all": without cleaning."""
    kept = ",".join(name for name in STEPS if name != step) if step != "all" else "off"
    return Local(f"local-without:{step}", kept)


def stages(sheet: Sheet, *, cleaning: str = "auto", llm: LlmOptions = OFF) -> Stages:
    """What `recto read` would use with these settings, but with the engines' outputs kept."""
    plain = prepare(Settings(Input(sheet.page.ocr_language), LocalSettings(cleaning=cleaning), llm))
    tesseract = StoredTesseract(language=sheet.page.ocr_language, sheet=sheet)
    return replace(plain, tesseract=tesseract, ppocr=StoredPpocr(sheet=sheet))


def as_markdown(result: PageResult) -> str:
    """What `recto read -f md` writes."""
    out = BytesIO()
    WRITERS["md"].write(Document(result.source, (result,), "", ""), out)
    return out.getvalue().decode()
