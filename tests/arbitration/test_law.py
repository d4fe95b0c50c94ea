"""The law of arbitration: whatever an LLM writes, what is printed or offered without a flag is a
local reader's.

Pages that two local readers have read, and any transcript of them, named by lines or not, go
through arbitration.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arbitration.made import facts, page, transcript

from recto.arbitration.hybrid import hybrid_page, llm_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.word.second_look import SecondLook
from recto.local.fusion import LocalLine
from recto.model.page import Box
from recto.model.result import ResultLine, Word
from recto.model.transcript import Transcript
from recto.readers.vision.reply.printable import admitted
from recto.text.agreement import spelt
from recto.text.legible import legible

TESSERACT = [
    "the harbour lies open to the northern",
    "Deposit paid 1,245.00 on 14 May",
    "and pay Mr Mason -75.00 for lt",
]
PPOCR = [
    "the harbour lies opento the northem",
    "Deposit paid 1.245.00 on 14 May",
    "and pay Mr Mason -75.00 for it",
]
LINES = page(TESSERACT, PPOCR)
EDITS = st.sampled_from([
    ("open", "closed"), ("1,245.00", "-1,245.00"), ("1,245.00", "£1,245.00"),
    ("1,245.00", "1.245,00"),
    ("1,245.00", "1,245.00"), ("1,245.00", "1 245.00"), ("14 May", "14 may"), ("May", "Mаy"),
    ("Mason", "Marlow"),
    ("north", "north."), ("pay", "p\u200bay"), ("-75.00", "75.00"), ("-75.00", "(75.00)"),
    ("lt", "it"),
    ("lt", "not it"),
    ("the", ""), ("north", "north not"), ("Deposit", "No Deposit"), ("paid", "paid? <b>twice</b>"),
    ("to the", "tothe"),
    ("14", "１４"), ("northern", "northerly"), ("Mr", "Mr&#8203;s"), ("for", "* for | all |"),
    ("harbour", "har bour"),
])  # fmt: skip
ANY = st.text(st.characters(), max_size=30)


@st.composite
def written(draw: st.DrawFn) -> list[str]:
    """The page's lines with some changes, and now and then anything at all."""
    lines = list(TESSERACT)
    for old, new in draw(st.lists(EDITS, max_size=5)):
        lines = [line.replace(old, new) for line in lines]
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = draw(st.sampled_from(["", lines[at], f"{lines[at]} {draw(ANY)}", draw(ANY)]))
    return lines


def words_of(lines: Iterable[ResultLine]) -> list[Word]:
    return [word for line in lines for word in line.words]


def own(lines: Iterable[LocalLine]) -> tuple[str, str]:
    """Each local reader's text of the page as it is compared."""
    units = [unit for line in lines for unit in line.units]
    return (
        spelt([word.text for unit in units for word in unit.tesseract]),
        spelt([word.text for unit in units for word in unit.ppocr]),
    )


def holds(words: Iterable[Word]) -> None:
    """Unflagged: not the LLM's alone, and to the mark what a local reader has; the same of what is
    offered.
    """
    readers = own(LINES)
    for word in words:
        texts = (word.text, *word.alternatives)
        assert all(legible(text) == text for text in texts)
        if not word.flagged:
            assert word.origin != "llm"
            assert all(any(spelt([text]) in reader for reader in readers) for text in texts), word


def said(lines: list[str], *, named: bool) -> Transcript:
    return admitted(transcript(*lines, asked=tuple(range(len(lines))) if named else None))


@settings(max_examples=150, deadline=None)
@given(lines=written(), named=st.booleans(), inked=st.booleans())
def test_what_stands_without_a_flag_is_a_local_readers(
    lines: list[str], *, named: bool, inked: bool
) -> None:
    """For any transcript: lines named or not, with and without ink beside the lines."""
    free = (Box(360, 0, 600, 20),) if inked else ()
    look = SecondLook(free=(free,) * len(LINES))
    holds(
        words_of(hybrid_page(judge_page(LINES, facts(LINES)), said(lines, named=named), look).lines)
    )


@settings(max_examples=60, deadline=None)
@given(lines=written())
def test_it_holds_where_the_llm_has_the_last_word(lines: list[str]) -> None:
    """`--llm only` prints what the LLM wrote, and flags what no local reader has."""
    holds(words_of(llm_page(judge_page(LINES, facts(LINES)), said(lines, named=False)).lines))


@settings(max_examples=60, deadline=None)
@given(
    lines=written(),
    seen=st.sampled_from(["-1,245.00", "Marlow", "Mason", "1,245.00", "it", "lt", "£1,245.00"]),
)
def test_it_holds_when_the_llm_says_the_same_twice(lines: list[str], seen: str) -> None:
    """A second look is the same model: it confirms nothing."""
    first = said(lines, named=True)
    places = hybrid_page(judge_page(LINES, facts(LINES)), first).contested
    look = SecondLook({place.region: seen for place in places})
    holds(words_of(hybrid_page(judge_page(LINES, facts(LINES)), replace(first), look).lines))
