"""File names as they are shown, and found again."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.text.messages import one_line
from recto.text.names import located, shown


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"scan.png", "scan.png"),
        (b"caf\xe9.png", "caf\\xe9.png"),
        ("café.png".encode(), "café.png"),
        (b"\xff\xfe\x80", "\\xff\\xfe\\x80"),
        (b"a\nb\x1b[2J\xe9.png", "a\\nb\\x1b[2J\\xe9.png"),
        ("a\u202eb".encode(), "a\\u202eb"),
    ],
)
def test_a_name_is_shown_on_one_line(raw: bytes, said: str) -> None:
    """Bytes that are no UTF-8, line breaks, terminal commands, marks of direction."""
    assert one_line(os.fsdecode(raw)) == said


@given(st.binary(max_size=20))
def test_what_is_shown_can_be_printed(raw: bytes) -> None:
    """Any name that a file system can hold, and whatever text a reader returns."""
    assert isinstance(shown(os.fsdecode(raw)).encode(), bytes)


@pytest.mark.parametrize("raw", [b"caf\xe9.png", b"plain.png", b"back\\xe9slash.png"])
def test_a_name_that_was_shown_is_found_again(tmp_path: Path, raw: bytes) -> None:
    """The file that has the name as it stands comes first."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))
    path.touch()
    assert located(shown(str(path))) == str(path)
