"""Output files are whole or not there."""

import os
from pathlib import Path

import pytest

from recto.errors import FileAccess
from recto.files.atomic import atomic


def test_a_finished_block_leaves_the_file_and_nothing_else(tmp_path: Path) -> None:
    """The folder is made when it is missing."""
    with atomic(tmp_path / "new" / "x.txt") as out:
        out.write(b"whole")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["x.txt"]
    assert (tmp_path / "new" / "x.txt").read_bytes() == b"whole"


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_an_interruption_keeps_what_was_there(fault: type[BaseException], tmp_path: Path) -> None:
    """No half file, no lost old file, no litter."""
    path = tmp_path / "x.txt"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with atomic(path) as out:
            out.write(b"half")
            raise fault

    with pytest.raises(fault):
        interrupted()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file where a folder should be is the system's refusal, with the path."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileAccess, match=r"x\.txt"), atomic(tmp_path / "file" / "x.txt"):
        pass


def test_a_fifo_among_results_is_never_replaced_nor_waited_for(tmp_path: Path) -> None:
    """It came with the folder, and nobody may read it."""
    os.mkfifo(tmp_path / "x.txt")
    with (
        pytest.raises(FileAccess, match=r"x\.txt: is a FIFO, and no file"),
        atomic(tmp_path / "x.txt"),
    ):
        pass
    assert (tmp_path / "x.txt").is_fifo()
    assert [p.name for p in tmp_path.iterdir()] == ["x.txt"]
