"""Which of three readings to believe at one place: an ordered table of rules, the first that speaks
decides.

An LlmEvidence enters, an LlmChoice leaves: the LLM's words or the local ones, and the rule's name.
The LLM keeps the last word unless a learned score believes the local reading more, and what the
score rests on most is how often each reader stands alone on this page. Two local readers that agree
are heard first. Numbers have rules of their own: no digit, and nothing that belongs to a number,
changes on one reader's word. What the LLM alone has is flagged wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from recto.arbitration.word.confirmed import (
    everyone_agrees,
    left_as_shown,
    letters_agree,
    llm_with_shown,
    llm_with_unseen,
)
from recto.arbitration.word.digits import changes, digits, is_stroke, supported, surely_read
from recto.arbitration.word.second_model import by_another
from recto.arbitration.word.spelling import respelled
from recto.arbitration.word.spelling import surely_read as all_surely_read
from recto.confidence.collected_llm import local_probability
from recto.reasons import Reason
from recto.text.agreement import has_figure, spelt
from recto.text.alignment import compact
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence

LIKELY = 0.6  # probability from which two agreeing local readers overrule the LLM
LIKELY_ALONE = 0.6  # from which one local reading does, of two that differ
# share of the words on which both local readers agree that the LLM has, too: it is heard before
# them
RELIABLE = 0.94
# similarity under which the readings are not of the same word, so there is nothing to overrule
ALIKE = 0.4


Rule = Callable[[LlmEvidence], LlmChoice | None]


def digits_read_twice(case: LlmEvidence) -> LlmChoice | None:
    """Two local readers see the same word with digits: it stands against the LLM's other digits."""
    if case.locals_agree and changes(case, case.agreeing[0].words):
        return LlmChoice(
            take_llm=False, origin="agreed", reason=Reason.DIGITS_READ_TWICE, doubtful=True
        )
    return None


def spelling_mended(case: LlmEvidence) -> LlmChoice | None:
    """The LLM wrote a near word of other length than the one that two sure readers have: as printed
    it stands.
    """
    if respelled(case):
        return LlmChoice(take_llm=False, origin="agreed", reason=Reason.RESPELLED_BY_LLM)
    return None


def vetoed(case: LlmEvidence) -> LlmChoice | None:
    """A word that is known from elsewhere against one that is not, written by an LLM that seldom
    stands alone.

    Of such words the LLM had 130 right and the local readers 37; of an LLM that often stands alone,
    44 and 147.
    """
    if not case.locals_agree or case.facts.dissent.llm < RELIABLE or case.similarity < ALIKE:
        return None
    lexicon = case.facts.local.lexicon
    knows = lexicon.knows
    llm_known = all(map(lexicon.everyday.knows, case.words)) or case.facts.known_words[case.llm] > 1
    local_known = (
        all(knows(w.text) for w in case.local_choice.words)
        or case.facts.known_words[case.agreed_letters] > 0
    )
    if llm_known and not local_known:
        return LlmChoice(
            take_llm=True, origin="llm", reason=Reason.LLM_WORD_IS_KNOWN, doubtful=True
        )
    return None


def another_word(case: LlmEvidence) -> LlmChoice | None:
    """Two sure readers stand against another word altogether, in a line that the LLM's answer
    named: the place is certain. In a text that names no lines it is mostly a misplaced stretch.
    """
    if not case.circumstances.named or not case.locals_agree or case.similarity >= ALIKE:
        return None
    if not all_surely_read(case):
        return None
    return LlmChoice(
        take_llm=False, origin="agreed", reason=Reason.ANOTHER_WORD_BY_LLM, doubtful=True
    )


def overruled(case: LlmEvidence) -> LlmChoice | None:
    """Two independent readers agree against the LLM and the learned score believes them."""
    if (
        case.locals_agree
        and not is_stroke(case.agreed_letters, case.llm)
        and local_probability(case) >= LIKELY
    ):
        return LlmChoice(take_llm=False, origin="agreed", reason=Reason.TWO_READERS_OVERRULE_LLM)
    return None


def comparable(case: LlmEvidence) -> bool:
    """Whether the learned score may speak at all: two readers agree, or one has text here, with the
    LLM's digits.
    """
    return case.locals_agree or (
        bool(case.local_text) and digits(case.llm) == digits(case.local_text)
    )


def outweighed(case: LlmEvidence) -> LlmChoice | None:
    """Three readings of one word, no digits between them: the local one, where the learned score
    believes it.
    """
    if case.locals_agree or not comparable(case) or case.facts.dissent.llm >= RELIABLE:
        return None
    if local_probability(case) >= LIKELY_ALONE:
        return LlmChoice(
            take_llm=False,
            origin=case.local_choice.origin,
            reason=Reason.LOCAL_OUTWEIGHS_LLM,
            doubtful=True,
        )
    return None


def reads_otherwise(case: LlmEvidence) -> LlmChoice | None:
    """Two local readers agree on another word altogether, and the score did not believe them: a
    misplaced stretch.
    """
    if case.locals_agree and case.similarity < ALIKE:
        return LlmChoice(
            take_llm=True, origin="llm", reason=Reason.LLM_READS_OTHERWISE, doubtful=True
        )
    return None


