"""The pictures that are sent: line crops, montages of labelled crops, page strips; each with the
boxes that it shows.

A View and boxes (px of the original page) enter, Pictures leave, never larger than what the model
will look at (its token family says), and never a pixel outside the boxes but a narrow margin.
Encoding under the provider's byte limit lives here too.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recto.errors import ReaderFailed
from recto.model.page import Box, Pixels
from recto.readers.vision.ask.tokens import Family
from recto_preprocessing import View

# A line crop is brought to 32..64 px: capitals of ~20 to ~40 px, around the 30 px at which
# Tesseract reads best; more pixels cost tokens on patch models and are thrown away on tile models.
# (A choice, not measured against a live model.)
LOW, HIGH = 32.0, 64.0
PAGE_LINE = 40.0  # px: the median line of a page picture, capitals of ~28 px
LEAST_LINE = 16.0  # px: below it small print is lost, and the page is sent as strips
MAX_STRIPS = 6
MARGIN_X, MARGIN_Y = 0.3, 0.15  # of the line height, around a crop
WIDEST = 1960  # px of a montage with its labels: below the 2048 px to which tile models shrink
LABEL = 72  # px: the column of labels in a montage
QUALITIES = (95, 85, 70, 45)  # of a JPEG; the first that fits under the provider's limit
GAP = 8  # px between montage rows


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels to send and what they show."""

    pixels: Pixels
    boxes: tuple[Box, ...]  # px of the original page
    label: str = ""  # said in words before the picture, when the pixels do not carry labels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        return int(self.pixels.shape[1]), int(self.pixels.shape[0])


@dataclass(frozen=True, slots=True)
class Encoded:
    """One picture as it travels."""

    data: bytes
    mime: str
    boxes: tuple[Box, ...]

    @property
    def sha256(self) -> str:
        """Of the encoded bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def url(self) -> str:
        """As a data URL: nothing is ever fetched from an address."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode('ascii')}"


def crop(view: View, box: Box, margin_x: float = 0.0, margin_y: float = 0.0) -> Pixels:
    """The pixels of a box of the original page, with margins in px of the view; at least 1 x 1
    px.
    """
    corners = np.array(
        [
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        ],
        dtype=np.float64,
    )
    points = view.geometry.from_original(corners)
    height, width = view.pixels.shape[:2]
    margin = np.array([margin_x, margin_y])
    left, top = np.floor(points.min(axis=0) - margin).astype(int)
    right, bottom = np.ceil(points.max(axis=0) + margin).astype(int)
    left, top = min(max(0, left), width - 1), min(max(0, top), height - 1)
    return view.pixels[
        top : max(top + 1, min(bottom, height)), left : max(left + 1, min(right, width))
    ]


def line_crop(view: View, box: Box) -> Pixels:
    """One line, with a narrow margin, brought to a height at which it reads well and costs
    little.
    """
    height = crop(view, box).shape[0]
    pixels = crop(view, box, MARGIN_X * height, MARGIN_Y * height)
    scale = min(max(pixels.shape[0], LOW), HIGH) / pixels.shape[0]
    return resize(pixels, min(scale, (WIDEST - LABEL) / pixels.shape[1]))


