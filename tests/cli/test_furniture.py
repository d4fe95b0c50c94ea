"""--furniture drop: running heads and page numbers stay out of the text, and in what holds the page
as it was.
"""

import json
from pathlib import Path

import pytest
from tests.batch.pages import FAST
from tests.conftest import Recto
from tests.writers.samples import document, line, page

from recto.model.page import Box
from recto.model.result import Block
from recto.writers import WRITERS

ANY = Box(0, 0, 1, 1)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """An earlier result: a running head, a line of text, a page number."""
    lines = [line("RUNNING HEAD"), line("the text", top=200), line("17", top=900)]
    blocks = (
        Block("header", ANY, (0,)),
        Block("paragraph", ANY, (1,)),
        Block("page-number", ANY, (2,)),
    )
    path = tmp_path / "page.json"
    with path.open("wb") as out:
        WRITERS["json"].write(document(page(lines, blocks=blocks)), out)
    return path


def test_to_standard_output(recto: Recto, result: Path) -> None:
    """Kept unless asked; JSON keeps it always."""
    assert recto("read", result).stdout == "RUNNING HEAD\nthe text\n17\n"
    assert recto("read", result, "--furniture", "drop").stdout == "the text\n"
    kept = json.loads(recto("read", result, "--furniture", "drop", "-f", "json").stdout)
    assert len(kept["pages"][0]["lines"]) == 3


def test_into_a_folder_another_choice_writes_anew(
    recto: Recto, result: Path, tmp_path: Path
) -> None:
    """Nothing is read again for it, and the same choice changes nothing."""
    for choice, text in [
        ("keep", "RUNNING HEAD\nthe text\n17\n"),
        ("drop", "the text\n"),
        ("drop", "the text\n"),
    ]:
        done = recto("read", result, "-o", tmp_path / "out", "--furniture", choice, *FAST)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "out" / "page.txt").read_text() == text
    assert "nothing has changed" in done.stderr
