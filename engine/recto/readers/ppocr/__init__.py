"""The second local witness: the PP-OCR models of the rapidocr wheel, offline, never shown to the
LLM.
"""

from recto.readers.ppocr.reader import Ppocr
from recto.readers.ppocr.recognise import Recognised

__all__ = ["Ppocr", "Recognised"]
