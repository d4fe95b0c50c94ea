"""Which local reader to believe at one place: an ordered table of rules, the first that speaks
decides.

A WordEvidence enters, a LocalChoice leaves: the words to print, whose they are, and the name of the
rule. The rules never make a word up: what they return is what one of the readers read. No rule asks
for a reader by name: they hear the testimonies of whoever has words at the place, in the order of
the registry, which knows what each can write and how far it is believed alone. Only the weights
(`weigh`) know two readers, those that they were learned on. Numbers behind the rules are in
docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, reduce

from recto.arbitration.word.spaces import better_spaces
from recto.confidence.collected import candidates, is_printed, tesseract_odds
from recto.confidence.third_reader import Candidate
from recto.reasons import Reason
from recto.text.old_letters import has_old_letters
from recto.text.spacing import has_unspaced
from recto.witnesses.choices import LocalChoice
from recto.witnesses.local import WordEvidence
from recto.witnesses.low_line import as_most_join
from recto.witnesses.registry import LOCAL, MULTISCRIPT, PPOCR, TESSERACT, Testimony

# confidence of the weakest character, or word, from which a reader's punctuation is trusted
WEAK_MARK = 0.8
LOOKALIKES = str.maketrans("oilszbgq", "01152699")  # compact text is lower case
# share of the page whose letters the second reader lacks: then the page is in another script
FOREIGN = 0.3
# mean score of a line's other characters from which a doubtful one among them is text, too
SURE_LINE = 0.9

# P(right) of a word in a line of which Tesseract is sure: .982 of 4140 words, .964 of 4589 of
# documents not looked at, where half of the difference is text that the truth leaves out.
UNASKED = 0.98
WEIGHED = (TESSERACT.name, PPOCR.name)  # whose differences the weights were learned on
FIRST = LOCAL[0].name  # whose nothing it is where nobody has words


Rule = Callable[[WordEvidence], LocalChoice | None]


def beside_the_page(case: WordEvidence) -> LocalChoice | None:
    """Torn ends of lines on the facing page are not this page's text."""
    return LocalChoice((), FIRST, Reason.FACING_PAGE) if case.facing_page else None


def alone(case: WordEvidence) -> LocalChoice | None:
    """There is only one reader on this page, or of words with these letters."""
    if case.facts.two_readers and not case.is_unconfirmable:
        return None
    if not case.testimonies:
        return LocalChoice((), FIRST, Reason.ONLY_READER)
    return _of(case.testimonies[0], Reason.ONLY_READER)


def tesseract_is_sure(case: WordEvidence) -> LocalChoice | None:
    """No other reader was asked about this line, because Tesseract leaves no doubt of it."""
    if not case.unit.unasked or len(case.testimonies) != 1:
        return None
    (only,) = case.testimonies
    return LocalChoice(only.words, only.witness.name, Reason.TESSERACT_IS_SURE, UNASKED)


def among_three(case: WordEvidence) -> LocalChoice | None:
    """A third reader has words here: of all texts the one that learned weights believe, and how
    far. A number that two readers have stands, whatever one alone has.
    """
    found = candidates(case)
    if not found:
        return None
    best = max(found, key=lambda candidate: candidate.probability)
    if case.agreed and (case.has_digit or best.text == case.agreeing[0].letters):
        stands = numbers_differ(case) or agree(case)
        letters = case.agreeing[0].letters
        best = next((each for each in found if each.text == letters), best)
        return stands and _in_old_letters(replace(stands, confidence=best.probability), best)
    first = best.backers[0]
    return replace(_of(first, first.witness.weighs_more), confidence=best.probability)


def _in_old_letters(choice: LocalChoice, candidate: Candidate) -> LocalChoice:
    """As the reader has it who writes them, where they were asked for."""
    for backer in candidate.backers:
        if has_old_letters(backer.text):
            return replace(choice, words=backer.words)
    return choice


def numbers_differ(case: WordEvidence) -> LocalChoice | None:
    """Same letters and digits, but a number has another sign, currency or mark: one reader's words,
    flagged.
    """
    if not case.agreed or case.same_numbers or _with_a_rare_sign(case.agreeing):
        return None
    return _of(_best_marks(case, case.agreeing), Reason.NUMBER_MARKS_DIFFER)


def agree(case: WordEvidence) -> LocalChoice | None:
    """Same letters and digits: only spaces and punctuation are left to choose."""
    if not case.agreed:
        return None
    given = as_most_join(case.agreeing)
    # where another cannot write what differs, the one who can
    best = _with_a_rare_sign(given) or _fullest(given)
    if best is None:
        best = _best_marks(case, given)
    return LocalChoice(best.words, "agreed", Reason.READERS_AGREE)


def _of(testimony: Testimony, reason: Reason) -> LocalChoice:
    return LocalChoice(testimony.words, testimony.witness.name, reason)


def _others(of: Testimony, given: Sequence[Testimony]) -> list[Testimony]:
    return [other for other in given if other is not of]


def _with_a_rare_sign(given: Sequence[Testimony]) -> Testimony | None:
    """The first that has a letter or mark which another cannot write."""
    for mine in given:
        for other in given:
            if other is not mine and other.witness.writes.lacks(mine.text):
                return mine
    return None


def _fullest(given: Sequence[Testimony]) -> Testimony | None:
    """The first with all letters, where another has only what it can write of them."""
    for mine in given:
        for other in given:
            if mine.letters == other.letters:
                continue
            if other.witness.writes.confirms(mine.letters, other.letters):
                return mine
    return None


