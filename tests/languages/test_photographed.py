"""Pages of other scripts that are photographed badly: named by what can still be seen of them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.languages.made import drawn

from recto.local.page_language.choice import by_seen_signs
from recto.local.page_language.chosen import Choice
from recto.local.page_language.evidence import Look
from recto.local.page_language.looks import Looks
from recto.local.page_language.sample import Sample, sample_of
from recto.local.page_language.trial import in_script
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.readers.tesseract.lexicon import load
from recto.readers.tesseract.reader import Tesseract
from recto_preprocessing import IDENTITY, View

pytest.importorskip("matplotlib", reason="its fonts have the letters")

UNREAD = Look("", 0, 0.0, 0.2)
BLANK = View(np.full((90, 90), 255, np.uint8), IDENTITY, 300.0)
HEADS = "醫學界的動物先鋒阿比西尼亞風光夢露童年被姦"


def words(text: str, confidence: float) -> Reading:
    """What Tesseract might have read."""
    box = Box(0, 0, 10, 10)
    found = tuple(ReaderWord(word, box, confidence) for word in text.split())
    return Reading("tesseract", (Line(found, box, (0, 10, 10, 10)),), 0.0)


def looks(
    sample: Sample | None, installed: tuple[str, ...], readings: dict[str, Reading] | None = None
) -> Looks:
    """Of a page with this sample, that models have read so."""
    return Looks(
        Tesseract(),
        words("", 0.0),
        BLANK,
        BLANK,
        None,
        None,
        load,
        installed,
        readings or {},
        sample,
        _is_sampled=True,
    )


@pytest.mark.parametrize(
    ("seen", "installed", "choice"),
    [
        (HEADS, ("chi_sim", "chi_tra"), Choice("chi_tra", by_script=True)),
        (HEADS, ("chi_sim",), Choice("chi_sim", missing="chi_tra", by_script=True)),
        ("A4 210 mm ABCD AB AD ABCD DEFC 是号号四号号", ("chi_sim",), None),
        ("これは日本語の文章です漢字とかながある", ("jpn",), None),
        ("これは日本語の文章です。漢字とかながあります", ("jpn",), Choice("jpn", by_script=True)),
        ("the quick brown fox jumps over", ("chi_sim",), None),
        ("", ("chi_sim",), None),
    ],
)
def test_head_lines_name_a_page_that_is_not_read(
    seen: str, installed: tuple[str, ...], choice: Choice | None
) -> None:
    """Twenty characters that the second reader has surely seen, however badly it reads the rest."""
    sample = Sample(BLANK, "", 0.6, seen)
    assert by_seen_signs(UNREAD, looks(sample, installed)) == choice


def test_without_a_sample_nothing_is_seen() -> None:
    """A page whose lines run down has none."""
    assert by_seen_signs(UNREAD, looks(None, ("chi_sim",))) is None


@pytest.mark.parametrize(
    ("code", "text", "is_named"),
    [
        ("kor", "사용 용지 가장 많이 것은", True),
        ("kor", "이 그 저 큰 수", False),
        ("rus", "он не да мы до", False),
        ("rus", "книгу вёл один писарь", True),
    ],
)
def test_a_korean_word_has_two_characters(code: str, text: str, is_named: bool) -> None:
    """Each is a syllable; where characters are letters, two of them are read anywhere."""
    script = {"kor": "HANGUL", "rus": "CYRILLIC"}[code]
    page = looks(Sample(BLANK), (code,), {code: words(text, 0.9)})
    found = in_script(script, page)
    assert (found is not None) == is_named


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("ТОТАІ САЗН ОАТЕ ИМЕТ САВВАСЕ", False),
        ("КНИГУ ВЁЛ ОДИН ПИСАРЬ", True),
        ("Книгу вёл один писарь", True),
    ],
)
def test_capitals_of_latin_shape_are_no_cyrillic(text: str, is_named: bool) -> None:
    """A receipt in capitals is read with confidence by a Russian model; its list knows no word."""
    page = looks(Sample(BLANK), ("rus",), {"rus": words(text, 0.9)})
    assert (in_script("CYRILLIC", page) is not None) == is_named


def test_a_levelled_line_lies_in_even_light() -> None:
    """A shadow across it is gone, and its ink is left."""
    page = drawn(("the harbour ledger of the north",)).raster
    across = np.linspace(0.35, 1.0, page.shape[1])
    shaded = (page * across).astype(np.uint8)
    view = View(shaded, IDENTITY, 300.0)
    quad = np.array([[[90, 60], [800, 60], [800, 115], [90, 115]]], dtype=np.float64)
    sample = sample_of(view, quad, None)
    assert sample is not None
    levelled = sample.levelled().picture.pixels
    thirds = np.array_split(levelled, 3, axis=1)
    papers = [float(np.percentile(third, 80)) for third in thirds]
    inks = [float(third.min()) for third in thirds]
    assert min(papers) > 240
    assert max(inks) < 90
