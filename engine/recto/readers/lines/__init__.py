"""Recognisers of text lines whose weights Recto brings along: of old print, and of scripts that
PP-OCR has no letters for; lines come from PP-OCR's detector.
"""

from recto.readers.lines.reader import LineReader
from recto.readers.lines.typeface import OLD, classify, named

__all__ = ["OLD", "LineReader", "classify", "named"]
