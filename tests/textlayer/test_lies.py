"""Text layers that say something else than the page shows, in one digit or in every letter."""

from pathlib import Path
from string import ascii_lowercase

import pytest
from tests.textlayer.made import (
    ALONE,
    ENGLISH,
    PROSE,
    dejavu,
    font_file,
    lying,
    read,
    scan,
    typeset,
    word,
)

from recto.pipeline.stages import Stages

SHIFTED = {letter: ascii_lowercase[(k + 5) % 26] for k, letter in enumerate(ascii_lowercase)}


@pytest.mark.parametrize(
    ("lines", "mapping", "right", "wrong"),
    [
        ((*PROSE, "Total due 1450.00 pounds"), {"4": "7"}, "1450.00", "1750.00"),
        ((*PROSE, "Account 60381"), {"3": "8", "8": "3"}, "60381", "60831"),
        ((*PROSE, "Rent 1,250 a year"), {"1": "I", "2": "5"}, "1,250", "I,550"),
    ],
)
def test_one_lying_digit_is_found(
    lines: tuple[str, ...], mapping: dict[str, str], right: str, wrong: str, tmp_path: Path
) -> None:
    """The number is what both readers see; it is flagged and offers the layer's; the other words
    stay the layer's.
    """
    path = lying(typeset(tmp_path / "x.pdf", lines, font=font_file(tmp_path)), mapping)
    found = read(path)
    number = word(found, right)
    assert (number.origin, number.reason, number.flagged) == (
        "agreed",
        "text-layer-contradicted",
        True,
    )
    assert number.alternatives == (wrong,)
    assert wrong not in found.text.split()
    assert found.text_layer
    assert found.text_layer.action == "kept"
    assert word(found, "harbour").reason == "text-layer-checked"


@pytest.mark.parametrize(
    ("lines", "mapping", "stages"),
    [
        (("Invoice 2041", "Sum 947.50"), {"4": "7", "7": "4"}, ENGLISH),
        (("Receipt of the north quay", "Paid in full on 4 March"), SHIFTED, ENGLISH),
        (("Receipt of the north quay", "Paid in full on 4 March"), SHIFTED, ALONE),
    ],
)
def test_a_short_layer_that_lies_is_read_anew(
    lines: tuple[str, ...], mapping: dict[str, str], stages: Stages, tmp_path: Path
) -> None:
    """With one reader or two."""
    path = lying(typeset(tmp_path / "x.pdf", lines, font=font_file(tmp_path)), mapping)
    found = read(path, stages=stages)
    assert found.text.splitlines() == list(lines)
    assert found.text_layer
    assert found.text_layer.action == "read-anew"
    assert "text layer read anew: words that the pixels contradict" in found.notes


def test_a_letter_that_lies_on_a_page_of_text_is_read_anew_everywhere(tmp_path: Path) -> None:
    """Few words show all letters of a font; where one of them lies, every word that has it is
    read.
    """
    path = lying(typeset(tmp_path / "x.pdf", PROSE, font=font_file(tmp_path)), {"n": "u"})
    found = read(path)
    assert found.text.splitlines() == list(PROSE)
    assert found.text_layer
    assert found.text_layer.action == "read-anew"


def test_a_rare_letter_that_lies_is_found_in_every_word(tmp_path: Path) -> None:
    """The other words stay the layer's."""
    lines = (*PROSE, "A quick quiet quarter of the quay")
    found = read(lying(typeset(tmp_path / "x.pdf", lines, font=font_file(tmp_path)), {"q": "z"}))
    assert found.text.splitlines() == list(lines)
    anew = [each.text for each in found.words if each.reason == "text-layer-contradicted"]
    assert anew == ["quay", "quick", "quiet", "quarter", "quay"]


