"""Pieces of a page as data URIs, small enough to sit inside a report."""

from __future__ import annotations

import base64

import numpy as np

from recto.model.page import Box, Pixels

WIDTH = 900  # px: wider crops are scaled down
MARGIN = 6  # px around a line
QUALITY = 70  # JPEG


def data_uri(pixels: Pixels, box: Box | None = None) -> str:
    """The part of (height, width[, 3]) pixels inside the box (all of them without one) as a JPEG
    data URI.
    """
    import cv2

    part = pixels if box is None else _cut(pixels, box)
    if part.shape[1] > WIDTH:
        height = max(1, round(part.shape[0] * WIDTH / part.shape[1]))
        part = np.asarray(
            cv2.resize(part, (WIDTH, height), interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
    colours = cv2.cvtColor(part, cv2.COLOR_RGB2BGR) if part.ndim == 3 else part
    _, data = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")


def _cut(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]
    left, top = max(0, int(box.left) - MARGIN), max(0, int(box.top) - MARGIN)
    right, bottom = (
        min(width, int(box.right) + MARGIN + 1),
        min(height, int(box.bottom) + MARGIN + 1),
    )
    inside = left < right and top < bottom
    return pixels[top:bottom, left:right] if inside else pixels[:1, :1]
