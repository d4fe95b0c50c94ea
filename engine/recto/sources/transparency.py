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
    paint, alpha = layers[:, :, :3], layers[:, :, 3]
    if alpha.min() == 255:
        return _flat(paint, colour), ()
    if alpha.max() == 0:
        return _unseen(paint, colour)
    light = _lightness(paint)
    ink = alpha >= max(1, int(alpha.max()) // 2)
    ground = _ground(light, ink)
    if ground is None:
        return _by_alpha(alpha), (
            "light and dark ink on a transparent ground: the ink's outline is read",
        )
    page = _laid(paint, alpha, ground)
    notes = (
        () if ground == 255 else (f"light ink on a transparent ground, laid on {_name(ground)}",)
    )
    return _flat(page, colour), notes


def _unseen(paint: Levels, colour: bool) -> tuple[Pixels, tuple[str, ...]]:
    """A picture of which nothing shows: white, unless it holds more than one colour all the
    same.
    """
    if np.ptp(paint, axis=(0, 1)).max() == 0:
        return _flat(np.full_like(paint, 255), colour), ("the picture is wholly transparent",)
    return _flat(paint, colour), ("the picture is wholly transparent: read as if it were not",)


def _ground(light: Levels, ink: Mask) -> int | None:
    """The grey level to lay the ink on; None: no level shows all of it, and its outline does."""
    border = _border(ink)
    levels = np.bincount(light[border], minlength=256)
    most = STRAY * max(1.0, float(np.count_nonzero(border)))
    if levels[256 - SEEN :].sum() <= most:
        return 255
    if levels[:SEEN].sum() <= most:
        return 0
    return None if _plain(light, ink & ~border) else _farthest(np.asarray(levels > most / 8))


def _border(ink: Mask) -> Mask:
    import cv2

    around = cv2.dilate((~ink).astype(np.uint8), np.ones((BORDER, BORDER), np.uint8)) > 0
    return np.asarray(ink & around)


def _plain(light: Levels, inner: Mask) -> bool:
    """Whether lightness hardly changes within the ink: strokes of one colour, no panel with text of
    its own.
    """
    import cv2

    steps = cv2.morphologyEx(light, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return bool(
        np.count_nonzero(steps[inner] >= SEEN) <= DETAIL * max(1.0, float(np.count_nonzero(inner)))
    )


def _farthest(used: Mask) -> int:
    """The level farthest from every level in use."""
    apart = np.abs(np.arange(256)[:, None] - np.flatnonzero(used)[None, :]).min(axis=1)
    return int(apart.argmax())


def _laid(paint: Levels, alpha: Levels, ground: int) -> Levels:
    share = alpha[:, :, None].astype(np.float32) / 255
    return np.rint(paint * share + ground * (1 - share)).astype(np.uint8)


def _by_alpha(alpha: Levels) -> Pixels:
    most = int(alpha.max())
    return np.asarray(255 - np.rint(alpha.astype(np.float32) * (255 / most)), np.uint8)


def _lightness(paint: Levels) -> Levels:
    import cv2

    return np.asarray(cv2.cvtColor(np.ascontiguousarray(paint), cv2.COLOR_RGB2GRAY), np.uint8)


def _flat(paint: Levels, colour: bool) -> Pixels:
    return np.ascontiguousarray(paint if colour else paint[:, :, 0])


def _name(ground: int) -> str:
    return "black" if ground == 0 else "grey"
