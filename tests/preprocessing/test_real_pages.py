"""Real flat scans keep their shape, and come home to the pixel."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recto_preprocessing import clean

CORPORA = Path(os.environ.get("RECTO_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
FLAT = (
    "basel-address-book",
    "city-directories-fraktur",
    "cookery-bibliography",
    "loc-manuscripts-and-books",
    "receipts",
)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the page corpora are not beside the project"),
]


@pytest.mark.parametrize("corpus", FLAT)
def test_flat_scan(corpus: str) -> None:
    """Not flattened, not turned, every step in its record, every map invertible."""
    first = json.loads(
        (CORPORA / corpus / "pages.jsonl").read_text(encoding="utf-8").splitlines()[0]
    )
    pixels = np.asarray(Image.open(CORPORA / corpus / first["image"]).convert("RGB"))
    cleaned = clean(pixels, 300)
    assert not {"dewarp", "orientation"} & {step.name for step in cleaned.steps}
    corners = np.array([[0.0, 0.0], [pixels.shape[1], pixels.shape[0]]])
    for view in (cleaned.upright, cleaned.tesseract):
        home = view.geometry.to_original(view.geometry.from_original(corners))
        np.testing.assert_allclose(home, corners, atol=1e-6)
