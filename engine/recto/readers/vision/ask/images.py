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
WHITE, RULE = 255, 160  # grey of a montage's ground, and of the rules between its rows
BLACK = (0, 0, 0)  # of its labels
LETTER_SCALE, STROKE = 0.7, 2  # of OpenCV's letters, and px of their strokes
LABEL_LEFT, LABEL_DROP = 2, 8  # px: where a label begins, and its baseline below the row's middle
UNCHANGED = 0.01  # of a scale: nearer to 1 than that, pixels stay as they are
NO_LINES = 50  # lines that a page has, as far as its line height matters, when none was found


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels to send and what they show."""

    pixels: Pixels
    boxes: tuple[Box, ...]  # px of the original page
    label: str = ""  # said in words before the picture, when the pixels do not carry labels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        height, width = self.pixels.shape[:2]
        return int(width), int(height)


@dataclass(frozen=True, slots=True)
class Encoded:
    """One picture as it travels."""

    data: bytes
    mime: str
    boxes: tuple[Box, ...]
    size: tuple[int, int] = (0, 0)  # width and height in px

    @property
    def sha256(self) -> str:
        """Of the encoded bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def url(self) -> str:
        """As a data URL: nothing is ever fetched from an address."""
        encoded = base64.b64encode(self.data).decode("ascii")
        return f"data:{self.mime};base64,{encoded}"


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
    margin = np.array([margin_x, margin_y])
    first = points.min(axis=0) - margin
    last = points.max(axis=0) + margin
    left, top = np.floor(first).astype(int)
    right, bottom = np.ceil(last).astype(int)

    # Held inside the view
    height, width = view.pixels.shape[:2]
    left = min(max(0, left), width - 1)
    top = min(max(0, top), height - 1)
    right = max(left + 1, min(right, width))
    bottom = max(top + 1, min(bottom, height))
    return view.pixels[top:bottom, left:right]


def line_crop(view: View, box: Box) -> Pixels:
    """One line, with a narrow margin, brought to a height at which it reads well and costs
    little.
    """
    line_height = crop(view, box).shape[0]
    margin_x = MARGIN_X * line_height
    margin_y = MARGIN_Y * line_height
    pixels = crop(view, box, margin_x, margin_y)
    height, width = pixels.shape[:2]
    wanted_height = min(max(height, LOW), HIGH)
    readable = wanted_height / height
    fitting = (WIDEST - LABEL) / width
    scale = min(readable, fitting)
    return resize(pixels, scale)


def montage(crops: Sequence[Pixels], labels: Sequence[str]) -> Pixels:
    """Crops stacked with their labels at the left, thin rules between them; grey when all crops are
    grey.
    """
    import cv2

    rows = list(crops)
    if any(row.ndim == 3 for row in rows):
        rows = [row if row.ndim == 3 else np.dstack([row] * 3) for row in rows]
    widest = max(row.shape[1] for row in rows)
    width = LABEL + widest + GAP
    height = sum(row.shape[0] + GAP for row in rows) + GAP
    channels = rows[0].shape[2:]
    canvas = np.full((height, width, *channels), WHITE, np.uint8)
    font = cv2.FONT_HERSHEY_SIMPLEX
    top = GAP
    for row, label in zip(rows, labels, strict=True):
        row_height, row_width = row.shape[:2]
        bottom = top + row_height
        right = LABEL + row_width
        canvas[top:bottom, LABEL:right] = row
        rule = bottom + GAP // 2
        canvas[rule, :] = RULE
        baseline = (top + bottom) // 2 + LABEL_DROP
        cv2.putText(
            canvas,
            label,
            (LABEL_LEFT, baseline),
            font,
            LETTER_SCALE,
            BLACK,
            STROKE,
            cv2.LINE_AA,
        )
        top = bottom + GAP
    return canvas


def line_pictures(
    view: View, boxes: Sequence[Box], labels: Sequence[str], family: Family, max_images: int
) -> tuple[Picture, ...]:
    """One montage or single crops, whichever costs fewer tokens by the model's own formula."""
    crops = [line_crop(view, box) for box in boxes]
    whole = Picture(montage(crops, labels), tuple(boxes))
    whole_tokens = family.tokens(*whole.size)

    single: list[Picture] = []
    separate_tokens = 0
    for pixels, box, label in zip(crops, boxes, labels, strict=True):
        picture = Picture(pixels, (box,), label)
        separate_tokens += family.tokens(*picture.size)
        single.append(picture)
    if len(single) <= max_images and separate_tokens < whole_tokens:
        return tuple(single)
    seen = _as_seen(whole.pixels, family)
    return (Picture(seen, whole.boxes),)


