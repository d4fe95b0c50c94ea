"""Stretches that one side lacks: which come back, which go, which are only marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import page

from recto.arbitration.one_sided.passages import Passages, passages
from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import Word
from recto.reasons import Reason
from recto.witnesses.local import UnitAt
from recto.witnesses.matching import Pairing

Lines = tuple[LocalLine, ...]
HEAD, FOOT = "harbour master report", "signed by the clerk"
LOST = "wages paid monthly"  # 16 letters, 3 words
HUNDRED = " ".join(f"{letter * 9}{k}" for k, letter in enumerate("abcdefghij"))  # 100 characters


def judged(
    lines: Lines,
    read: list[int],
    *spare: str,
    right: float = 0.5,
) -> Passages:
    """The LLM has the lines named, word by word, and then words that answer nothing."""
    matches, at = [], 0
    for i in read:
        for k, unit in enumerate(lines[i].units):
            words = tuple(word.text for word in unit.ppocr or unit.tesseract)
            matches.append(Pairing(((i, k),), words, at))
            at += len(words)
    for text in spare:
        matches.append(Pairing((), tuple(text.split()), at))
        at += len(text.split())
    return passages(lines, matches, printed(lines, right))


def printed(lines: Lines, right: float) -> dict[UnitAt, tuple[Word, ...]]:
    """Every unit with a word that is right with this probability."""
    word = Word("x", Box(0, 0, 1, 1), right, "tesseract", Reason.READERS_AGREE)
    places = [(i, k) for i, line in enumerate(lines) for k in range(len(line.units))]
    return dict.fromkeys(places, (word,))


def come_back(found: Passages) -> set[int]:
    """The lines whose units do."""
    return {i for i, _ in found.restored}


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "confidence", "right", "expected"),
    [
        (LOST, LOST, 0.95, 0.5, True),
        ("wages pai", "wages pai", 0.95, 0.5, True),  # eight letters
        ("wages pa", "wages pa", 0.95, 0.5, False),  # seven
        ("wagespaidmonthly", LOST, 0.7, 0.5, True),  # as sure as Tesseract has to be
        (LOST, LOST, 0.69, 0.5, False),
        (LOST, LOST, 0.3, 0.9, True),  # or the local reading is sure
        (LOST, LOST, 0.3, 0.89, False),
        (LOST, "wagas paid mantlly", 0.95, 0.5, False),  # 13 of 16 letters: not alike
        (LOST, "wages paid mantlly", 0.95, 0.5, True),  # 14 of 16
        (LOST, "wagas paid mantlly", 0.95, 0.9, True),
        ("abcdefghijklmnopqrst", "abcdefghijklmnopqxyz", 0.95, 0.5, True),  # 85 %
    ],
)
def test_a_lost_line_comes_back_when_both_readers_have_it(
    tesseract: str, ppocr: str, confidence: float, right: float, expected: bool
) -> None:
    """Alike and surely, between lines that the LLM did read."""
    lines = page([HEAD, tesseract, FOOT], [HEAD, ppocr, FOOT], confidence)
    assert come_back(judged(lines, [0, 2], right=right)) == ({1} if expected else set())


def test_one_sure_word_does_not_speak_for_the_others() -> None:
    """The mean of Tesseract's confidences counts, and so does that of the local reading."""
    lines = page([HEAD, LOST, FOOT], [HEAD, LOST, FOOT])
    words = [
        replace(unit.tesseract[0], raw_confidence=c)
        for unit, c in zip(lines[1].units, (0.99, 0.5, 0.5), strict=True)
    ]
    units = tuple(
        replace(unit, tesseract=(word,)) for unit, word in zip(lines[1].units, words, strict=True)
    )
    lines = (lines[0], replace(lines[1], units=units), lines[2])
    assert come_back(judged(lines, [0, 2])) == set()
    matches = [Pairing(((i, k),), ("xyz",), 3 * i + k) for i in (0, 2) for k in range(3)]
    local = printed(lines, 0.8)
    local[1, 0] = tuple(replace(word, confidence=1.0) for word in local[1, 0])
    assert passages(lines, matches, local).restored == frozenset()  # .87 in the mean
    local[1, 1] = local[1, 0]
    assert {i for i, _ in passages(lines, matches, local).restored} == {1}  # .93


@pytest.mark.parametrize(
    ("text", "right", "expected"),
    [
        (HUNDRED, 0.9, True),
        (HUNDRED, 0.89, False),
        (HUNDRED[:-1], 0.9, False),  # 99 characters
        (LOST, 1.0, False),
    ],
)
def test_at_the_foot_only_long_sure_text_comes_back(
    text: str, right: float, expected: bool
) -> None:
    """Libraries print a line of their own there."""
    assert comes_back(text, 2, right) is expected


