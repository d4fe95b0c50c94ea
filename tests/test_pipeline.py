"""Real Tesseract and real PP-OCR on the sample pages, through every stage."""

from pathlib import Path

import numpy as np
import pytest
from tests.arbitration.made import transcript

from recto.model.page import Page
from recto.model.result import PageResult
from recto.pipeline.begin import begin
from recto.pipeline.finish import finish
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages, prepare
from recto.readers.ppocr.reader import Ppocr
from recto.readers.tesseract.reader import Tesseract
from recto.settings.groups import Input, Local, Settings
from recto.settings.llm import LlmOptions
from recto.sources import open_pages
from recto.writers import result_json_contract
from recto.writers.result_json import page_bytes

LETTER = "We\nshall photograph every page before the binding is\nrepaired"


def page_of(path: Path) -> Page:
    """The only page of a sample."""
    page = next(iter(open_pages(str(path))))
    assert isinstance(page, Page)
    return page


@pytest.fixture(scope="module")
def receipt(samples: Path) -> PageResult:
    """The receipt, read once with both readers."""
    return read_page(page_of(samples / "receipt.png"), Stages(Tesseract("eng"), Ppocr(), "on"))


def test_a_receipt_is_read_row_by_row(receipt: PageResult) -> None:
    """Goods, number and price stand on one line, prices right to the penny."""
    assert "Rope, 20 fathoms 1 12.75" in receipt.text.splitlines()
    assert "TOTAL 45.30" in receipt.text.splitlines()


def test_every_word_has_a_reason_an_origin_and_a_box_on_the_page(receipt: PageResult) -> None:
    """Nothing is printed without saying whose it is and where it stands."""
    assert receipt.words
    for word in receipt.words:
        assert word.reason
        assert word.origin in ("agreed", "tesseract", "ppocr")
        assert 0 <= word.confidence <= 1
        # One fact
        assert word.box.left >= -1
        assert word.box.right <= receipt.width + 1
        assert word.box.area > 0


def test_boxes_hold_the_ink_of_their_words(receipt: PageResult, samples: Path) -> None:
    """On the skewed, noisy scan each box is darker than the paper beside it."""
    raster = page_of(samples / "receipt.png").raster
    grey = raster if raster.ndim == 2 else raster.mean(axis=2)
    paper = float(np.median(grey))
    dark = [
        float(
            grey[
                int(w.box.top) : int(w.box.bottom) + 1, int(w.box.left) : int(w.box.right) + 1
            ].min()
        )
        for w in receipt.words
    ]
    assert sum(value < paper - 60 for value in dark) >= 0.95 * len(dark)


@pytest.mark.parametrize("second_reader", ["auto", "off"])
def test_a_clean_letter_is_read_without_an_error(samples: Path, second_reader: str) -> None:
    """With one reader or two."""
    # Both are Literals
    settings = Settings(Input(), Local(second_reader=second_reader))  # type: ignore[arg-type]
    result = read_page(page_of(samples / "letter.png"), prepare(settings))
    assert LETTER in result.text
    assert result.status == "ok"


def test_ppocr_reads_only_lines_of_which_tesseract_is_not_sure(samples: Path) -> None:
    """It skips some, the text stays; asked for, or with an LLM to come, it reads every line."""
    page = page_of(samples / "receipt.png")
    some, every, witness = (
        begin(page, prepare(Settings(Input(), Local(second_reader=wanted), llm)))
        for wanted, llm in (
            ("auto", LlmOptions()),
            ("on", LlmOptions()),
            ("auto", LlmOptions(mode="auto")),
        )
    )
    left = [
        [bool(line.words) for line in local.read.readings[1].lines]
        for local in (some, every, witness)
    ]
    assert not all(left[0])
    assert all(left[1]) and all(left[2])  # noqa: PT018 - one fact
    result = finish(some, None, prepare(Settings()))
    assert "TOTAL 45.30" in result.text.splitlines()
    assert result_json_contract.page_of(page_bytes(result), "page").readings == result.readings
    assert "tesseract-is-sure" in {word.reason for word in result.words}


def test_alternatives_are_asked_for_where_somebody_reads_them() -> None:
    """Tesseract alone, with no LLM to come, does not weigh characters for nobody."""
    alone, llm = Local(second_reader="off"), LlmOptions(mode="auto")
    chosen = [(alone, LlmOptions()), (alone, llm), (Local(), LlmOptions())]
    assert [
        prepare(Settings(Input(), local, mode)).tesseract.alternatives for local, mode in chosen
    ] == [
        False,
        True,
        True,
    ]


def test_the_code_on_a_small_noisy_image(samples: Path) -> None:
    """Its characters and nothing else."""
    result = read_page(page_of(samples / "label.png"), prepare(Settings(Input(layout="line"))))
    assert result.text == "7R4K9M"


def test_a_page_turned_by_a_quarter_reads_the_same(samples: Path, receipt: PageResult) -> None:
    """Turned upright, and its boxes come back on the page as it was given."""
    page = page_of(samples / "receipt.png")
    turned = Page(page.source, 0, np.ascontiguousarray(np.rot90(page.raster)), page.dpi)
    result = read_page(turned, Stages(Tesseract("eng"), Ppocr(), "on"))
    assert "orientation" in [step.name for step in result.steps]
    assert "Rope, 20 fathoms 1 12.75" in result.text.splitlines()
    upright = next(word.box for word in receipt.words if word.text == "45.30")
    sideways = next(word.box for word in result.words if word.text == "45.30")
    assert sideways.height > sideways.width
    assert abs(sideways.centre[0] - upright.centre[1]) < 15


def test_a_blank_page_is_blank(samples: Path) -> None:
    """No words, and the status says why."""
    blank = Page("blank", 0, np.full((400, 300), 255, np.uint8), 300.0)
    assert read_page(blank, Stages(Tesseract("eng"), Ppocr(), "on")).status == "blank"


def test_an_llm_that_answers_changes_words_and_one_that_fails_changes_none(samples: Path) -> None:
    """A transcript of the page is arbitrated; an empty one leaves the local reading and names the
    failure.
    """
    stages = Stages(Tesseract("eng"), Ppocr(), "on", llm=LlmOptions(mode="always"))
    local = begin(page_of(samples / "receipt.png"), stages)
    alone = finish(local, None, stages)
    answered = finish(local, transcript(*alone.text.splitlines()), stages)
    agreed = {"all-agree", "letters-agree", "llm-and-ppocr", "llm-and-tesseract"}
    assert {word.reason for word in answered.words} <= agreed
    assert [reading.reader for reading in answered.readings] == ["tesseract", "ppocr", "llm"]
    failed = finish(local, transcript(), stages)
    assert (failed.text, dict(failed.guards)) == (alone.text, {"llm-silent": 1})
