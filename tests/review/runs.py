"""Runs made in a moment: drawn pages with a truth, read as if by readers that err where they are
told to; ledger, sources and places as a real run leaves them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from recto.batch.answers import PageRead
from recto.batch.claims import Owned
from recto.batch.command import command_of
from recto.batch.known import keep
from recto.batch.ledger import open_ledger
from recto.batch.outputs import suffixes
from recto.batch.survey import Surveyed
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.model.result import Block, PageResult, ResultLine, Word
from recto.reasons import Reason
from recto.settings.groups import Output, Settings
from recto.text.names import absolute

WIDTH, HIGH, TOP, STEP, LETTER = 700, 30, 20, 40, 14  # px
FORMATS = ("txt", "md", "json", "hocr", "alto", "page", "pdf", "pdfa", "html", "csv")
RIGHT, WRONG = 0.995, 0.6  # confidence of words that readers agree on, and of others


@dataclass(frozen=True, slots=True)
class MadeRun:
    """Where it is, and what stands on its pages."""

    out: Path
    scans: Path
    truths: Sequence[Sequence[str]]  # by file: lines


def make_run(
    folder: Path,
    truths: Sequence[Sequence[str]],
    misread: Sequence[tuple[str, str]] = (),
    formats: Sequence[str] = FORMATS,
) -> MadeRun:
    """One file a truth. A word of `misread` is printed as its second text, and PP-OCR has the
    right one.
    """
    scans, out = folder / "scans", folder / "out"
    scans.mkdir(parents=True, exist_ok=True)
    settings = Settings(output=Output(str(out), formats=tuple(formats)))
    names = [f"page-{number:02}.png" for number in range(len(truths))]
    endings = suffixes(formats)
    with open_ledger(out) as ledger:
        ledger.set_fact("command", command_of([str(scans)], settings).text())
        ledger.set_fact("state", "ended")
        ledger.list_files((name, str(scans / name)) for name in names)
        owned = []
        for name, lines in zip(names, truths, strict=True):
            draw(scans / name, lines)
            put_page(ledger, scans / name, lines, dict(misread), settings.digest())
            places = {kind: f"{Path(name).stem}{ending}" for kind, ending in endings.items()}
            owned.append(Owned(name, absolute(scans / name), places))
        keep(ledger, owned)
    return MadeRun(out, scans, truths)


def put_page(ledger, path, lines, misread, digest, *, again=False):  # type: ignore[no-untyped-def]
    """Survey and read one file as a run does."""
    status = path.stat()
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    row = ledger.file(path.name)
    if not again:
        ledger.surveyed(row, Surveyed((0,), sha256, status.st_size, status.st_mtime_ns), "")
        row = ledger.file(path.name)
    result = page_of(str(path), lines, misread)
    ledger.page_read(row, 0, digest, PageRead.of(result))


def draw(path: Path, lines: Sequence[str]) -> None:
    """Write a page of these lines, each letter 14 px wide."""
    page = Image.new("L", (WIDTH, height_of(lines)), 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(22)
    for number, line in enumerate(lines):
        for place, letter in enumerate(line):
            pen.text((20 + LETTER * place, TOP + STEP * number), letter, font=font, fill=0)
    page.putpixel((0, 0), 255 - len(list(path.parent.iterdir())) % 50)  # no two files are the same
    page.save(path, dpi=(150, 150))


def height_of(lines: Sequence[str]) -> int:
    """Px of the page."""
    return 2 * TOP + STEP * max(1, len(lines))


def page_of(source: str, lines: Sequence[str], misread: dict[str, str]) -> PageResult:
    """What was read, every misread word with both readings."""
    made, by_tesseract, by_ppocr = [], [], []
    for number, text in enumerate(lines):
        top = TOP + STEP * number
        words, first, second = [], [], []
        at = 0
        for token in text.split():
            at = text.index(token, at)
            left = 20 + LETTER * at
            box = Box(left, top, left + LETTER * len(token), top + HIGH)
            at += len(token)
            printed = misread.get(token, token)
            sure = RIGHT if printed == token else WRONG
            reason = Reason.READERS_AGREE if printed == token else Reason.TESSERACT_WEIGHS_MORE
            words.append(
                Word(
                    printed,
                    box,
                    sure,
                    "tesseract" if printed != token else "agreed",
                    reason,
                    alternatives=() if printed == token else (token,),
                    flagged=printed != token,
                )
            )
            first.append(ReaderWord(printed, box, sure))
            second.append(ReaderWord(token, box, sure))
        box = Box.around(word.box for word in words)
        baseline = (box.left, box.bottom, box.right, box.bottom)
        made.append(ResultLine(tuple(words), box, baseline))
        by_tesseract.append(Line(tuple(first), box, baseline))
        by_ppocr.append(Line(tuple(second), box, baseline))
    block = Block("paragraph", Box.around(line.box for line in made), tuple(range(len(made))))
    readings = (
        Reading("tesseract", tuple(by_tesseract), 0.1, "5"),
        Reading("ppocr", tuple(by_ppocr), 0.1, "6"),
    )
    height = height_of(lines)
    return PageResult(
        source, 0, WIDTH, height, 150.0, "eng", tuple(made), readings=readings, blocks=(block,)
    )


def sha256_of(path: Path) -> str:
    """Of a source."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
