"""Keep engine/recto/api/keywords.py true: the keywords of `recto.read` with their types and what
they are, for editors and type checkers, out of the settings' own definitions.

python scripts/keyword_types.py          write it
python scripts/keyword_types.py --check  say whether it is up to date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from marked import keep_whole

from recto.api.options import OTHERWISE
from recto.settings.calibration import Calibration
from recto.settings.groups import GROUPS
from recto.settings.keywords import keywords
from recto.settings.setting import Defined, defined
from recto.settings.values import span

PLACE = Path(__file__).parents[1] / "engine" / "recto" / "api" / "keywords.py"
COLUMNS = 100
HEAD = '''"""The keywords of `read` and `read_many`, with their types.

Written by `python scripts/keyword_types.py` out of the settings. It is for editors and type
checkers; what a keyword may hold is checked by the setting's own definition (options.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Literal, TypedDict

from recto.settings.calibration import Calibration
from recto.settings.collection import Collection
from recto.settings.llm import LlmOptions

FileName = str | PathLike[str]


class Keywords(TypedDict, total=False):
    """Every setting of `recto read` that is not about a folder of results."""
'''
# Where a program may give more than a file or a flag can hold.
WIDER = {
    "llm": "{hint} | LlmOptions",
    "pages": "str | int",
    "glossary": "FileName | Sequence[str]",
    "calibration": "FileName | Calibration | None",
    "collection": "FileName | Collection | None",
}


def page() -> str:
    """The whole file."""
    parts = [HEAD]
    for keyword, (group, key) in keywords().items():
        if keyword not in OTHERWISE:
            field = defined(GROUPS[group])[key]
            parts.append("\n".join(_entry(keyword, field)))
    return "\n".join(parts) + "\n"


def _entry(keyword: str, field: Defined) -> Iterator[str]:
    hint = _hint(field.hint)
    yield f"    {keyword}: {WIDER.get(keyword, '{hint}').format(hint=hint)}"
    usual = field.setting.usual or _shown(field.default)
    says = field.setting.says
    bounds = span(field).strip()
    if bounds and bounds.removeprefix("from ") not in says:
        says += f" {bounds.capitalize()}."
    if usual:
        says += f" Usual: {usual}."
    lines = wrap(f'"""{says}', COLUMNS - 7, break_long_words=False)
    closing = [*lines[:-1], f'{lines[-1]}"""'] if len(lines) == 1 else [*lines, '"""']
    for line in closing:
        yield f"    {line}"


def _hint(kind: Any) -> str:
    if get_origin(kind) is UnionType:
        return " | ".join(_hint(part) for part in get_args(kind))
    if get_origin(kind) is Literal:
        words = ", ".join(f'"{word}"' for word in get_args(kind))
        return f"Literal[{words}]"
    if kind is type(None):
        return "None"
    return "Calibration" if kind is Calibration else getattr(kind, "__name__", str(kind))


def _shown(default: object) -> str:
    if default in (None, "", ()):
        return ""
    return f"{default:g}" if isinstance(default, float) else str(default)


if __name__ == "__main__":
    sys.exit(keep_whole(PLACE, page(), "keyword_types.py"))
