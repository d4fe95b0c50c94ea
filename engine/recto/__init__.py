"""Recto: text from pages that you can trust word by word.

    import recto

    document = recto.read("letter.png", language="eng")
    print(document.text)
    for page in document.pages:
        doubtful = [word for word in page.words if word.flagged]

    for document in recto.read_many(["scans/a.pdf", "scans/b.tif"]):  # in order, with a worker for
        each processor ...

Importing this package is cheap: OpenCV, onnxruntime and the rest are loaded by the first page that
is read. It turns the telemetry of libraries off (telemetry.py), so import it before onnxruntime.
"""

# Before all else, __future__ included: a file in the working folder could stand for any of them.
from . import working_folder

working_folder.leave()

from . import telemetry  # noqa: E402

telemetry.silence()

from typing import TYPE_CHECKING  # noqa: E402

from ._version import __version__  # noqa: E402

if TYPE_CHECKING:
    from .api import read, read_many
    from .errors import NoAnswerWarning, RectoError
    from .model.result import Document, PageResult
    from .settings.groups import Settings

__all__ = [
    "Document",
    "NoAnswerWarning",
    "PageResult",
    "RectoError",
    "Settings",
    "__version__",
    "read",
    "read_many",
]

_HOMES = {
    "read": "api",
    "read_many": "api",
    "NoAnswerWarning": "errors",
    "RectoError": "errors",
    "Document": "model.result",
    "PageResult": "model.result",
    "Settings": "settings.groups",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'recto' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
