"""What printed characters look like: small pictures of glyphs, compared with those that a reader
has confirmed.

Glyphs and the page's grey pixels enter; one row of numbers a glyph leaves. A document's Shapes
remember what a font's character looked like where a reader had read it as that character: the same
font drawn with the same picture needs no reader anew, a font that lies for one digit has no such
picture. No two digits of one font come near LIKE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Pixels
from recto.textlayer.glyphs import Glyph, Key

SIDE = 16  # px of a picture
# Cosine of two pictures, mean taken off. Two digits of one font reach .85 (6 and 8 of
# Helvetica, 6 pt at 150 dpi; .82 at 300 dpi); of one digit in other places on the px grid 1 of
# 20 is below .91 at 150 dpi, and .97 at 300 dpi.
LIKE = 0.9
PLACE = 0.08  # of the font's height: how far two places of the ink in the line may differ
KEPT = 6  # pictures of one character of one font: sizes and places on the pixel grid differ
AT_ONCE = 1500  # glyphs in one call of OpenCV, whose pictures have less than 32767 rows

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Of some glyphs, in their order."""

    rows: Rows  # (N, SIDE * SIDE), of length 1, or 0 where nothing is drawn
    places: Rows  # (N, 3): foot, height and width of the ink, in heights of the font


NO_PICTURES = Pictures(np.zeros((0, SIDE * SIDE), np.float32), np.zeros((0, 3), np.float32))


def pictures(glyphs: Sequence[Glyph], grey: Pixels) -> Pictures:
    """The glyphs as `grey` (the page's px) shows them; a glyph whose ink box is not known has
    none.
    """
    if not glyphs:
        return NO_PICTURES
    sides = []
    for glyph in glyphs:
        ink = glyph.ink or glyph.box
        side = (
            ink.left,
            ink.top,
            ink.right,
            ink.bottom,
            glyph.box.bottom,
            max(glyph.box.height, 1.0),
        )
        sides.append(side)

    edges = np.array(sides, dtype=np.float32)
    parts = []
    for start in range(0, len(edges), AT_ONCE):
        part = edges[start : start + AT_ONCE]
        parts.append(_sampled(part, grey))

    rows = np.vstack(parts)
    rows -= rows.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    even = rows / np.maximum(lengths, 1.0)
    rows = np.where(lengths > SIDE, even, 0.0)
    left, top, right, bottom, font_bottom, font_height = edges.T
    foot = font_bottom - bottom
    height = bottom - top
    width = right - left
    places = np.stack([foot, height, width], axis=1)
    places = places / font_height[:, None]
    return Pictures(np.asarray(rows, np.float32), np.asarray(places, np.float32))


def _sampled(edges: Rows, grey: Pixels) -> Rows:
    """(N, SIDE * SIDE) grey levels at even places in the glyphs' ink boxes."""
    import cv2

    middles = np.arange(SIDE, dtype=np.float32) + 0.5
    steps = middles / SIDE
    left, top, right, bottom, *_ = edges.T
    across = (right - left)[:, None] * steps
    down = (bottom - top)[:, None] * steps
    # Half a px less: remap counts from the middle of a px, boxes from its edge.
    x = left[:, None] + across - 0.5
    y = top[:, None] + down - 0.5

    shape = (len(edges), SIDE, SIDE)
    columns = np.broadcast_to(x[:, None, :], shape)
    rows = np.broadcast_to(y[:, :, None], shape)
    drawn = cv2.remap(
        grey,
        np.ascontiguousarray(columns.reshape(-1, SIDE)),
        np.ascontiguousarray(rows.reshape(-1, SIDE)),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    levels = np.asarray(drawn, np.float32)
    return levels.reshape(len(edges), -1)


@dataclass(slots=True, eq=False)
class Shapes:
    """Confirmed pictures of one document, in one process."""

    known: dict[Key, list[tuple[Rows, Rows]]] = field(default_factory=dict)

    def confirm(self, glyph: Glyph, row: Rows, place: Rows) -> None:
        """A reader has read the glyph, with this picture, as what its font says."""
        seen = self.known.setdefault(glyph.key, [])
        if len(seen) >= KEPT or not row.any():
            return
        if not self.knows(glyph, row, place):
            seen.append((row, place))

    def knows(self, glyph: Glyph, row: Rows, place: Rows) -> bool:
        """Whether the glyph looks as the character did where it was read."""
        seen = self.known.get(glyph.key, ())
        for picture, where in seen:
            likeness = abs(float(picture @ row))  # white on black is the same picture
            if likeness < LIKE:
                continue
            apart = float(np.abs(where - place).max())
            if apart <= PLACE:
                return True
        return False

    def like(self, key: Key, rows: Rows, places: Rows) -> NDArray[np.bool_]:
        """The same of some glyphs of one character: (N, SIDE * SIDE) and (N, 3), as in Pictures."""
        found = np.zeros(len(rows), dtype=np.bool_)
        for picture, where in self.known.get(key, ()):
            apart = np.abs(places - where)
            is_near = apart.max(axis=1) <= PLACE
            likeness = np.abs(rows @ picture)
            is_alike = likeness >= LIKE
            found |= is_near & is_alike
        return found


@lru_cache(maxsize=1)
def shapes_of(source: str) -> Shapes:
    """What the document has shown so far, in this process. A lie has other pictures, whatever was
    seen before.
    """
    del source
    return Shapes()
