"""Which local reader to believe at one place: an ordered table of rules, the first that speaks
decides.

A WordEvidence enters, a LocalChoice leaves: the words to print, whose they are, and the name of the
rule. The rules never make a word up: what they return is what one of the two readers read. Numbers
behind the rules are in docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from recto.arbitration.word.reread_words import words_of
from recto.confidence.reread import choose
from recto.confidence.trees import conflict_score
from recto.local.alphabet import could_be, lacks_sign, with_signs
from recto.model.page import Origin, ReaderWord
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.witnesses.choices import LocalChoice
from recto.witnesses.local import WordEvidence

SURE = 0.8  # Tesseract word confidence from which its lone word counts
READABLE = 0.5  # mean Tesseract confidence of a line that is text and not a picture
# mean PP-OCR score of a lone word: below, most are strokes and stains (one row marks read as
# Chinese)
GUESSED = 0.35
WEAK_MARK = 0.8  # PP-OCR score of the weakest character from which its punctuation is trusted
LOOKALIKES = str.maketrans("oilszbgq", "01152699")  # compact text is lower case
SURE_SPACE = 0.9  # Tesseract confidence from which its extra spaces are trusted

# P(right) of a word in a line of which Tesseract is sure: .982 of 4140 words, .964 of 4589 of
# documents not looked at, where half of the difference is text that the truth leaves out.
UNASKED = 0.98


Rule = Callable[[WordEvidence], LocalChoice | None]


def beside_the_page(case: WordEvidence) -> LocalChoice | None:
    """Torn ends of lines on the facing page are not this page's text."""
    return LocalChoice((), "tesseract", Reason.FACING_PAGE) if case.facing_page else None


def alone(case: WordEvidence) -> LocalChoice | None:
    """There is only one reader on this page."""
    return (
        None
        if case.facts.two_readers
        else LocalChoice(case.unit.tesseract, "tesseract", Reason.ONLY_READER)
    )


def tesseract_is_sure(case: WordEvidence) -> LocalChoice | None:
    """PP-OCR was not asked about this line, because Tesseract leaves no doubt of it."""
    return (
        LocalChoice(case.unit.tesseract, "tesseract", Reason.TESSERACT_IS_SURE, UNASKED)
        if case.unit.unasked
        else None
    )


def numbers_differ(case: WordEvidence) -> LocalChoice | None:
    """Same letters and digits, but a number has another sign, currency or mark: one reader's words,
    flagged.
    """
    if not case.agreed or case.same_numbers or lacks_sign(case.tesseract):
        return None
    words, origin = _better_marks(case)
    return LocalChoice(words, origin, Reason.NUMBER_MARKS_DIFFER)


def agree(case: WordEvidence) -> LocalChoice | None:
    """Same letters and digits: only spaces and punctuation are left to choose."""
    if not case.agreed:
        return None
    if lacks_sign(case.tesseract) or compact(case.tesseract) != compact(case.ppocr):
        # PP-OCR cannot write what differs
        return LocalChoice(case.unit.tesseract, "agreed", Reason.READERS_AGREE)
    return LocalChoice(_better_marks(case)[0], "agreed", Reason.READERS_AGREE)


def _better_marks(case: WordEvidence) -> tuple[tuple[ReaderWord, ...], Origin]:
    unit = case.unit
    marks = len(unit.tesseract) == len(unit.ppocr) and _tesseract_marks(case)
    return (
        (unit.tesseract, "tesseract") if marks or _tesseract_spaces(case) else (unit.ppocr, "ppocr")
    )


def _tesseract_marks(case: WordEvidence) -> bool:
    return case.ppocr_weakest < WEAK_MARK and case.tesseract_confidence >= WEAK_MARK


def _tesseract_spaces(case: WordEvidence) -> bool:
    """Tesseract parts words that PP-OCR joins, or joins what PP-OCR parts, with good reason."""
    knows = case.facts.lexicon.knows
    mine, other = case.tesseract.split(), case.ppocr.split()
    if len(mine) > len(other):
        parts_known = all(map(knows, mine)) and not all(map(knows, other))
        return case.tesseract_confidence >= SURE_SPACE or parts_known
    if len(mine) < len(other):
        return all(map(knows, mine))
    return False


