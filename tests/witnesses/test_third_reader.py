"""A third local reader is a row of the registry and its words: every rule hears it, no rule names
it.
"""

from dataclasses import replace

import pytest
from tests.arbitration.made import page

from recto.arbitration.comparison import beside, evidence_of
from recto.arbitration.local_reading import judge_page, local_lines
from recto.arbitration.numbers.judged import is_open
from recto.arbitration.word.rules import decide
from recto.local.fusion import AlignedWords, LocalLine
from recto.model.page import Box, ReaderWord
from recto.model.result import Word
from recto.readers.tesseract.lexicon import EMPTY
from recto.reasons import Reason
from recto.witnesses.local import LocalReading, page_facts
from recto.witnesses.matching import Pairing, merged
from recto.witnesses.parting import finer
from recto.witnesses.registry import LOCAL, PPOCR_SIGNS, WITNESSES, Witness

THIRD = Witness(
    "third",
    "grey",
    bears_out=Reason.LLM_AND_PPOCR,
    alone=Reason.ONLY_PPOCR_READ_IT,
    weighs_more=Reason.PPOCR_WEIGHS_MORE,
    lone_word=0.5,
)
BESIDE_TESSERACT = replace(THIRD, name="beside", shown=frozenset({"tesseract"}))
WITHOUT_MARKS = replace(THIRD, name="bare", writes=PPOCR_SIGNS)
ALL = {**WITNESSES, **{each.name: each for each in (THIRD, BESIDE_TESSERACT, WITHOUT_MARKS)}}
BODY = ["the harbour lies open to the north", "and every ship finds shelter there", "in winter"]


def read(text: str, confidence: float = 0.9) -> tuple[ReaderWord, ...]:
    """A reader's words side by side."""
    words, left = [], 0.0
    for part in text.split():
        box = Box(left, 0.0, left + 10.0 * len(part), 20.0)
        words.append(ReaderWord(part, box, confidence))
        left = box.right + 10.0
    return tuple(words)


def heard_too(
    lines: tuple[LocalLine, ...], name: str, words: tuple[ReaderWord, ...]
) -> tuple[LocalLine, ...]:
    """The page on which a third reader has read all that Tesseract has, and on the last line, which
    is one unit, these words.
    """
    found = []
    for line in lines:
        units = [replace(unit, others=((name, unit.tesseract),)) for unit in line.units]
        found.append(replace(line, units=tuple(units)))
    (last,) = found[-1].units
    found[-1] = replace(found[-1], units=(replace(last, others=((name, words),)),))
    return tuple(found)


def judged(
    tesseract: str, ppocr: str, third: str, name: str = "third", confidence: float = 0.9
) -> LocalReading:
    """A page whose last line is read so."""
    lines = page([*BODY, "bramble"], [*BODY, "bramble"])
    units = (AlignedWords(read(tesseract, 0.95), read(ppocr, 0.95)),)
    lines = (*lines[:-1], replace(lines[-1], units=units))
    lines = heard_too(lines, name, read(third, confidence))
    facts = page_facts(lines, EMPTY, "eng", two_readers=True, witnesses=ALL)
    return judge_page(lines, facts)


def printed(reading: LocalReading) -> tuple[Word, ...]:
    """The words of the last place."""
    return reading.judged[-1][-1].words


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "third", "text", "reason"),
    [
        # Its agreement is a voice, whoever stands against it.
        ("brarnble", "bramble", "bramble", "bramble", Reason.READERS_AGREE),
        ("bramble", "brarnble", "bramble", "bramble", Reason.READERS_AGREE),
        ("bramble", "bramble", "brarnble", "bramble", Reason.READERS_AGREE),
        ("1904", "19o7", "1904", "1904", Reason.READERS_AGREE),
        # Where one of the two has nothing, it is the second reader.
        ("", "bramble", "bramble", "bramble", Reason.READERS_AGREE),
        ("bramble", "", "bramble", "bramble", Reason.READERS_AGREE),
        ("1904", "", "19o4", "1904", Reason.DIGITS_OVER_LOOK_ALIKES),
        ("", ";", "house", "house", Reason.TEXT_OVER_MARKS),
        # Alone it is believed as its row says.
        ("", "", "house", "house", Reason.ONLY_PPOCR_READ_IT),
        # Where all three differ, the weights choose between those that they know.
        ("brarnble", "bramble", "brambles", "bramble", Reason.PPOCR_WEIGHS_MORE),
    ],
)
def test_the_local_rules_hear_it(
    tesseract: str, ppocr: str, third: str, text: str, reason: Reason
) -> None:
    """No rule asks for it by name."""
    words = printed(judged(tesseract, ppocr, third))
    assert [(word.text, word.reason) for word in words] == [(text, reason)]


