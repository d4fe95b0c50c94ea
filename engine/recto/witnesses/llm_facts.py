"""What holds for a whole page once the LLM has read it: built once, read by every case of the
page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from recto.arbitration.entries import UnitAt
from recto.local.fusion import LocalLine
from recto.model.result import Word
from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.witnesses.dissent import Dissent, dissent
from recto.witnesses.llm import LlmFacts
from recto.witnesses.local import PageFacts
from recto.witnesses.matching import Pairing, letters_of, merged, similarities
from recto.witnesses.reliability import SHARED, SHARED_BLACKLETTER, triangle


def llm_facts(
    lines: Sequence[LocalLine],
    matches: Sequence[Pairing],
    words: Sequence[str],
    facts: PageFacts,
    local: Mapping[UnitAt, Sequence[Word]],
    fine: Sequence[Pairing],
) -> LlmFacts:
    """Similarities of the three readings, the reliability that follows from them, and the LLM's
    vocabulary.

    `local` is what the local reading alone would print at each unit, `fine` are the matches, parted
    into words.
    """
    pairs = similarities(lines, matches, facts.agreement)
    sure = [verdict.confidence for verdicts in local.values() for verdict in verdicts]
    reliable = triangle(pairs, SHARED_BLACKLETTER if facts.blackletter else SHARED)
    return LlmFacts(
        facts,
        pairs,
        reliable,
        Counter(map(compact, words)),
        sum(sure) / max(1, len(sure)),
        _sides(lines, fine),
    )


def _sides(lines: Sequence[LocalLine], fine: Sequence[Pairing]) -> Dissent:
    places = ((each, merged(lines, each)) for each in fine if each.units and each.words)
    return dissent(
        (letters(each.words), letters_of(unit.tesseract), letters_of(unit.ppocr))
        for each, unit in places
    )
