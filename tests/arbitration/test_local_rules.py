"""Which local reader is believed, and why."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arbitration.made import facts, page
from tests.local.made import line, reading

from recto.arbitration.local_reading import judge_page, local_lines
from recto.arbitration.numbers.judged import numbers_judged
from recto.local.fusion import AlignedWords, LocalLine, fuse
from recto.model.page import Box, ReaderWord
from recto.readers.tesseract.lexicon import EMPTY
from recto.text.spacing import words_of
from recto.witnesses.local import page_facts
from recto.witnesses.registry import speakers

KNOWN = EMPTY.with_words(("house", "for", "the", "rope", "therefore"))
TEXT = st.text(alphabet="abo01.,-", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "expected", "reason"),
    [
        ("house", "house", "house", "readers-agree"),
        ("house", "house,", "house,", "readers-agree"),
        ("for the", "forthe", "for the", "readers-agree"),
        ("there fore", "therefore", "there fore", "readers-agree"),
        ("file_ name", "file_name", "file_name", "readers-agree"),  # no name ends so
        ("file_name", "file_ name", "file_name", "readers-agree"),
        ("Würdigung!", "W ü r di gu ng!", "Würdigung!", "readers-agree"),  # its letters stand apart
        ("A.B.C.D.", "A. B. C. D.", "A. B. C. D.", "readers-agree"),  # initials
        ("forthehouse", "for the house", "for the house", "readers-agree"),
        ("", "house", "house", "only-ppocr-read-it"),
        ("1904", "19o4", "1904", "digits-over-look-alikes"),
        ("l0", "10", "10", "digits-over-look-alikes"),
        (";", "house", "house", "text-over-marks"),
        ("house", "honsc", "house", "tesseract-weighs-more"),
    ],
)
def test_the_rule_that_decides(tesseract: str, ppocr: str, expected: str, reason: str) -> None:
    """The first rule that speaks names itself in the verdict."""
    lines = page([tesseract], [ppocr])
    (result,) = local_lines(judge_page(lines, facts(lines, KNOWN)))
    assert (result.text, {word.reason for word in result.words}) == (expected, {reason})


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "third", "expected"),
    [
        ("file_ name", "file_name", "file_name", "file_name"),
        ("file name", "file_name", "file name", "file name"),
        ("file name", "file_name", "file_name", "file_name"),
        ("sin x", "sinx", "sinx", "sin x"),
    ],
)
def test_words_are_joined_by_a_low_line_where_most_readers_see_it(
    tesseract: str, ppocr: str, third: str, expected: str
) -> None:
    """Of three that have the same letters."""
    (row,) = page([tesseract], [ppocr])
    (heard,) = page([third], [third])
    spoken = tuple(word for unit in heard.units for word in unit.tesseract)
    whole = AlignedWords(
        tuple(word for unit in row.units for word in unit.tesseract),
        tuple(word for unit in row.units for word in unit.ppocr),
        (("multiscript", spoken),),
    )
    lines = (replace(row, units=(whole,)),)
    known = replace(facts(lines), witnesses=speakers({"multiscript"}))
    (result,) = local_lines(judge_page(lines, known))
    assert result.text == expected


def test_a_line_that_ppocr_was_not_asked_about_is_tesseracts() -> None:
    """It is printed with a reason of its own, without agreement, unflagged, and does not lower the
    page's agreement.
    """
    tesseract = reading("tesseract", line("the rope"), line("house", top=30.0))
    unread = replace(line("the rope"), words=())
    lines = fuse(tesseract, reading("ppocr", unread, line("house", top=30.0)))
    known = facts(lines, KNOWN)
    first, second = local_lines(judge_page(lines, known))
    assert [(word.text, word.reason) for word in first.words] == [
        ("the", "tesseract-is-sure"),
        ("rope", "tesseract-is-sure"),
    ]
    assert {(word.agreement, word.flagged, word.alternatives) for word in first.words} == {
        (None, False, ())
    }
    assert [word.reason for word in second.words] == ["readers-agree"]
    assert known.agreement == 1.0


def test_a_page_from_another_process_is_judged_alike() -> None:
    """Its readers are copies of ours: capitals are still those of a reader who knows words."""
    third = reading("multiscript", line("КОТОрЫМ", confidence=0.99))
    first = reading("tesseract", line("которым", confidence=0.9))
    lines = fuse(first, reading("ppocr"), further=[third])
    known = page_facts(lines, EMPTY, "rus", two_readers=True, witnesses=speakers({"multiscript"}))
    here = judge_page(lines, known)
    sent = pickle.dumps((lines, known))
    there = judge_page(*pickle.loads(sent))  # noqa: S301 - our own, a line above
    texts = [[found.text for found in local_lines(each)] for each in (here, there)]
    assert texts == [["которым"], ["которым"]]


def test_noise_is_left_out_and_a_sure_word_stays() -> None:
    """What Tesseract alone reads counts when it is sure."""
    unsure, sure = (
        local_lines(judge_page(lines, facts(lines)))
        for lines in (page(["~x"], [""], 0.3), page(["rope"], [""], 0.9))
    )
    assert unsure == ()
    assert [line.text for line in sure] == ["rope"]


@pytest.mark.parametrize(
    ("score", "printed"), [(0.2, ()), (0.5, ("rope",))], ids=["guessed", "read"]
)
def test_what_ppocr_alone_only_guesses_is_noise(score: float, printed: tuple[str, ...]) -> None:
    """A stain read as a word has a score that says so."""
    lines = fuse(reading("tesseract"), reading("ppocr", line("rope", confidence=score)))
    assert tuple(found.text for found in local_lines(judge_page(lines, facts(lines)))) == printed


def test_digits_on_which_the_readers_differ_are_flagged_with_both_readings() -> None:
    """No digit is settled on one reader's word without a person being told."""
    lines = page(["4571 rope"], ["4577 rope"])
    (result,) = numbers_judged(local_lines(judge_page(lines, facts(lines))))
    assert result.words[0].flagged
    assert {result.words[0].text, *result.words[0].alternatives} == {"4571", "4577"}
    assert not result.words[1].flagged


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_no_word_is_printed_that_no_reader_proposed(rows: list[tuple[str, str]]) -> None:
    """Arbitration chooses; it never invents."""
    lines = page([mine for mine, _ in rows], [other for _, other in rows])
    proposed = {word for row in rows for text in row for word in text.split()}
    printed = {
        word.text for line in local_lines(judge_page(lines, facts(lines))) for word in line.words
    }
    assert printed <= proposed


