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

from recto.arbitration.word.digits import changes, digits, is_stroke, supported, surely_read
from recto.arbitration.word.spelling import respelled
from recto.confidence.overrule import overrule_probability
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.llm import LlmEvidence
from recto.witnesses.support import Support, nearest, supports

LIKELY = 0.6  # probability from which two agreeing local readers overrule the LLM
LIKELY_ALONE = 0.6  # from which one local reading does, of two that differ
# share of the words on which both local readers agree that the LLM has, too: it is heard before
# them
RELIABLE = 0.94
BOTH = 2  # readers besides the LLM that everybody must be
# similarity under which the readings are not of the same word, so there is nothing to overrule
ALIKE = 0.4


Rule = Callable[[LlmEvidence], LlmChoice | None]


def everyone_agrees(case: LlmEvidence) -> LlmChoice | None:
    """All readings, two besides the LLM's at least, one text, to the mark."""
    found = _of_everyone(case)
    if not found or not all(support.to_the_mark for support in found):
        return None
    return LlmChoice(take_llm=True, origin="agreed", reason=Reason.ALL_AGREE)


def letters_agree(case: LlmEvidence) -> LlmChoice | None:
    """All readings, the same letters and digits: marks, case and spaces as a local reader has
    them.
    """
    found = _of_everyone(case)
    return _borne_out(case, found, Reason.LETTERS_AGREE) if found else None


def llm_with_unseen(case: LlmEvidence) -> LlmChoice | None:
    """A reader whose text the LLM never saw has the same: independent support."""
    return _borne_out_by_one(case, [each for each in supports(case) if each.is_independent])


def llm_with_shown(case: LlmEvidence) -> LlmChoice | None:
    """A reader whose text the LLM was shown has the same."""
    return _borne_out_by_one(case, [each for each in supports(case) if not each.is_independent])


def _of_everyone(case: LlmEvidence) -> list[Support]:
    """Those who bear the LLM out where everybody else does, two at least; nobody elsewhere."""
    found = supports(case)
    return found if len(found) == len(case.testimonies) >= BOTH else []


def _borne_out_by_one(case: LlmEvidence, found: Sequence[Support]) -> LlmChoice | None:
    if not case.llm:
        return None
    for support in found:
        choice = _borne_out(case, [support], support.witness.bears_out)
        if choice is not None:
            return choice
    return None


def _borne_out(case: LlmEvidence, found: Sequence[Support], reason: Reason) -> LlmChoice | None:
    """The LLM's words where a reader has them to the mark, else a reader's own, unless a number
    would be another.
    """
    if any(support.to_the_mark for support in found):
        return LlmChoice(take_llm=True, origin="agreed", reason=reason)
    same = [support for support in found if support.same_number]
    own = nearest(case, same) if same else ()
    return LlmChoice(take_llm=False, origin="agreed", reason=reason, own=own) if own else None


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
    knows = case.facts.local.lexicon.knows
    llm_known = all(map(knows, case.words)) or case.facts.known_words[case.llm] > 1
    local_known = (
        all(knows(w.text) for w in case.local_choice.words)
        or case.facts.known_words[case.agreed_letters] > 0
    )
    if llm_known and not local_known:
        return LlmChoice(
            take_llm=True, origin="llm", reason=Reason.LLM_WORD_IS_KNOWN, doubtful=True
        )
    return None


def overruled(case: LlmEvidence) -> LlmChoice | None:
    """Two independent readers agree against the LLM and the learned score believes them."""
    if (
        case.locals_agree
        and not is_stroke(case.agreed_letters, case.llm)
        and overrule_probability(case) >= LIKELY
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
    if overrule_probability(case) >= LIKELY_ALONE:
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


def contested(case: LlmEvidence) -> bool:
    """No local reader has what the LLM has and no earlier rule has spoken: the learned score
    decides.
    """
    scored = overruled if case.locals_agree else outweighed
    earlier = (rule for rule in RULES[: RULES.index(scored)] if rule is not overruled)
    return comparable(case) and all(rule(case) is None for rule in earlier)


AGREEMENTS: tuple[Rule, ...] = (everyone_agrees, letters_agree, llm_with_unseen, llm_with_shown)
RULES: tuple[Rule, ...] = (
    *AGREEMENTS,
    digits_read_twice,
    spelling_mended,
    vetoed,
    overruled,
    digits_read_once,
    outweighed,
    reads_otherwise,
    digits_in_doubt,
    llm_decides,
)


def obey(case: LlmEvidence) -> LlmChoice:
    """`--llm only`: its words stand, whoever agrees, and are agreed where a reader has them to the
    mark.
    """
    agreed = next((found for each in AGREEMENTS if (found := each(case)) is not None), None)
    if agreed is not None and agreed.take_llm:
        return agreed
    return LlmChoice(
        take_llm=True, origin="llm", reason=Reason.LLM_ALONE, doubtful=case.locals_agree
    )


def decide(case: LlmEvidence) -> LlmChoice:
    """The first rule that speaks; the last one always does."""
    return next(ruling for each in RULES if (ruling := each(case)) is not None)
