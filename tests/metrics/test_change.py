"""What a correction did, on pages of a few words."""

from __future__ import annotations

import pytest

from benchmarks.metrics.change import Change, change, total
from recto.metrics.word_fate import judge

TRUTH = "Anna Meier, Lehrerin, 66 Bachstrasse\nBerta Huber, Wirtin, 12 Rheingasse"
# Meier and 12 are wrong
OCR = "Anna Mcier, Lehrerin, 66 Bachstrasse\nBerta Huber, Wirtin, 17 Rheingasse"


def _change(final: str) -> Change:
    return change(judge(TRUTH, OCR.split()), judge(TRUTH, final.split()))


@pytest.mark.parametrize(
    ("final", "helped", "harmed", "copied", "deleted", "invented"),
    [
        (TRUTH, 2, 0, 0, 0, 0),
        (OCR, 0, 0, 2, 0, 0),
        (TRUTH.replace("Lehrerin", "Lehrer"), 2, 1, 0, 0, 0),
        (TRUTH.replace("12", "17"), 1, 0, 1, 0, 0),
        (TRUTH.replace("Wirtin, ", ""), 2, 1, 0, 1, 0),
        (TRUTH + " siehe auch Seite vierzig", 2, 0, 0, 0, 4),
    ],
)
def test_each_kind_of_change_is_counted(
    final: str, helped: int, harmed: int, copied: int, deleted: int, invented: int
) -> None:
    """One page, ten words, two of them misread by the OCR."""
    found = _change(final)
    assert (found.ocr_right, found.ocr_wrong, found.truth_words) == (8, 2, 10)
    counts = (found.helped, found.harmed, found.copied, found.deleted, found.invented)
    assert counts == (helped, harmed, copied, deleted, invented)


def test_rates_are_taken_after_adding_up_pages() -> None:
    """Two pages, three of four wrong words helped."""
    pages = [_change(TRUTH), _change(TRUTH.replace("12", "17"))]
    assert total(pages).help == pytest.approx(3 / 4)
    assert total(pages).copy == pytest.approx(1 / 4)


def test_order_of_lines_does_not_make_words_wrong() -> None:
    """Lines are placed first, so swapped lines are read as well as before."""
    swapped = "\n".join(reversed(TRUTH.splitlines())).split()
    assert all(fate.right for fate in judge(TRUTH, swapped).fates)


def test_a_word_in_another_place_is_neither_lost_nor_invented() -> None:
    """A table read by rows where the truth goes by columns: same words, no line in common."""
    truth = "Acker\n835\n969\nWiesen\n75\n41"
    judged = judge(truth, ["Acker", "Wiesen", "835", "75", "969", "41"])
    assert all(fate.right for fate in judged.fates)
    assert judged.invented == 0


def test_output_words_are_labelled_and_marks_are_not() -> None:
    """A dash claims nothing, so it is neither right nor wrong."""
    judged = judge(
        "Abel Paul, Lehrer, 66 Bachstr.", ["Abel", "Paul,", "—", "Lehner,", "66", "Bachstr."]
    )
    assert judged.labels == (True, True, None, False, True, True)
