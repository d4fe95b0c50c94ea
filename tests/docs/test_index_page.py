"""README.md on a package index, where no file lies beside it; and what is cited is this version."""

from __future__ import annotations

import re

import pytest
from scripts.index_page import described
from tests.docs.blocks import ROOT

import recto

README = (ROOT / "README.md").read_text(encoding="utf-8")
SMALL = """# Recto

It [reads](docs/read.md) pages.

[zh](README.zh.md)

| report | review |
|---|---|
| ![a](docs/a.png) | ![b](docs/b.png) |

| begin | [here](docs/begin.md), [there](https://example.org/x) |
|---|---|
| go on | [on](docs/on.md#part) |
"""


@pytest.mark.parametrize("text", [README, SMALL], ids=["README", "small"])
def test_without_an_address_nothing_leads_nowhere(text: str) -> None:
    """Words stay, links to files and pictures go, and no empty table is left."""
    page = described(text)
    assert not re.search(r"\]\((?!https?://)", page)
    assert "![" not in page
    assert "source distribution" in page
    assert not re.search(r"\|[-|]+\|\n(?!\|)", page)


def test_what_stands_elsewhere_keeps_its_link() -> None:
    """Only files of the checkout are not there."""
    page = described(SMALL)
    assert "[there](https://example.org/x)" in page
    assert "| begin | here, [there]" in page
    assert page.startswith("# Recto\n\nIt reads pages.\n\nThe files that are named here")


def test_with_an_address_links_and_pictures_lead_there() -> None:
    """Pages as they are shown, pictures as they are."""
    page = described(SMALL, "https://example.org/recto/")
    assert "[reads](https://example.org/recto/blob/main/docs/read.md)" in page
    assert "![a](https://example.org/recto/raw/main/docs/a.png)" in page
    assert "[there](https://example.org/x)" in page
    assert not re.search(r"\]\((?!https?://)", described(README, "https://example.org/recto"))


def test_what_is_cited_is_this_version() -> None:
    """In the file for programs and on the page for people."""
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "project" / "citing.md").read_text(encoding="utf-8")
    assert f"\nversion: {recto.__version__}\n" in cited
    assert f"version {recto.__version__}." in page
