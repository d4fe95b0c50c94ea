"""Kinds of TIFF pixels that Pillow can unpack and does not open: its table of kinds has no row for
them.

Nothing enters or leaves: importing this adds the rows. All are grey: 16 bits, signed 16 and
unsigned 32 with 0 for white, and 64-bit floats, as image editors and scientific scanners write
them. Rows that a later Pillow brings stay.
"""

from __future__ import annotations

from PIL import TiffImagePlugin

LITTLE, BIG = b"II", b"MM"
UNSIGNED, SIGNED, FLOATING = (1,), (2,), (3,)  # SampleFormat
# (byte order, PhotometricInterpretation, SampleFormat, FillOrder, BitsPerSample, ExtraSamples):
# (mode, raw mode)
ROWS = {
    (BIG, 0, UNSIGNED, 1, (16,), ()): ("I;16B", "I;16B"),
    (LITTLE, 0, SIGNED, 1, (16,), ()): ("I", "I;16S"),
    (BIG, 0, SIGNED, 1, (16,), ()): ("I", "I;16BS"),
    (LITTLE, 0, UNSIGNED, 1, (32,), ()): ("I", "I;32N"),
    (LITTLE, 0, FLOATING, 1, (64,), ()): ("F", "F;64F"),
    (LITTLE, 1, FLOATING, 1, (64,), ()): ("F", "F;64F"),
    (BIG, 0, FLOATING, 1, (64,), ()): ("F", "F;64BF"),
    (BIG, 1, FLOATING, 1, (64,), ()): ("F", "F;64BF"),
}

for _kind, _modes in ROWS.items():
    TiffImagePlugin.OPEN_INFO.setdefault(_kind, _modes)
