"""Where the PP-OCR models lie.

The name of a task enters, the path of its file in the rapidocr wheel leaves. The wheel's own code
is never imported: it can download others.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from recto.errors import MissingDependency


def model_path(task: str) -> Path:
    """The `det` or `rec` model file of the rapidocr wheel. Raises MissingDependency."""
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec else None
    found = []
    if folders:
        models = Path(folders[0]) / "models"
        found = sorted(models.glob(f"PP-OCR*_{task}_*.onnx"))
    if not found:
        raise MissingDependency(
            "the PP-OCR models are not installed", remedy="run `pip install 'rapidocr>=3.10,<3.11'`"
        )
    return found[-1]
