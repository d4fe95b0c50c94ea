"""What is read is never what is written, however it is named."""

from pathlib import Path

import pytest

from recto.errors import BadArguments
from recto.sources.kept import refuse_over_sources


@pytest.mark.parametrize(
    ("target", "refused"),
    [
        ("scan.png", True),
        ("./scan.png", True),
        ("folder/../scan.png", True),
        ("symbolic.png", True),
        ("hard.png", True),
        ("through/scan.png", True),
        ("other.png", False),
        ("new.png", False),
        ("new/scan.png", False),
    ],
)
def test_two_names_of_one_file_are_one_file(tmp_path: Path, target: str, refused: bool) -> None:
    """Links are followed; a file that is not there is nobody's."""
    scan = tmp_path / "scan.png"
    scan.write_text("scan")
    (tmp_path / "other.png").write_text("other")
    (tmp_path / "folder").mkdir()
    (tmp_path / "symbolic.png").symlink_to(scan)
    (tmp_path / "hard.png").hardlink_to(scan)
    (tmp_path / "through").symlink_to(tmp_path)
    if refused:
        with pytest.raises(BadArguments, match=r"scan\.png: is read.*another"):
            refuse_over_sources([f"{tmp_path}/{target}"], [scan], remedy="choose another")
    else:
        refuse_over_sources([f"{tmp_path}/{target}"], [scan], remedy="choose another")