def montage(crops: Sequence[Pixels], labels: Sequence[str]) -> Pixels:
    """Crops stacked with their labels at the left, thin rules between them; grey when all crops are
    grey.
    """
    import cv2

    colour = any(each.ndim == 3 for each in crops)
    crops = [each if each.ndim == 3 or not colour else np.dstack([each] * 3) for each in crops]
    width = LABEL + max(each.shape[1] for each in crops) + GAP
    height = sum(each.shape[0] + GAP for each in crops) + GAP
    canvas = np.full((height, width, 3) if colour else (height, width), 255, np.uint8)
    top = GAP
    for each, label in zip(crops, labels, strict=True):
        bottom = top + each.shape[0]
        canvas[top:bottom, LABEL : LABEL + each.shape[1]] = each
        canvas[bottom + GAP // 2, :] = 160
        cv2.putText(
            canvas,
            label,
            (2, (top + bottom) // 2 + 8),
            cv2.FONT_HERSHEY_SIMPLEX,
            0.7,
            (0, 0, 0),
            2,
            cv2.LINE_AA,
        )
        top = bottom + GAP
    return canvas


def line_pictures(
    view: View, boxes: Sequence[Box], labels: Sequence[str], family: Family, max_images: int
) -> tuple[Picture, ...]:
    """One montage or single crops, whichever costs fewer tokens by the model's own formula."""
    crops = [line_crop(view, box) for box in boxes]
    single = [
        Picture(each, (box,), label) for each, box, label in zip(crops, boxes, labels, strict=True)
    ]
    whole = Picture(montage(crops, labels), tuple(boxes))
    separate = sum(family.tokens(*each.size) for each in single)
    if len(single) <= max_images and separate < family.tokens(*whole.size):
        return tuple(single)
    return (Picture(_as_seen(whole.pixels, family), whole.boxes),)


def page_pictures(
    view: View, region: Box, lines: Sequence[Box], family: Family, max_images: int
) -> tuple[Picture, ...]:
    """The region at the size that pays: whole, or as strips where the model would shrink its lines
    below 16 px.
    """
    typical = _typical_line(view, lines)
    strips = _enough_strips(view, region, lines, typical, family, max_images)
    pictures = []
    for at, strip in enumerate(strips, 1):
        pixels = crop(view, strip)
        label = f"Part {at} of {len(strips)}, from the top" if len(strips) > 1 else ""
        pictures.append(
            Picture(
                _as_seen(resize(pixels, min(1.0, PAGE_LINE / typical)), family), (strip,), label
            )
        )
    return tuple(pictures)


def _enough_strips(
    view: View, region: Box, lines: Sequence[Box], typical: float, family: Family, max_images: int
) -> list[Box]:
    """The fewest strips in which the model still sees lines of 16 px; the most that are allowed if
    none is enough.
    """
    most = max(1, min(MAX_STRIPS, max_images))
    for count in range(1, most):
        strips = _strips(region, lines, count)
        if min(typical * _seen_scale(crop(view, strip), family) for strip in strips) >= LEAST_LINE:
            return strips
    return _strips(region, lines, most)


def _typical_line(view: View, lines: Sequence[Box]) -> float:
    """Median line height in px of the view; without lines, a fiftieth of the picture."""
    if not lines:
        return max(1.0, float(view.pixels.shape[0]) / 50)
    heights = [crop(view, box).shape[0] for box in lines]
    return max(1.0, float(np.median(heights)))


def _strips(region: Box, lines: Sequence[Box], count: int) -> list[Box]:
    """Equal strips, their edges moved to the nearest place between two lines, so that no line is
    cut.
    """
    edges = [region.top]
    gaps = [line.bottom for line in lines]
    for at in range(1, count):
        ideal = region.top + region.height * at / count
        free = [y for y in gaps if not any(line.top < y < line.bottom for line in lines)]
        near = [y for y in free if abs(y - ideal) < region.height / count / 2 and y > edges[-1]]
        edges.append(min(near, key=lambda y: abs(y - ideal)) if near else ideal)
    edges.append(region.bottom)
    return [Box(region.left, top, region.right, bottom) for top, bottom in pairwise(edges)]


def _seen_scale(pixels: Pixels, family: Family) -> float:
    height, width = pixels.shape[:2]
    return float(family.seen(width, height)[0] / width)


def _as_seen(pixels: Pixels, family: Family) -> Pixels:
    """No larger than the model looks at: what it throws away is neither sent nor paid."""
    return resize(pixels, min(1.0, _seen_scale(pixels, family)))


def resize(pixels: Pixels, scale: float) -> Pixels:
    """Scaled by area averaging when it shrinks, cubic when it grows; unchanged at 1."""
    if abs(scale - 1) < 0.01:
        return pixels
    import cv2

    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return np.asarray(
        cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC),
        np.uint8,
    )


def encode(picture: Picture, max_bytes: int) -> Encoded:
    """As JPEG, of lower quality until it fits. Raises ReaderFailed if it cannot.

    PNG of a ten-line montage took 14 ms and 120 kB, JPEG at 95 without colour subsampling about 1
    ms and half of that.
    """
    for quality in QUALITIES:
        data = _jpeg(picture.pixels, quality)
        if len(data) <= max_bytes:
            return Encoded(data, "image/jpeg", picture.boxes)
    width, height = picture.size
    raise ReaderFailed(
        f"a picture of {width}x{height} px does not fit into {max_bytes} bytes", where="vision LLM"
    )


def _jpeg(pixels: Pixels, quality: int) -> bytes:
    import cv2

    # OpenCV stores BGR
    stored = np.ascontiguousarray(pixels[..., ::-1]) if pixels.ndim == 3 else pixels
    full_colour = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
    done, data = cv2.imencode(".jpeg", stored, [cv2.IMWRITE_JPEG_QUALITY, quality, *full_colour])
    if not done:
        raise ReaderFailed("OpenCV could not encode a picture as JPEG", where="vision LLM")
    return data.tobytes()
