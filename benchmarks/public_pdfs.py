"""`python -m benchmarks.public_pdfs FOLDER`: reads PDFs as users do and says what went wrong.

Every file is read by `recto read -f txt,json,pdf` in a process of its own under a time limit; a
second process then compares what came out with the source. A table leaves on standard output, one
line a file, and the counts at the end. Only here: what counts as crashed (exit 15, a signal, no
result and no word about it), drawn otherwise (pixels that PDFium draws otherwise once the text
layer is written), and lost in silence (words that PDFium finds and draws, and that are in no output
of a page without a flag or a note).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np
from rapidfuzz import fuzz, process

DPI = 100.0
# grey levels by which a pixel may differ: anti-aliasing, and colours converted by another path
OTHER = 32
MOST_OTHER = 20  # px of a page that may differ more
NEAR = 60.0  # of 100: an OCR's misreading of a word is as like it
# share of a page's visible words without anything like them from which the page has lost text
LOST = 0.2
# parts of notes that say that something is not there
TELLING = ("unread", "cannot", "could not be read", "no reader")
FEWEST = 3  # visible words from which a share means anything
CRASHED = frozenset({15})


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one file."""

    pages: int = 0
    drawn_otherwise: tuple[int, ...] = ()  # 1-based pages
    lost: tuple[int, ...] = ()  # 1-based pages
    words: tuple[str, ...] = ()  # examples of what was lost


def main(arguments: Sequence[str] | None = None) -> int:
    """The table; 1 when any file crashed, was drawn otherwise or lost text in silence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=2, help="of each file, at most")
    parser.add_argument("--seconds", type=float, default=300.0, help="for each file")
    parser.add_argument("--flags", default="--second-reader off", help="of recto read")
    parser.add_argument("--only", default="", help="files whose names are listed in this file")
    parser.add_argument("--check", nargs=2, metavar=("SOURCE", "OUT"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.check:
        print(json.dumps(asdict(checked(Path(given.check[0]), Path(given.check[1])))))
        return 0
    chosen = set(Path(given.only).read_text().split("\n")) if given.only else None
    files = [
        path for path in sorted(given.folder.iterdir()) if chosen is None or path.name in chosen
    ]
    counts: Counter[str] = Counter()
    for path in files:
        kind, detail = tried(path, given.pages, given.seconds, given.flags.split())
        counts[kind] += 1
        print(f"{kind:16} {path.name}  {detail}", flush=True)
    print("\n".join(f"{count:5} {kind}" for kind, count in counts.most_common()))
    return int(any(counts[kind] for kind in ("crashed", "drawn otherwise", "lost")))


def tried(path: Path, most: int, seconds: float, flags: Sequence[str]) -> tuple[str, str]:
    """Read one file and check what came out: a kind for the table, and the details."""
    with TemporaryDirectory(prefix="recto-public-") as folder:
        out = Path(folder)
        command = [
            sys.executable,
            "-m",
            "recto",
            "read",
            str(path),
            "-o",
            folder,
            "-f",
            "txt,json,pdf",
            "-j",
            "1",
        ]
        command += ["--no-report", *flags, *_first_pages(path, most)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return "time out", f"{seconds:g} s"
        said = _said(done.stderr)
        if done.returncode in CRASHED or done.returncode < 0 or "internal error" in said:
            return "crashed", f"exit {done.returncode}: {said}"
        if not list(out.glob("*.json")):
            return ("refused" if said else "crashed"), f"exit {done.returncode}: {said}"
        return _compared(path, out, done.returncode, said)


def _compared(path: Path, out: Path, code: int, said: str) -> tuple[str, str]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.public_pdfs",
        str(path.parent),
        "--check",
        str(path),
        str(out),
    ]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    if done.returncode:
        return "not checked", _said(done.stderr)
    found = Checked(**json.loads(done.stdout))
    if found.drawn_otherwise:
        return "drawn otherwise", f"pages {found.drawn_otherwise}"
    if found.lost:
        return "lost", f"pages {found.lost}: {' '.join(found.words)}"
    return ("read" if code == 0 else "read in part"), said if code else ""


def _first_pages(path: Path, most: int) -> list[str]:
    """The flag that asks for no more than `most` pages."""
    from recto.errors import RectoError
    from recto.sources import count_pages

    try:
        count = count_pages(str(path))
    except RectoError:
        return []
    return ["--pages", f"1-{most}"] if count > most else []


def _said(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    faults = [line for line in lines if "failed" not in line and "page" in line] or lines[-1:]
    return " | ".join(faults)[:300]


def checked(source: Path, out: Path) -> Checked:
    """Compare a source with its results."""
    (result,) = out.glob("*.json")
    pages = json.loads(result.read_text())["pages"]
    written = next(iter(out.glob("*.pdf")), None)
    otherwise, lost, examples = [], [], []
    for page in pages:
        index = page["index"]
        before = _Drawn.of(str(source), index)
        after = _Drawn.of(str(written), _written_index(source, index)) if written else None
        if after is not None and _differ(before, after):
            otherwise.append(index + 1)
        missing = list(_lost_words(before, page))
        if missing:
            lost.append(index + 1)
            examples += missing[:5]
    return Checked(len(pages), tuple(otherwise), tuple(lost), tuple(examples[:10]))


def _written_index(source: Path, index: int) -> int:
    """Pages that the source does not hold are not in the output."""
    from recto.sources.pdf_file import pdf_file

    return index - sum(hole < index for hole in pdf_file(str(source), None).missing)


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A page as PDFium has it."""

    pixels: Any
    words: tuple[str, ...]  # that are seen
    is_picture: bool  # nothing but one picture is seen

    @classmethod
    def of(cls, path: str, index: int) -> _Drawn:
        from recto.sources import Limits
        from recto.sources.pdf import opened

        with opened(path, path, Limits()) as pdf:
            page = pdf.document[index]
            scale = DPI * min(1.0, 1400 / max(page.get_size())) / 72
            pixels = np.array(page.render(scale=scale).to_numpy()).astype(np.int16)
            return cls(pixels, tuple(_seen_words(page, pixels, scale)), _is_picture(page))


