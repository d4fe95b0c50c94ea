"""Texts that programs write into pages people write: what stands between two markers of a page.

    <!-- NAME -->
    the text
    <!-- /NAME -->

A page, a name and the text that should stand there enter; the page is written, or compared.
"""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def keep(page: Path, name: str, text: str, script: str) -> int:
    """Write it, or only compare it where --check was given; 1 where a check finds an old text.

    Raises SystemExit where the page has no such markers.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    old = page.read_text(encoding="utf-8")
    head, found, rest = old.partition(begin)
    _, closed, tail = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"{page}: the markers {begin.strip()} and {end} are missing; put them in")
    fresh = f"{head}{begin}{text.rstrip()}\n{end}{tail}"
    return keep_whole(page, fresh, script)


def keep_whole(page: Path, fresh: str, script: str) -> int:
    """The same of a page that a script writes from end to end."""
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    if "--check" not in sys.argv[1:]:
        page.write_text(fresh, encoding="utf-8")
        return 0
    if fresh == old:
        return 0
    print(f"{page.name} is out of date: python scripts/{script}", file=sys.stderr)
    return 1
