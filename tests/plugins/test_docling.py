"""docling's OCR engine "recto", loaded by docling's own factory and run on its own pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import pytest
from docling.backend.pypdfium2_backend import PyPdfiumDocumentBackend
from docling.datamodel.accelerator_options import AcceleratorOptions
from docling.datamodel.base_models import Cluster, InputFormat, LayoutPrediction, Page
from docling.datamodel.document import ConversionResult, InputDocument
from docling.datamodel.pipeline_options import BaseLayoutOptions, OcrMode, PdfPipelineOptions
from docling.models.base_layout_model import BaseLayoutModel
from docling.models.factories import get_layout_factory, get_ocr_factory
from docling_core.types.doc import BoundingBox, DocItemLabel
from PIL import Image, ImageDraw, ImageFont
from tests.api.pages import drawn

import recto
from recto.plugins.docling_plugin import RectoOcrModel, RectoOcrOptions

FAST = {"second_reader": "off", "clean": "off"}
LINES = ["Harbour ledger", "volume seven"]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A PDF of one picture, 200 dpi."""
    with Image.open(drawn(tmp_path)) as page:
        page.save(tmp_path / "scan.pdf", resolution=200)
    return tmp_path / "scan.pdf"


def engine(**options: Any) -> RectoOcrModel:
    """As docling makes one, out of its factory."""
    factory = get_ocr_factory(allow_external_plugins=True)
    chosen = factory.create_options("recto", **options)
    made = factory.create_instance(
        chosen, enabled=True, artifacts_path=None, accelerator_options=AcceleratorOptions()
    )
    assert isinstance(made, RectoOcrModel)
    return made


@contextmanager
def opened(scan: Path) -> Iterator[tuple[ConversionResult, Page]]:
    """docling's document, and its page as the pipeline hands it to an engine."""
    document = InputDocument(
        path_or_stream=scan,
        format=InputFormat.PDF,
        backend=PyPdfiumDocumentBackend,
        filename=scan.name,
    )
    backend = document._backend
    assert isinstance(backend, PyPdfiumDocumentBackend)
    page = Page(page_no=1)
    page._backend = backend.load_page(0)
    page.size = page._backend.get_size()
    yield ConversionResult(input=document, pages=[page]), page
    page._backend.unload()
    backend.unload()


@pytest.fixture
def conversion(scan: Path) -> Iterator[tuple[ConversionResult, Page]]:
    """Of the page above."""
    with opened(scan) as pair:
        yield pair


def test_a_page_gets_a_cell_a_line_with_its_confidence(
    conversion: tuple[ConversionResult, Page],
) -> None:
    """The same text as `recto.read`, in the page's points; docling's score of the page is ours."""
    result, page = conversion
    model = engine(mode=OcrMode.FULL_PAGE, settings=FAST)
    (done,) = model(result, [page])
    assert [cell.text for cell in done.cells] == LINES
    document = recto.read(str(result.input.file), dpi=300, **FAST)
    for cell, line in zip(done.cells, document.pages[0].lines, strict=True):
        mean = sum(word.confidence for word in line.words) / len(line.words)
        assert cell.from_ocr
        assert cell.confidence == pytest.approx(mean, abs=0.05)
        bounds = cell.rect.to_bounding_box()
        assert bounds.l == pytest.approx(line.box.left * 72 / 300, abs=1)
        assert bounds.t == pytest.approx(line.box.top * 72 / 300, abs=1)
        assert bounds.r == pytest.approx(line.box.right * 72 / 300, abs=1)
    scores = [cell.confidence for cell in done.cells]
    assert result.confidence.pages[1].ocr_score == pytest.approx(sum(scores) / 2)