def _best_marks(case: WordEvidence, given: Sequence[Testimony]) -> Testimony:
    """Of those with the same letters the one whose marks and spaces to print."""
    ordered = sorted(given, key=_has_last_word)
    return reduce(partial(_better_marks, case), ordered)


def _has_last_word(testimony: Testimony) -> bool:
    """A reader of single lines without a language's words takes a small letter for a capital of
    its shape: on four cards .004 of the characters.
    """
    return testimony.witness.name != MULTISCRIPT.name


def _better_marks(case: WordEvidence, one: Testimony, other: Testimony) -> Testimony:
    """Of two with the same letters the one whose marks and spaces to print: the second, unless the
    first is the surer one, or parts the words with better reason.
    """
    as_many = len(one.words) == len(other.words)
    surer = other.weakest < WEAK_MARK and one.confidence >= WEAK_MARK
    return one if (as_many and surer) or better_spaces(case, one, other) else other


def only_one(case: WordEvidence) -> LocalChoice | None:
    """One reader has something here: what it only guesses, or has in a line that is no text, is
    noise.
    """
    if len(case.testimonies) != 1:
        return None
    (only,) = case.testimonies
    witness = only.witness
    if case.facts.beyond > FOREIGN and not _stands_alone(case, only):
        return LocalChoice((), witness.name, Reason.NOISE)
    as_shipped = counts_alone(case, only)
    if is_printed(case, only, as_shipped=as_shipped):
        return _of(only, witness.alone)
    return LocalChoice((), witness.name, Reason.NOISE)


def counts_alone(case: WordEvidence, only: Testimony) -> bool:
    """As shipped, a word that one reader alone has is text. A character of a script that parts no
    words is no stain where its line is surely read: the line speaks for it.
    """
    is_text = case.line_confidence >= only.witness.lone_line
    in_line = case.line_characters >= SURE_LINE and has_unspaced(only.text)
    return is_text and (only.confidence >= only.witness.lone_word or in_line)


def _stands_alone(case: WordEvidence, only: Testimony) -> bool:
    """On a page whose letters it lacks, a reader's lone word may be a bad copy of their shapes,
    unless it is a number, a known word, or of a reader that has them.
    """
    if not only.witness.writes.is_limited:
        return True
    if only.confidence < only.witness.sure:
        return False
    if case.has_digit:
        return True
    knows = case.facts.lexicon.knows
    return all(map(knows, only.texts))


def letters_others_lack(case: WordEvidence) -> LocalChoice | None:
    """The others have what they could write of a word whose letters they lack: they say nothing
    against it.
    """
    for mine in case.testimonies:
        others = _others(mine, case.testimonies)
        if all(other.witness.writes.could_be(mine.letters, other.letters) for other in others):
            return _of(mine, mine.witness.weighs_more)
    return None


def marks_against_text(case: WordEvidence) -> LocalChoice | None:
    """One reader has letters or digits, the others only marks: letters are seldom invented."""
    worded = [testimony for testimony in case.testimonies if testimony.letters]
    if len(worded) != 1:
        return None
    (only,) = worded
    if only.confidence < only.witness.against_marks:
        return None
    return _of(only, Reason.TEXT_OVER_MARKS)


def lookalike_digits(case: WordEvidence) -> LocalChoice | None:
    """A number that the others spell with letters of the same shape ("19o4") is a number."""
    for mine in case.testimonies:
        if not mine.letters.isdigit():
            continue
        others = _others(mine, case.testimonies)
        if all(other.letters.translate(LOOKALIKES) == mine.letters for other in others):
            return _of(mine, Reason.DIGITS_OVER_LOOK_ALIKES)
    return None


def weigh(case: WordEvidence) -> LocalChoice | None:
    """Both that the weights know read it differently: learned weights of both confidences, the
    lexicon and the page decide.
    """
    by_name = {testimony.witness.name: testimony for testimony in case.testimonies}
    first, second = (by_name.get(name) for name in WEIGHED)
    if first is None or second is None:
        return None
    if tesseract_odds(case) > 0:
        return _of(first, first.witness.weighs_more)
    words = second.witness.writes.completed(second.words, first.words)
    return LocalChoice(words, second.witness.name, second.witness.weighs_more)


def surest(case: WordEvidence) -> LocalChoice | None:
    """Readers that no weights were learned on differ: the one that is surest of itself; where
    nobody has words, nothing.
    """
    if not case.testimonies:
        return LocalChoice((), FIRST, Reason.NOISE)
    best = max(case.testimonies, key=lambda testimony: testimony.confidence)
    return _of(best, best.witness.weighs_more)


BY_THE_PAGE: tuple[Rule, ...] = (
    only_one,
    letters_others_lack,
    marks_against_text,
    lookalike_digits,
    weigh,
    surest,
)
RULES: tuple[Rule, ...] = (
    beside_the_page,
    alone,
    tesseract_is_sure,
    among_three,
    numbers_differ,
    agree,
    *BY_THE_PAGE,
)


def rule(case: WordEvidence) -> LocalChoice:
    """The first rule that speaks; the last one always does."""
    return _first(RULES, case)


def _first(rules: Sequence[Rule], case: WordEvidence) -> LocalChoice:
    return next(ruling for each in rules if (ruling := each(case)) is not None)
