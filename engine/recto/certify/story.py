"""What a certificate must say of its sample besides what was read: how many samples came before it,
which pages it could not be drawn from, and whether the text is still that from which it was drawn.

An open ledger enters; a Story is kept in it when a sample is drawn, and leaves when a certificate
is made. Only here: what makes a result worth less than its confidence says.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from recto.batch.ledger import Ledger
from recto.errors import FileAccess

FACT = "certify-story"  # what the ledger keeps it under
WITH_WORDS = """
    SELECT file.sha256, page_index.number, page_index.revision FROM page_index
    JOIN listed_page ON listed_page.file = page_index.file
        AND listed_page.number = page_index.number
    JOIN file ON file.id = page_index.file WHERE result IS NOT NULL ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Story:
    """Of one sample."""

    earlier: int = 0  # samples of this folder that people read, in whole or in part, before it
    unread: int = 0  # pages without a result, and files without pages, when it was drawn
    pages: str = ""  # hash of the pages that it was drawn from, and how often each was read
    is_certified: bool = False  # its result was shown: what was read is not changed any more
    is_changed: bool = False  # pages came, went, or were read again since


def begun(ledger: Ledger, unread: int | None = None, pages: str = "") -> Story:
    """Of a sample that is drawn now; asked before the rows of the last one are gone. `unread`,
    `pages`: of a collection of which the ledger holds a part.
    """
    before = story_of(ledger)
    ((read,),) = ledger.select("SELECT count(*) FROM sample WHERE at > 0")
    left = unread_pages(ledger) if unread is None else unread
    return Story(before.earlier + bool(read), left, pages or _pages(ledger))


def text_of(story: Story) -> str:
    """As the ledger keeps it."""
    return json.dumps(asdict(story))


def story_of(ledger: Ledger, now: str = "") -> Story:
    """Of the sample that is there; `now`: the pages of a collection of which the ledger holds a
    part. Raises FileAccess for a damaged one.
    """
    text = ledger.fact(FACT)
    if not text:
        return Story()
    try:
        value = json.loads(text)
        earlier = int(value["earlier"])
        unread = int(value["unread"])
        pages = str(value["pages"])
        is_certified = bool(value["is_certified"])
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as fault:
        what = "the ledger does not say how its sample came about"
        raise FileAccess(what, remedy="move its .recto folder away and run again") from fault
    is_changed = pages != (now or _pages(ledger))
    return Story(
        earlier,
        unread,
        pages,
        is_certified,
        is_changed,
    )


def unread_pages(ledger: Ledger) -> int:
    """What the last run was asked to read and has no text of."""
    ((pages,),) = ledger.select("SELECT count(*) FROM listed_page WHERE result IS NULL")
    ((files,),) = ledger.select("SELECT count(*) FROM file WHERE listed AND error != ''")
    return int(pages + files)


def _pages(ledger: Ledger) -> str:
    found = hashlib.sha256()
    for row in ledger.select(WITH_WORDS):
        found.update(json.dumps(row).encode())
    return found.hexdigest()


def warnings(story: Story, confidence: float) -> list[str]:
    """What takes from the result, in sentences; none where nothing does."""
    found = []
    if story.unread:
        what = "pages or files were" if story.unread > 1 else "page or file was"
        found.append(f"{story.unread:,} {what} not read: no word of them is in the sample.")
    if story.earlier:
        tries = story.earlier + 1
        chance = 100 * min(1.0, tries * (1 - confidence))
        found.append(
            f"This is sample {tries:,} of this folder that people read: the chance that one of so"
            f" many intervals is wrong is up to {chance:.3g} %."
        )
    if story.is_changed:
        found.append(
            "Pages were read again, came or went since the sample was drawn: they are not in it."
        )
    return found