def test_rectangles_are_read_where_they_lie(tmp_path: Path) -> None:
    """docling may want a part of a page alone: the cell stands at its place on the page."""
    picture = Image.new("L", (1200, 300), 255)
    pen = ImageDraw.Draw(picture)
    for left, text in ((40, LINES[0]), (700, LINES[1])):
        pen.text((left, 120), text, font=ImageFont.load_default(40), fill=0)
    picture.save(tmp_path / "wide.pdf", resolution=200)
    with opened(tmp_path / "wide.pdf") as (result, page):
        assert page.size
        right = BoundingBox(l=600 * 72 / 200, t=20, r=page.size.width, b=page.size.height)
        cluster = Cluster(id=0, label=DocItemLabel.TEXT, bbox=right, confidence=1.0, cells=[])
        page.predictions.layout = LayoutPrediction(clusters=[cluster])
        model = engine(mode=OcrMode.LAYOUT_REGIONS, settings=FAST)
        (done,) = model(result, [page])
    assert [cell.text for cell in done.cells] == LINES[1:]
    bounds = done.cells[0].rect.to_bounding_box()
    assert bounds.l == pytest.approx(700 * 72 / 200, abs=3)
    assert bounds.t == pytest.approx(128 * 72 / 200, abs=5)


def test_options_are_checked_when_the_engine_is_made() -> None:
    """Before the first page, with the names of recto.read."""
    with pytest.raises(recto.RectoError, match="psm cannot be 99"):
        engine(settings={"psm": 99})
    with pytest.raises(TypeError, match="did you mean language"):
        engine(settings={"langage": "eng"})
    with pytest.raises(recto.RectoError, match="xyz"):
        engine(lang=["xyz"])
    assert engine(lang=["eng", "osd"]).chosen.input.language == "eng+osd"
    assert RectoOcrOptions(lang=["script/Fraktur"]).lang == ["script/Fraktur"]


def test_an_engine_that_is_off_hands_pages_on(
    conversion: tuple[ConversionResult, Page],
) -> None:
    """As docling wants it of `do_ocr=False`."""
    result, page = conversion
    options = RectoOcrOptions(settings=FAST)
    off = RectoOcrModel(
        enabled=False,
        artifacts_path=None,
        options=options,
        accelerator_options=AcceleratorOptions(),
    )
    assert list(off(result, [page])) == [page]
    assert page.cells == []


class WholeOptions(BaseLayoutOptions):
    """Of the layout below."""

    kind: ClassVar[str] = "recto-test-whole"


class Whole(BaseLayoutModel):
    """One text all over the page: docling's own layout model is a download."""

    def __init__(self, **options: Any) -> None:
        """Nothing to load."""

    @classmethod
    def get_options_type(cls) -> type[BaseLayoutOptions]:
        """Its options."""
        return WholeOptions

    def predict_layout(
        self, conv_res: ConversionResult, pages: list[Page]
    ) -> list[LayoutPrediction]:
        """The page."""
        found = []
        for page in pages:
            assert page.size
            box = BoundingBox(l=0, t=0, r=page.size.width, b=page.size.height)
            text = Cluster(id=0, label=DocItemLabel.TEXT, bbox=box, confidence=1.0, cells=[])
            found.append(LayoutPrediction(clusters=[text]))
        return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # docling's, of its own fields
@pytest.mark.skipif(not find_spec("torch"), reason="docling's pipeline wants torch")
def test_doclings_own_pipeline_exports_our_text(scan: Path) -> None:
    """From the PDF to docling's document."""
    from docling.document_converter import DocumentConverter, PdfFormatOption

    factory = get_layout_factory(allow_external_plugins=True)
    factory.register(Whole, "recto-test", __name__)
    ocr = RectoOcrOptions(mode=OcrMode.FULL_PAGE, settings=FAST)
    options = PdfPipelineOptions(
        do_table_structure=False, allow_external_plugins=True, ocr_options=ocr
    )
    options.layout_options = WholeOptions()
    form = PdfFormatOption(pipeline_options=options, backend=PyPdfiumDocumentBackend)
    converter = DocumentConverter(format_options={InputFormat.PDF: form})
    result = converter.convert(scan)
    assert result.document.export_to_text().split() == " ".join(LINES).split()
    assert result.confidence.pages[1].ocr_score > 0.8