@pytest.mark.parametrize(
    ("text", "confidences", "tesseract", "printed"),
    [
        ("获取气象信息传输", (0.98, 0.97, 0.96, 0.33, 0.97, 0.99, 0.95, 0.98), "", True),
        ("お天気の話をする", (0.95, 0.97, 0.3, 0.96, 0.97, 0.99, 0.95, 0.98), "", True),
        ("获取气象信息传输", (0.98, 0.97, 0.96, 0.33, 0.97, 0.99, 0.95, 0.98), "a", True),
        # a line that is no text
        ("获取气象信息传输", (0.48, 0.37, 0.56, 0.33, 0.57, 0.49, 0.45, 0.38), "", False),
        # too few to say so
        ("气象信息", (0.98, 0.33, 0.97, 0.99), "", False),
        ("象", (0.33,), "", False),
        # where words end, one of them may be a stain
        ("rope house ledger quay yard barrel", (0.98, 0.33, 0.97, 0.99, 0.98, 0.97), "", False),
        ("获取气象信息传输 ~x", (0.98, 0.97, 0.96, 0.9, 0.97, 0.99, 0.95, 0.98, 0.33), "", False),
    ],
)
def test_a_line_speaks_for_its_characters(
    text: str, confidences: tuple[float, ...], tesseract: str, printed: bool
) -> None:
    """PP-OCR alone has them; the least sure of them is noise only where the line is not text."""
    units = []
    for at, (word, sure) in enumerate(zip(words_of(text), confidences, strict=True)):
        box = Box(20.0 * at, 0, 20.0 * at + 18, 20)
        units.append(AlignedWords((), (ReaderWord(word, box, sure),)))
    doubted = min(confidences)
    (unsure,) = [unit for unit in units if unit.ppocr[0].raw_confidence == doubted]
    if tesseract:  # somebody has read something else in the line
        box = Box(20.0 * len(units), 0, 20.0 * len(units) + 18, 20)
        units.append(AlignedWords((ReaderWord(tesseract, box, 0.9),), ()))
    row = LocalLine(tuple(units), Box(0, 0, 400, 20), (0, 20, 400, 20), "ppocr")
    judged = judge_page((row,), facts((row,)))
    (found,) = [each for each in judged.judged[0] if each.evidence.unit is unsure]
    assert bool(found.words) is printed
    assert found.choice.reason == ("only-ppocr-read-it" if printed else "noise")
    assert all(word.flagged for word in found.words)
