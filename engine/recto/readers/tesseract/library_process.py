"""Tesseract's library in a process of its own: images come in through a pipe, what it reads of them
goes out, until the other end is gone.

    python -P -c "... from recto.readers.tesseract.library_process import main; main()"

A crash, a hang or memory that is never given back costs this process and nothing else. Models are
loaded once and stay; nothing that one page taught Tesseract is left for the next, so that a page
reads the same after any others. On each pipe go messages (`message`, `received`): a table of JSON,
and as many blocks of bytes as it says. No more is imported than the standard library's small
modules and tesserocr: a start takes 40 ms.
"""

from __future__ import annotations

import json
import os
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from recto.readers.memory import give_back

KEPT = 2  # models with their variables, 25 MB each: -l auto tries some, and reads with one
GRACE = 5  # seconds beyond the time limit, after which this process ends by itself
WORD = 8  # page segmentation mode: the image is one word
_SIZE = struct.Struct(">I")

Table = dict[str, Any]
Read = Callable[[int], bytes]  # so many bytes; fewer: the other end is gone


def message(table: Table, blocks: Sequence[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """What goes through the pipe, piece by piece."""
    sizes = [len(block) for block in blocks]
    head = json.dumps({**table, "sizes": sizes}).encode()
    yield _SIZE.pack(len(head))
    yield head
    yield from blocks


def received(read: Read) -> tuple[Table, list[bytes]]:
    """A message from the other end. Raises EOFError where there is no whole one."""
    start = _whole(read, _SIZE.size)
    (size,) = _SIZE.unpack(start)
    head = _whole(read, size)
    table = json.loads(head)
    blocks = [_whole(read, length) for length in table["sizes"]]
    return table, blocks


def _whole(read: Read, size: int) -> bytes:
    content = read(size)
    if len(content) < size:
        raise EOFError
    return content


def main() -> None:
    """Serve until the pipe closes."""
    # Ctrl-C goes to the whole terminal; the process that asks decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asks, answers = os.dup(0), os.dup(1)
    # What libraries print would be taken for an answer.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    readers = Readers()
    with open(asks, "rb") as incoming, open(answers, "wb") as outgoing:  # noqa: PTH123
        try:
            while True:
                table, blocks = received(incoming.read)
                # A hang inside of the library ends so even where nobody is left to end it.
                signal.alarm(int(table["seconds"]) + GRACE)
                answer, texts = answered(readers, table, blocks)
                signal.alarm(0)
                outgoing.writelines(message(answer, texts))
                outgoing.flush()
                del blocks
                give_back()
        except (EOFError, BrokenPipeError):
            return


class Readers:
    """tesserocr's readers by folder, language and variables, the last used last."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def reader(self, table: Table) -> Any:
        """One that has learned nothing yet. Raises RuntimeError where there is no such model."""
        from tesserocr import PyTessBaseAPI

        key = json.dumps([table["tessdata"], table["language"], table["variables"]])
        reader = self.kept.pop(key, None)
        if reader is None:
            while len(self.kept) >= KEPT:
                oldest = next(iter(self.kept))
                self.kept.pop(oldest).End()
            folder = os.path.join(table["tessdata"], "")  # noqa: PTH118
            reader = PyTessBaseAPI(
                path=folder, lang=table["language"], variables=table["variables"]
            )
        self.kept[key] = reader
        reader.ClearAdaptiveClassifier()
        reader.SetPageSegMode(table["psm"])
        reader.SetVariable("user_defined_dpi", str(table["dpi"]))
        return reader


def answered(
    readers: Readers, table: Table, images: Sequence[bytes]
) -> tuple[Table, Sequence[bytes]]:
    """The answer's table and blocks; a fault that Tesseract tells is an answer, too."""
    try:
        from tesserocr import tesseract_version

        texts: Sequence[str] = ()
        if table["ask"] in _ASKS:
            reader = readers.reader(table)
            texts = _ASKS[table["ask"]](reader, table["shapes"], images)
            reader.Clear()
    # Whatever it is: who asks has another way to read the page.
    except Exception as fault:  # noqa: BLE001
        words = " ".join(str(fault).split())
        return {"fault": words or type(fault).__name__}, ()
    said = tesseract_version()
    version = said.split()[1]
    return {"version": version}, [text.encode() for text in texts]


def _page(reader: Any, shapes: Sequence[Sequence[int]], images: Sequence[bytes]) -> list[str]:
    """Its hOCR and its plain text."""
    _show(reader, shapes[0], images[0])
    hocr = reader.GetHOCRText(0)
    written = reader.GetUTF8Text()
    return [hocr, written]


def _words(reader: Any, shapes: Sequence[Sequence[int]], images: Sequence[bytes]) -> list[str]:
    """The text of each image."""
    texts = []
    for shape, image in zip(shapes, images, strict=True):
        _show(reader, shape, image)
        text = reader.GetUTF8Text()
        texts.append(text)
    return texts


def _script(reader: Any, shapes: Sequence[Sequence[int]], images: Sequence[bytes]) -> list[str]:
    """As `--psm 0` writes it."""
    _show(reader, shapes[0], images[0])
    found = reader.DetectOrientationScript()
    if not found:
        return [""]
    return [f"Script: {found['script_name']}\nScript confidence: {found['script_conf']:.2f}\n"]


_ASKS = {"page": _page, "words": _words, "script": _script}


def _show(reader: Any, shape: Sequence[int], image: bytes) -> None:
    height, width = shape
    reader.SetImageBytes(image, width, height, 1, width)
