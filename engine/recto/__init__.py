"""Recto: text from pages that you can trust word by word.

    import recto

    document = recto.read("letter.png", language="eng")
    print(document.text)
    doubtful = [word for word in document.words if word.flagged]

    for document in recto.read_many(["scans/a.pdf", "scans/b.tif"]):  # on all processors, in order
        document.save(f"{document.source}.txt")

Importing this package is cheap: OpenCV, onnxruntime and the rest are loaded by the first page that
is read. It turns the telemetry of libraries off (telemetry.py), so import it before onnxruntime.
"""

# Before all else, __future__ included: a file in the working folder could stand for any of them.
from . import working_folder

working_folder.leave()

from . import telemetry  # noqa: E402

telemetry.silence()

from typing import TYPE_CHECKING  # noqa: E402

from ._version import __version__ as __version__  # noqa: E402

if TYPE_CHECKING:
    from .api.document import Document as Document
    from .api.document import Page as Page
    from .api.reading import aread, read, read_many
    from .errors import NoAnswerWarning as NoAnswerWarning
    from .errors import RectoError as RectoError
    from .model.result import Word as Word
    from .settings.groups import Settings as Settings
    from .settings.llm import LlmOptions as LlmOptions

# What `help(recto)` prints in full; each class has a help of its own. dir(recto) has all names.
__all__ = ["aread", "read", "read_many"]

_HOMES = {
    "Document": "api.document",
    "LlmOptions": "settings.llm",
    "NoAnswerWarning": "errors",
    "Page": "api.document",
    "RectoError": "errors",
    "Settings": "settings.groups",
    "Word": "model.result",
    "aread": "api.reading",
    "read": "api.reading",
    "read_many": "api.reading",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'recto' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*_HOMES, "__all__", "__doc__", "__version__"])