@pytest.mark.parametrize(("confidence", "count"), [(0.6, 1), (0.4, 0)])
def test_what_it_alone_only_guesses_is_noise(confidence: float, count: int) -> None:
    """From the confidence on that its row gives."""
    assert len(printed(judged("", "", "house", confidence=confidence))) == count


def test_no_weights_know_it_so_the_surest_is_printed() -> None:
    """Beside one reader that has something else."""
    (word,) = printed(judged("brarnble", "", "bramble", confidence=0.99))
    assert (word.text, word.reason) == ("bramble", THIRD.weighs_more)
    assert "brarnble" in word.alternatives


def test_one_that_was_shown_tesseracts_text_adds_no_voice() -> None:
    """Tesseract and a reader of its text are one voice against PP-OCR."""
    third = printed(judged("1904", "1907", "1904"))
    copied = printed(judged("1904", "1907", "1904", name="beside"))
    assert (third[0].text, third[0].reason, third[0].flagged) == (
        "1904",
        Reason.READERS_AGREE,
        False,
    )
    assert copied[0].reason is not Reason.READERS_AGREE
    assert (is_open(copied[0]), is_open(third[0])) == (True, False)


def test_what_it_cannot_write_is_no_disagreement() -> None:
    """A row says which letters a reader lacks."""
    (word,) = printed(judged("tập", "", "tp", name="bare"))
    assert (word.text, word.reason) == ("tập", Reason.READERS_AGREE)


def test_what_it_read_is_offered() -> None:
    """Beside the word that is printed."""
    (word,) = printed(judged("brarnble", "bramble", "brambles"))
    assert {"brarnble", "brambles"} <= set(word.alternatives)


@pytest.mark.parametrize(
    ("ppocr", "third", "llm", "reason"),
    [
        ("brombles", "bramble", "bramble", Reason.LLM_AND_PPOCR),
        ("bramble", "bramble", "bramble", Reason.LLM_AND_PPOCR),
        ("brombles", "brarnble", "bramble", Reason.TWO_READERS_OVERRULE_LLM),
        ("1907", "1904", "1907", Reason.LLM_AND_PPOCR),
    ],
)
def test_the_rules_for_an_llm_hear_it(ppocr: str, third: str, llm: str, reason: Reason) -> None:
    """From the lines on, through matching, to the choice."""
    tesseract = "1904" if llm.isdigit() else "brarnble"
    reading = judged(tesseract, ppocr, third)
    written = [word for line in [*BODY, llm] for word in line.split()]
    compared = beside(reading, written)
    placed = [each for each in compared.words if each.units and each.words]
    case = evidence_of(reading, compared.facts, placed)[-1]
    assert "third" in [testimony.witness.name for testimony in case.testimonies]
    choice = decide(case)
    if reason is Reason.TWO_READERS_OVERRULE_LLM:
        assert case.agreed_letters == "brarnble"
    else:
        assert choice.reason is reason


def test_parting_keeps_its_words() -> None:
    """A place that one reader joined is cut in all readings, the third's, too."""
    lines = page(["alpha beta"], ["alphabeto"])
    (unit,) = lines[0].units
    whole = replace(unit, others=(("third", read("alpha beta")),))
    lines = (replace(lines[0], units=(whole,)),)
    parts = finer(lines, Pairing(((0, 0),), ("alpha", "beta"), 0))
    found = [merged(lines, part).others for part in parts]
    texts = [[(name, [word.text for word in words]) for name, words in row] for row in found]
    assert texts == [[("third", ["alpha"])], [("third", ["beta"])]]


def test_its_words_have_a_place_without_the_others() -> None:
    """A unit that it alone has read has its box."""
    words = read("bramble bush")
    unit = AlignedWords((), (), others=(("third", words),))
    assert unit.words == words
    assert unit.box == Box.around(word.box for word in words)


def test_the_readers_of_today_are_rows_like_it() -> None:
    """Each with what it saw; neither was shown another's text."""
    assert [(each.name, each.saw, each.shown) for each in LOCAL] == [
        ("tesseract", "grey", frozenset()),
        ("ppocr", "upright", frozenset()),
        ("froc", "upright", frozenset()),
        ("multiscript", "upright", frozenset()),
    ]


def test_all_lines_stay_whole() -> None:
    """What all three read is printed once."""
    lines = local_lines(judged("bramble", "bramble", "bramble"))
    assert [line.text for line in lines] == [*BODY, "bramble"]
