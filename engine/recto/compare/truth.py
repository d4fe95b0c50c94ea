"""Transcriptions that users have: plain text, hOCR, ALTO or PAGE XML in, the text of each page out.

A folder and a page's file name enter, the text of that page leaves, line by line. XML is read
without entities and without the network, and an ALTO or PAGE file that declares a DOCTYPE is
refused. What a format calls a line is decided here, and that a truth that cannot be used costs its
own page only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from recto.errors import InputError, RectoError

PageKey = tuple[str, int]  # the page's file, 0-based index
SUFFIXES = (".gt.txt", ".txt", ".hocr", ".html", ".xml", ".alto", ".page")
MOST_BYTES = 64 << 20  # of one file; the longest book of the corpora has 2 MB of PAGE XML
# Of one page. The fullest of the corpora (a newspaper's front page) has 416 lines, 19,206
# characters; 20,000 lines take 2 CPU s to place in each reading and to score, and both grow with
# them.
MOST_LINES, MOST_CHARACTERS = 20_000, 2_000_000
_LAST = 1 << 30  # where a TextEquiv without a usable index stands
_HOCR_LINES = ("ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat")


def find(folder: Path, page_file: str, index: int) -> str | None:
    """The truth of page `index` (0-based) of a file; None when the folder has none.

    "scan.png" has its truth in "scan.txt" (or .hocr, .xml and so on); page 3 of "book.pdf" in
    "book-3.txt" or "book_3.txt", or as the third page of "book.txt" (form feeds), "book.hocr" or
    "book.xml". Raises InputError for a file that is not what it says.
    """
    stem = Path(page_file).stem
    for suffix in SUFFIXES:
        for name in (f"{stem}-{index + 1}", f"{stem}_{index + 1}"):
            if _is_there(folder / (name + suffix)):
                return _one_page(pages(folder / (name + suffix))[0], folder / (name + suffix))
        whole = folder / (stem + suffix)
        if _is_there(whole) and index < len(texts := pages(whole)):
            return _one_page(texts[index], whole)
    return None


def _one_page(text: str, path: Path) -> str:
    """The text, if it can be one page's. Raises InputError: comparing takes time in its length, a
    second or more.
    """
    lines = text.count("\n") + 1
    if lines <= MOST_LINES and len(text) <= MOST_CHARACTERS:
        return text
    what = f"the truth has {lines:,} lines and {len(text):,} characters for one page"
    most = f"more than {MOST_LINES:,} lines or {MOST_CHARACTERS:,} characters"
    raise InputError(f"{what}, {most}", where=str(path), remedy="split it into one file a page")


def find_all(folder: Path, keys: Iterable[PageKey]) -> tuple[dict[PageKey, str], list[RectoError]]:
    """The truths of many pages, and what is wrong with those that cannot be used: each costs its
    own page.
    """
    texts: dict[PageKey, str] = {}
    faults: list[RectoError] = []
    for key in keys:
        try:
            text = find(folder, *key)
        except RectoError as fault:
            faults.append(fault)
        else:
            texts |= {} if text is None else {key: text}
    return texts, faults


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # the page's name with this ending is longer than names can be
        return False


def pages(path: Path) -> list[str]:
    """The text of each page of one truth file, at least one. Raises InputError."""
    if not path.is_file():
        raise InputError("is no file", where=str(path), remedy="put the truth's text there")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            what = f"the truth has {size:,} bytes, more than {MOST_BYTES:,}"
            raise InputError(what, where=str(path), remedy="split it into one file a page")
        data = path.read_bytes()
        if not data:
            raise InputError(
                "the truth is empty", where=str(path), remedy="a blank page's has one line break"
            )
        if path.suffix == ".txt":
            return data.decode("utf-8-sig").split("\f")
        return _marked_up(data, path)
    except UnicodeDecodeError:
        raise InputError(
            "the truth is not UTF-8", where=str(path), remedy="convert it to UTF-8"
        ) from None
    except OSError as fault:
        raise InputError(f"the truth cannot be read ({fault.strerror})", where=str(path)) from None


def _marked_up(data: bytes, path: Path) -> list[str]:
    head = data[:4096].lower()
    if path.suffix in (".hocr", ".html") or b"<html" in head:
        return ["\n".join(_hocr(page)) for page in _hocr_pages(data, path)] or _unknown(path)
    root = _xml(data, path)
    kind = _local(root.tag)
    if kind not in _FORMATS:
        return _unknown(path)
    return [
        "\n".join(_FORMATS[kind](page)) for page in root.iter() if _local(page.tag) == "Page"
    ] or _unknown(path)


def _unknown(path: Path) -> list[str]:
    raise InputError(
        "is no hOCR, ALTO or PAGE XML",
        where=str(path),
        remedy="give the truth in one of these, or as text",
    )


def _xml(data: bytes, path: Path) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    # LookupError: an encoding that nobody knows
    except (etree.LxmlError, ValueError, LookupError) as fault:
        raise InputError(
            f"is not well-formed XML ({fault})", where=str(path), remedy="repair it"
        ) from None
    if root.getroottree().docinfo.doctype:
        raise InputError("declares a DOCTYPE", where=str(path), remedy="remove the declaration")
    return root


def _local(tag: object) -> str:
    """ "{namespace}Page" -> "Page"; comments have no tag."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _hocr_pages(data: bytes, path: Path) -> list[Any]:
    from lxml import etree, html

    try:
        root = html.document_fromstring(data)
    except (etree.LxmlError, ValueError, LookupError, AssertionError) as fault:
        raise InputError(
            f"cannot be parsed ({fault})", where=str(path), remedy="repair it"
        ) from None
    pages = root.xpath("//*[contains(concat(' ', @class, ' '), ' ocr_page ')]")
    # without either it is some other HTML
    return pages or ([root] if any(True for _ in _hocr(root)) else [])


