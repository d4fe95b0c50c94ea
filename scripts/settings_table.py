"""Keep docs/settings.md true: every setting, its flag, what may stand there and who may say so.

python scripts/settings_table.py          write it
python scripts/settings_table.py --check  say whether it is up to date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from recto.settings.groups import GROUPS, OF_A_PAGE
from recto.settings.setting import Defined, defined
from recto.settings.values import allowed

TABLE = Path(__file__).parent.parent / "docs" / "settings.md"
HEAD = """# Settings

Flags beat environment variables, which beat a `recto.toml` in the working folder, which beats the
`recto.toml` in your own configuration folder. In a `recto.toml` the groups below are tables:
`[input]`, then `language = "deu"`. A variable is called `RECTO_INPUT_LANGUAGE`. This page is
written by `python scripts/settings_table.py` from the settings' own definitions
(`settings/groups.py`, `settings/llm.py`).

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


def main() -> int:
    """Write the page, or only compare it."""
    wanted = page()
    if "--check" in sys.argv[1:]:
        current = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
        if current != wanted:
            print(f"{TABLE.name} is out of date: python scripts/settings_table.py", file=sys.stderr)
        return current != wanted
    TABLE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
