"""A stand-in, see README.md."""


class OcrConfig:
    """What PAPERLESS_OCR_LANGUAGE says."""

    language = "eng"