def page_pictures(
    view: View, region: Box, lines: Sequence[Box], family: Family, max_images: int
) -> tuple[Picture, ...]:
    """The region at the size that pays: whole, or as strips where the model would shrink its lines
    below 16 px.
    """
    # Median line height in px of the view; without lines, a fiftieth of the picture
    if lines:
        heights = [crop(view, box).shape[0] for box in lines]
        typical = float(np.median(heights))
    else:
        page_height = float(view.pixels.shape[0])
        typical = page_height / NO_LINES
    line_height = max(1.0, typical)

    # The fewest strips in which the model still sees lines of 16 px; the most that are allowed if
    # none is enough
    most = max(1, min(MAX_STRIPS, max_images))
    for count in range(1, most + 1):
        strips = _strips(region, lines, count)
        scales = [_seen_scale(crop(view, strip), family) for strip in strips]
        if line_height * min(scales) >= LEAST_LINE:
            break

    scale = min(1.0, PAGE_LINE / line_height)
    pictures: list[Picture] = []
    for number, strip in enumerate(strips, 1):
        pixels = resize(crop(view, strip), scale)
        seen = _as_seen(pixels, family)
        label = ""
        if len(strips) > 1:
            label = f"Part {number} of {len(strips)}, from the top"
        pictures.append(Picture(seen, (strip,), label))
    return tuple(pictures)


def _strips(region: Box, lines: Sequence[Box], count: int) -> list[Box]:
    """Equal strips, their edges moved to the nearest place between two lines, so that no line is
    cut.
    """
    free: list[float] = []  # px: where a page can be cut without cutting a line
    for line in lines:
        y = line.bottom
        cuts_line = any(other.top < y < other.bottom for other in lines)
        if not cuts_line:
            free.append(y)

    reach = region.height / count / 2  # px that an edge may be moved, upwards or downwards
    strips: list[Box] = []
    top = region.top
    for number in range(1, count):
        ideal = region.top + region.height * number / count
        below = [y for y in free if y > top]
        nearest = min(below, key=lambda y: abs(y - ideal), default=ideal)
        bottom = ideal
        if abs(nearest - ideal) < reach:
            bottom = nearest
        strips.append(Box(region.left, top, region.right, bottom))
        top = bottom
    strips.append(Box(region.left, top, region.right, region.bottom))
    return strips


def _seen_scale(pixels: Pixels, family: Family) -> float:
    """By how much the model would shrink the pixels."""
    height, width = pixels.shape[:2]
    seen_width, _ = family.seen(width, height)
    return float(seen_width / width)


def _as_seen(pixels: Pixels, family: Family) -> Pixels:
    """No larger than the model looks at: what it throws away is neither sent nor paid."""
    scale = _seen_scale(pixels, family)
    return resize(pixels, min(1.0, scale))


def resize(pixels: Pixels, scale: float) -> Pixels:
    """Scaled by area averaging when it shrinks, cubic when it grows; unchanged at 1."""
    if abs(scale - 1) < UNCHANGED:
        return pixels
    import cv2

    height, width = pixels.shape[:2]
    scaled_width = max(1, round(width * scale))
    scaled_height = max(1, round(height * scale))
    method = cv2.INTER_CUBIC
    if scale < 1:
        method = cv2.INTER_AREA
    scaled = cv2.resize(pixels, (scaled_width, scaled_height), interpolation=method)
    return np.asarray(scaled, np.uint8)


def encode(picture: Picture, max_bytes: int) -> Encoded:
    """As JPEG, of lower quality until it fits. Raises ReaderFailed if it cannot.

    PNG of a ten-line montage took 14 ms and 120 kB, JPEG at 95 without colour subsampling about 1
    ms and half of that.
    """
    import cv2

    stored = picture.pixels
    if stored.ndim == 3:
        stored = np.ascontiguousarray(stored[..., ::-1])  # OpenCV stores BGR
    full_colour = (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
    for quality in QUALITIES:
        settings = [cv2.IMWRITE_JPEG_QUALITY, quality, *full_colour]
        done, encoded = cv2.imencode(".jpeg", stored, settings)
        if not done:
            raise ReaderFailed("OpenCV could not encode a picture as JPEG", where="vision LLM")
        data = encoded.tobytes()
        if len(data) <= max_bytes:
            return Encoded(data, "image/jpeg", picture.boxes, picture.size)
    width, height = picture.size
    what = f"a picture of {width}x{height} px does not fit into {max_bytes} bytes"
    raise ReaderFailed(what, where="vision LLM")
