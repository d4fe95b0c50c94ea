"""Conflicts are parted into words, whatever a reader joined."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arbitration.made import page

from recto.text.alignment import compact
from recto.witnesses.matching import Pairing, match
from recto.witnesses.parting import finer

Row = tuple[str, str, str]  # the LLM's, Tesseract's, PP-OCR's


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "expected"),
    [
        (
            "Giger Friedr.,Magazinier,67 Gellertstr.",
            "GigerFriedr.,Magazinier,67Gellertstr.",
            "Giger Friedel, Magazinier, 67 Gerlertstr.",
            [
                ("Giger", "Giger", "Giger"),
                ("Friedel,", "Friedr.,", "Friedr.,"),
                ("Magazinier,", "Magazinier,", "Magazinier,"),
                ("67", "67", "67"),
                ("Gerlertstr.", "Gellertstr.", "Gellertstr."),
            ],
        ),
        ("100Amstr.", "100Amstr.", "100 Amtstr.",
            [("100", "100", "100"), ("Amtstr.", "Amstr.", "Amstr.")]),
        ("house", "house", "horse", [("horse", "house", "house")]),
        ("some other", "some other", "word alike", [("word alike", "some other", "some other")]),
    ],
)  # fmt: skip
def test_words_are_parted(tesseract: str, ppocr: str, llm: str, expected: list[Row]) -> None:
    """At the LLM's word ends, where both alignments pass."""
    lines = page([tesseract], [ppocr])
    units = tuple((0, k) for k in range(len(lines[0].units)))
    rows = []
    for each in finer(lines, Pairing(units, tuple(llm.split()), 0)):
        unit = each.part
        mine, other = (
            [
                w.text
                for u in ([unit] if unit else [lines[0].units[k] for _, k in units])
                for w in getattr(u, reader)
            ]
            for reader in ("tesseract", "ppocr")
        )
        rows.append((" ".join(each.words), " ".join(mine), " ".join(other)))
    assert rows == expected


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("abcde", min_size=1, max_size=6), min_size=1, max_size=6), st.data())
def test_parting_loses_no_letter(words: list[str], data: st.DataObject) -> None:
    """Of any reader, in order, however the others join and misread."""
    joined = "".join(words)
    llm = data.draw(st.lists(st.text("abcde", min_size=1, max_size=6), min_size=1, max_size=6))
    lines = page([" ".join(words)], [joined])
    matches = [each for each in match(lines, llm) if each.units and each.words]
    for each in matches:
        parts = finer(lines, each)
        assert [word for part in parts for word in part.words] == list(each.words)
        if parts[0].part is not None:
            units = [lines[i].units[k] for i, k in each.units]
            for reader in ("tesseract", "ppocr"):
                before = "".join(compact(w.text) for u in units for w in getattr(u, reader))
                after = "".join(
                    compact(w.text)
                    for part in parts
                    if part.part
                    for w in getattr(part.part, reader)
                )
                assert after == before
