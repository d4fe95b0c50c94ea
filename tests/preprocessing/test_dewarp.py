"""Bent lines become level, boxes find their way home, and flat pages are left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.preprocessing.drawn import Drawn, bent, page, shaded, turned

from recto_preprocessing import IDENTITY, Geometry, Pixels, View
from recto_preprocessing.dewarp import by_bent_lines, step
from recto_preprocessing.judge import judged
from recto_preprocessing.orientation import strips
from recto_preprocessing.page_in_work import Change, PageInWork
from recto_preprocessing.quality import measure

Floats = NDArray[np.float64]
Lift = Callable[[Floats, Floats], Floats]  # (x, y) px -> px down


def curl(x: Floats, y: Floats) -> Floats:
    """A page arching out of the book: 40 px at the bottom, 20 at the top."""
    return np.asarray(20 * np.sin(np.pi * x / 1000) * (1 + y / 1300))


def fold(x: Floats, y: Floats) -> Floats:
    """A sheet folded down the middle, slopes of 4% meeting there."""
    return np.asarray(0.04 * np.abs(x - 500) + 0 * y)


def keystone(x: Floats, y: Floats) -> Floats:
    """Lines that converge to the right."""
    return np.asarray((650 - y) * 0.08 * x / 1000)


def pieces(drawn: Drawn, lift: Lift, parts: int = 3) -> Floats:
    """What a detector sees of bent lines: a few straight boxes for each."""
    quads = []
    for line in drawn.lines:
        ends = np.linspace(line[0, 0], line[1, 0], parts + 1)
        for left, right in pairwise(ends):
            quad = np.array(
                [[left, line[0, 1]], [right, line[0, 1]], [right, line[2, 1]], [left, line[2, 1]]]
            )
            quad[:, 1] += lift(quad[:, 0], quad[:, 1])
            quads.append(quad)
    return np.array(quads)


def sheet_of(drawn: Drawn, lift: Lift, parts: int = 3) -> PageInWork:
    pixels = shaded(bent(drawn.pixels, lift), 0.8, 3)
    quads = pieces(drawn, lift, parts)
    return PageInWork(View(pixels, IDENTITY, 150), quads, measure(pixels, quads))


def levels(points_of_lines: list[Floats]) -> float:
    """Mean standard deviation of the lines' heights, px."""
    return float(np.mean([points[:, 1].std() for points in points_of_lines]))


# A sharp fold is rounded off by the smooth field, so more of it is left.
@pytest.mark.parametrize("parts", [3, 12], ids=["lines", "cells"])
@pytest.mark.parametrize(("lift", "left"), [(curl, 0.2), (fold, 0.35), (keystone, 0.2)])
def test_bent_lines_become_level(lift: Lift, left: float, parts: int) -> None:
    """Only the share `left` of the bend remains, in lines and in the short cells of a table."""
    drawn = page()
    change = step(sheet_of(drawn, lift, parts))
    assert change is not None
    x = np.linspace(100, 900, 30)
    before = [
        np.column_stack([x, y + lift(x, np.full(30, y))]) for y in drawn.lines[:, :, 1].mean(axis=1)
    ]
    after = [change.geometry.from_original(points) for points in before]
    assert levels(after) < left * levels(before)


def test_pixels_follow_the_map() -> None:
    """A word's ink lies where the map takes the word: mean intersection over union of the boxes
    taken home >= .7.
    """
    drawn = page()
    change = step(sheet_of(drawn, curl))
    assert change is not None
    overlaps = [_overlap(box, change.pixels, change.geometry) for box in drawn.words[::5]]
    assert np.mean(overlaps) >= 0.7


def _overlap(box: Floats, flat: NDArray[np.uint8], geometry: Geometry) -> float:
    """Ink found around the word on the flat page, taken home, against the truth bent in the same
    way.
    """
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    bent_box = corners + np.column_stack([np.zeros(4), curl(corners[:, 0], corners[:, 1])])
    there = geometry.from_original(bent_box)
    x0, y0 = np.floor(there.min(axis=0)).astype(int) - 3
    x1, y1 = np.ceil(there.max(axis=0)).astype(int) + 3
    ys, xs = np.nonzero(flat[y0:y1, x0:x1] < 110)
    found = np.array(
        [[xs.min() + x0, ys.min() + y0], [xs.max() + x0 + 1, ys.max() + y0 + 1]], dtype=np.float64
    )
    home = geometry.to_original(found)
    return _iou(np.concatenate(home), np.concatenate([bent_box.min(axis=0), bent_box.max(axis=0)]))


def _iou(a: Floats, b: Floats) -> float:
    shared = np.prod(np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0))
    return float(shared / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared))


@pytest.mark.parametrize("degrees", [0.0, 2.5])
def test_flat_pages_are_left_alone(degrees: float) -> None:
    """A straight or a plainly turned page is not bent."""
    drawn = page()
    slope = np.tan(np.radians(degrees))
    pixels = shaded(turned(drawn.pixels, degrees), 0.8, 3)
    quads = pieces(drawn, lambda x, _: (x - 500) * slope)
    assert step(PageInWork(View(pixels, IDENTITY, 150), quads, measure(pixels, quads))) is None


@pytest.mark.parametrize(("after", "kept"), [(0.95, True), (0.89, True), (0.8, False)])
def test_what_reads_worse_is_undone(after: float, kept: bool) -> None:
    """Lines read at .90 before; a clear loss puts the page back as it was, and the record says
    so.
    """
    sheet = sheet_of(page(), curl)
    bent_lines = {strip.tobytes() for strip in strips(sheet.pixels, sheet.quads)}

    def score(lines: Sequence[Pixels]) -> float:
        return 0.9 if lines[0].tobytes() in bent_lines else after

    change = judged(step, score)(sheet)
    assert change is not None
    assert (change.pixels is not sheet.pixels) is kept
    assert change.reason.startswith("undone") is not kept


def test_a_large_photo_is_flattened() -> None:
    """Of 12 megapixels, by the same bend as its small copy."""
    small = sheet_of(page(), curl)
    pixels = np.repeat(np.repeat(small.pixels, 3, axis=0), 3, axis=1)
    sheet = PageInWork(View(pixels, IDENTITY, 450), small.quads * 3, small.measured)
    change = step(sheet)
    assert change is not None
    assert change.pixels.size > 10**7


def few_whole(drawn: Drawn) -> PageInWork:
    """A curled page of which the detector knows a dozen lines whole, and the others in pieces."""
    sheet = sheet_of(drawn, curl)
    return replace(sheet, quads=sheet.quads[:12], bent=sheet.quads[12:])


def test_lines_in_pieces_tell_how_the_page_bends() -> None:
    """Without them there are too few lines; skew and the page's measures do not hear them."""
    sheet = few_whole(page())
    assert step(sheet) is None
    change = by_bent_lines(step)(sheet)
    assert change is not None
    whole = step(replace(sheet, quads=np.concatenate([sheet.quads, sheet.bent])))
    assert whole is not None
    assert np.array_equal(change.pixels, whole.pixels)
    after = sheet.after(change)
    assert (len(after.quads), len(after.bent)) == (len(sheet.quads), len(sheet.bent))


def test_where_they_lead_astray_the_whole_lines_decide() -> None:
    """What is undone with them is tried without."""
    sheet = few_whole(page())
    heard: list[int] = []

    def act(tried: PageInWork) -> Change:
        heard.append(len(tried.quads))
        return Change(tried.pixels, IDENTITY, "undone", 1.0, 1.0)

    assert by_bent_lines(act)(sheet) is not None
    assert heard == [len(sheet.quads) + len(sheet.bent), len(sheet.quads)]
