"""Where results go: the input tree mirrored, no two files in one place."""

from pathlib import Path

import pytest

from recto.batch.folder import refuse_among_inputs
from recto.batch.outputs import keys, stems, suffixes
from recto.errors import BadArguments
from recto.sources.folders import Source


@pytest.mark.parametrize(
    ("relative", "becomes"),
    [
        (["a/letter.png"], ["a/letter"]),
        (["letter.png", "letter.jpg"], ["letter.png", "letter.jpg"]),
        (["a/x.png", "b/x.png"], ["a/x", "b/x"]),
        (["vol. 1.png", "vol. 2.png"], ["vol. 1", "vol. 2"]),
        ([".png"], [".png"]),
        (["archive.tar.tif"], ["archive.tar"]),
    ],
)
def test_a_result_is_called_like_its_source(relative: list[str], becomes: list[str]) -> None:
    """The ending stays only where two sources would share a name."""
    assert stems(relative) == becomes


def test_the_same_place_below_two_roots_stays_two_files() -> None:
    """`recto read 1931 1932`, both with a page-1.png; the names do not depend on the order."""
    sources = [Source("1931/page-1.png", "page-1.png"), Source("1932/page-1.png", "page-1.png")]
    names = keys(sources)
    assert len(set(stems(names))) == 2
    assert keys(sources[::-1]) == names[::-1]


def test_an_unknown_format_is_refused_before_anything_is_read() -> None:
    """Not after a night's work."""
    with pytest.raises(BadArguments, match="unknown format 'docx'; use one of txt, md, json"):
        suffixes(("txt", "docx"))


@pytest.mark.parametrize(("out", "refused"), [("in/out", True), ("in", True), ("in/../out", False), ("input", False)])
def test_the_output_folder_is_not_among_the_inputs(tmp_path: Path, out: str, refused: bool) -> None:
    """Results would be read as inputs by the next run."""
    (tmp_path / "in").mkdir()
    if refused:
        with pytest.raises(BadArguments, match="is inside the input folder"):
            refuse_among_inputs(tmp_path / out, [str(tmp_path / "in")])
    else:
        refuse_among_inputs(tmp_path / out, [str(tmp_path / "in")])
