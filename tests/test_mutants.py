"""What explains a mutant that no test can notice is about a line that is still there."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_explained_line_stands_in_its_module() -> None:
    """Else the explanation is of something that went."""
    told = (ROOT / "scripts" / "mutants" / "explained.toml").read_text(encoding="utf-8")
    for module, rows in tomllib.loads(told).items():
        text = (ROOT / "engine" / "recto" / module).read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines()]
        for row in rows:
            assert row["line"] in lines, row
            assert row["line"] != row["change"]
            assert row["why"]
