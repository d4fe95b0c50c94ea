"""Pages of a domain: text written by program around words of its list, drawn, and made worse as a
cheap scan is. A list and a seed enter, pixels and the truth leave; the same seed, the same page.

All terms of a page are in the list that it is judged with: what is measured is the most that a list
can give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from recto.readers.tesseract.lexicon import EDGE

WIDTH, LINES, LEFT, TOP = 1180, 10, 40, 30  # px; lines of a page
PAPER = 244  # grey level
TWO_LEVELS = 0.33  # share of the pages in black and white
FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Italic.ttf",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
LANGUAGES = {"medicine-de": "deu"}  # others: eng

Grey = NDArray[np.uint8]
Random = np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A page with what stands on it."""

    pixels: Grey
    lines: tuple[str, ...]
    terms: tuple[str, ...]  # drawn from the list, in their order


def _law(pick: Callable[[], str], random: Random) -> str:
    year = random.integers(1850, 1990)
    volume = random.integers(1, 400)
    page = random.integers(9, 999)
    return random.choice([
        f"See {pick()} v. {pick()}, {volume} {pick()}. {page} ({year}), where the court held",
        f"that the {pick()} of {pick()} was not bound by § {page}; cf. {volume} {pick()}. {page}.",
        f"Appeal from the {pick()} {pick()} Court; {volume} {pick()}. Rep. {page}, aff'd {year}.",
        f"The judgment below rests on {pick()} and {pick()}, {page} {pick()}. at {volume}, and",
    ])  # fmt: skip


def _medicine_en(pick: Callable[[], str], random: Random) -> str:
    dose = random.integers(1, 90) * 5
    times = random.integers(1, 4)
    return random.choice([
        f"Each tablet of {pick()} contains {dose} mg of {pick()} and {pick()}.",
        f"Do not take {pick()} if you are allergic to {pick()}, {pick()} or",
        f"Tell your doctor if you use {pick()} ({dose} mg, {times} times a day) or {pick()}.",
        f"{pick()} must not be given together with {pick()}; see section {times}.",
    ])  # fmt: skip


def _medicine_de(pick: Callable[[], str], random: Random) -> str:
    dose = random.integers(1, 90) * 5
    times = random.integers(1, 4)
    return random.choice([
        f"Bei {pick()} und {pick()} sind {dose} mg {times}-mal am Tag zu geben.",
        f"Sehr selten: {pick()}, {pick()}, {pick()}.",
        f"Vor der Behandlung einer {pick()} ist eine {pick()} auszuschließen.",
        f"Wie wirkt {pick()} bei {pick()}? Siehe Abschnitt {times}.",
    ])  # fmt: skip


def _genealogy(pick: Callable[[], str], random: Random) -> str:
    day = random.integers(1, 31)
    year = random.integers(1790, 1910)
    age = random.integers(1, 90)
    month = random.choice(MONTHS)
    return random.choice([
        f"{day} {month} {year}  {pick()} {pick()}, son of {pick()} and {pick()} {pick()}, mason",
        f"{day} {month} {year}  {pick()} {pick()}, widow of {pick()} {pick()}, aged {age}",
        f"{pick()} {pick()} of this parish and {pick()} {pick()} of {pick()}, by banns, {year}",
    ])  # fmt: skip


def _accounts(pick: Callable[[], str], random: Random) -> str:
    day = random.integers(1, 31)
    pounds = random.integers(1, 900)
    shillings = random.integers(1, 20)
    pence = random.integers(1, 12)
    month = random.choice(MONTHS)
    return random.choice([
        f"{month} {day}  To {pick()} and {pick()} as per {pick()}   {pounds}  {shillings}  {pence}",
        f"{month} {day}  By {pick()}, less {pick()} and {pick()}   {pounds}.{shillings:02}",
        f"{month} {day}  {pick()} of the {pick()}, folio {day}   £{pounds} {shillings}s. {pence}d.",
    ])  # fmt: skip


WRITTEN: Mapping[str, Callable[[Callable[[], str], Random], str]] = {
    "law": _law,
    "medicine-en": _medicine_en,
    "medicine-de": _medicine_de,
    "genealogy": _genealogy,
    "accounts": _accounts,
}


def drawn(domain: str, words: Sequence[str], seed: int) -> Drawn:
    """One page."""
    number = sorted(WRITTEN).index(domain)
    random = np.random.default_rng([seed, number])
    terms: list[str] = []

    def pick() -> str:
        term = str(random.choice(words))
        terms.append(term)
        return term

    write = WRITTEN[domain]
    lines = [str(write(pick, random)) for _ in range(LINES)]
    page = printed(lines, random)
    return Drawn(worse(page, random), tuple(lines), shown(terms, lines))


def shown(terms: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    """Of all terms that were picked, those that stand in the line that was chosen."""
    stands: Counter[str] = Counter()
    for line in lines:
        stands.update(word.strip(EDGE) for word in line.split())
    both = Counter(terms) & stands
    return tuple(both.elements())


def printed(lines: Sequence[str], random: Random) -> Grey:
    """The lines in one font, each in an ink of its own."""
    size = int(random.integers(20, 27))
    path = str(random.choice(FONTS))
    font = ImageFont.truetype(path, size)
    step = int(size * 1.7)
    page = Image.new("L", (WIDTH, 2 * TOP + step * LINES), PAPER)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        ink = int(random.integers(20, 90))
        pen.text((LEFT, TOP + step * number), line, font=font, fill=ink)
    return np.asarray(page)


def worse(pixels: Grey, random: Random) -> Grey:
    """Slanted, blurred, faded, noisy, compressed; one in three in black and white."""
    height, width = pixels.shape
    centre = (width / 2, height / 2)
    slant = float(random.uniform(-0.7, 0.7))
    turn = cv2.getRotationMatrix2D(centre, slant, 1)
    slanted = cv2.warpAffine(pixels, turn, (width, height), borderValue=PAPER)

    blur = float(random.uniform(0.6, 1.5))
    blurred = cv2.GaussianBlur(slanted, (0, 0), blur)
    grain = float(random.uniform(5, 22))
    noise = random.normal(0, grain, blurred.shape)
    made = np.clip(blurred + noise, 0, 255).astype(np.uint8)

    if random.random() < TWO_LEVELS:
        line = float(random.uniform(110, 185))
        made = np.where(made > line, 255, 0).astype(np.uint8)
    quality = int(random.integers(25, 70))
    _, data = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, quality])
    grey = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return np.asarray(grey, np.uint8)
