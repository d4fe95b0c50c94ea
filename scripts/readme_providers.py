"""Keep README.md's table of providers true: written from the presets that the engine uses.

python scripts/readme_providers.py
"""

from __future__ import annotations

from pathlib import Path

from recto.readers.vision.call.providers import PRESETS

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- providers -->", "<!-- /providers -->"


def table() -> str:
    """One row a preset."""
    rows = ["| `--provider` | key in | model unless given | good to know |", "|---|---|---|---|"]
    for name, preset in PRESETS.items():
        key = f"`{preset.key_variable}`" if preset.key_variable else "no key"
        model = f"`{preset.model}`" if preset.model else "name one"
        rows.append(f"| `{name}` | {key} | {model} | {preset.quirk} |")
    return "\n".join(rows)


def main() -> None:
    """Write it between the markers."""
    head, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    README.write_text(f"{head}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
