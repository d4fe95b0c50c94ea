"""Keep the table of providers true: written from the presets that the engine uses.

python scripts/providers_table.py          write it into docs/reference/providers.md
python scripts/providers_table.py --check  say whether it is up to date
"""

from __future__ import annotations

import sys

from marked import DOCS, keep

from recto.readers.vision.call.providers import PRESETS

PAGE = DOCS / "reference" / "providers.md"


def table() -> str:
    """One row a preset."""
    rows = ["| `--provider` | key in | model unless given | good to know |", "|---|---|---|---|"]
    for name, preset in PRESETS.items():
        key = f"`{preset.key_variable}`" if preset.key_variable else "no key"
        model = f"`{preset.model}`" if preset.model else "name one"
        rows.append(f"| `{name}` | {key} | {model} | {preset.quirk} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(keep(PAGE, "providers", table(), "providers_table.py"))
