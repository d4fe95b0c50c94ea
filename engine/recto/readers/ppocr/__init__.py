"""The second local witness: the PP-OCR models of the rapidocr wheel, offline, never shown to the
LLM.
"""

from recto.readers.placed import Recognised
from recto.readers.ppocr.reader import Ppocr

__all__ = ["Ppocr", "Recognised"]
