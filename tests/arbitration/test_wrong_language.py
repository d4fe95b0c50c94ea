"""Pages in a script or a language that -l cannot write carry a note, and their words are
flagged.
"""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.textlayer.made import ALONE, ENGLISH, dejavu

from recto.arbitration.flags import PageDoubts, doubted
from recto.arbitration.page.wrong_language import BY_ANY_LOCAL, BY_ONE, WrongLanguage
from recto.model.page import Box, Page
from recto.model.result import ResultLine, Word
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.reasons import Reason

pytest.importorskip("matplotlib", reason="its fonts have the letters")

GREEK = (
    "ΤΟ ΠΑΛΙΟ ΚΑΤΑΣΤΙΧΟ ΤΟΥ ΛΙΜΑΝΙΟΥ ΤΟ",
    "ΕΝΑΣ ΓΡΑΜΜΑΤΕΑΣ ΓΙΑ ΤΡΙΑΝΤΑ ΧΡΟΝΙΑ",
    "ΜΕ ΜΙΚΡΑ ΓΡΑΜΜΑΤΑ ΚΑΙ ΤΕΛΟΣ",
)
RUSSIAN = (
    "СТАРЫЙ СКЛАД У ГАВАНИ БЫЛ ОТКРЫТ",
    "ВЕСНОЙ ПОТОМУ ЧТО КРЫША СТАЛА",
    "ПРОТЕКАТЬ ВО ВРЕМЯ РАБОТ",
)
ENGLISH_TEXT = (
    "THE LEDGER OF THE QUAY WAS KEPT",
    "BY ONE CLERK FOR THIRTY YEARS",
    "IN A CLEAR HAND WITH INK",
)
NAMES = (
    "Miller Henry carpenter Bridge Street",
    "Moody Anna widow Castle Lane 12",
    "Munro Peter 1450 baker",
)


def scanned(rows: Sequence[str], name: str) -> Page:
    """The rows at 40 px a letter."""
    font = ImageFont.truetype(str(dejavu(name)), 40)
    image = Image.new("L", (1400, 120 + 90 * len(rows)), 255)
    for at, row in enumerate(rows):
        ImageDraw.Draw(image).text((80, 60 + 90 * at), row, 0, font)
    return Page("x.png", 0, np.asarray(image), 300.0)


@pytest.mark.parametrize("name", ["DejaVuSerif", "DejaVuSans"])
@pytest.mark.parametrize("stages", [ENGLISH, ALONE])
@pytest.mark.parametrize("rows", [GREEK, RUSSIAN])
def test_capitals_of_another_script_are_flagged_and_said(
    rows: Sequence[str], stages: Stages, name: str
) -> None:
    """They look like Latin ones, and readers are sure of them."""
    found = read_page(scanned(rows, name), stages)
    doubted = [each.flagged for each in found.words if any(map(str.isalpha, each.text))]
    assert sum(doubted) >= 0.9 * len(doubted)
    assert any("-l eng" in note for note in found.notes)


@pytest.mark.parametrize("rows", [ENGLISH_TEXT, NAMES])
@pytest.mark.parametrize("stages", [ENGLISH, ALONE])
def test_an_english_page_stays_as_it_is(rows: Sequence[str], stages: Stages) -> None:
    """Also in capitals, and a directory."""
    found = read_page(scanned(rows, "DejaVuSerif"), stages)
    assert not any("-l eng" in note for note in found.notes)
    assert sum(each.flagged for each in found.words) <= 1


def line(*words: tuple[str, str]) -> ResultLine:
    """Words by text and origin."""
    box = Box(0, 0, 10, 10)
    reason = Reason.READERS_AGREE
    made = [
        Word(text, box, 0.9, origin, reason)  # type: ignore[arg-type]
        for text, origin in words
    ]
    return ResultLine(tuple(made), box, (0, 10, 10, 10))


WORDS_OF_ALL = [
    ("TOY", "agreed"),
    ("AIMA", "tesseract"),
    ("kai", "ppocr"),
    ("naï", "llm"),
    ("1450", "tesseract"),
]


@pytest.mark.parametrize(
    ("wrong", "language", "flagged"),
    [
        (WrongLanguage("another script", BY_ANY_LOCAL), "eng", ["TOY", "AIMA", "kai"]),
        (WrongLanguage("another language", BY_ONE), "deu", ["AIMA", "kai"]),
        (None, "eng", []),
        (None, "deu", []),
    ],
)
def test_which_words_a_sign_is_about(
    wrong: WrongLanguage | None, language: str, flagged: list[str]
) -> None:
    """No numbers, and nothing of an LLM, which is flagged without it."""
    (found,) = doubted([line(*WORDS_OF_ALL)], PageDoubts(False, wrong, language))
    told = [word.text for word in found.words if word.flagged and word.origin != "llm"]
    assert told == flagged


@pytest.mark.parametrize("text", ["¡n", "‹x›", "Űr", "úton", "STRAẞE"])
@pytest.mark.parametrize(
    ("origin", "language", "flagged"),
    [
        ("ppocr", "eng", True),
        ("tesseract", "eng", True),
        ("agreed", "eng", False),
        ("ppocr", "deu", False),
    ],
)
def test_letters_that_english_lacks_are_flagged_where_one_reader_has_them(
    text: str, origin: str, language: str, flagged: bool
) -> None:
    """Both readers together are believed."""
    (found,) = doubted([line((text, origin), ("plain", origin))], PageDoubts(language=language))
    assert [word.flagged for word in found.words] == [flagged, False]
