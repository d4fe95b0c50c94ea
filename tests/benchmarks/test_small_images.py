"""The small images: the same on every run, halves apart, read through Recto's own pipeline."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks.small_images.made import DISTORTIONS, FOLDER, FONTS, LARGEST, SMALLEST, images
from benchmarks.small_images.measure import Read, read, score, stages
from benchmarks.small_images.texts import KINDS

if sys.platform != "linux" and not FOLDER.exists():
    pytest.skip("fonts of Debian's packages are not here", allow_module_level=True)


def test_the_same_images_on_every_run() -> None:
    """All kinds and distortions in turn, in the height that is promised."""
    first, second = list(images("training", 24)), list(images("training", 24))
    assert [image.text for image in first] == [image.text for image in second]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, second, strict=True))
    assert {image.kind for image in first} == set(KINDS)
    names = {image.distortion.partition("+")[0] for image in first}
    assert names == set(DISTORTIONS["training"])
    # letters such as Q and J reach a little above and below the capitals
    assert all(SMALLEST - 4 <= image.pixels.shape[0] <= LARGEST + 12 for image in first)


def test_no_font_and_no_distortion_is_in_both_halves() -> None:
    """What is held out is never tuned on."""
    assert not set(FONTS["training"]) & set(FONTS["held-out"])
    assert not set(DISTORTIONS["training"]) & set(DISTORTIONS["held-out"])


def test_shares_of_right_and_of_flagged() -> None:
    """Each of its own part of the images."""
    image = next(images("training", 1))
    wrong = Read(image, "x", True, image.text)
    missed = Read(image, "y", False, "y")
    right = Read(image, image.text, False, "z")
    found = score([wrong, missed, right, right])
    assert (found.count, found.right, found.tesseract_right) == (4, 0.5, 0.25)
    assert (found.wrong_flagged, found.right_flagged) == (0.5, 0.0)


def test_large_and_clear_ones_are_read_right() -> None:
    """By Recto with both readers, as a user would run it."""
    clear = [image for image in images("held-out", 40) if image.height >= 30]
    ready = stages()
    reads = [read(image, ready) for image in clear[:3]]
    assert [each.text for each in reads] == [each.image.text for each in reads]
