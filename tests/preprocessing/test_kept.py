"""What is worked out of a page's pixels is kept as long as they are, and no longer."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from recto_preprocessing import clean
from recto_preprocessing.kept import once
from recto_preprocessing.page_in_work import to_grey
from recto_preprocessing.quality import shrink
from recto_preprocessing.raster import Pixels


def test_work_is_done_once_for_each_page() -> None:
    seen: list[int] = []

    @once
    def darker(pixels: Pixels) -> Pixels:
        seen.append(int(pixels[0, 0]))
        return np.asarray(pixels // 2, dtype=np.uint8)

    light, dark = np.full((4, 4), 200, np.uint8), np.full((4, 4), 50, np.uint8)
    first = darker(light)
    assert darker(light) is first
    assert int(darker(dark)[0, 0]) == 25
    assert seen == [200, 50]


def test_nothing_outlives_its_page() -> None:
    page = np.full((3000, 2000, 3), 240, np.uint8)
    grey = to_grey(page)
    kept = [weakref.ref(array) for array in (grey, shrink(grey))]
    del page, grey
    gc.collect()
    assert [alive() for alive in kept] == [None, None]


def test_what_is_kept_cannot_be_written_to() -> None:
    """Another step would see the change."""
    page = np.full((30, 20, 3), 240, np.uint8)
    with pytest.raises(ValueError, match="read-only"):
        to_grey(page)[0, 0] = 0


def test_a_grey_page_is_its_own_grey() -> None:
    """It is not kept: it would keep itself alive, and stays writable for its owner."""
    page = np.full((30, 20), 240, np.uint8)
    assert to_grey(page) is page
    page[0, 0] = 1


def test_a_buffer_that_is_filled_anew_is_another_page() -> None:
    """Whoever cleans frame after frame from one array of his own gets each frame's cleaning."""
    light = np.full((600, 400, 3), 250, np.uint8)
    dark = np.full((600, 400, 3), 90, np.uint8)
    buffer = light.copy()
    clean(buffer, 150.0)
    buffer[...] = dark
    again = clean(buffer, 150.0)
    assert again.measured == clean(dark, 150.0).measured
