"""Keep docs/reference/settings.md true: every setting, its flag, what may stand there and who may
say so; and settings.schema.json beside it, the same for editors that check a recto.toml while it is
written.

python scripts/settings_table.py          write both
python scripts/settings_table.py --check  say whether they are up to date
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from recto.settings.groups import GROUPS, OF_A_PAGE
from recto.settings.setting import Defined, defined
from recto.settings.values import allowed

DOCS = Path(__file__).parent.parent / "docs" / "reference"
TABLE = DOCS / "settings.md"
SCHEMA = DOCS / "settings.schema.json"
TYPES = {int: "integer", float: "number", bool: "boolean", str: "string"}
HEAD = """# Settings

Flags beat environment variables, which beat a `recto.toml` in the working folder, which beats the
`recto.toml` in your own configuration folder. In a `recto.toml` the groups below are tables:
`[input]`, then `language = "deu"`. A variable is called `RECTO_INPUT_LANGUAGE`. This page is
written by `python scripts/settings_table.py` from the settings' own definitions
(the groups that `settings/groups.py` names), and so is the JSON schema beside it,
`settings.schema.json`, with which an editor checks a `recto.toml` (`#:schema PATH` in its first
line, where Taplo reads it).

- Usual: what counts where nobody chose.
- Data: what a `recto.toml` that lies with the scans, or a ledger, may do. `free`: choose it;
  `lower`: only make it less than what you chose; `no`: it is passed over, and that is said. Your
  own file, a file named by `--config`, variables and flags may say everything.
- Text: whether a page's text can change with it, so that a run that goes on reads it again.
"""
RIGHTS = {"free": "free", "lower": "lower", "user": "no"}


def page() -> str:
    """The whole file."""
    sections = ["\n".join(_section(group, kind)) for group, kind in GROUPS.items()]
    return "\n".join((HEAD, *sections))


def _section(group: str, kind: type) -> Iterator[str]:
    what = (kind.__doc__ or "").split("\n\n")[0]
    yield f"## `[{group}]`\n"
    yield f"{' '.join(what.split())}\n"
    yield "| key | flag | what it is | give | usual | data | text |"
    yield "|---|---|---|---|---|---|---|"
    for name, field in defined(kind).items():
        setting = field.setting
        flag = "" if setting.flag is None else f"`{'`, `'.join(field.flags)}`"
        right = f"{RIGHTS[setting.right.kind]}: {setting.right.why}"
        text = "yes" if group in OF_A_PAGE and setting.changes_text else ""
        cells = (f"`{name}`", flag, setting.says, allowed(field), _usual(field), right, text)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _usual(field: Defined) -> str:
    default = field.default
    if field.setting.usual:
        return field.setting.usual
    if default in (None, "", ()):
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def schema() -> str:
    """The whole JSON schema of a recto.toml."""
    groups = {}
    for group, kind in GROUPS.items():
        values = {name: _value(field) for name, field in defined(kind).items()}
        groups[group] = _table(values)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "recto.toml"}
    return json.dumps({**head, **_table(groups)}, indent=1) + "\n"


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _value(field: Defined) -> dict[str, Any]:
    """What may stand in TOML, where the program takes other spellings of it, too."""
    setting = field.setting
    about: dict[str, Any] = {"description": f"{setting.says} Give {allowed(field)}."}
    if get_origin(field.kind) is Literal:
        return {**about, "enum": list(get_args(field.kind))}
    if setting.from_file is not None:
        return {**about, "type": "string"}
    if field.kind == tuple[str, ...]:
        return {**about, "type": "array", "items": {"type": "string"}}
    about["type"] = TYPES[field.kind]
    if field.kind in (int, float):
        about |= {"minimum": setting.least, "maximum": setting.most}
    return about


def main() -> int:
    """Write the files, or only compare them."""
    old = 0
    for file, wanted in ((TABLE, page()), (SCHEMA, schema())):
        if "--check" not in sys.argv[1:]:
            file.write_text(wanted, encoding="utf-8")
            continue
        current = file.read_text(encoding="utf-8") if file.exists() else ""
        if current != wanted:
            old = 1
            print(f"{file.name} is out of date: python scripts/settings_table.py", file=sys.stderr)
    return old


if __name__ == "__main__":
    sys.exit(main())
