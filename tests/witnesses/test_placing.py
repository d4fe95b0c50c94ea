"""Where the words of an LLM stand on a page of whose letters the second reader has none."""

from __future__ import annotations

import pytest
from tests.arbitration.made import page

from recto.witnesses.matching import match

PAGES = {
    "Russian": (
        ["гавань открыта на север", "корабли ждут прилива весной", "лёд закрывает её зимой"],
        ["raBaHb OTKPbITa Ha ceBep", "KopaÓnn xAYT npnnnBa BecHon", "nea 3akpbIBaet ee 3nmon"],
    ),
    "Thai": (
        ["ค่าใช้จ่ายในการประชุม", "รายละเอียดโครงการ", "หมู่บ้านและชุมชน"],
        ["ULSNSEE597UUSH7", "W.A.mES NSUAS", "WaNENAAASNS"],
    ),
    "Hebrew": (
        ["הנמל פתוח לצפון", "הספינות ממתינות לגאות", "הקרח סוגר אותו"],
        ["nnan nnno 7y9", "nn190n nnnn nn1", "n7n 1nn7 nn"],
    ),
}


@pytest.mark.parametrize("script", PAGES)
def test_lines_are_found_by_the_reader_that_has_their_letters(script: str) -> None:
    """The LLM begins with the page's last line: each of its words answers its own line."""
    tesseract, ppocr = PAGES[script]
    lines = page(tesseract, ppocr)
    written = [tesseract[2], tesseract[0], tesseract[1]]
    words = " ".join(written).split()
    placed = {}
    for pairing in match(lines, words):
        for word in pairing.words:
            placed[word] = {i for i, _ in pairing.units}
    expected = {word: {i} for i, text in enumerate(tesseract) for word in text.split()}
    assert placed == expected
