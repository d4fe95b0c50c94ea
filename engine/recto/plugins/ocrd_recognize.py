"""OCR-D's processor ocrd-recto-recognize: METS in, PAGE with every reading and its confidence out.

A page of the workspace enters, as the picture that earlier processors left of it; its regions,
lines and words leave, in px of the original picture (ocrd_page.py). Regions that were there are
replaced: Recto segments what it reads. A page that fails is raised; OCR-D copies it or stops, as
OCRD_MISSING_OUTPUT says.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import click
from ocrd import Processor
from ocrd.decorators import ocrd_cli_options, ocrd_cli_wrap_processor
from ocrd.processor.ocrd_page_result import OcrdPageResult

from recto.api.options import settings_for_many
from recto.model.result import PageResult
from recto.pipeline.vision import sent_by_programs, vision_for
from recto.plugins.desk import office
from recto.plugins.ocrd_page import Placed, fill
from recto.plugins.ocrd_tool import NAME, chosen, description
from recto.readers.tesseract.install import check_language
from recto.settings.groups import Settings
from recto.text.messages import one_line

USUAL_DPI = 300.0  # where OCR-D knows none


class RectoRecognize(Processor):  # type: ignore[misc] # OCR-D has no types
    """Reads each page whole."""

    settings: Settings
    budget: str  # a folder where the processes of one run keep what is spent

    @property
    def executable(self) -> str:
        """The command."""
        return NAME

    @cached_property
    def metadata_rawdict(self) -> dict[str, Any]:
        """What an ocrd-tool.json would hold."""
        return description()

    def setup(self) -> None:
        """Refuse what would be refused on every page. Raises RectoError."""
        given = chosen(self.parameter)
        self.settings = settings_for_many(None, given)
        check_language(self.settings.input.language, ["page.png"], "language")
        vision_for(self.settings.llm, sent_by_programs(), self.settings.spelled)
        self.budget = mkdtemp(prefix="recto-budget-")

    def shutdown(self) -> None:
        """The budget is no longer needed."""
        rmtree(getattr(self, "budget", ""), ignore_errors=True)

    def process_page_pcgts(self, *input_pcgts: Any, page_id: str | None = None) -> OcrdPageResult:
        """One page. Raises RectoError."""
        pcgts = input_pcgts[0]
        page = pcgts.get_Page()
        image, place, info = self.workspace.image_from_page(page, page_id)
        known = info.resolution
        dpi = USUAL_DPI
        if known and known > 1:
            dpi = float(known)
        found = self._read(image, dpi)
        for note in found.notes:
            self.logger.info("%s: %s", page_id, one_line(note))
        if page.get_TextRegion():
            self.logger.info("%s: its regions are replaced by those that were read", page_id)
        fill(page, found, Placed(image, place))
        return OcrdPageResult(pcgts)

    def _read(self, image: Any, dpi: float) -> PageResult:
        here = office()
        budget = Path(self.budget, "budget.sqlite")
        vision = here.vision(self.settings, budget)
        desk = here.desk(self.settings)
        with TemporaryDirectory(prefix="recto-ocrd-") as folder:
            path = Path(folder, "page.png")
            image.save(path, dpi=(dpi, dpi), compress_level=1)
            return desk.read(str(path), vision)


@click.command()
@ocrd_cli_options  # type: ignore[untyped-decorator]
def cli(*args: Any, **kwargs: Any) -> Any:
    """Read the pages of a workspace."""
    return ocrd_cli_wrap_processor(RectoRecognize, *args, **kwargs)
