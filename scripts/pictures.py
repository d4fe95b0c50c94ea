"""Take the pictures of the documentation: screenshots of the report and of the review, and stills
of commands, from the sample pages and the program as it is.

python scripts/pictures.py                write them into docs/pictures
python scripts/pictures.py --check        take them anew and say which are no longer true
python scripts/pictures.py --like A B     say whether two pictures show the same

A picture is true when it shows the same, not when it has the same bytes: fonts and their edges
differ from machine to machine. Screenshots are compared as grey pictures so small that no letter is
left and every part of the page still is. Stills are text (SVG), and compared by their words.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
WINDOW = {"width": 1200, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
BROWSERS = ("chromium", "google-chrome")
COLOURS = 128  # of a screenshot: keeps it under 100 kB
LARGEST = 150_000  # bytes of a picture
# Screenshots are compared at 40 x 30 px, one for each 30 px of the window: 0 to 255.
SMALL = (40, 30)
ALIKE = 4.0  # mean difference; two runs differ by 0.0, another page of the same report by 9
APART = 60.0  # of the one px that differs most: a part that came or went
# A still: columns and rows of a terminal, px.
COLUMNS, LETTER, ROW, EDGE = 92, 7.8, 18, 16
FONTS = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace"
STILLS = {
    "read": ("recto read receipt.png",),
    "run": ("recto read scans/ -o out -f txt,pdf", "recto status out", "recto retry out"),
}
TIMES = ((r"\b\d+(\.\d+)? s\b", "1 s"), (r"\b\d+\.\d+ pages/s", "1 pages/s"))


def main() -> int:
    """Write, check or compare."""
    if "--like" in sys.argv[1:]:
        one, other = map(Path, sys.argv[-2:])
        return int(not alike(one, other))
    with tempfile.TemporaryDirectory() as folder:
        taken = take(Path(folder))
        if "--check" in sys.argv[1:]:
            return _check(taken)
        PICTURES.mkdir(exist_ok=True)
        for picture in taken:
            shutil.copy(picture, PICTURES / picture.name)
    return 0


def _check(taken: Sequence[Path]) -> int:
    """1 where one of them is no longer true, or too large."""
    old = [each.name for each in taken if not alike(PICTURES / each.name, each)]
    large = [each.name for each in PICTURES.iterdir() if each.stat().st_size > LARGEST]
    stray = {each.name for each in PICTURES.iterdir()} - {each.name for each in taken}
    for name in old:
        print(f"docs/pictures/{name} no longer shows what is: make pictures", file=sys.stderr)
    for name in (*large, *stray):
        print(f"docs/pictures/{name} is too large, or taken by nobody", file=sys.stderr)
    return int(bool(old or large or stray))


def alike(one: Path, other: Path) -> bool:
    """Whether both show the same."""
    if not (one.exists() and other.exists()):
        return False
    if one.suffix == ".svg":
        return _words(one) == _words(other)
    difference = np.abs(_small(one) - _small(other))
    return bool(difference.mean() <= ALIKE and difference.max() <= APART)


def _words(still: Path) -> list[str]:
    """What it says, figures taken out: processors differ in the last digit of a confidence."""
    said = re.findall(r">([^<]+)</text>", still.read_text(encoding="utf-8"))
    return re.sub(r"\d+([.,:/]\d+)*", "0", " ".join(said)).split()


def _small(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        small = picture.convert("L").resize(SMALL, Image.Resampling.BOX)
    return np.asarray(small, dtype=float)


def take(folder: Path) -> list[Path]:
    """All pictures, taken in an empty folder."""
    scans = folder / "scans"
    scans.mkdir()
    shutil.copy(ROOT / "samples" / "receipt.png", folder)
    shutil.copy(ROOT / "samples" / "letter.png", scans)
    _worn(ROOT / "samples" / "letter.png", folder / "worn.png")
    shutil.copy(folder / "receipt.png", scans)
    stills = [_still(folder, name, commands) for name, commands in STILLS.items()]
    _recto(folder, "read", "worn.png", "-l", "eng", "-o", "review", "-f", "html,json")
    return [*stills, *_screens(folder)]


def _worn(source: Path, target: Path) -> None:
    """The sample letter as a poor copy of it: small, soft and pale, so that there is doubt."""
    with Image.open(source) as picture:
        grey = picture.convert("L")
    small = grey.resize((grey.width // 3, grey.height // 3), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(1.2))
    noise = np.random.default_rng(7).normal(0, 1.5, (soft.height, soft.width))
    grain = np.clip(np.asarray(soft) * 0.6 + 80 + noise, 0, 255)
    Image.fromarray(grain.astype(np.uint8)).save(target, dpi=(80, 80))


def _recto(folder: Path, *arguments: str) -> str:
    """Both streams of a command, as a terminal shows them."""
    home = folder / "home"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RECTO_", "OPENAI_", "XDG_"))}
    variables = kept | {"HOME": str(home), "COLUMNS": str(COLUMNS)}
    command = [sys.executable, "-m", "recto", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return done.stdout


def _still(folder: Path, name: str, commands: Sequence[str]) -> Path:
    """A terminal with these commands and what they print."""
    lines: list[str] = []
    for command in commands:
        printed = _recto(folder, *command.split()[1:]).rstrip("\n")
        lines += [f"$ {command}", *_without_times(printed).splitlines(), ""]
    place = folder / f"{name}.svg"
    place.write_text(_svg(lines[:-1], commands[0]), encoding="utf-8")
    return place


def _without_times(printed: str) -> str:
    for pattern, instead in TIMES:
        printed = re.sub(pattern, instead, printed)
    return printed


def _svg(lines: Sequence[str], title: str) -> str:
    rows = [line[at : at + COLUMNS] for line in lines for at in range(0, len(line) or 1, COLUMNS)]
    width, height = COLUMNS * LETTER + 2 * EDGE, len(rows) * ROW + 2 * EDGE
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="#1b1f24"/>',
        f'<g font-family="{FONTS}" font-size="13">',
    ]
    for number, row in enumerate(rows):
        if row.strip():
            drawn.append(_row(row, EDGE + (number + 0.75) * ROW))
    return "\n".join([*drawn, "</g>", "</svg>", ""])


def _row(text: str, y: float) -> str:
    """Set as wide as its columns, whichever font there is."""
    colour = "#8ddb8c" if text.startswith("$ ") else "#e6edf3"
    if text.startswith("recto: "):
        colour = "#a5b4c3"
    place = f'x="{EDGE}" y="{y:g}" textLength="{len(text) * LETTER:g}"'
    look = f'fill="{colour}" xml:space="preserve"'
    return f'<text {place} lengthAdjust="spacingAndGlyphs" {look}>{escape(text)}</text>'


def _screens(folder: Path) -> Iterator[Path]:
    """The report and the review of one page."""
    with sync_playwright() as playwright:
        found = next(path for name in BROWSERS if (path := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = browser.new_page(viewport=WINDOW, color_scheme="light")
        page.goto((folder / "review" / "worn.html").as_uri())
        page.keyboard.press("n")
        yield _shot(page, folder / "report.png")
        with _review(folder) as address:
            page.goto(address)
            page.wait_for_selector(".crop img")
            yield _shot(page, folder / "review.png")
        browser.close()


def _shot(page: Page, place: Path) -> Path:
    page.wait_for_timeout(500)  # ms: pictures are decoded, nothing moves any more
    page.screenshot(path=place)
    with Image.open(place) as picture:
        few = picture.convert("RGB").quantize(
            COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    few.save(place, optimize=True)
    return place


@contextmanager
def _review(folder: Path) -> Iterator[str]:
    """The address of a review that is served."""
    command = [sys.executable, "-m", "recto", "review", "review", "--no-browser", "--name", "Ada"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as served:
        try:
            yield served.stdout.readline().strip() if served.stdout else ""
        finally:
            served.terminate()


if __name__ == "__main__":
    sys.exit(main())
