"""Pages with nothing, or hardly anything, to read: nothing is made up on them, by whomever."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.arbitration.made import facts, page, transcript

from benchmarks.blanks import told
from benchmarks.blanks.__main__ import read_all
from benchmarks.blanks.inventing_model import INVENTIONS
from benchmarks.blanks.made import KINDS, BlankPage, pages, scanned
from benchmarks.blanks.measure import Read, invented_in, read, stages
from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.pipeline.mirrored import NOTE

EMPTY = judge_page((), facts(()))
LABEL = page(["Ex libris Clara Whitfield"], ["Ex libris Clara Whitfield"])


def test_what_an_llm_writes_on_blank_paper_is_not_printed() -> None:
    """Whatever it is; it stands in the notes of its reading."""
    for lines in INVENTIONS.values():
        found = hybrid_page(EMPTY, transcript(*lines), room=0.0)
        assert found.lines == ()
        assert " ".join(found.unprinted).split() == " ".join(lines).split()
        assert found.guards["word-without-ink"] == len(found.unprinted[0].split())


def test_one_line_of_print_keeps_its_words_and_gets_no_others() -> None:
    """The book plate stays as it was read."""
    reading = judge_page(LABEL, facts(LABEL))
    written = ["Ex libris Clara Whitfield", *INVENTIONS["a poem"]]
    found = hybrid_page(reading, transcript(*written), room=0.0)
    assert [line.text for line in found.lines] == ["Ex libris Clara Whitfield"]


def test_where_there_is_ink_for_it_the_llm_is_printed() -> None:
    """Handwriting that no local reader has: as before, flagged."""
    found = hybrid_page(EMPTY, transcript("a note in pencil"), room=40.0)
    assert [line.text for line in found.lines] == ["a note in pencil"]
    assert all(word.flagged for line in found.lines for word in line.words)


def test_the_set_is_drawn_the_same_each_time() -> None:
    """Fourteen kinds; only one has anything printed on it."""
    first, again = list(pages(1, 7)), list(pages(1, 7))
    assert [page.kind for page in first] == list(KINDS)
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, again, strict=True))
    assert [page.kind for page in first if page.text] == ["one line"]
    assert not np.array_equal(first[0].pixels, next(pages(1, 8)).pixels)


@pytest.mark.parametrize(
    ("text", "truth", "count"),
    [("", "", 0), ("abc 12", "", 5), ("Ex libris A.", "Ex libris A", 0), ("Ex x", "Ex libris", 1)],
)
def test_invented_is_what_the_page_does_not_have(text: str, truth: str, count: int) -> None:
    """Letters and digits, in their order."""
    assert invented_in(text, truth) == count


def test_show_through_is_not_read_and_not_answered() -> None:
    """The other side of the leaf is no text of this page, whatever a model makes of it."""
    drawn = {each.kind: each for each in pages(1, 7)}
    ready = stages()
    found = read(drawn["show-through"], 7, ready)
    assert found.invented["tesseract"] > 100
    assert found.invented["ppocr"] > 100
    assert [
        count for name, count in found.invented.items() if name not in ("tesseract", "ppocr")
    ] == [0] * 5
    blank = BlankPage("x", "blank", np.full((400, 300), 240, np.uint8), "")
    assert set(read(blank, 7, ready).invented.values()) == {0}
    assert NOTE.startswith("the print on this page is mirrored")


def test_the_weave_of_a_cover_is_no_room_for_text() -> None:
    """Ink seems to stand in hundreds of rows; the detector sees none, so the page is blank, and
    nothing that a model writes on it is printed.
    """
    dice = np.random.default_rng([92, list(KINDS).index("cover"), 2])
    field, text = KINDS["cover"](dice)
    found = read(BlankPage("cover 3", "cover", scanned(field, dice), text), 92, stages())
    printed = {name: count for name, count in found.invented.items() if name != "tesseract"}
    assert set(printed.values()) == {0}
    assert set(found.statuses.values()) == {"blank"}


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    """Pages that stand in the file are taken from it, of the same seed alone."""
    file = tmp_path / "pages.jsonl"
    kept = [Read(each.name, each.kind, 7, {"local": 3}, {"local": "ok"}) for each in pages(1, 7)]
    for row in kept[:-1]:
        told.keep(row, file)
    told.keep(replace(kept[-1], seed=8), file)
    found = list(read_all(1, 7, file))
    assert found[:-1] == kept[:-1]
    assert found[-1].invented["hybrid, a poem"] == 0
    assert told.restored(file)[-1] == found[-1]
    assert list(read_all(1, 7, file)) == found


def test_the_table_counts_pages_with_much() -> None:
    """More than two characters; the interval is over pages."""
    reads = [Read(f"p{n}", "blank", 7, {"local": n}) for n in (0, 0, 3, 9)]
    ((name, count, interval, above, worst),) = told.by_system(reads)
    assert (name, count, above, worst) == ("local", "4", "2", "9")
    assert interval.startswith("3.00 [")
    assert [row[0] for row in told.by_kind(reads)] == ["kind", "blank", "all"]
