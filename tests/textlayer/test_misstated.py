"""Text layers that lie in marks of numbers, letter case, accents, widths and lone signs: right, or
flagged.
"""

from collections.abc import Mapping
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

import pytest
from tests.textlayer.made import ENGLISH, dejavu, font_file, lying, read, scan, typeset, word

from recto.textlayer.agreement import judged_word
from recto.textlayer.forms import adds_marks, changed, is_recased

pytest.importorskip("matplotlib", reason="its fonts have the signs")

SMALL = dict(zip(ascii_uppercase, ascii_lowercase, strict=True))
LINES = (
    "The harbour ledger of the north quay",
    "was kept by one clerk for years",
    "and he counted every barrel",
)


@pytest.mark.parametrize(
    ("line", "mapping", "right"),
    [
        ("Total due 1450.25 pounds", {".": " "}, "1450.25"),
        ("Total due 1,450 pounds", {",": "\u00a0"}, "1,450"),
        ("Meet at 12:30 on Monday", {":": " "}, "12:30"),
        ("Signed 4/5/2020 in Hull", {"/": " "}, "4/5/2020"),
        ("From 1990-1995 at least", {"-": " "}, "1990-1995"),
        ("Interest 5% a year", {"%": " "}, "5%"),
        ("Balance of -75.20 pounds", {"-": " "}, "-75.20"),
        ("Sold for $27.50 here", {"$": " "}, "$27.50"),
        ("Total due 1450.25 pounds", {".": ","}, "1450.25"),
        ("Total due 1,450.25 pounds", {",": ".", ".": ","}, "1,450.25"),
    ],
)
def test_a_mark_of_a_number_that_became_a_space_or_another_is_right_or_flagged(
    line: str, mapping: Mapping[str, str], right: str, tmp_path: Path
) -> None:
    """The number is printed with its mark, or its parts are flagged and offer it."""
    found = read(lying(typeset(tmp_path / "x.pdf", (*LINES, line), font=dejavu()), mapping))
    is_right = right in found.text.split()
    offered = [each for each in found.words if each.flagged and right in each.alternatives]
    assert is_right or offered
    assert word(found, "harbour").flagged is False


@pytest.mark.parametrize("text", ["1450 25", "12 - 30", "$ 27", "5 %", "3 − 5", "(7) 8"])
def test_spaces_that_are_there_stay(text: str, tmp_path: Path) -> None:
    """Also beside rules and signs that are words of their own."""
    found = read(typeset(tmp_path / "x.pdf", (*LINES, f"A sum of {text} here"), font=dejavu()))
    assert f"A sum of {text} here" in found.text.splitlines()
    assert not any(each.flagged for each in found.words)


def test_a_mark_that_an_invisible_layer_lacks_is_flagged(tmp_path: Path) -> None:
    """Under a scan, where two halves of a number stand apart."""
    found = read(
        scan(tmp_path / "x.pdf", (*LINES, "Total due 1450.25"), (*LINES, "Total due 1450 25"))
    )
    halves = [each for each in found.words if each.text in ("1450", "25")]
    assert "1450.25" in found.text.split() or all(each.flagged for each in halves)


@pytest.mark.parametrize(
    ("lines", "mapping", "flagged"),
    [
        ((*LINES, "Under the Old Bridge"), SMALL, {"the", "bridge"}),
        ((*LINES, "DRAFT AGREEMENT"), SMALL, {"draft", "agreement"}),
        ((*LINES, "A quick quote"), {"q": "g"}, set()),
        ((*LINES, "Sox so Cows vow"), {"s": "S", "S": "s", "o": "O", "w": "W", "C": "c"}, set()),
    ],
)
def test_letters_of_the_other_case_are_flagged(
    lines: tuple[str, ...], mapping: Mapping[str, str], flagged: set[str], tmp_path: Path
) -> None:
    """Where their shapes show it; look-alikes (s and S) are no proof. A q is no g."""
    found = read(lying(typeset(tmp_path / "x.pdf", lines, font=font_file(tmp_path)), mapping))
    assert flagged <= {each.text for each in found.words if each.flagged}
    assert "guick" not in found.text


