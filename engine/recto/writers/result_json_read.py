"""An earlier JSON result back to the Document that wrote it, equal in every field.

A path enters, a Document leaves; a file that breaks the contract (result_json_contract) is an
InputError that says what to do. Unknown properties are ignored, so results of a later minor version
still read.
"""

from __future__ import annotations

from pathlib import Path

from recto.errors import FileAccess
from recto.model.result import Document
from recto.writers.result_json_contract import MOST_BYTES, damaged, document_of


def read_json(path: str | Path) -> Document:
    """The Document in the JSON result at `path`. Raises FileAccess, or InputError for what is not a
    result.
    """
    where = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileAccess(error.strerror or str(error), where=where) from error
    except ValueError as error:  # a NUL in the name
        raise FileAccess(str(error), where=where) from error
    if len(data) > MOST_BYTES:
        raise damaged(f"more than {MOST_BYTES:,} bytes that are not one page a line", where)
    return document_of(data, where)
