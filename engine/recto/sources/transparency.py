"""A picture with transparent parts as a page: the ink on a ground that shows it.

RGBA pixels enter, grey or RGB pixels leave, with a note where the ground is not white. The ink's
own lightness, where it borders on what is transparent, asks for the ground: dark ink lies on white,
light ink on black; both together on a grey far from either, or as their bare alpha where colour
tells nothing within the ink. Only here: what is laid on what.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels

SEEN = 64  # grey levels between ink and ground
# share of the ink's border that may stay unseen: dirt, and stray colours of resampling
STRAY = 0.005
BORDER = 5  # px: the ink's border is what a square of this size reaches from the transparent side
# share of the inner ink with steps of SEEN, from which the ink is a picture, not strokes
DETAIL = 0.01

Levels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def on_ground(layers: NDArray[np.uint8], *, colour: bool) -> tuple[Pixels, tuple[str, ...]]:
    """((height, width[, 3]) uint8, notes) of (height, width, 4) RGBA; `colour` False: grey is
    enough.
    """
    import cv2

    paint = layers[:, :, :3]
    alpha = layers[:, :, 3]
    if alpha.min() == 255:
        return _flat(paint, colour), ()

    most = int(alpha.max())
    if most == 0:
        colours = np.ptp(paint, axis=(0, 1))
        if colours.max() == 0:
            white = np.full_like(paint, 255)
            return _flat(white, colour), ("the picture is wholly transparent",)
        note = "the picture is wholly transparent: read as if it were not"
        return _flat(paint, colour), (note,)

    light = cv2.cvtColor(np.ascontiguousarray(paint), cv2.COLOR_RGB2GRAY)
    ink = alpha >= max(1, most // 2)
    ground = _ground(np.asarray(light, np.uint8), ink)
    if ground is None:
        outline = np.rint(alpha.astype(np.float32) * (255 / most))
        note = "light and dark ink on a transparent ground: the ink's outline is read"
        return np.asarray(255 - outline, np.uint8), (note,)

    share = alpha[:, :, None].astype(np.float32) / 255
    laid = paint * share + ground * (1 - share)
    page = np.rint(laid).astype(np.uint8)
    if ground == 255:
        return _flat(page, colour), ()
    name = "black" if ground == 0 else "grey"
    return _flat(page, colour), (f"light ink on a transparent ground, laid on {name}",)


def _ground(light: Levels, ink: Mask) -> int | None:
    """The grey level to lay the ink on; None: no level shows all of it, and its outline does."""
    import cv2

    reach = np.ones((BORDER, BORDER), np.uint8)
    outside = (~ink).astype(np.uint8)
    border = np.asarray(ink & (cv2.dilate(outside, reach) > 0))
    size = max(1.0, float(np.count_nonzero(border)))
    levels = np.bincount(light[border], minlength=256)
    stray = STRAY * size
    if levels[256 - SEEN :].sum() <= stray:
        return 255
    if levels[:SEEN].sum() <= stray:
        return 0

    # Where lightness hardly changes within the ink it is strokes of one colour, no panel with text
    # of its own.
    inner = ink & ~border
    steps = cv2.morphologyEx(light, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    area = max(1.0, float(np.count_nonzero(inner)))
    if np.count_nonzero(steps[inner] >= SEEN) <= DETAIL * area:
        return None

    # The level farthest from every level in use.
    used = np.flatnonzero(levels > stray / 8)
    every = np.arange(256)
    distances = np.abs(every[:, None] - used[None, :])
    nearest = distances.min(axis=1)
    return int(nearest.argmax())


def _flat(paint: Levels, colour: bool) -> Pixels:
    plane = paint if colour else paint[:, :, 0]
    return np.ascontiguousarray(plane)
