"""Words on their way to a page's lines: lost ones back in their place, unprinted ones offered, a
new line where the page has one.
"""

from __future__ import annotations

import pytest
from tests.arbitration.made import facts, page

from recto.arbitration.entries import PrintedWords, result_lines, with_restored
from recto.arbitration.flags import Doubtful, PageDoubts, is_flagged, reasons_to_look
from recto.arbitration.local_reading import judge_page
from recto.arbitration.one_sided.left_out import with_left_out
from recto.arbitration.page.wrong_language import WrongLanguage
from recto.model.page import Box, Origin
from recto.model.result import Word
from recto.reasons import Reason
from recto.witnesses.local import UnitAt

BOX = Box(0, 0, 10, 20)


def word(text: str, origin: Origin = "agreed", left: float = 0.0) -> Word:
    """A word as it is printed."""
    box = Box(left, 0, left + 10, 20)
    return Word(text, box, 0.9, origin, Reason.READERS_AGREE)


def entry(text: str, *places: UnitAt, line: int | None = None, left: float = 0.0) -> PrintedWords:
    """Words for these places, on their line."""
    on = places[0][0] if places else line
    return PrintedWords(on, places, tuple(word(part, left=left) for part in text.split()))


def local(**texts: str) -> dict[UnitAt, tuple[Word, ...]]:
    """What the local reading prints at the places named p00, p01, ..."""
    found = {}
    for name, text in texts.items():
        place = (int(name[1]), int(name[2]))
        found[place] = tuple(word(part) for part in text.split())
    return found


def texts(entries: list[PrintedWords]) -> list[str]:
    """Of each entry."""
    return [" ".join(each.text for each in one.verdicts) for one in entries]


PAGE = local(p00="a", p01="b c", p02="d", p10="e")


@pytest.mark.parametrize(
    ("entries", "lost", "expected"),
    [
        ([entry("a", (0, 0)), entry("e", (1, 0))], {(0, 1), (0, 2)}, ["a", "b c", "d", "e"]),
        ([entry("e", (1, 0)), entry("a", (0, 0))], {(0, 1)}, ["e", "a", "b c"]),
        ([entry("e", (1, 0))], {(0, 0), (0, 1)}, ["a", "b c", "e"]),  # nothing comes before it
        ([entry("e", (1, 0)), entry("d", (0, 2))], {(0, 1)}, ["e", "b c", "d"]),
        (
            [entry("new"), entry("d1", (0, 2)), entry("d2", (0, 2))],
            {(0, 0)},
            ["new", "a", "d1", "d2"],
        ),
        ([entry("new")], {(0, 0)}, ["new"]),  # it answers nothing of the page
        ([entry("a", (0, 0)), entry("e", (1, 0))], {(0, 2)}, ["a", "d", "e"]),
        ([entry("a", (0, 0))], set(), ["a"]),
        (  # behind the last part of a place that was parted
            [entry("a1", (0, 0)), entry("x"), entry("a2", (0, 0)), entry("e", (1, 0))],
            {(0, 1)},
            ["a1", "x", "a2", "b c", "e"],
        ),
        (  # behind places that were joined
            [entry("abc", (0, 0), (0, 1)), entry("e", (1, 0))],
            {(0, 2)},
            ["abc", "d", "e"],
        ),
    ],
)
def test_lost_words_come_back_behind_the_place_before_them(
    entries: list[PrintedWords], lost: set[UnitAt], expected: list[str]
) -> None:
    """The page's place, wherever the LLM has put it."""
    found = with_restored(entries, frozenset(lost), PAGE)
    assert texts(found) == expected
    back = [each for each in found if set(each.places) & lost]
    reasons = {word.reason for each in back for word in each.verdicts}
    assert reasons <= {Reason.RESTORED_DROPPED_BY_LLM}
    assert [each.line for each in back] == [each.places[0][0] for each in back]


