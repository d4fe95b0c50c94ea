"""What is known of a composed page comes back from its file as it was measured."""

from __future__ import annotations

from pathlib import Path

from benchmarks.layouts.truth import from_measured, load, save

WORD = {"text": "oats", "box": [10, 20, 30, 32]}
MEASURED = {
    "blocks": [
        {
            "block": 1,
            "part": 0,
            "kind": "cell",
            "flow": "main-1",
            "vertical": False,
            "lines": [{"text": "oats", "box": [10, 20, 30, 32], "words": [WORD]}],
        }
    ],
    "strokes": [[5, 40, 95, 40], [50, 5, 50, 80]],
    "tables": [[[{"block": 1, "text": "oats", "header": False, "columns": 1, "rows": 1}]]],
}


def test_strokes_and_tables_are_kept_apart(tmp_path: Path) -> None:
    """In px of the image; a rule is a rule and a table is a table, also from the file."""
    layout = from_measured(
        MEASURED,
        name="a",
        family="ruled_table",
        language="eng",
        size=(200, 200),
        scale=2.0,
        relations=(),
    )
    assert layout.strokes == ((10, 80, 190, 80), (100, 10, 100, 160))
    assert len(layout.tables) == 1
    file = tmp_path / "a.json"
    save(layout, file)
    again = load(file)
    assert again.strokes == layout.strokes
    assert again.tables[0][0][0]["text"] == "oats"
    assert again.blocks == layout.blocks