@pytest.mark.parametrize(
    ("line", "mapping", "right"),
    [
        ("Balance of -75.20 pounds", {"-": "+"}, "-75.20"),
        ("Interest of 5% a year", {"%": "‰"}, "5%"),
        ("Sold for $27.50 in May", {"$": "€"}, "$27.50"),
    ],
)
def test_a_lying_sign_is_found(
    line: str, mapping: dict[str, str], right: str, tmp_path: Path
) -> None:
    """A sign, a currency and a unit are part of the number; where one reader alone sees it, it is
    offered.
    """
    found = read(lying(typeset(tmp_path / "x.pdf", (*PROSE, line), font=dejavu()), mapping))
    (number,) = [each for each in found.words if right in (each.text, *each.alternatives)]
    assert number.flagged
    assert number.reason in ("text-layer-contradicted", "text-layer-doubted")


@pytest.mark.parametrize(
    "text", ["-1450", "+1450", "$27.50", "£27.50", "€27.50", "5%", "(1,450.00)", "-£3.20", "±4"]
)
def test_a_sign_that_is_right_stays(text: str, tmp_path: Path) -> None:
    """Also one that a reader does not see or know."""
    found = read(typeset(tmp_path / "x.pdf", (*PROSE, f"A sum of {text} here"), font=dejavu()))
    assert f"A sum of {text} here" in found.text.splitlines()
    assert word(found, text).reason != "text-layer-contradicted"


def test_a_later_page_with_a_lying_font_is_found(tmp_path: Path) -> None:
    """What the first pages have shown of a font is not believed of another that looks otherwise."""
    pages = [(f"Page {k} of the book", "Paid 1450.75 on 9 July") for k in (1, 2, 3)]
    path = lying(typeset(tmp_path / "x.pdf", *pages, font=font_file(tmp_path)), {"4": "9"}, page=2)
    found = [read(path, k) for k in range(3)]
    assert [page.text.splitlines()[1] for page in found] == ["Paid 1450.75 on 9 July"] * 3
    assert [any(each.flagged for each in page.words) for page in found] == [False, False, True]


@pytest.mark.parametrize(("font", "size"), [("Helvetica", 7), ("Times", 11), ("Courier", 10)])
def test_a_true_layer_is_kept_and_nothing_is_certain(
    font: str, size: float, tmp_path: Path
) -> None:
    """No word is flagged, all are confirmed, none has confidence 1."""
    lines = [
        line[:50].rstrip() for line in (*PROSE, "Total due 1450.00 by 14 March 2025 (No. 60381-27)")
    ]
    found = read(typeset(tmp_path / "x.pdf", lines, font=font, size=size))
    assert found.text.splitlines() == lines
    checked = [each.reason == "text-layer-checked" for each in found.words]
    assert sum(checked) > 0.9 * len(checked)
    assert not any(each.flagged for each in found.words)
    assert all(0.95 < each.confidence < 1.0 for each in found.words)


def test_a_few_words_support_less_than_a_page(tmp_path: Path) -> None:
    """The confidence is what the check supports: 1 - (1 - (a + 1) / (n + 2)) / 10."""
    few = read(typeset(tmp_path / "few.pdf", ("Paid in full",)))
    many = read(typeset(tmp_path / "many.pdf", PROSE))
    assert few.words[0].confidence == pytest.approx(1 - 0.2 / 10)
    assert many.words[0].confidence == pytest.approx(1 - (1 - 68 / 69) / 10)


@pytest.mark.parametrize(("said", "right"), [("1450.00", True), ("1750.00", False)])
def test_the_numbers_of_an_invisible_layer_are_all_read(
    said: str, right: bool, tmp_path: Path
) -> None:
    """What some program put under a scan is believed no more than its numbers show."""
    shown = (*PROSE, "Total due 1450.00 pounds")
    found = read(scan(tmp_path / "x.pdf", shown, (*PROSE, f"Total due {said} pounds")))
    number = word(found, "1450.00")
    assert (number.reason, number.flagged) == (
        ("text-layer-checked", False) if right else ("text-layer-contradicted", True)
    )
    assert found.text.splitlines() == list(shown)
    assert all(each.confidence < 1.0 for each in found.words)


def test_an_invisible_layer_of_another_page_is_read_anew(tmp_path: Path) -> None:
    """Words, but not those of the scan."""
    other = [line[::-1] for line in PROSE]
    found = read(scan(tmp_path / "x.pdf", PROSE, other))
    assert found.text_layer
    assert found.text_layer.action == "read-anew"
    assert "harbour ledger of the north quay" in found.text
