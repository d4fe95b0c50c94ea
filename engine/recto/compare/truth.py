"""Transcriptions that users have: plain text, hOCR, ALTO or PAGE XML in, the text of each page out.

A folder and a page's file name enter, the text of that page leaves, line by line. XML is read without entities and
without the network, and an ALTO or PAGE file that declares a DOCTYPE is refused. What a format calls a line is decided
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from recto.errors import InputError

SUFFIXES = (".gt.txt", ".txt", ".hocr", ".html", ".xml", ".alto", ".page")
_HOCR_LINES = ("ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat")


def find(folder: Path, page_file: str, index: int) -> str | None:
    """The truth of page `index` (0-based) of a file; None when the folder has none.

    "scan.png" has its truth in "scan.txt" (or .hocr, .xml and so on); page 3 of "book.pdf" in "book-3.txt" or
    "book_3.txt", or as the third page of "book.txt" (form feeds), "book.hocr" or "book.xml". Raises InputError for a
    file that is not what it says.
    """
    stem = Path(page_file).stem
    for suffix in SUFFIXES:
        for name in (f"{stem}-{index + 1}", f"{stem}_{index + 1}"):
            if (folder / (name + suffix)).is_file():
                return pages(folder / (name + suffix))[0]
        whole = folder / (stem + suffix)
        if whole.is_file() and index < len(texts := pages(whole)):
            return texts[index]
    return None


def pages(path: Path) -> list[str]:
    """The text of each page of one truth file. Raises InputError."""
    try:
        data = path.read_bytes()
        if path.suffix == ".txt":
            return data.decode("utf-8-sig").split("\f")
        return _marked_up(data, path)
    except UnicodeDecodeError:
        raise InputError("the truth is not UTF-8", where=str(path), remedy="convert it to UTF-8") from None
    except OSError as fault:
        raise InputError(f"the truth cannot be read ({fault.strerror})", where=str(path)) from None


def _marked_up(data: bytes, path: Path) -> list[str]:
    head = data[:4096].lower()
    if path.suffix in (".hocr", ".html") or b"<html" in head:
        return ["\n".join(_hocr(page)) for page in _hocr_pages(data)] or _unknown(path)
    root = _xml(data, path)
    kind = _local(root.tag)
    if kind not in _FORMATS:
        return _unknown(path)
    return ["\n".join(_FORMATS[kind](page)) for page in root.iter() if _local(page.tag) == "Page"]


def _unknown(path: Path) -> list[str]:
    raise InputError(
        "is no hOCR, ALTO or PAGE XML", where=str(path), remedy="give the truth in one of these, or as text"
    )


def _xml(data: bytes, path: Path) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise InputError(f"is not well-formed XML ({fault.msg})", where=str(path), remedy="repair it") from None
    if root.getroottree().docinfo.doctype:
        raise InputError("declares a DOCTYPE", where=str(path), remedy="remove the declaration")
    return root


def _local(tag: object) -> str:
    """ "{namespace}Page" -> "Page"; comments have no tag."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _hocr_pages(data: bytes) -> list[Any]:
    from lxml import html

    root = html.fromstring(data)
    return root.xpath("//*[contains(concat(' ', @class, ' '), ' ocr_page ')]") or [root]


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
    """Lines of the regions in reading order (in file order where none is given)."""
    regions = {node.get("id"): node for node in page.iter() if _local(node.tag) == "TextRegion"}
    order = [node.get("regionRef") for node in page.iter() if _local(node.tag).startswith("RegionRef")]
    for name in [*(ref for ref in order if ref in regions), *(name for name in regions if name not in order)]:
        lines = [node for node in regions[name] if _local(node.tag) == "TextLine"]
        yield from (_best_text(line) for line in lines or [regions[name]])


def _best_text(node: Any) -> str:
    """The Unicode text of the TextEquiv with the lowest index, which PAGE calls the preferred one."""
    found = [child for child in node if _local(child.tag) == "TextEquiv"]
    if not found:
        return ""
    best = min(found, key=lambda child: int(child.get("index", "0")))
    return "".join(part.text or "" for part in best if _local(part.tag) == "Unicode")


_FORMATS: Mapping[str, Callable[[Any], Iterator[str]]] = {"alto": _alto, "PcGts": _page_xml}
