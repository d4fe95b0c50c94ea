"""Truth readers over arbitrary bytes: the text of at least one page, or an InputError that names
the file.
"""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from recto.compare.truth import find_all, pages
from recto.errors import InputError

TAGS = (
    "alto",
    "Page",
    "TextLine",
    "String",
    "HYP",
    "PcGts",
    "TextRegion",
    "TextEquiv",
    "Unicode",
    "RegionRef",
    "html",
)
WORDS = st.sampled_from(
    [
        "a",
        "\u00e9",
        "0",
        "-1",
        "9" * 400,
        "ocr_page",
        "ocr_line",
        "ocrx_word",
        "&#x41;",
        "&bogus;",
        "\x00",
    ]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["CONTENT", "index", "class", "id", "regionRef"]), WORDS, max_size=2
)


def _element(tag: str, attributes: dict[str, str], children: list[str]) -> str:
    given = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{given}>{''.join(children)}</{tag}>"


markup = st.recursive(
    WORDS,
    lambda inner: st.builds(
        _element, st.sampled_from(TAGS), ATTRIBUTES, st.lists(inner, max_size=4)
    ),
    max_leaves=20,
)
HEADS = st.sampled_from(
    [
        "",
        "<?xml version='1.0'?>",
        "<?xml version='1.0' encoding='x-none'?>",
        "<!DOCTYPE alto>",
        "\ufeff",
    ]
)
documents = st.builds(lambda head, body: (head + body).encode(), HEADS, markup)
damaged = st.builds(
    lambda data, at, new: data[:at] + new + data[at:],
    documents,
    st.integers(0, 80),
    st.binary(max_size=3),
)
NAMES = st.sampled_from(["a.txt", "a.gt.txt", "a.hocr", "a.html", "a.xml", "a.alto", "a.page"])


def test_no_bytes_break_a_truth_reader(tmp_path: Path, fuzz: Any) -> None:
    """Whatever is in the file, in whatever format it says it is."""

    def law(name: str, data: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        try:
            found = pages(path)
        except InputError as fault:
            found = [str(fault).removeprefix(f"{path}: ")]
            is_named = str(path) != found[0] and str(fault).startswith(str(path))
        else:
            is_named = True
        assert is_named
        assert found
        assert all(isinstance(text, str) for text in found)

    fuzz(law, NAMES, st.one_of(documents, damaged, st.binary(max_size=200)))


def test_a_bad_truth_costs_its_own_page_only(tmp_path: Path, fuzz: Any) -> None:
    """The good page beside it keeps its truth."""
    (tmp_path / "good.txt").write_text("Anna Meier")

    def law(name: str, data: bytes) -> None:
        path = tmp_path / name
        path.write_bytes(data)
        texts, faults = find_all(tmp_path, [("a.png", 0), ("good.png", 0)])
        assert texts["good.png", 0] == "Anna Meier"
        assert len(texts) + len(faults) == 2
        path.unlink()

    fuzz(law, NAMES, st.one_of(damaged, st.binary(max_size=60)))
