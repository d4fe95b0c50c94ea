"""What readers take letters for, counted and heard."""

from __future__ import annotations

import pytest
from tests.confidence.test_third_reader import case

from benchmarks.learn.misreadings import count, counted
from benchmarks.learn.third_reader import Place, learn
from recto.arbitration.word.local_rules import rule
from recto.confidence.misreadings import differing, told
from recto.confidence.third_reader import rows
from recto.reasons import Reason


def place(truth: str, document: str = "one", **readings: str) -> Place:
    """One at which these readers have these texts."""
    texts = tuple(dict.fromkeys(readings.values()))
    return Place(document, texts, tuple((0.0,) * 28 for _ in texts), truth, readings)


V_FOR_B = [place("berg", froc="verg", tesseract="berg", ppocr="berg")] * 20
KNOWN = counted([*V_FOR_B, *[place("vogt", froc="vogt", tesseract="vogt")] * 20])


@pytest.mark.parametrize(
    ("printed", "read", "expected"),
    [
        ("berg", "berg", []),
        ("berg", "verg", [("b", "v")]),
        ("gasse", "gaffe", [("ss", "ff")]),
        ("gottl", "gott", [("l", "")]),
        ("expedient", "erpedieut", [("x", "r"), ("n", "u")]),
    ],
)
def test_what_touches_is_one_stretch(
    printed: str, read: str, expected: list[tuple[str, str]]
) -> None:
    """In the order of the text."""
    assert differing(printed, read) == expected


def test_who_often_takes_b_for_v_is_not_believed_of_a_v() -> None:
    """Though nobody has seen the word; the other way round, less is told."""
    bach, vach = told(KNOWN, ("bach", "vach"), {"froc": "vach", "tesseract": "bach"})
    assert bach > 0.5
    assert vach == -bach
    turned = {"froc": "bach", "tesseract": "vach"}
    assert max(told(KNOWN, ("bach", "vach"), turned)) < bach


@pytest.mark.parametrize(
    "texts",
    [("bach",), ("bach7", "vach7"), ("bach", "gasthof")],
    ids=["one text", "figures", "no misreading of the other"],
)
def test_where_letters_tell_nothing(texts: tuple[str, ...]) -> None:
    """The column is 0 for each."""
    readings = {"froc": texts[-1], "tesseract": texts[0]}
    assert told(KNOWN, texts, readings) == [0.0] * len(texts)
    assert told({}, ("bach", "vach"), {"froc": "vach", "tesseract": "bach"}) == [0.0, 0.0]


def test_once_is_no_habit() -> None:
    """Nor what is no reading of the word, nor where FROC has nothing."""
    few = [
        place("berg", froc="verg"),
        place("berg", froc="zwiebel", tesseract="berg"),
        place("dom", multiscript="don"),
        place("dom", multiscript="don"),
    ]
    data = count(few)
    assert set(data) == {"froc", "tesseract"}
    assert data["froc"]["printed"]["b"] == [1, {}]
    assert counted(V_FOR_B)["froc"].read == {("b", "v"): 20}


def test_a_documents_rows_are_told_by_others() -> None:
    """One document alone teaches no weight of what it was counted on; what is shipped is counted on
    all.
    """
    alone = learn(V_FOR_B)
    assert alone["logistic"][-1] == 0.0
    assert alone["misread"]["froc"]["printed"]["b"] == [20, {"v": 20}]


def test_shipped_counts_know_x_from_r() -> None:
    """Both readers of print write r for x in blackletter, and only Tesseract does not."""
    given = case("expedient", "erpedient", "erpedient", (0.85, 0.95, 0.95))
    found = dict(rows(given))
    assert found["expedient"].misread > 0 > found["erpedient"].misread
    choice = rule(case("Stepan", "Etepan", "Stevan", (0.61, 0.91, 0.94)))
    assert [word.text for word in choice.words] == ["Stepan"]
    assert choice.reason == Reason.TESSERACT_WEIGHS_MORE