@pytest.mark.parametrize(
    ("text", "right", "expected"),
    [
        (HUNDRED[:65], 0.5, True),
        (HUNDRED[:64], 0.79, False),
        (HUNDRED[:64], 0.81, True),
        (LOST, 0.81, True),
        (LOST, 0.79, False),
        ("wages pa", 1.0, False),  # seven letters
    ],
)
def test_at_the_head_a_short_title_comes_back_where_it_is_sure(
    text: str, right: float, expected: bool
) -> None:
    """Both readers have it alike, so a long one need not be surely right."""
    assert comes_back(text, 0, right) is expected


@pytest.mark.parametrize("ppocr", ["wages paid manthly", "wages 31 paid monthly"])
def test_a_title_that_the_local_readers_have_otherwise_stays_out(ppocr: str) -> None:
    """No letter and no number of it is one reader's alone, however sure the words are."""
    lines = page([LOST, HEAD, FOOT], [ppocr, HEAD, FOOT])
    assert come_back(judged(lines, [1, 2], right=1.0)) == set()
    same = page([LOST, HEAD, FOOT], [LOST, HEAD, FOOT])
    assert come_back(judged(same, [1, 2], right=1.0)) == {0}


def comes_back(text: str, lost: int, right: float) -> bool:
    """What stands first or last on the page and the LLM does not have."""
    texts = [HEAD, FOOT]
    texts.insert(lost, text)
    lines = page(texts, texts)
    # the lines that were read are as wide as the lost one
    wide = Box(0, 0, 2000, 20)
    first = lines[1].units[0]
    widened = replace(first, tesseract=(replace(first.tesseract[0], box=wide),), ppocr=())
    lines = (lines[0], replace(lines[1], units=(widened, *lines[1].units[1:])), lines[2])
    read = [i for i in range(3) if i != lost]
    return come_back(judged(lines, read, right=right)) == {lost}


@pytest.mark.parametrize(
    ("left", "expected"), [(-40.0, True), (-41.0, False), (70.0, True), (71.0, False)]
)
def test_a_lost_line_stands_within_the_text_that_was_read(left: float, expected: bool) -> None:
    """Or at most two heights of a word beside it: else it is a neighbour's column."""
    lines = page([HEAD, LOST, HEAD], [HEAD, LOST, HEAD])
    assert (lines[0].box.left, lines[0].box.right, lines[1].box.right) == (0, 210, 180)
    moved = []
    for unit in lines[1].units:
        box = replace(unit.box, left=unit.box.left + left, right=unit.box.right + left)
        word = replace(unit.tesseract[0], box=box)
        moved.append(replace(unit, tesseract=(word,), ppocr=(word,)))
    lines = (lines[0], replace(lines[1], units=tuple(moved)), lines[2])
    assert come_back(judged(lines, [0, 2])) == ({1} if expected else set())


def test_nothing_comes_back_of_a_page_that_was_not_read() -> None:
    """Nor of a facing page's slivers."""
    lines = page([HEAD, LOST, FOOT], [HEAD, LOST, FOOT])
    assert judged(lines, []).restored == frozenset()
    beside = (lines[0], replace(lines[1], facing_page=True), lines[2])
    assert judged(beside, [0, 2]).restored == frozenset()


@pytest.mark.parametrize(
    ("lost", "spare", "expected"),
    [
        (LOST, "something else", True),
        (LOST, LOST, False),  # it stands there, out of its place
        (LOST, "wages paid", True),  # 6 of 13
        (LOST, "wages paid m", False),  # 7
        ("wages paid monthl", "wages paid", True),  # a half
    ],
)
def test_a_stretch_that_the_llm_has_elsewhere_is_not_lost(
    lost: str, spare: str, expected: bool
) -> None:
    """When most of its runs of four letters stand in text that answers nothing."""
    lines = page([HEAD, lost, FOOT], [HEAD, lost, FOOT])
    own = "".join(lost.split())
    grams = {own[i : i + 4] for i in range(len(own) - 3)}
    there = "".join(spare.split())
    shared = {gram for gram in grams if gram in there}
    assert (len(shared) / len(grams) <= 0.5) is expected
    assert come_back(judged(lines, [0, 2], spare)) == ({1} if expected else set())


@pytest.mark.parametrize(
    ("lost", "instead", "expected"),
    [
        ("abcdefghijkl", "abcdefghijkl", False),  # every letter
        ("abcdefghijkl", "abcdefghijk", True),  # 8 grams of 9
        ("abcdefghijk", "abcdefghij", False),  # 11 letters are short: most of them is enough
        ("abcdefghijk", "abcdefg", True),  # 4 grams of 8
    ],
)
def test_a_title_may_stand_twice(lost: str, instead: str, expected: bool) -> None:
    """Twelve letters are gone unless each is in what the LLM wrote for another place; fewer, unless
    most are.
    """
    lines = page([instead, lost, "foot of it all"], [instead, lost, "foot of it all"])
    found = judged(lines, [0, 2])
    assert come_back(found) == ({1} if expected else set())


