"""Image files, spoiled anywhere: pages of a sane size, a fault with the page's name, or an
InputError.
"""

import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st
from PIL import Image
from tests.sources.tiffs import grey, tiff

from recto.errors import RectoError
from recto.model.page import Page
from recto.sources import Limits, PageFault, count_pages, open_pages

Fuzz = Callable[..., None]

LIMITS = Limits(pixels=200_000, frames=50)
LEVELS = np.arange(0, 240, dtype=np.uint8).reshape(12, 20)
COLOUR = np.dstack([LEVELS, LEVELS[::-1], LEVELS[:, ::-1]])
LAYERS = np.dstack([COLOUR, LEVELS])


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _seeds() -> dict[str, bytes]:
    """A small file of every kind that is opened."""
    plain, layered = Image.fromarray(COLOUR), Image.fromarray(LAYERS)
    turned = Image.Exif()
    turned[0x0112] = 6
    frames = [
        grey(LEVELS),
        grey((LEVELS / 255).astype(np.float32), 1, 3),
        grey(LEVELS.astype(np.uint16), 0),
    ]
    return {
        "png": saved(plain, "PNG", dpi=(204, 98)),
        "layered png": saved(layered, "PNG"),
        "palette png": saved(plain.quantize(8), "PNG", transparency=1),
        "deep png": saved(Image.fromarray(LEVELS.astype(np.uint16) * 257), "PNG"),
        "jpeg": saved(plain, "JPEG", exif=turned, dpi=(300, 300)),
        "inks": saved(plain.convert("CMYK"), "JPEG"),
        "tiff": tiff(frames),
        "packed tiff": saved(layered, "TIFF", compression="tiff_adobe_deflate"),
        "fax": saved(Image.fromarray(LEVELS > 99), "TIFF", compression="group4"),
        "webp": saved(layered, "WEBP", lossless=True),
        "gif": saved(plain.quantize(8), "GIF", save_all=True, append_images=[plain.quantize(4)]),
        "bmp": saved(plain, "BMP"),
        "jp2": saved(plain, "JPEG2000"),
        "ppm": saved(plain, "PPM"),
    }


SEEDS = _seeds()
# A place (share of the file), and what is written there: bytes that stand for large, small and odd
# numbers.
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(
            [b"\xff", b"\0", b"\x80", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"]
        )
        | st.binary(min_size=1, max_size=4),
    ),
    max_size=6,
)


def spoiled(kind: str, edits: list[tuple[float, bytes]], kept: float) -> bytes:
    """The seed with the edits made, cut to a share of its length."""
    data = bytearray(SEEDS[kind])
    for place, written in edits:
        at = int(place * len(data))
        data[at : at + len(written)] = written[: len(data) - at]
    return bytes(data[: max(1, round(len(data) * kept))])


def test_any_bytes_are_pages_or_an_error_of_ours(fuzz: Fuzz, tmp_path: Path) -> None:
    """Sane sizes and resolutions, notes on one line; a count that agrees with what comes."""
    path = tmp_path / "spoiled"

    def law(kind: str, edits: list[tuple[float, bytes]], kept: float) -> None:
        path.write_bytes(spoiled(kind, edits, kept))
        try:
            found = list(open_pages(str(path), limits=LIMITS))
            assert len(found) == count_pages(str(path), limits=LIMITS)
        except RectoError as whole:
            found = [PageFault(str(path), 0, whole)]
        for page in found:
            _is_sane(page)

    fuzz(law, st.sampled_from(sorted(SEEDS)), EDITS, st.just(1.0) | st.floats(0, 1))


def _is_sane(page: Page | PageFault) -> None:
    if isinstance(page, PageFault):
        assert "\n" not in str(page.error)
        return
    assert page.raster.dtype == np.uint8
    assert page.raster.shape[2:] in ((), (3,))
    assert 0 < page.width * page.height <= LIMITS.pixels
    assert 1 < page.dpi < 1e5
    assert math.isfinite(page.dpi_down)
    assert all("\n" not in note for note in page.notes)


@pytest.mark.parametrize("kind", SEEDS)
def test_every_seed_is_a_page(tmp_path: Path, kind: str) -> None:
    """Else nothing would be tried beyond its header."""
    path = tmp_path / "whole"
    path.write_bytes(spoiled(kind, [], 1.0))
    assert all(isinstance(page, Page) for page in open_pages(str(path), limits=LIMITS))
