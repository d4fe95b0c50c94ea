"""Pieces of a page as data URIs, small enough to sit inside a report.

Pixels and a box enter, "data:image/jpeg;base64,..." leaves. Only here: how wide, with how much
around it and how fine such a crop is.
"""

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
    height, width = part.shape[:2]
    if width > WIDTH:
        scaled_height = max(1, round(height * WIDTH / width))
        size = (WIDTH, scaled_height)
        scaled = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
        part = np.asarray(scaled, dtype=np.uint8)
    if part.ndim == 3:
        bgr = cv2.cvtColor(part, cv2.COLOR_RGB2BGR)
        part = np.asarray(bgr, dtype=np.uint8)

    quality = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    _, data = cv2.imencode(".jpg", part, quality)
    encoded = base64.b64encode(data.tobytes())
    text = encoded.decode("ascii")
    return f"data:image/jpeg;base64,{text}"


def _cut(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]

    left = int(box.left) - MARGIN
    left = max(0, left)
    right = int(box.right) + MARGIN + 1
    right = min(width, right)

    top = int(box.top) - MARGIN
    top = max(0, top)
    bottom = int(box.bottom) + MARGIN + 1
    bottom = min(height, bottom)

    if left >= right or top >= bottom:  # the box lies outside
        return pixels[:1, :1]
    return pixels[top:bottom, left:right]