FORTY = "abcdefgh ijklmnop qrstuvwx yzabcdef ghijklmn"  # 40 letters that stand nowhere


def test_a_long_run_of_the_llm_alone_is_marked() -> None:
    """From forty letters; the page may be handwritten there."""
    lines = page([HEAD, FOOT], [HEAD, FOOT])
    read = len([unit for line in lines for unit in line.units])
    found = judged(lines, [0, 1], FORTY)
    assert (found.unsupported, found.repeated) == (frozenset(range(read, read + 5)), frozenset())
    short = judged(lines, [0, 1], FORTY[:-1])
    assert (short.unsupported, short.repeated) == (frozenset(), frozenset())


def test_a_short_run_does_not_hide_a_long_one() -> None:
    """Each is judged by itself."""
    lines = page([HEAD, FOOT], [HEAD, FOOT])
    first = [Pairing(((0, k),), (word,), k) for k, word in enumerate(HEAD.split())]
    short = Pairing((), ("extra",), 3)
    second = [Pairing(((1, k),), (word,), 4 + k) for k, word in enumerate(FOOT.split())]
    long = Pairing((), tuple(FORTY.split()), 8)
    # in any order: that of the text counts
    found = passages(lines, [long, *second, short, *first], printed(lines, 0.5))
    assert found.unsupported == frozenset(range(8, 13))


@pytest.mark.parametrize(
    ("again", "is_repeat"),
    [
        (8, True),  # 32 letters of 40 stand on the page
        (7, False),
        (10, True),
    ],
)
def test_a_run_that_says_the_page_again_goes(again: int, is_repeat: bool) -> None:
    """When four letters in five are in words that the LLM has more often than the page."""
    words = ["abcd", "efgh", "ijkl", "mnop", "qrst", "uvwx", "bcda", "fghe", "jkli", "nopm"]
    spare = [*words[:again], *(f"{k}z{k}y" for k in range(10 - again))]
    lines = page([" ".join(words)], [" ".join(words)])
    found = judged(lines, [0], " ".join(spare))
    run = frozenset(range(10, 20))
    assert (found.repeated, found.unsupported) == (
        (run, frozenset()) if is_repeat else (frozenset(), run)
    )


def test_words_that_the_page_has_as_often_are_no_repeat() -> None:
    """Whoever of the local readers read them; nor is a word that the page does not have."""
    words = ["abcdefgh", "ijklmnop", "qrstuvwx", "yzabcdef", "ghijklmn"]
    lines = page([HEAD, " ".join(words)], [HEAD, ""])
    found = judged(lines, [0], " ".join(words))
    assert (found.repeated, len(found.unsupported)) == (frozenset(), 5)
    again = judged(lines, [0, 1], " ".join(words))
    assert (len(again.repeated), again.unsupported) == (5, frozenset())


@pytest.mark.parametrize(("prints", "expected"), [(LOST, set()), ("wages paid weekly", {1})])
def test_what_the_llm_has_word_for_word_is_not_printed_again(
    prints: str, expected: set[int]
) -> None:
    """As the page would print it, though the second reader misread it."""
    misread = "wagas paid mantlly"
    lines = page([HEAD, LOST, LOST, FOOT], [HEAD, misread, LOST, FOOT])
    local = printed(lines, 0.95)
    for k, text in enumerate(prints.split()):
        local[1, k] = tuple(replace(word, text=text) for word in local[1, k])
    matches = []
    for i in (0, 2, 3):
        for k, unit in enumerate(lines[i].units):
            words = tuple(word.text for word in unit.ppocr)
            matches.append(Pairing(((i, k),), words, len(matches)))
    assert {i for i, _ in passages(lines, matches, local).restored} == expected


@pytest.mark.parametrize(("beside", "expected"), [("chief librarian", set()), (LOST, {1})])
def test_words_beside_a_place_that_reads_otherwise_answer_nothing(
    beside: str, expected: set[int]
) -> None:
    """The LLM has the line, misspelt, and it was placed where it does not belong: it is not printed
    from the page once more. A heading that stands twice comes back.
    """
    lines = page([HEAD, LOST, beside, FOOT], [HEAD, LOST, beside, FOOT])
    matches = []
    for i in (0, 3):
        for k, unit in enumerate(lines[i].units):
            words = tuple(word.text for word in unit.ppocr)
            matches.append(Pairing(((i, k),), words, len(matches)))
    units = tuple((2, k) for k in range(len(lines[2].units)))
    matches.append(Pairing(units, ("wagges", "paid", "monthly"), len(matches)))
    found = passages(lines, matches, printed(lines, 0.95))
    assert {i for i, _ in found.restored} == expected
