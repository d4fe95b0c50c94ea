"""The pictures of the documentation show what is."""

import subprocess
import sys
from pathlib import Path

from PIL import Image
from tests.docs.blocks import DOCS, ROOT

SCRIPT = ROOT / "scripts" / "pictures.py"
PICTURES = DOCS / "pictures"


def test_pictures_are_true() -> None:
    """Taken anew they show the same; `make pictures` writes them."""
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    wrong = [line for line in done.stderr.splitlines() if line.startswith("docs/")]
    assert (done.returncode, wrong) == (0, []), done.stderr


def test_fonts_are_noise_and_a_missing_part_is_not(tmp_path: Path) -> None:
    """Soft edges make no difference; a panel that is gone does, and so does another page."""
    report = PICTURES / "report.png"
    with Image.open(report) as picture:
        grey = picture.convert("L")
    soft = grey.resize((grey.width // 2, grey.height // 2)).resize(grey.size)
    soft.save(tmp_path / "soft.png")
    width, height = grey.size
    grey.paste(255, (0, height // 3, width // 2, height))
    grey.save(tmp_path / "lacks.png")
    assert _like(report, tmp_path / "soft.png") == 0
    assert _like(report, tmp_path / "lacks.png") == 1
    assert _like(report, PICTURES / "review.png") == 1


def test_a_still_is_its_words(tmp_path: Path) -> None:
    """A confidence may differ, a word may not."""
    still = PICTURES / "run.svg"
    text = still.read_text(encoding="utf-8")
    (tmp_path / "figure.svg").write_text(text.replace("145 words", "144 words"))
    (tmp_path / "word.svg").write_text(text.replace("expected", "left"))
    assert _like(still, tmp_path / "figure.svg") == 0
    assert _like(still, tmp_path / "word.svg") == 1


def _like(one: Path, other: Path) -> int:
    command = [sys.executable, SCRIPT, "--like", one, other]
    return subprocess.run(command, capture_output=True).returncode
