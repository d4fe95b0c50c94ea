"""Recto without any LLM: cleaning, Tesseract, PP-OCR, fusion, arbitration, as `recto read` does it."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from benchmarks.begun import begun, stages
from benchmarks.corpora import CorpusPage
from benchmarks.outcome import Outcome, of_result
from benchmarks.sheet import Sheet
from recto.model import Document, PageResult
from recto.pipeline import finish
from recto.writers import WRITERS
from recto_preprocessing.recipe import STEPS


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
        result = finish(begun(sheet, self.cleaning), None, stages(sheet, cleaning=self.cleaning))
        return of_result(result, as_markdown(result))


def without(step: str) -> Local:
    """The same with one cleaning step left out; "all": without cleaning."""
    kept = ",".join(name for name in STEPS if name != step) if step != "all" else "off"
    return Local(f"local-without:{step}", kept)


def as_markdown(result: PageResult) -> str:
    """What `recto read -f md` writes."""
    out = BytesIO()
    WRITERS["md"].write(Document(result.source, (result,), "", ""), out)
    return out.getvalue().decode()
