"""A PDF made smaller, as OCRmyPDF's --optimize means it: 1 without loss, 2 and 3 with pictures as
JPEG.

An open PDF and a level enter; the PDF's pictures are exchanged in place where that saves something.
Only here: which pictures may be exchanged. Those with a mask, of few bits (drawings and text in
black and white) and of colours that JPEG does not have stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

from recto.sources.pdf_objects import name_of

if TYPE_CHECKING:
    from pikepdf import Pdf, Stream

# As OCRmyPDF has them (--jpeg-quality: 75, and less at level 3).
QUALITY: Mapping[int, int] = {2: 75, 3: 50}
LEAST_SIDE = 64  # px: of smaller ones there is nothing to gain
WORTH = 0.9  # of its size a picture must come to, or it stays
MODES: Mapping[str, str] = {"RGB": "/DeviceRGB", "L": "/DeviceGray"}
KEPT = ("/SMask", "/Mask", "/Decode", "/ImageMask")


def shrink(pdf: Pdf, level: int) -> None:
    """Exchange what can be smaller; what cannot be decoded stays."""
    if level < 1:
        return
    pdf.remove_unreferenced_resources()
    quality = QUALITY.get(level)
    if quality is None:
        return
    for picture in _pictures(pdf):
        with suppress(Exception):  # decoders raise errors of every kind; it stays as it is
            _exchange(picture, quality)


def _pictures(pdf: Pdf) -> Iterator[Stream]:
    from pikepdf import Stream

    for found in pdf.objects:
        if not isinstance(found, Stream) or name_of(found.get("/Subtype")) != "/Image":
            continue
        sides = (int(found.get("/Width", 0)), int(found.get("/Height", 0)))
        is_plain = not any(key in found for key in KEPT)
        if is_plain and min(sides) >= LEAST_SIDE and int(found.get("/BitsPerComponent", 0)) == 8:
            yield found


def _exchange(picture: Stream, quality: int) -> None:
    from pikepdf import Array, Name, PdfImage

    image = PdfImage(picture).as_pil_image()
    if image.mode not in MODES:
        return
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    data = out.getvalue()
    if len(data) > WORTH * len(picture.read_raw_bytes()):
        return
    profile = picture.get("/ColorSpace")
    picture.write(data, filter=Name.DCTDecode)
    # An image with a palette comes out in the colours that the palette means.
    is_profile = isinstance(profile, Array) and name_of(profile[0]) == "/ICCBased"
    if not is_profile:
        picture.ColorSpace = Name(MODES[image.mode])