@pytest.mark.parametrize(
    ("line", "mapping", "shown"),
    [
        ("x ± 4 mm or so", {"±": "+"}, "±"),
        ("if x ≤ y then", {"≤": "<"}, "≤"),
        ("if x ≥ y then", {"≥": ">"}, "≥"),
        ("under § 4 of it", {"§": "S"}, "§"),
        ("see note ‡ below", {"‡": "*"}, "‡"),
        ("the café of André", {"é": "e"}, "café"),
        ("the cafe of Anna", {"e": "é"}, "cafe"),
        ("sum of 1450 here", {"1": "１", "4": "４"}, "１450"),
    ],
)
def test_signs_accents_and_widths_that_are_not_there_are_flagged(
    line: str, mapping: Mapping[str, str], shown: str, tmp_path: Path
) -> None:
    """The word offers what is shown."""
    found = read(lying(typeset(tmp_path / "x.pdf", (*LINES, line), font=dejavu()), mapping))
    assert any(each.flagged and shown in each.alternatives for each in found.words)


@pytest.mark.parametrize("name", ["DejaVuSerif", "DejaVuSans", "STIXGeneral"])
def test_signs_and_accents_that_are_right_stay(name: str, tmp_path: Path) -> None:
    """Of fonts with and without serifs."""
    lines = (*LINES, "A + B ± C < D > E = F", "§ 4 S * † ‡ L R ® £ 5", "né à café ö ü ñ Élan Über")
    found = read(typeset(tmp_path / "x.pdf", lines, font=dejavu(name)), stages=ENGLISH)
    doubted = [each.text for each in found.words if each.flagged]
    assert found.text.splitlines() == list(lines)
    assert not {
        "+",
        "±",
        "<",
        ">",
        "=",
        "§",
        "S",
        "*",
        "†",
        "‡",
        "L",
        "R",
        "né",
        "café",
        "Élan",
    } & set(doubted)


@pytest.mark.parametrize(
    ("layer", "read", "recased", "marked", "at"),
    [
        ("harbour", "HARBOUR", True, False, [1, 2, 3, 6, 0]),
        ("Harbour", "harbour", True, False, [0]),
        ("sox", "SOX", False, False, []),
        ("Ill", "lll", False, False, []),
        ("cafe", "café", False, True, [3]),
        ("café", "cafe", False, False, []),
        ("cafe\u0301", "café", False, False, []),
        ("naive", "naíve", False, False, []),
        ("so", "sø", False, True, [1]),
        ("harbour", "harbours", False, False, []),
    ],
)
def test_which_forms_of_letters_differ(
    layer: str, read: str, recased: bool, marked: bool, at: list[int]
) -> None:
    """Case by telling letters, marks by those that are seen and not said."""
    assert (is_recased(layer, read), adds_marks(layer, read)) == (recased, marked)
    assert sorted(changed(layer, read)) == sorted(at)


@pytest.mark.parametrize(
    ("layer", "looks", "other", "outcome"),
    [
        ("harbour", ("HARBOUR", "HARBOUR"), "HARBOUR", "doubtful"),
        ("harbour", ("HARBOUR", "harbour"), "HARBOUR", "agreed"),
        ("cafe", ("café", "café"), "cafe", "doubtful"),
        ("cafe", ("café", "cafe"), "cafe", "agreed"),
        ("quay", ("guay", "guay"), "guay", "differs"),
        ("AB12", ("ab12", "ab12"), "ab12", "doubtful"),
    ],
)
def test_what_two_readers_say_of_its_letters(
    layer: str, looks: tuple[str, ...], other: str, outcome: str
) -> None:
    """One look that has them as the layer confirms them."""
    assert judged_word(layer, looks, other)[0] == outcome
