"""Keep docs/reference/reasons.md true: every reason, with its sentence and what the engine makes of
it.

python scripts/reasons_table.py          write it
python scripts/reasons_table.py --check  say whether it is up to date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from recto.cli.explain import KINDS, guard_of
from recto.reasons import Kind, Reason, of_kind

TABLE = Path(__file__).parent.parent / "docs" / "reference" / "reasons.md"
HEAD = """# Reasons

Why a word is printed, why a page was sent, why an answer was not used. A code stands in JSON, hOCR
and PAGE, its sentence where people read; `recto explain CODE` says the same. An event of the vision
reader is a code of "what the vision reader did", or one with why behind it:
`fell-back:timeout`. This page is written by `python scripts/reasons_table.py`.

- Map: through which of the calibration's two maps the confidence of its words goes, `local` or
  `llm`; `none` where it is a constant, or where the page's own text gave it.
- Learned: whose weights have a column for it.
- Guard: whether the page's `guards` count it.
- Flag: whether a person is asked to look at its words; `unsure` where the confidence is low or a
  number is not settled.
"""


def page() -> str:
    """The whole file."""
    sections = ["\n".join(_section(kind)) for kind in get_args(Kind)]
    return "\n".join((HEAD, *sections))


def _section(kind: Kind) -> Iterator[str]:
    title = KINDS[kind]
    yield f"## {title[0].upper()}{title[1:]} (`{kind}`)\n"
    words = kind == "word"
    more = " map | learned | guard | flag |" if words else " guard |"
    yield f"| code | sentence |{more}"
    yield f"|---|---|{'---|' * more.count('|')}"
    for reason in of_kind(kind):
        about = reason.about
        guard = guard_of(reason)
        figures = (about.map, about.learner, guard, about.flag) if words else (guard,)
        yield _row(reason, figures)
    yield ""


def _row(reason: Reason, figures: tuple[str, ...]) -> str:
    sentence = reason.sentence.replace("|", "\\|")
    return f"| `{reason}` | {sentence} | {' | '.join(figures)} |"


def main() -> int:
    """Write or check; 1 when a check finds an old table."""
    fresh = page()
    if "--check" in sys.argv:
        found = TABLE.read_text(encoding="utf-8") if TABLE.is_file() else ""
        return 0 if found == fresh else 1
    TABLE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
