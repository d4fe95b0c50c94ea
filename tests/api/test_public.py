"""What `import recto` shows: the public names, each documented and typed, and no more; and what a
running loop and threads may do.
"""

from __future__ import annotations

import asyncio
import inspect
import pydoc
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.api.pages import FAST, WORDS, drawn, grey, saved, texts

import recto

NAMES = {
    "Document", "LlmOptions", "NoAnswerWarning", "Page", "RectoError", "Settings", "Word",
    "aread", "read", "read_many",
}  # fmt: skip
TWO_SCREENS = 64  # lines of 32, on a small one


def public(thing: object) -> list[str]:
    """Its names that begin without an underscore."""
    return [name for name in dir(thing) if not name.startswith("_")]


def test_dir_shows_what_is_public_and_nothing_else() -> None:
    """In a fresh process, before and after a page was read."""
    code = (
        "import recto, sys; before = dir(recto); recto.read(sys.argv[1], second_reader='off');"
        "import recto.cli; assert dir(recto) == before; print(*before)"
    )
    page = Path(__file__).parents[2] / "samples" / "label.png"
    done = subprocess.run([sys.executable, "-c", code, page], capture_output=True, text=True)
    assert done.stderr == ""
    assert {name for name in done.stdout.split() if not name.startswith("_")} == NAMES
    assert set(public(recto)) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_public_name_is_documented_and_typed(name: str) -> None:
    """So are the methods and properties of what `read` gives."""
    thing = getattr(recto, name)
    assert inspect.getdoc(thing)
    if inspect.isfunction(thing):
        signature = inspect.signature(thing)
        assert signature.return_annotation is not inspect.Signature.empty
    if name not in ("Document", "Page"):
        return
    for member in public(thing):
        found = inspect.getattr_static(thing, member)
        if isinstance(found, property):
            assert found.__doc__, member
            assert "return" in found.fget.__annotations__, member
        elif inspect.isfunction(found):
            assert found.__doc__, member
            assert "return" in found.__annotations__, member


def test_help_fits_on_two_screens() -> None:
    """With every function that it names; pydoc lists all packages besides."""
    told = pydoc.plain(pydoc.render_doc(recto))
    listed = re.search(r"^PACKAGE CONTENTS\n(    .+\n)+", told, re.MULTILINE)
    assert listed
    beside = told.replace(listed[0], "")
    assert len(beside.splitlines()) <= TWO_SCREENS
    assert all(f"{name}(" in told for name in ("aread", "read", "read_many"))
    assert "__getattr__" not in told


def test_a_loop_goes_on_while_pages_are_read(tmp_path: Path) -> None:
    """Several at once, a PDF among them, in order; the loop ticks meanwhile."""
    path = drawn(tmp_path)
    sources = [path, grey(path), saved(path, "PDF"), saved(path, "PDF")]

    async def all_of_them() -> tuple[list[recto.Document], int]:
        reads = [asyncio.create_task(recto.aread(source, **FAST)) for source in sources]
        ticks = 0
        while not all(read.done() for read in reads):
            await asyncio.sleep(0.001)
            ticks += 1
        return [read.result() for read in reads], ticks

    documents, ticks = asyncio.run(all_of_them())
    assert [texts(document) for document in documents] == [WORDS] * 4
    assert ticks > 10


def test_threads_may_read_and_save_at_once(tmp_path: Path) -> None:
    """PDFium takes one thread at a time; nobody has to know."""
    data = saved(drawn(tmp_path), "PDF")

    def one(number: int) -> tuple[str, ...]:
        document = recto.read(data, **FAST)
        document.save(tmp_path / f"{number}.pdf")
        document._repr_html_()
        return texts(document)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(one, range(8))) == [WORDS] * 8
