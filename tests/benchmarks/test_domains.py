"""Pages of domains: the same seed draws the same page, and what a list gains is counted by term."""

import pickle
from collections import Counter
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from tests.writers.samples import text_page

from benchmarks.domains.judged import of_page
from benchmarks.domains.lists import ACCOUNTS, OnlyPlain, medicine_de, words
from benchmarks.domains.pages import FONTS, LINES, Drawn, drawn


@pytest.mark.skipif(not all(map(Path.exists, map(Path, FONTS))), reason="on Linux only: fonts")
def test_a_page_is_drawn_from_its_seed() -> None:
    """With terms of its list in its lines, each counted as often as it stands there."""
    listed = words(ACCOUNTS.split())
    one, same, other = (drawn("accounts", listed, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.pixels, same.pixels)
    assert one.lines == same.lines != other.lines
    assert len(one.lines) == LINES
    stands = Counter(word.strip(",.") for line in one.lines for word in line.split())
    assert one.terms
    assert Counter(one.terms) <= stands


def test_terms_are_counted_letter_for_letter() -> None:
    """Found, within reach of a reader or lost; numbers are told as printed."""
    page = text_page("the guinea was paid 12 tirnes")
    made = Drawn(
        np.zeros((1, 1), np.uint8), ("the guinea was paid 12 times.",), ("guinea", "times")
    )
    found = of_page(page, made)
    assert (found.terms, found.found, found.reachable) == (2, 1, 1)
    assert (found.words, found.right, found.wrong) == (6, 5, 1)
    assert found.numbers == ("12",)


def test_a_hunspell_list_gives_its_words(tmp_path: Path) -> None:
    """Without flags; a pickle that holds more than values is refused."""
    file = tmp_path / "de_med.dic"
    file.write_text("3\nAbszess/N\nzu\nAdrenalin-Test/S\n", encoding="utf-8")
    assert medicine_de(file) == ["Abszess", "Adrenalin", "Test"]
    with pytest.raises(pickle.UnpicklingError):
        OnlyPlain(BytesIO(pickle.dumps(Path("x")))).load()
    assert OnlyPlain(BytesIO(pickle.dumps({"a": ["b"]}))).load() == {"a": ["b"]}