LINES = page(["aa bb", "cc"], ["aa bb", "cc"])


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], []),
        ([entry("aa", (0, 0)), entry("bb", (0, 1)), entry("cc", (1, 0))], ["aa bb", "cc"]),
        ([entry("aa", (0, 0)), entry("new"), entry("cc", (1, 0))], ["aa new", "cc"]),
        ([entry("new"), entry("aa", (0, 0)), entry("cc", (1, 0))], ["new aa", "cc"]),
        ([entry("cc", (1, 0)), entry("aa", (0, 0)), entry("cc", (1, 0))], ["cc", "aa", "cc"]),
        ([entry("aa", (0, 0)), entry("", (1, 0))], ["aa"]),
        ([entry("", (0, 0)), entry("cc", (1, 0))], ["cc"]),
        ([entry("new")], ["new"]),
    ],
)
def test_a_new_line_begins_where_the_page_has_one(
    entries: list[PrintedWords], expected: list[str]
) -> None:
    """Words whose line nobody knows stay on the line that is being written."""
    found = [" ".join(word.text for word in line.words) for line in result_lines(LINES, entries)]
    assert found == expected


def test_a_line_has_the_pages_baseline() -> None:
    """Or the foot of its words, where it stands on no line of the page."""
    second = LINES[1].baseline
    (known,) = result_lines(LINES, [entry("cc dd", (1, 0), left=30)])
    assert (known.baseline, known.box) == (second, Box(30, 0, 40, 20))
    (unknown,) = result_lines(LINES, [entry("new", left=30)])
    assert unknown.baseline == (30, 20, 40, 20)


@pytest.mark.parametrize(
    ("entries", "expected", "count"),
    [
        ([entry("a", (0, 0)), entry("e", (1, 0))], {"a": ("a b c d",)}, 3),
        ([entry("b c", (0, 1)), entry("e", (1, 0))], {"b": ("a b",), "c": ("c d",)}, 2),
        ([entry("e f", (1, 0))], {"e": ("a b c d e",)}, 4),
        ([entry("a", (0, 0)), entry("b c", (0, 1)), entry("d e", (0, 2), (1, 0))], {}, 0),
        ([entry("x"), entry("", (0, 0))], {}, 0),  # nothing stands in any place
        ([], {}, 0),
        ([entry("a", (0, 0)), entry("", (0, 1)), entry("d", (0, 2)), entry("e", (1, 0))],
         {"a": ("a b c",)}, 2),
    ],
)  # fmt: skip
def test_what_is_not_printed_is_offered(
    entries: list[PrintedWords], expected: dict[str, tuple[str, ...]], count: int
) -> None:
    """Beside the word before it, or the first of the page; each such word is counted and the one
    beside it flagged.
    """
    found, counted = with_left_out(entries, PAGE)
    words = [each for one in found for each in one.verdicts]
    assert {each.text: each.alternatives for each in words if each.flagged} == expected
    assert counted == count
    assert texts(found) == texts(entries)


WRONG = WrongLanguage("in Greek", frozenset({"tesseract"}))


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        (Doubtful("tesseract"), []),  # sure, and below no line, where nothing else is said
        (Doubtful("tesseract", 0.5, 0.5), []),
        (Doubtful("tesseract", 0.49, 0.5), ["unsure"]),
        (Doubtful("tesseract", 0.0, 0.0), []),
        (Doubtful("tesseract", flag_below=1.0), []),
        (Doubtful("tesseract", word=word("grün")), []),  # the page's language is not known
        (
            Doubtful("tesseract", word=word("grün"), page=PageDoubts(language="eng")),
            ["foreign-sign"],
        ),
        (Doubtful("tesseract", word=word("green"), page=PageDoubts(language="eng")), []),
        (Doubtful("agreed", word=word("grün"), page=PageDoubts(language="eng")), []),
        (Doubtful("tesseract", page=PageDoubts(language="eng")), []),
        (Doubtful("tesseract", word=word("grün"), page=PageDoubts(language="deu")), []),
        (
            Doubtful(
                "ppocr",
                word=word("grün"),
                page=PageDoubts(language="eng", wrong_language=WRONG),
            ),
            [],  # the page's sign is about Tesseract's words
        ),
        (
            Doubtful(
                "tesseract",
                word=word("grün"),
                page=PageDoubts(language="eng", wrong_language=WRONG),
            ),
            ["other-language"],  # once is enough
        ),
    ],
)
def test_a_person_looks(given: Doubtful, reasons: list[str]) -> None:
    """Each reason by itself."""
    assert reasons_to_look(given) == reasons
    assert is_flagged(given) is bool(reasons)


def test_words_of_two_readers_say_how_alike_they_are() -> None:
    """With one reader there is nothing to say."""
    lines = page(["house"], ["horse"])
    judged = judge_page(lines, facts(lines)).at((0, 0))
    assert judged.words[0].agreement == pytest.approx(0.8)
