"""Which signs PP-OCR's recogniser can write at all: its list of classes, taken from the model file.

Nothing enters, a set of characters leaves; an empty one where the model is not installed. The list
is read from the file's own metadata, without loading the network: results of an earlier run are
judged in processes that never do.
"""

from __future__ import annotations

from functools import lru_cache

from recto.errors import MissingDependency
from recto.learned.onnx_weights import varint
from recto.readers.ppocr.session import model_path

# A StringStringEntryProto of onnx.proto: the key (field 1, nine bytes long), then the mark of the
# value (field 2).
NAME = b"\x0a\x09character\x12"


@lru_cache(maxsize=1)
def alphabet() -> frozenset[str]:
    """Every character that the shipped recogniser has a class for."""
    try:
        model = model_path("rec").read_bytes()
    except (MissingDependency, OSError):
        return frozenset()
    name_at = model.rfind(NAME)
    if name_at < 0:
        return frozenset()
    after_name = name_at + len(NAME)
    size, start = varint(model, after_name)
    end = start + size
    listed = model[start:end].decode()
    return frozenset("".join(listed.splitlines()))
