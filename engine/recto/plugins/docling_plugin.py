"""docling's OCR engine of kind "recto": its pages get our lines, each with a confidence.

    docling --allow-external-plugins --ocr-engine recto scan.pdf

docling's pages enter, with the rectangles that it wants read; text cells leave, one a line, in the
page's points, their confidence the mean of their words'. Loaded by the entry point `docling`. Only
here: how its options become ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, ClassVar, Literal

from docling.backend.pdf_backend import PdfPageBackend
from docling.datamodel.accelerator_options import AcceleratorOptions
from docling.datamodel.base_models import Page
from docling.datamodel.document import ConversionResult
from docling.datamodel.pipeline_options import OcrOptions
from docling.models.base_ocr_model import BaseOcrModel
from docling.utils.profiling import TimeRecorder
from docling_core.types.doc.base import BoundingBox, CoordOrigin
from docling_core.types.doc.page import BoundingRectangle, TextCell
from PIL.Image import Image
from pydantic import ConfigDict, Field

from recto.model.page import Box
from recto.model.result import PageResult, ResultLine
from recto.plugins.desk import office
from recto.settings.groups import Settings

POINTS = 72.0  # an inch: docling's pages are in these
USUAL_SCALE = 300 / POINTS  # docling draws pages at 72 dpi times this


class RectoOcrOptions(OcrOptions):
    """What a user chooses: languages by Tesseract's codes, and settings of Recto by name."""

    kind: ClassVar[Literal["recto"]] = "recto"
    canonicalize_lang: ClassVar[bool] = False
    lang: Annotated[
        list[str],
        Field(description="Tesseract's codes: eng, deu, ...", default_factory=lambda: ["eng"]),
    ]
    scale: Annotated[float, Field(description="72 dpi times this", gt=0.0)] = USUAL_SCALE
    settings: Annotated[
        dict[str, Any],
        Field(
            description='Keywords of recto.read: {"llm": "auto", "max_cost": 2.5}',
            default_factory=dict,
        ),
    ]

    model_config = ConfigDict(extra="forbid")


class RectoOcrModel(BaseOcrModel):
    """The engine: every rectangle is read by a worker process."""

    multiple_languages = True

    def __init__(
        self,
        *,
        enabled: bool,
        artifacts_path: Path | None,
        options: RectoOcrOptions,
        accelerator_options: AcceleratorOptions,
    ) -> None:
        """Raises RectoError for settings that cannot be used."""
        super().__init__(
            enabled=enabled,
            artifacts_path=artifacts_path,
            options=options,
            accelerator_options=accelerator_options,
        )
        self.scale = options.scale
        self.chosen = settings_for(options)
        if enabled:
            check(self.chosen)

    def __call__(self, conv_res: ConversionResult, page_batch: Iterable[Page]) -> Iterable[Page]:
        """Each page with its cells."""
        for page in page_batch:
            backend = page._backend  # noqa: SLF001 - as docling's own engines take it
            if self.enabled and backend is not None and backend.is_valid():
                with TimeRecorder(conv_res, "ocr"):
                    cells = list(self._cells(page, backend))
                    self.post_process_cells(cells, page, conv_res)
            yield page

    def _cells(self, page: Page, backend: PdfPageBackend) -> Iterator[TextCell]:
        number = 0
        for rect in self.get_ocr_rects(page):
            if rect.area() == 0:
                continue
            image = backend.get_page_image(scale=self.scale, cropbox=rect)
            for line in self._read(image).lines:
                if line.words:
                    yield cell(line, number, rect, self.scale)
                    number += 1

    def _read(self, image: Image) -> PageResult:
        here = office()
        vision = here.vision(self.chosen)
        desk = here.desk(self.chosen)
        dpi = round(self.scale * POINTS)
        with TemporaryDirectory(prefix="recto-docling-") as folder:
            path = Path(folder, "page.png")
            image.save(path, dpi=(dpi, dpi), compress_level=1)
            return desk.read(str(path), vision)

    @classmethod
    def get_options_type(cls) -> type[OcrOptions]:
        """What the factory makes of `--ocr-engine recto`."""
        return RectoOcrOptions


def settings_for(options: RectoOcrOptions) -> Settings:
    """Raises BadArguments, or TypeError for a keyword that is none."""
    from recto.api.options import settings_for_many

    language = "+".join(options.lang) or "eng"
    chosen = {"language": language, **options.settings}
    return settings_for_many(None, chosen)


def check(settings: Settings) -> None:
    """Refuse at once what would be refused on every page. Raises RectoError."""
    from recto.pipeline.vision import sent_by_programs, vision_for
    from recto.readers.tesseract.install import check_language

    check_language(settings.input.language, ["page.png"], "lang")
    vision_for(settings.llm, sent_by_programs(), settings.spelled)


def cell(line: ResultLine, number: int, rect: BoundingBox, scale: float) -> TextCell:
    """A line in the page's points."""
    total = sum(word.confidence for word in line.words)
    return TextCell(
        index=number,
        text=line.text,
        orig=line.text,
        from_ocr=True,
        confidence=total / len(line.words),
        rect=_bounds(line.box, rect, scale),
    )


def _bounds(box: Box, rect: BoundingBox, scale: float) -> BoundingRectangle:
    left = rect.l + box.left / scale
    right = rect.l + box.right / scale
    top = rect.t + box.top / scale
    bottom = rect.t + box.bottom / scale
    sides = (left, top, right, bottom)
    bounds = BoundingBox.from_tuple(sides, origin=CoordOrigin.TOPLEFT)
    return BoundingRectangle.from_bounding_box(bounds)


def ocr_engines() -> dict[str, list[type[BaseOcrModel]]]:
    """What docling's factory asks for."""
    return {"ocr_engines": [RectoOcrModel]}
