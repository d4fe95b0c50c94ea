"""Which signs PP-OCR's recogniser can write at all: its list of classes, taken from the model file.

Nothing enters, a set of characters leaves; an empty one where the model is not installed. The
network is not loaded: results of an earlier run are judged in processes that never do.
"""

from __future__ import annotations

from functools import lru_cache

from recto.errors import MissingDependency
from recto.readers.ppocr.model_files import model_path
from recto.readers.ppocr.parting import character_list


@lru_cache(maxsize=1)
def alphabet() -> frozenset[str]:
    """Every character that the shipped recogniser has a class for."""
    try:
        model = model_path("rec").read_bytes()
    except (MissingDependency, OSError):
        return frozenset()
    listed = character_list(model)
    return frozenset("".join(listed.splitlines()))
