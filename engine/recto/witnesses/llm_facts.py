"""What holds for a whole page once the LLM has read it: built once, read by every case of the
page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from recto.text.agreement import letters
from recto.text.alignment import compact
from recto.witnesses.dissent import Dissent, dissent
from recto.witnesses.llm import LlmFacts
from recto.witnesses.local import LocalReading
from recto.witnesses.matching import Pairing, letters_of, merged, similarities
from recto.witnesses.reliability import SHARED, SHARED_BLACKLETTER, triangle

LIKELY = 0.5  # a line's place in the page's own order is likelier right than wrong


def llm_facts(
    reading: LocalReading,
    pairings: Sequence[Pairing],
    fine: Sequence[Pairing],
    words: Sequence[str],
) -> LlmFacts:
    """Similarities of the three readings, the reliability that follows from them, and the LLM's
    vocabulary.

    `fine` are the pairings, parted into words; `words` are all that the LLM wrote.
    """
    facts = reading.facts
    pairs = similarities(reading.lines, pairings, facts.agreement)
    shared = SHARED_BLACKLETTER if facts.blackletter else SHARED
    return LlmFacts(
        local=facts,
        pairs=pairs,
        reliability=triangle(pairs, shared),
        known_words=Counter(map(compact, words)),
        local_sure=reading.mean_confidence,
        dissent=_dissent(reading, fine),
        order_sure=_order_sure(reading),
    )


def _order_sure(reading: LocalReading) -> float:
    """Of the page itself; 1 for one without words."""
    sure = units = 0
    for line in reading.lines:
        if not line.facing_page:
            units += len(line.units)
            sure += len(line.units) * (line.order_sureness >= LIKELY)
    return sure / units if units else 1.0


def _dissent(reading: LocalReading, fine: Sequence[Pairing]) -> Dissent:
    places = []
    for pairing in fine:
        if pairing.units and pairing.words:
            unit = merged(reading.lines, pairing)
            both = letters_of(unit.tesseract), letters_of(unit.second)
            places.append((letters(pairing.words), *both))
    return dissent(places)
