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
_HOCR_LINES = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"})


def find(folder: Path, page_file: str, index: int) -> str | None:
    """The truth of page `index` (0-based) of a file; None when the folder has none.

    "scan.png" has its truth in "scan.txt" (or .hocr, .xml and so on); page 3 of "book.pdf" in
    "book-3.txt" or "book_3.txt", or as the third page of "book.txt" (form feeds), "book.hocr" or
    "book.xml". Raises InputError for a file that is not what it says.
    """
    stem, number = Path(page_file).stem, index + 1
    for suffix in SUFFIXES:
        for name in (f"{stem}-{number}", f"{stem}_{number}"):
            single = folder / f"{name}{suffix}"
            if _is_there(single):
                first, *_ = pages(single)
                return _one_page(first, single)

        whole = folder / f"{stem}{suffix}"
        if _is_there(whole):
            texts = pages(whole)
            if index < len(texts):
                return _one_page(texts[index], whole)
    return None


def _one_page(text: str, path: Path) -> str:
    """The text, if it can be one page's. Raises InputError: comparing takes time in its length, a
    second or more.
    """
    lines, characters = text.count("\n") + 1, len(text)
    if lines <= MOST_LINES and characters <= MOST_CHARACTERS:
        return text
    what = f"the truth has {lines:,} lines and {characters:,} characters for one page"
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
            if text is not None:
                texts[key] = text
    return texts, faults


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # the page's name with this ending is longer than names can be
        return False


def pages(path: Path) -> list[str]:
    """The text of each page of one truth file, at least one. Raises InputError."""
    where = str(path)
    if not path.is_file():
        raise InputError("is no file", where=where, remedy="put the truth's text there")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            what = f"the truth has {size:,} bytes, more than {MOST_BYTES:,}"
            raise InputError(what, where=where, remedy="split it into one file a page")

        data = path.read_bytes()
        if not data:
            remedy = "a blank page's has one line break"
            raise InputError("the truth is empty", where=where, remedy=remedy)

        if path.suffix == ".txt":
            text = data.decode("utf-8-sig")
            return text.split("\f")
        return _marked_up(data, path)
    except UnicodeDecodeError:
        remedy = "convert it to UTF-8"
        raise InputError("the truth is not UTF-8", where=where, remedy=remedy) from None
    except OSError as fault:
        what = f"the truth cannot be read ({fault.strerror})"
        raise InputError(what, where=where) from None


def _marked_up(data: bytes, path: Path) -> list[str]:
    head = data[:4096].lower()
    lines_of: Callable[[Any], Iterator[str]] | None
    if path.suffix in (".hocr", ".html") or b"<html" in head:
        lines_of = _hocr
        nodes = _hocr_pages(data, path)
    else:
        root = _xml(data, path)
        kind = _local(root.tag)
        lines_of = _FORMATS.get(kind)
        nodes = _named(root.iter(), "Page")

    if lines_of is None or not nodes:
        remedy = "give the truth in one of these, or as text"
        raise InputError("is no hOCR, ALTO or PAGE XML", where=str(path), remedy=remedy)
    return ["\n".join(lines_of(node)) for node in nodes]


def _xml(data: bytes, path: Path) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    # LookupError: an encoding that nobody knows
    except (etree.LxmlError, ValueError, LookupError) as fault:
        what = f"is not well-formed XML ({fault})"
        raise InputError(what, where=str(path), remedy="repair it") from None

    if root.getroottree().docinfo.doctype:
        raise InputError("declares a DOCTYPE", where=str(path), remedy="remove the declaration")
    return root


def _local(tag: object) -> str:
    """ "{namespace}Page" -> "Page"; comments have no tag."""
    if not isinstance(tag, str):
        return ""
    _, _, name = tag.rpartition("}")
    return name


def _named(nodes: Iterable[Any], name: str) -> list[Any]:
    """The nodes of this name, in whatever namespace."""
    return [node for node in nodes if _local(node.tag) == name]


def _hocr_pages(data: bytes, path: Path) -> list[Any]:
    """The pages of a document; one without them is a page where it has lines, else some other
    HTML.
    """
    from lxml import etree, html

    try:
        root = html.document_fromstring(data)
    except (etree.LxmlError, ValueError, LookupError, AssertionError) as fault:
        what = f"cannot be parsed ({fault})"
        raise InputError(what, where=str(path), remedy="repair it") from None

    pages: list[Any] = root.xpath("//*[contains(concat(' ', @class, ' '), ' ocr_page ')]")
    if pages:
        return pages
    first_line = next(_hocr(root), None)
    return [] if first_line is None else [root]


def _hocr(page: Any) -> Iterator[str]:
    """Lines by their class; the words inside are joined by spaces."""
    for node in page.iter():
        classes = (node.get("class") or "").split()
        if _HOCR_LINES.isdisjoint(classes):
            continue
        words = node.xpath(".//*[contains(concat(' ', @class, ' '), ' ocrx_word ')]")
        texts = ["".join(word.itertext()) for word in words or [node]]
        yield " ".join(map(str.strip, texts))


def _alto(page: Any) -> Iterator[str]:
    """String contents of each TextLine; a hyphen (HYP) stays with the word before it."""
    for line in _named(page.iter(), "TextLine"):
        text = ""
        for part in line:
            kind = _local(part.tag)
            if kind == "String" and text:
                text += " "
            if kind in ("String", "HYP"):
                text += part.get("CONTENT", "")
        yield text


def _page_xml(page: Any) -> Iterator[str]:
    """Lines of the regions in reading order, each once (in file order where none is given)."""
    regions = _named(page.iter(), "TextRegion")
    by_id = {region.get("id"): region for region in regions}

    in_order: dict[Any, None] = {}
    for node in page.iter():
        if _local(node.tag).startswith("RegionRef"):
            region = by_id.get(node.get("regionRef"))
            if region is not None:
                in_order[region] = None
    in_order |= dict.fromkeys(regions)

    for region in in_order:
        lines = _named(region, "TextLine")
        for line in lines or [region]:
            yield _best_text(line)


def _best_text(node: Any) -> str:
    """The Unicode text of the TextEquiv with the lowest index, which PAGE calls the preferred
    one.
    """
    equivalents = _named(node, "TextEquiv")
    if not equivalents:
        return ""
    best = min(equivalents, key=_index)
    texts = [part.text or "" for part in _named(best, "Unicode")]
    return "".join(texts)


def _index(node: Any) -> int:
    """Of a TextEquiv; one that is no number comes last."""
    text = node.get("index", "0").strip()
    if text.isdecimal() and len(text) < len(str(_LAST)):
        return int(text)
    return _LAST


_FORMATS: Mapping[str, Callable[[Any], Iterator[str]]] = {"alto": _alto, "PcGts": _page_xml}
