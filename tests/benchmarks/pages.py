"""A corpus of drawn pages on disk, in the corpora's format, for tests that need one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw

FIRST = "vol1-p1"
TEXTS = {"vol1-p1": "Anna Meier 1913", "vol1-p2": "Berta Huber 1914", "vol2-p1": "Carl Vogel 1915"}


def corpora(folder: Path) -> Path:
    """Two recorded readings: "weak" of every page, "strong" of the first only."""
    return corpus(folder, "cards", TEXTS)


def corpus(folder: Path, name: str, texts: Mapping[str, str], **more: object) -> Path:
    """The same with these pages; `more` are further members of every entry. Returns the folder of
    corpora.
    """
    root = folder / "corpora" / name
    entries = [_entry(root, page, text) | more for page, text in texts.items()]
    (root / "pages.jsonl").write_text("\n".join(map(json.dumps, entries)) + "\n", encoding="utf-8")
    return root.parent


def _entry(root: Path, name: str, text: str) -> dict[str, object]:
    readings = {"weak": text.replace("e", "c")} | ({"strong": f"# {text}"} if name == FIRST else {})
    for model, said in readings.items():
        (root / "readings" / model).mkdir(parents=True, exist_ok=True)
        (root / "readings" / model / f"{name}.txt").write_text(said, encoding="utf-8")
    (root / f"{name}.txt").write_text(text, encoding="utf-8")
    image = Image.new("L", (900, 160), 255)
    ImageDraw.Draw(image).text((30, 40), text, fill=0, font_size=64)
    image.save(root / f"{name}.png", dpi=(300, 300))
    return {
        "id": name,
        "image": f"{name}.png",
        "truth": f"{name}.txt",
        "language": "eng",
        "kind": "card",
        "licence": "drawn here",
        "origin": "tests",
        "readings": {
            model: {"path": f"readings/{model}/{name}.txt", "saw": "image"} for model in readings
        },
    }
