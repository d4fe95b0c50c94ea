"""Keep the table of docs/reference/page-readers.md true: written from the profiles that the engine
uses.

python scripts/page_readers_table.py          write it
python scripts/page_readers_table.py --check  say whether it is up to date
"""

from __future__ import annotations

import sys

from marked import DOCS, keep

from recto.readers.vision.ask.profiles import PROFILES

PAGE = DOCS / "reference" / "page-readers.md"


def table() -> str:
    """A row for each profile."""
    rows = ["| profile | licence | behind | asked | gives | cannot |", "|---|---|---|---|---|---|"]
    for each in PROFILES:
        behind = ", ".join(f"`{name}`" for name in each.behind)
        asked = f"pages ({each.form}) and lines" if each.page else "line by line"
        cells = (f"`{each.name}`", each.licence, behind, asked, each.gives, each.cannot)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(keep(PAGE, "page-readers", table(), "page_readers_table.py"))