def digits_read_once(case: LlmEvidence) -> LlmChoice | None:
    """A local reader is sure of a number that the LLM reads as no other reader does: nothing
    changes on one word.
    """
    if changes(case, case.local_choice.words) and not supported(case) and surely_read(case):
        return LlmChoice(
            take_llm=False,
            origin=case.local_choice.origin,
            reason=Reason.DIGITS_READ_ONCE,
            doubtful=True,
        )
    return None


def digits_in_doubt(case: LlmEvidence) -> LlmChoice | None:
    """Other digits: no reader is sure of them, or the readers differ in letters. The LLM's are
    printed, flagged.
    """
    if case.has_digit:
        return LlmChoice(take_llm=True, origin="llm", reason=Reason.DIGITS_IN_DOUBT, doubtful=True)
    return None


def llm_decides(case: LlmEvidence) -> LlmChoice | None:
    """Nothing independent speaks against it; where one local reader is all there is, and it is
    sure, a person looks.
    """
    opposed = case.locals_agree or (not case.facts.local.two_readers and surely_read(case))
    return LlmChoice(take_llm=True, origin="llm", reason=Reason.LLM_ALONE, doubtful=opposed)


def another_model(case: LlmEvidence) -> LlmChoice | None:
    """Another model, with no text shown, has the LLM's word, a local reader's, or neither's."""
    return by_another(case, _without_look(case)) if case.circumstances.second else None


def number_seen_again(case: LlmEvidence) -> LlmChoice | None:
    """A blind look at digits changes none: where it has others, a person looks."""
    look = case.circumstances.look
    if not compact(look) or not (case.has_digit or has_figure(look)):
        return None
    stands = _without_look(case)
    if spelt([look]) == spelt(case.printed(stands)):
        return stands
    return replace(stands, doubtful=True, seen=look)


def read_twice(case: LlmEvidence) -> LlmChoice | None:
    """Without any text shown, the LLM reads what it read before."""
    look = case.circumstances.look
    if not compact(look) or compact(look) != case.llm:
        return None
    stands = _without_look(case)
    if not stands.take_llm:
        return None
    return replace(
        stands, reason=Reason.LLM_READS_IT_TWICE, doubtful=case.locals_agree, local_stands=False
    )


def local_and_blind_look(case: LlmEvidence) -> LlmChoice | None:
    """Without any text shown, the LLM reads what one local reader of two that differ has."""
    look = case.circumstances.look
    if not compact(look) or case.locals_agree or compact(look) != case.local_text:
        return None
    if not _without_look(case).take_llm:
        return None
    return LlmChoice(take_llm=False, origin="agreed", reason=Reason.LOCAL_AND_BLIND_LOOK)


def differs_blind(case: LlmEvidence) -> LlmChoice | None:
    """Without any text shown, the LLM reads something else: its word stays, a person looks."""
    look = case.circumstances.look
    if not compact(look):
        return None
    stands = _without_look(case)
    if not stands.take_llm:
        return None
    return replace(
        stands, reason=Reason.LLM_DIFFERS_BLIND, doubtful=True, seen=look, local_stands=False
    )


AGREEMENTS: tuple[Rule, ...] = (
    everyone_agrees,
    letters_agree,
    llm_with_unseen,
    left_as_shown,
    llm_with_shown,
)
WITHOUT_LOOK: tuple[Rule, ...] = (
    *AGREEMENTS,
    digits_read_twice,
    spelling_mended,
    vetoed,
    another_word,
    overruled,
    digits_read_once,
    outweighed,
    reads_otherwise,
    digits_in_doubt,
    llm_decides,
)
RULES: tuple[Rule, ...] = (
    another_model,
    number_seen_again,
    read_twice,
    local_and_blind_look,
    differs_blind,
    *WITHOUT_LOOK,
)


def _without_look(case: LlmEvidence) -> LlmChoice:
    """What would stand had nobody looked again: by the rows of the table below the looks."""
    return _first(WITHOUT_LOOK, case)


def _first(rules: Sequence[Rule], case: LlmEvidence) -> LlmChoice:
    for rule in rules:
        choice = rule(case)
        if choice is not None:
            return choice
    raise AssertionError("the last rule always speaks")


def contested(case: LlmEvidence) -> bool:
    """No local reader has what the LLM has and no earlier rule has spoken: the learned score
    decides.
    """
    scored = overruled if case.locals_agree else outweighed
    earlier = (rule for rule in RULES[: RULES.index(scored)] if rule is not overruled)
    return comparable(case) and all(rule(case) is None for rule in earlier)


def obey(case: LlmEvidence) -> LlmChoice:
    """`--llm only`: its words stand, whoever agrees, and are agreed where a reader has them to the
    mark.
    """
    agreed = next((choice for rule in AGREEMENTS if (choice := rule(case)) is not None), None)
    if agreed is not None and agreed.take_llm:
        return agreed
    return LlmChoice(
        take_llm=True, origin="llm", reason=Reason.LLM_ALONE, doubtful=case.locals_agree
    )


def decide(case: LlmEvidence) -> LlmChoice:
    """The first rule that speaks; the last one always does."""
    return _first(RULES, case)