def _hocr(page: Any) -> Iterator[str]:
    """Lines by their class; the words inside are joined by spaces."""
    for node in page.iter():
        if set((node.get("class") or "").split()) & set(_HOCR_LINES):
            words = node.xpath(".//*[contains(concat(' ', @class, ' '), ' ocrx_word ')]") or [node]
            yield " ".join("".join(word.itertext()).strip() for word in words)


def _alto(page: Any) -> Iterator[str]:
    """String contents of each TextLine; a hyphen (HYP) stays with the word before it."""
    for line in (node for node in page.iter() if _local(node.tag) == "TextLine"):
        text = ""
        for part in line:
            if _local(part.tag) == "String":
                text += (" " if text else "") + part.get("CONTENT", "")
            elif _local(part.tag) == "HYP":
                text += part.get("CONTENT", "")
        yield text


def _page_xml(page: Any) -> Iterator[str]:
    """Lines of the regions in reading order, each once (in file order where none is given)."""
    regions = [node for node in page.iter() if _local(node.tag) == "TextRegion"]
    named = {node.get("id"): node for node in regions}
    refs = (
        node.get("regionRef") for node in page.iter() if _local(node.tag).startswith("RegionRef")
    )
    ordered = [named[ref] for ref in dict.fromkeys(refs) if ref in named]
    known = set(ordered)
    for region in [*ordered, *(node for node in regions if node not in known)]:
        lines = [node for node in region if _local(node.tag) == "TextLine"]
        yield from (_best_text(line) for line in lines or [region])


def _best_text(node: Any) -> str:
    """The Unicode text of the TextEquiv with the lowest index, which PAGE calls the preferred
    one.
    """
    found = [child for child in node if _local(child.tag) == "TextEquiv"]
    if not found:
        return ""
    best = min(found, key=_index)
    return "".join(part.text or "" for part in best if _local(part.tag) == "Unicode")


def _index(node: Any) -> int:
    """Of a TextEquiv; one that is no number comes last."""
    text = node.get("index", "0").strip()
    return int(text) if text.isdecimal() and len(text) < len(str(_LAST)) else _LAST


_FORMATS: Mapping[str, Callable[[Any], Iterator[str]]] = {"alto": _alto, "PcGts": _page_xml}
