"""What `compare_readers` tells: every reader's text, where they differ from Recto's, how far they
agree, and who could not read.
"""

from __future__ import annotations

from recto.agent.comparing import MOST_LINES, Readings, compared
from recto.agent.told import MOST_CHARACTERS, LineTold, cut
from recto.compare.diff import Said
from recto.compare.systems import PageText
from recto.model.page import Box


def page(*rows: str, problem: str = "", texts: bool = True) -> list[PageText]:
    """Lines under each other, a word after the other."""
    words = []
    for down, row in enumerate(rows):
        for along, word in enumerate(row.split()):
            box = Box(90.0 * along, 30.0 * down, 90.0 * along + 80, 30.0 * down + 20)
            words.append(Said(word, box if texts else None))
    return [PageText("scan.png", 0, "\n".join(rows), tuple(words), 0.1, problem=problem)]


def three(ours: str, tesseract: str, ppocr: str) -> Readings:
    """Of one line."""
    return {"tesseract": page(tesseract), "ppocr": page(ppocr), "local": page(ours)}


def test_a_line_that_a_reader_has_otherwise_is_told_with_every_reading() -> None:
    """Beside Recto's own."""
    told = compared("scan.png", 3, three("the old harbour", "the old harbour", "the old barbour"))
    assert told.file == "scan.png"
    assert told.texts["ppocr"] == "the old barbour"
    assert (told.failed, told.is_cut) == ([], False)
    (line,) = told.differing
    assert isinstance(line, LineTold)
    assert (line.page, line.local) == (3, "the old harbour")
    assert line.others["ppocr"].split()[-1] == "barbour"


def test_how_far_readers_agree_is_told_two_by_two() -> None:
    """Shares of words, to four digits."""
    told = compared("scan.png", 1, three("one two three", "one two three", "one two tree"))
    assert set(told.agreement) == {
        "tesseract and ppocr",
        "tesseract and local",
        "ppocr and local",
    }
    assert told.agreement["tesseract and local"] == 1.0
    assert told.agreement["ppocr and local"] == round(told.agreement["ppocr and local"], 4) < 1


def test_lines_stay_lines_and_what_nobody_sees_is_gone() -> None:
    """A page is no single line, in a text or beside another reader's; no line drives a terminal."""
    ours = page("the harbour lies open", "to the north")
    told = compared(
        "scan.png", 1, {"ppocr": page("the harbour lies open", "to the nortb"), "local": ours}
    )
    assert told.texts["local"] == "the harbour lies open\nto the north"
    assert [line.local for line in told.differing] == ["to the north"]
    assert "\x1b" not in cut("one\x1b[2J\ntwo")[0]
    assert cut("| a | b |\n| --- | --- |")[0] == "| a | b |\n| --- | --- |"


def test_who_could_not_read_is_named_with_the_reason() -> None:
    """The others are told as if it were not there."""
    found = {**three("one", "one", "one"), "ppocr": page(problem="out of memory")}
    told = compared("scan.png", 1, found)
    assert told.failed == ["ppocr: out of memory"]
    assert told.texts["ppocr"] == ""


def test_long_texts_and_many_lines_are_cut_and_said_to_be() -> None:
    """An answer has to fit into an agent's context."""
    rows = [f"harbour number {k}" for k in range(MOST_LINES + 5)]
    wrong = [row.replace("harbour", "barbour") for row in rows]
    told = compared("scan.png", 1, {"tesseract": page(*wrong), "local": page(*rows)})
    assert len(told.differing) == MOST_LINES
    assert not told.is_cut
    long = page("x" * (MOST_CHARACTERS + 1))
    assert compared("scan.png", 1, {"tesseract": long, "local": page("x")}).is_cut
