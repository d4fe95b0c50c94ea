"""A stand-in, see README.md."""

from pathlib import Path
from typing import Any

import pikepdf


def get_page_count_for_pdf(path: Path, log: object = None) -> int:
    """Of the file."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def extract_pdf_metadata(path: Path, log: object = None) -> list[dict[str, Any]]:
    """Nothing."""
    return []
