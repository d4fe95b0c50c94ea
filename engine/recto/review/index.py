"""The index of doubtful words, brought up to date: for pages of an earlier version, pages that were
read again, and pages of which something was said while nobody updated it.

An open ledger enters; its index holds every page as people have it when `refresh` returns. Only
here: which pages are behind.
"""

from __future__ import annotations

from recto.batch.corrections import corrections_of, said_of
from recto.batch.doubts import index_of, put_index
from recto.batch.ledger import Ledger
from recto.batch.packed import unpack
from recto.corrections.applied import corrected
from recto.errors import RectoError

BEHIND = """
    SELECT page.file, page.number, file.sha256 FROM page JOIN file ON file.id = page.file
    LEFT JOIN page_index AS made ON made.file = page.file AND made.number = page.number
    LEFT JOIN (SELECT sha256, page, max(id) AS last FROM correction GROUP BY sha256, page) AS said
        ON said.sha256 = file.sha256 AND said.page = page.number
    WHERE page.result IS NOT NULL AND (made.revision IS NULL
        OR made.revision != page.revision OR made.seen != coalesce(said.last, 0))
"""


def refresh(ledger: Ledger) -> int:
    """Index what is behind; how many pages were. A page whose result is damaged has no index."""
    rows = ledger.select(BEHIND)
    for file, number, sha256 in rows:
        try:
            index_page(ledger, file, number, sha256)
        except RectoError:
            continue
    return len(rows)


def index_page(ledger: Ledger, file: int, number: int, sha256: str) -> None:
    """Make the index of one page anew, with what was said of it. Raises FileAccess."""
    packed = next(iter(ledger.results(file, [number])), None)
    if packed is None:
        return
    said = said_of(ledger, sha256, number)
    page = corrected(
        unpack(packed),
        corrections_of(
            ledger,
            sha256,
            number,
        ),
    ).page
    last = said[-1].id if said else 0
    with ledger.database as database:
        put_index(database, file, number, index_of(page), last)
