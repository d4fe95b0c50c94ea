"""Every word by which a remark of the LLM's about a page is told from the page's own text."""

import pytest
from tests.arbitration.made import page

from recto.arbitration.one_sided.remarks import remarks, without

# In square brackets each is a remark.
IN_SQUARE = (
    "illegible", "unclear", "unreadable", "unleserlich", "illisible", "ilegível", "ilegivel",
    "handwritten", "manuscript", "Handschrift", "manuscrit", "scribble", "signature", "assinatura",
    "Unterschrift", "stamp", "Stempel", "tampon", "carimbo", "seal", "Siegel", "sceau", "image",
    "Bild", "photograph", "Foto", "imagem", "illustration", "Abbildung", "drawing", "Zeichnung",
    "dessin", "desenho", "logo", "emblem", "figure", "Abb.", "graphic", "map", "margin",
    "checkmark", "blank", "shorthand", "annotation", "table", "continues", "cropped", "obscured",
    "cut-off", "watermark", "barcode", "QR",
)  # fmt: skip
# In round ones a page has these itself.
PRINTED_OFTEN = (
    "Bild", "Abb.", "map", "table", "figure", "stamp", "seal", "photograph", "Foto", "blank",
)  # fmt: skip
IN_ROUND = tuple(term for term in IN_SQUARE if term not in PRINTED_OFTEN)


def left(text: str, printed: str = "the yard") -> str:
    """The LLM's words without its remarks, on a page with this line."""
    words = text.split()
    return " ".join(without(words, remarks(words, page([printed], [printed]))))


@pytest.mark.parametrize("term", IN_SQUARE)
def test_a_term_in_square_brackets(term: str) -> None:
    """It describes the page, and is not on it."""
    assert left(f"the [{term} here] yard") == "the yard"


@pytest.mark.parametrize("term", IN_ROUND)
def test_a_term_in_round_brackets(term: str) -> None:
    """So does it there, unless a local reader has the word."""
    assert left(f"the ({term}) yard") == "the yard"
    assert left(f"the ({term}) yard", f"the {term} yard") == f"the ({term}) yard"


@pytest.mark.parametrize("term", PRINTED_OFTEN)
def test_a_term_that_is_often_printed_in_round_brackets(term: str) -> None:
    """It stays: a caption refers to it."""
    assert left(f"the ({term} 3) yard") == f"the ({term} 3) yard"


@pytest.mark.parametrize(
    ("count", "is_remark"), [(1, True), (2, True), (39, True), (40, True), (41, False)]
)
def test_a_remark_has_forty_words_at_most(count: int, is_remark: bool) -> None:
    """A bracket that closes later was opened by the page."""
    inside = ["illegible", *["word"] * (count - 1)]
    text = f"[{' '.join(inside)}]"
    assert left(f"the {text} yard") == ("the yard" if is_remark else f"the {text} yard")


def test_remarks_that_follow_each_other() -> None:
    """Each goes."""
    assert left("the [?] [illegible] [...] yard [blank]") == "the yard"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("the [illegible] yard", "the [illegible] yard"),
        ("the [illexible yard", "the [illegible] yard"),  # four letters are enough
        ("the [illness yard", "the yard"),  # three are not
        ("the illegible yard", "the yard"),  # it prints no bracket
        ("the [1] yard", "the yard"),
    ],
)
def test_a_bracket_that_a_local_reader_sees_is_printed(printed: str, expected: str) -> None:
    """As far as two readers agree on its letters."""
    assert left("the [illegible] yard", printed) == expected
