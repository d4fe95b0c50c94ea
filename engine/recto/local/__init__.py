"""The local reading: what Tesseract and PP-OCR read of a page, made into lines of units that hold
both.

Readings and the upright view enter, LocalLines in px of the original page leave. Which of both is
right is not decided here.
"""