def _differ(before: _Drawn, after: _Drawn) -> bool:
    """A page that went in as a picture need only look alike from afar."""
    if after.is_picture and not before.is_picture:
        small = [
            cv2.resize(drawn, (64, 64), interpolation=cv2.INTER_AREA)
            for drawn in (before.pixels, after.pixels)
        ]
        return int(np.abs(small[0] - small[1]).max()) > 2 * OTHER
    if before.pixels.shape != after.pixels.shape:
        return True
    return int((np.abs(before.pixels - after.pixels).max(axis=2) > OTHER).sum()) > MOST_OTHER


def _is_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    kinds = [item.type for item in page.get_objects(max_depth=1)]
    return kinds.count(pdfium.FPDF_PAGEOBJ_IMAGE) == 1 and set(kinds) <= {
        pdfium.FPDF_PAGEOBJ_IMAGE,
        pdfium.FPDF_PAGEOBJ_FORM,
    }


def _seen_words(page: Any, pixels: Any, scale: float) -> Iterator[str]:
    """Words of two letters or more that stand on ink; of upright pages only."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    box = page.get_bbox()
    if page.get_rotation():
        return
    word, seen = "", True
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = chr(code) if code < 0x110000 else "\ufffd"
        if character.isspace() or character == "\x02":
            if len(word) > 1 and seen:
                yield word
            word, seen = "", True
            continue
        word += character
        mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text, index))
        seen = (
            seen
            and mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            and _inked(text, index, box, pixels, scale)
        )
    if len(word) > 1 and seen:
        yield word


def _inked(text: Any, index: int, page: Sequence[float], pixels: Any, scale: float) -> bool:
    left, bottom, right, top = text.get_charbox(index)
    rows = slice(max(0, int((page[3] - top) * scale)), max(0, int((page[3] - bottom) * scale) + 1))
    columns = slice(
        max(0, int((left - page[0]) * scale)), max(0, int((right - page[0]) * scale) + 1)
    )
    part = pixels[rows, columns]
    return part.size > 0 and int(np.ptp(part, axis=(0, 1)).max()) > 2 * OTHER


def _lost_words(page: _Drawn, result: dict[str, Any]) -> Iterator[str]:
    """What is seen and in no output, where nothing tells of it."""
    lines = result.get("lines", [])
    words = [word for line in lines for word in line["words"]]
    flagged = sum(bool(word.get("flagged")) for word in words)
    if any(part in note for note in result.get("notes", ()) for part in TELLING):
        return
    found = [_plain(word["text"]) for word in words]
    whole = "".join(found)
    wanted = [(word, _plain(word)) for word in page.words]
    wanted = [(word, plain) for word, plain in wanted if len(plain) > 1]
    missing = [word for word, plain in wanted if plain not in whole and not _near(plain, found)]
    if len(wanted) >= FEWEST and len(missing) > max(flagged, LOST * len(wanted)):
        yield from missing


def _near(word: str, found: Sequence[str]) -> bool:
    return process.extractOne(word, found, scorer=fuzz.ratio, score_cutoff=NEAR) is not None


def _plain(text: str) -> str:
    """Letters and digits alone, compatibility forms undone."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


if __name__ == "__main__":
    sys.exit(main())
