"""Why a person should look at a word: one table, of which every row is asked.

A Doubtful enters: what is known of a word that is about to be printed, of its place and of its
page. The reasons of all rows that speak leave; where there is any, the word is flagged, and its
P(right) is at most the least that they allow. No row changes what is printed or why, and none takes
a flag back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from recto.arbitration.page.wrong_language import BY_ONE, ENGLISH, WrongLanguage, is_strange
from recto.ink.leftover import NOTHING_LEFT, Leftover, is_left_on
from recto.model.page import Origin
from recto.model.result import ResultLine, Word
from recto.reasons import Reason


@dataclass(frozen=True, slots=True)
class PageDoubts:
    """What was found out of the whole page."""

    is_unreadable: bool = False  # the local readers cannot read it
    wrong_language: WrongLanguage | None = None  # the languages asked for cannot write it
    language: str = ""  # Tesseract codes
    left: Leftover = NOTHING_LEFT  # ink that no word accounts for


NO_DOUBTS = PageDoubts()


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A word, or the words of one place, about to be printed."""

    origin: Origin
    confidence: float = 1.0  # P(right), 0..1
    flag_below: float = 0.0  # P(right) under which a person should look
    in_doubt: bool = False  # the rule that decided keeps two readings
    # there is a digit, the readers do not agree, and the page does not bear it out
    number_is_open: bool = False
    number_faults: frozenset[Reason] = frozenset()  # what the page says against a number
    looks_differ: bool = False  # other cleanings of a small image are read otherwise
    left_out_beside: bool = False  # words of a local reader that are not printed stood beside it
    word: Word | None = None  # once it is printed, for what the page tells
    page: PageDoubts = NO_DOUBTS


Row = Callable[[Doubtful], Reason | None]


def llm_alone(given: Doubtful) -> Reason | None:
    """No local reader has it: whatever a score says of it, a person looks."""
    return Reason.LLM_HAS_IT_ALONE if given.origin == "llm" else None


def rule_in_doubt(given: Doubtful) -> Reason | None:
    """The rule that decided says so itself."""
    return Reason.READINGS_IN_DOUBT if given.in_doubt else None


def number_open(given: Doubtful) -> Reason | None:
    """Digits on which the local readers do not agree."""
    return Reason.NUMBER_NOT_SETTLED if given.number_is_open else None


def numbers_run_together(given: Doubtful) -> Reason | None:
    """A date and a time, or numbers that another reading parts, without their space."""
    return _fault(given, Reason.NUMBERS_RUN_TOGETHER)


def number_in_parts(given: Doubtful) -> Reason | None:
    """A piece of an amount."""
    return _fault(given, Reason.NUMBER_IN_PARTS)


def number_without_marks(given: Doubtful) -> Reason | None:
    """Digits that have lost their separators."""
    return _fault(given, Reason.NUMBER_WITHOUT_MARKS)


def letter_in_number(given: Doubtful) -> Reason | None:
    """A letter of a digit's shape ("S.25")."""
    return _fault(given, Reason.LETTER_IN_NUMBER)


def impossible_date(given: Doubtful) -> Reason | None:
    """A day or an hour that cannot be."""
    return _fault(given, Reason.IMPOSSIBLE_DATE)


def sum_broken(given: Doubtful) -> Reason | None:
    """The page's own arithmetic wants another amount."""
    return _fault(given, Reason.SUM_BROKEN)


def out_of_sequence(given: Doubtful) -> Reason | None:
    """The numbers of its column rise, and it falls."""
    return _fault(given, Reason.OUT_OF_SEQUENCE)


def number_unlikely(given: Doubtful) -> Reason | None:
    """The readers agree, and learned weights of what the page says doubt it."""
    return _fault(given, Reason.NUMBER_UNLIKELY)


def looks_differ(given: Doubtful) -> Reason | None:
    """Of a small image, hardly any other cleaning says the same."""
    return Reason.LOOKS_DIFFER if given.looks_differ else None


def unsure(given: Doubtful) -> Reason | None:
    """P(right) is below the flag line, Recto's or the user's own."""
    return Reason.UNSURE if given.confidence < given.flag_below else None


def beside_left_out(given: Doubtful) -> Reason | None:
    """Nothing that a local reader read is lost without a flag."""
    return Reason.WORDS_LEFT_OUT_BESIDE if given.left_out_beside else None


def page_unreadable(given: Doubtful) -> Reason | None:
    """Confidence is learned from pages that can be read; on others only a second reader tells."""
    if not given.page.is_unreadable or given.origin in ("agreed", "text-layer"):
        return None
    return Reason.PAGE_UNREADABLE


def other_language(given: Doubtful) -> Reason | None:
    """A word with letters, of those readers that the page's sign is about."""
    wrong = given.page.wrong_language
    if wrong is None or given.word is None or given.origin not in wrong.origins:
        return None
    return Reason.OTHER_LANGUAGE if any(map(str.isalpha, given.word.text)) else None


def foreign_sign(given: Doubtful) -> Reason | None:
    """Of English, a word with letters and signs that it lacks, where only one reader has it."""
    page = given.page
    if page.language != ENGLISH or page.wrong_language is not None or given.word is None:
        return None
    return Reason.FOREIGN_SIGN if given.origin in BY_ONE and is_strange(given.word.text) else None


def on_unread_ink(given: Doubtful) -> Reason | None:
    """It stands on ink of which most could not be read, or has a mark that was misread."""
    if given.word is None or not is_left_on(given.word, given.page.left):
        return None
    return Reason.ON_UNREAD_INK


FLAGS: tuple[Row, ...] = (
    llm_alone,
    rule_in_doubt,
    number_open,
    numbers_run_together,
    number_in_parts,
    number_without_marks,
    letter_in_number,
    impossible_date,
    sum_broken,
    out_of_sequence,
    number_unlikely,
    looks_differ,
    unsure,
    beside_left_out,
    page_unreadable,
    other_language,
    foreign_sign,
    on_unread_ink,
)
# P(right) of a word that nobody confirms on a page that cannot be read; of a page that the language
# asked for cannot write.
AT_MOST: Mapping[Reason, float] = {
    Reason.PAGE_UNREADABLE: 0.5,
    Reason.OTHER_LANGUAGE: 0.4,
    Reason.FOREIGN_SIGN: 0.4,
}


def reasons_to_look(given: Doubtful) -> list[Reason]:
    """Of every row that speaks."""
    found = [row(given) for row in FLAGS]
    return [reason for reason in found if reason is not None]


def is_flagged(given: Doubtful) -> bool:
    """Any row speaks."""
    for row in FLAGS:  # noqa: SIM110 - any() over a generator takes half as long again
        if row(given) is not None:
            return True
    return False


def doubted(lines: Sequence[ResultLine], page: PageDoubts) -> tuple[ResultLine, ...]:
    """The lines with what the page tells of their words."""
    if page.language != ENGLISH and page == PageDoubts(language=page.language):
        return tuple(lines)
    found = []
    for line in lines:
        words = [_doubted(word, page) for word in line.words]
        found.append(replace(line, words=tuple(words)))
    return tuple(found)


def _fault(given: Doubtful, reason: Reason) -> Reason | None:
    if reason in given.number_faults:
        return reason
    return None


def _doubted(word: Word, page: PageDoubts) -> Word:
    reasons = reasons_to_look(Doubtful(word.origin, word=word, page=page))
    if not reasons:
        return word
    most = min(AT_MOST.get(reason, 1.0) for reason in reasons)
    return replace(word, confidence=min(word.confidence, most), flagged=True)
