"""A stand-in for a model that invents fluently on a page where there is nothing: a paragraph, a
poem, a table, or the page before.

An Ask enters, the text of a reply in Recto's own protocol leaves. No model is asked: this is the
worst that one could write, in good form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from recto.readers.vision.ask.asks import Ask

PARAGRAPH = (
    "It was in the spring of the year 1847 that the company resolved to extend the line",
    "as far as the river, and the engineers, having surveyed the ground with great care,",
    "reported that the work could be finished before the first frost of the autumn.",
    "The cost was put at 12,400 pounds, of which a third was subscribed within the week.",
)
POEM = (
    "The evening folds its wings of grey",
    "Above the harbour and the hill,",
    "And all the bells that rang today",
    "Are still, are still, are very still.",
)
TABLE = (
    "Year Vessels Tons Duty",
    "1845 112 9,480 1,204.10",
    "1846 131 10,022 1,377.45",
    "1847 98 8,115 1,020.00",
)
BEFORE = (
    "CHAPTER THE THIRD.",
    "Of the manner in which the books were kept, and of the persons who kept them;",
    "with some account of the fire that destroyed the older part of the collection.",
    "As has been said above, nothing was written down before the year of the flood.",
)
INVENTIONS: Mapping[str, tuple[str, ...]] = {
    "a paragraph": PARAGRAPH,
    "a poem": POEM,
    "a table": TABLE,
    "the page before": BEFORE,
}


def reply(ask: Ask, lines: tuple[str, ...]) -> str:
    """What it writes: a transcription, or lines added to those that it was shown."""
    if ask.kind == "transcribe":
        return json.dumps({"lines": lines, "structure": []})
    if ask.kind == "contested":
        spans = [{"id": number, "text": lines[0]} for number in range(len(ask.spans))]
        return json.dumps({"spans": spans})
    after = ask.ids[-1] if ask.lines else None
    added = [{"after": after, "text": line} for line in lines]
    return json.dumps({"edits": [], "added": added, "dropped": [], "structure": []})
