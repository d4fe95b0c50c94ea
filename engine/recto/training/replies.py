"""What an LLM should have answered: an ask about lines, and their true texts, become the reply that
Recto's prompt asks for.

Only here: what is taught. Lines that were shown as they are printed are not named in a reply of
edits, so that a model learns to leave them; of structure and of lines beside the asked ones nothing
is said, as people looked at words alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from recto.model.transcript import ShownLine
from recto.readers.vision.ask.asks import Ask
from recto.readers.vision.ask.prompt import Style
from recto.training.known import KnownLine

SAME = 0.8  # of two boxes' union from which they are one line: less, and a word may be in one alone


def known_texts(shown: Sequence[ShownLine], known: Sequence[KnownLine]) -> dict[int, str]:
    """The text of each shown line that is one of the known lines, by its id."""
    texts: dict[int, str] = {}
    taken: set[int] = set()
    for line in shown:
        shares = [one.box.iou(line.box) for one in known]
        most = max(shares, default=0.0)
        if most < SAME:
            continue
        place = shares.index(most)
        if place not in taken:
            taken.add(place)
            texts[line.id] = known[place].text
    return texts


def reply(ask: Ask, texts: Mapping[int, str], style: Style) -> str:
    """The right answer, as JSON."""
    name = "edits"
    if style == "full":
        name = "lines"
    rows = []
    for line in ask.lines:
        text = texts[line.id]
        is_named = name == "lines" or text != line.text
        if is_named:
            row = {"id": line.id, "text": text}
            rows.append(row)
    body = {
        name: rows,
        "added": [],
        "dropped": [],
        "structure": [],
    }
    return json.dumps(body, ensure_ascii=False)
