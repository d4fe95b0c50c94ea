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
    year, volume, page = (
        random.integers(1850, 1990),
        random.integers(1, 400),
        random.integers(9, 999),
    )
    return random.choice([
        f"See {pick()} v. {pick()}, {volume} {pick()}. {page} ({year}), where the court held",
        f"that the {pick()} of {pick()} was not bound by § {page}; cf. {volume} {pick()}. {page}.",
        f"Appeal from the {pick()} {pick()} Court; {volume} {pick()}. Rep. {page}, aff'd {year}.",
        f"The judgment below rests on {pick()} and {pick()}, {page} {pick()}. at {volume}, and",
    ])  # fmt: skip


def _medicine_en(pick: Callable[[], str], random: Random) -> str:
    dose, times = random.integers(1, 90) * 5, random.integers(1, 4)
    return random.choice([
        f"Each tablet of {pick()} contains {dose} mg of {pick()} and {pick()}.",
        f"Do not take {pick()} if you are allergic to {pick()}, {pick()} or",
        f"Tell your doctor if you use {pick()} ({dose} mg, {times} times a day) or {pick()}.",
        f"{pick()} must not be given together with {pick()}; see section {times}.",
    ])  # fmt: skip


def _medicine_de(pick: Callable[[], str], random: Random) -> str:
    dose, times = random.integers(1, 90) * 5, random.integers(1, 4)
    return random.choice([
        f"Bei {pick()} und {pick()} sind {dose} mg {times}-mal am Tag zu geben.",
        f"Sehr selten: {pick()}, {pick()}, {pick()}.",
        f"Vor der Behandlung einer {pick()} ist eine {pick()} auszuschließen.",
        f"Wie wirkt {pick()} bei {pick()}? Siehe Abschnitt {times}.",
    ])  # fmt: skip


def _genealogy(pick: Callable[[], str], random: Random) -> str:
    day, year, age = random.integers(1, 31), random.integers(1790, 1910), random.integers(1, 90)
    month = random.choice(MONTHS)
    return random.choice([
        f"{day} {month} {year}  {pick()} {pick()}, son of {pick()} and {pick()} {pick()}, mason",
        f"{day} {month} {year}  {pick()} {pick()}, widow of {pick()} {pick()}, aged {age}",
        f"{pick()} {pick()} of this parish and {pick()} {pick()} of {pick()}, by banns, {year}",
    ])  # fmt: skip


def _accounts(pick: Callable[[], str], random: Random) -> str:
    day, pounds, shillings, pence = (random.integers(1, top) for top in (31, 900, 20, 12))
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
    random = np.random.default_rng([seed, sorted(WRITTEN).index(domain)])
    terms: list[str] = []

    def pick() -> str:
        terms.append(str(random.choice(words)))
        return terms[-1]

    lines = [str(WRITTEN[domain](pick, random)) for _ in range(LINES)]
    stands = Counter(word.strip(EDGE) for line in lines for word in line.split())
    shown = tuple((Counter(terms) & stands).elements())  # of all that were picked
    size = int(random.integers(20, 27))
    font = ImageFont.truetype(str(random.choice(FONTS)), size)
    step = int(size * 1.7)
    page = Image.new("L", (WIDTH, 2 * TOP + step * LINES), 244)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((LEFT, TOP + step * number), line, font=font, fill=int(random.integers(20, 90)))
    return Drawn(worse(np.asarray(page), random), tuple(lines), shown)


def worse(pixels: Grey, random: Random) -> Grey:
    """Slanted, blurred, faded, noisy, compressed; one in three in black and white."""
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(random.uniform(-0.7, 0.7)), 1)
    made = cv2.warpAffine(pixels, turn, (width, height), borderValue=244)
    made = cv2.GaussianBlur(made, (0, 0), float(random.uniform(0.6, 1.5)))
    noise = random.normal(0, float(random.uniform(5, 22)), made.shape)
    made = np.clip(made + noise, 0, 255).astype(np.uint8)
    if random.random() < 0.33:
        line = float(random.uniform(110, 185))
        made = np.where(made > line, 255, 0).astype(np.uint8)
    quality = int(random.integers(25, 70))
    _, data = cv2.imencode(".jpg", made, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
