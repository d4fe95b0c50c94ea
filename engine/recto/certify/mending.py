"""What the sample showed to be wrong becomes corrections, once the certificate is made.

The rows of a sample enter; corrections in the ledger leave. A word that was read otherwise since it
was drawn is left alone.
"""

from __future__ import annotations

import json

from recto.batch.corrections import every, put
from recto.batch.ledger import Ledger
from recto.corrections.correction import Correction, box_of
from recto.metrics.normalise import folded
from recto.review.index import refresh


def mend(ledger: Ledger) -> int:
    """Put a correction for every drawn word that was wrong; how many are new."""
    known = set(every(ledger))
    rows = ledger.select(
        "SELECT sha256, page, box, text, said, who, at FROM sample WHERE kind = 'word' AND at > 0"
    )
    said = []
    for sha256, page, box, text, given, who, at in rows:
        if folded(text) == folded(given):
            continue
        place = box_of(json.loads(box), "box")
        said.append(
            Correction(
                sha256,
                page,
                "text",
                place,
                text,
                given,
                who,
                at,
                how="blind",
            )
        )
    new = [each for each in said if each not in known]
    put(ledger, new)
    refresh(ledger)
    return len(new)
