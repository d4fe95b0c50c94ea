"""Draw the sample pages: a clean letter, a crooked grey scan of a receipt, a small noisy label.

    python samples/draw.py [FOLDER]

The text is our own and the font is Pillow's, so anyone may copy them; the noise comes from a seeded
generator, so that every run draws the same pixels.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

INK = 25

LETTER = """\
Harbour Museum
12 Quay Street, Port Ellery

4 March 1931

Dear Mrs Hollis,

Thank you for the ledgers that you left with us on
Tuesday. There are 14 volumes, of which 3 have lost
their covers; the paper of the others is sound. We
shall photograph every page before the binding is
repaired, and the originals will be back with you
by the end of June.

The names of the crews are a surprise. Nobody here
knew that the Sea Holly sailed with 27 men in 1868,
or that the cook was paid 2 pounds 15 shillings.

Yours sincerely,
T. Abernathy, Keeper of Records
"""

RECEIPT = (
    ("Lamp oil, 1 gal", "2", "3.40"),
    ("Rope, 20 fathoms", "1", "12.75"),
    ("Ship's biscuit, box", "4", "9.20"),
    ("Copper nails, lb", "3", "5.85"),
    ("Canvas, yard", "6", "14.10"),
)
TOTAL = "45.30"


def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise SystemExit("this Pillow has no FreeType: its built-in font cannot be scaled")
    return font


def letter() -> Image.Image:
    """A born-digital page, 200 dpi."""
    page = Image.new("L", (1240, 1360), 255)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(LETTER.splitlines()):
        draw.text((130, 120 + 58 * number), line, font=_font(40), fill=INK)
    return page


def receipt() -> Image.Image:
    """A till receipt as a cheap scanner sees it: 2.2 degrees askew, shaded, speckled, 200 dpi."""
    page = Image.new("L", (1000, 1000), 235)
    draw = ImageDraw.Draw(page)
    draw.text((500, 90), "ELLERY CHANDLERS", font=_font(48), fill=INK, anchor="mm")
    draw.text((500, 150), "Receipt No. 004718   09/03/1931", font=_font(32), fill=INK, anchor="mm")
    draw.line((90, 200, 910, 200), fill=60, width=3)
    for row, (item, count, price) in enumerate(RECEIPT):
        top = 230 + 70 * row
        draw.text((100, top), item, font=_font(36), fill=INK)
        draw.text((600, top), count, font=_font(36), fill=INK)
        draw.text((900, top), price, font=_font(36), fill=INK, anchor="ra")
    draw.line((90, 600, 910, 600), fill=60, width=3)
    draw.text((100, 630), "TOTAL", font=_font(42), fill=INK)
    draw.text((900, 630), TOTAL, font=_font(42), fill=INK, anchor="ra")
    draw.text(
        (500, 780), "Goods once sold are not taken back", font=_font(32), fill=INK, anchor="mm"
    )
    return _scanned(page, degrees=2.2)


def label() -> Image.Image:
    """The few characters of a small stamped label."""
    page = Image.new("L", (190, 64), 205)
    ImageDraw.Draw(page).text((95, 32), "7R4K9M", font=_font(36), fill=70, anchor="mm")
    turned = page.rotate(1.5, resample=Image.Resampling.BICUBIC, fillcolor=205)
    return _noisy(turned, np.random.default_rng(7), spread=14, specks=0.01)


def _scanned(page: Image.Image, degrees: float) -> Image.Image:
    askew = page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=235)
    soft = askew.filter(ImageFilter.GaussianBlur(0.8))
    shade = np.linspace(1.0, 0.72, page.width)[None, :]  # the lid was not quite closed
    shaded = Image.fromarray((np.asarray(soft) * shade).astype(np.uint8))
    return _noisy(shaded, np.random.default_rng(3), spread=7, specks=0.0008)


def _noisy(
    page: Image.Image, random: np.random.Generator, spread: float, specks: float
) -> Image.Image:
    pixels = np.asarray(page).astype(np.float64)
    pixels += random.normal(0, spread, pixels.shape)
    pixels[random.random(pixels.shape) < specks] = 40
    # fewer greys make a small file and look the same
    levels = (pixels.clip(0, 255) / 12).round() * 12
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


SAMPLES = {"letter.png": (letter, 200), "receipt.png": (receipt, 200), "label.png": (label, 100)}


def main(folder: Path) -> None:
    """Write every sample into the folder."""
    for name, (draw, dpi) in SAMPLES.items():
        draw().save(folder / name, dpi=(dpi, dpi), optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
