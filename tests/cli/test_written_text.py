"""Files that people write by hand, and where the user's own are looked for."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recto.errors import FileAccess, InvalidConfig
from recto.files.written_text import plain, read_text
from recto.readers.vision.call.cost import load as load_prices
from recto.settings.calibration import Calibration, WordMap, to_json
from recto.settings.calibration import read as read_calibration
from recto.settings.load import load
from recto.settings.terms import read_terms

OWN = Calibration(WordMap(2.0, 1.0, 0.5))


def settings(path: Path) -> object:
    return load({}, environ={}, file=path).local.psm


def prices(path: Path) -> object:
    return load_prices({"RECTO_PRICES": str(path)}).models["mine"].input


FILES: list[tuple[str, Callable[[Path], Any], str, Any]] = [
    ("settings", settings, "[local]\npsm = 6\n", 6),
    ("prices", prices, '[models]\n"mine" = { input = 1.5, output = 2 }\n', 1.5),
    ("glossary", read_terms, "estoppel\nÖde\n", ("estoppel", "Öde")),
    ("calibration", read_calibration, to_json(OWN, {}, {}), OWN),
]


@pytest.mark.parametrize(("name", "read", "text", "wanted"), FILES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_byte_order_mark_is_no_text(
    tmp_path: Path, name: str, read: Callable[[Path], Any], text: str, wanted: Any, ending: str
) -> None:
    """As Windows Notepad saves UTF-8."""
    path = tmp_path / name
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", ending).encode())
    assert read(path) == wanted


@pytest.mark.parametrize(("name", "read", "text", "wanted"), FILES)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named_with_the_remedy(
    tmp_path: Path, name: str, read: Callable[[Path], Any], text: str, wanted: Any, encoding: str
) -> None:
    """As Windows Notepad saves "Unicode"."""
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    with pytest.raises(InvalidConfig, match=f"{name}: is UTF-16 .*; save it as UTF-8"):
        read(path)


@pytest.mark.parametrize(("name", "read", "text", "wanted"), FILES)
def test_other_encodings_are_named_with_the_byte(
    tmp_path: Path, name: str, read: Callable[[Path], Any], text: str, wanted: Any
) -> None:
    """Latin-1, as editors of old have it."""
    path = tmp_path / name
    path.write_bytes(b"# \xfc\n")
    with pytest.raises(InvalidConfig, match=f"{name}: is not UTF-8 .byte 3.; save it as UTF-8"):
        read(path)


def test_a_device_without_end_is_not_read_to_its_end() -> None:
    """Only what a file of settings may have."""
    with pytest.raises(InvalidConfig, match="/dev/full: is larger than 64 KiB"):
        read_text(Path("/dev/full"), 65_536)


@pytest.mark.parametrize("name", ["nowhere.toml", ".", "a\0b"])
def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    """Absent, a folder, no name at all."""
    with pytest.raises(FileAccess, match="name a readable file"):
        read_text(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller 注", "Müller 注"),
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\nrecto: all is well", r"a\nrecto: all is well"),
        ("\u202egnp", r"\u202egnp"),
        ("x" * 200, "x" * 79 + "…"),
        ("\udcff", r"\xff"),
    ],
)
def test_foreign_text_in_a_message_is_plain(text: str, shown: str) -> None:
    """No escape code, no forged line, no end to it; letters of any script stay."""
    assert plain(text) == shown


NOBODY = 54_321
# Imported first: the user who is nobody may not be allowed to read this Python.
ASK = f"""
import os
import platformdirs
import recto.files.own_folders as own
os.setuid({NOBODY})
print(own.config_folder(), own.cache_folder(), own.state_folder())
"""


def test_a_user_without_a_home_has_no_folders_of_their_own() -> None:
    """Not "~/.config/recto" below the working folder, where anybody could have put it."""
    if os.geteuid() != 0:
        pytest.skip("only root may become a user whom the system does not know")
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True
    )
    assert done.stdout.split() == ["None", "None", "None"], done.stderr