def read_again(case: WordEvidence) -> LocalChoice | None:
    """A contested word whose crop was read again: another reading of it beats the one that would
    stand.
    """
    if not case.unit.looks:
        return None
    stands = _first(BY_THE_PAGE, case)
    text = "".join(compact(word.text) for word in stands.words)
    chosen = choose(case, text)
    if chosen.text == text:
        return None
    return LocalChoice(
        *words_of(case, chosen.text, stands.words), Reason.READ_AGAIN, chosen.probability
    )


def only_ppocr(case: WordEvidence) -> LocalChoice | None:
    """Tesseract has nothing here: PP-OCR often reads what Tesseract loses, but what it only guesses
    is noise.
    """
    if case.unit.tesseract:
        return None
    if case.ppocr_confidence < GUESSED:
        return LocalChoice((), "ppocr", Reason.NOISE)
    return LocalChoice(case.unit.ppocr, "ppocr", Reason.ONLY_PPOCR_READ_IT)


def only_tesseract(case: WordEvidence) -> LocalChoice | None:
    """PP-OCR has nothing here: a sure word in a readable line stays, the rest is noise."""
    if case.unit.ppocr:
        return None
    if case.tesseract_confidence >= SURE and case.line_confidence >= READABLE:
        return LocalChoice(case.unit.tesseract, "tesseract", Reason.ONLY_TESSERACT_READ_IT)
    return LocalChoice((), "tesseract", Reason.NOISE)


def marks_against_text(case: WordEvidence) -> LocalChoice | None:
    """One reader has letters or digits, the other only marks: letters are seldom invented."""
    mine, other = compact(case.tesseract), compact(case.ppocr)
    if mine and not other:
        return (
            None
            if case.tesseract_confidence < SURE
            else LocalChoice(case.unit.tesseract, "tesseract", Reason.TEXT_OVER_MARKS)
        )
    if other and not mine:
        return LocalChoice(case.unit.ppocr, "ppocr", Reason.TEXT_OVER_MARKS)
    return None


def letters_ppocr_lacks(case: WordEvidence) -> LocalChoice | None:
    """PP-OCR has what it could write of a word whose letters it lacks: it says nothing against
    Tesseract's.
    """
    if not could_be(compact(case.tesseract), compact(case.ppocr)):
        return None
    return LocalChoice(case.unit.tesseract, "tesseract", Reason.TESSERACT_WEIGHS_MORE)


def lookalike_digits(case: WordEvidence) -> LocalChoice | None:
    """A number that the other reader spells with letters of the same shape ("19o4") is a number."""
    mine, other = compact(case.tesseract), compact(case.ppocr)
    if mine.isdigit() and other.translate(LOOKALIKES) == mine:
        return LocalChoice(case.unit.tesseract, "tesseract", Reason.DIGITS_OVER_LOOK_ALIKES)
    if other.isdigit() and mine.translate(LOOKALIKES) == other:
        return LocalChoice(case.unit.ppocr, "ppocr", Reason.DIGITS_OVER_LOOK_ALIKES)
    return None


def weigh(case: WordEvidence) -> LocalChoice | None:
    """Both read it differently: learned weights of both confidences, the lexicon and the page
    decide.
    """
    if conflict_score(case) > 0:
        return LocalChoice(case.unit.tesseract, "tesseract", Reason.TESSERACT_WEIGHS_MORE)
    return LocalChoice(
        with_signs(case.unit.ppocr, case.unit.tesseract), "ppocr", Reason.PPOCR_WEIGHS_MORE
    )


BY_THE_PAGE: tuple[Rule, ...] = (
    only_ppocr,
    only_tesseract,
    letters_ppocr_lacks,
    marks_against_text,
    lookalike_digits,
    weigh,
)
RULES: tuple[Rule, ...] = (
    beside_the_page,
    alone,
    tesseract_is_sure,
    numbers_differ,
    agree,
    read_again,
    *BY_THE_PAGE,
)


def rule(case: WordEvidence) -> LocalChoice:
    """The first rule that speaks; the last one always does."""
    return _first(RULES, case)


def _first(rules: Sequence[Rule], case: WordEvidence) -> LocalChoice:
    return next(ruling for each in rules if (ruling := each(case)) is not None)
