"""A model of Tesseract that a collection taught, among those that are installed.

A TesseractModel enters, a folder of models leaves in which it stands in place of the installed one
of its language; the others are links. It lies in the user's cache under the model's hash, and is
made once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from recto.errors import FileAccess, InvalidConfig
from recto.files.own_folders import cache_folder
from recto.files.written_text import plain_name
from recto.readers.tesseract.install import installation
from recto.readers.tesseract.tessdata import SUFFIX, models_in
from recto.settings.collection import TesseractModel


def taught_folder(model: TesseractModel | None, language: str) -> str:
    """Where Tesseract is to look for models; empty: where it always does. Raises FileAccess, or
    InvalidConfig for a model that was exchanged.
    """
    if model is None or model.language not in language.split("+"):
        return ""
    return _made(model)


@lru_cache(maxsize=2)
def _made(model: TesseractModel) -> str:
    place = Path(model.place)
    try:
        data = place.read_bytes()
        found = hashlib.sha256(data)
        if found.hexdigest() != model.sha256:
            what = "is not the model that the collection names"
            raise InvalidConfig(what, where=plain_name(place), remedy="learn it anew")
        folder = _folder(model, data)
        return str(folder)
    except OSError as fault:
        what = fault.strerror or str(fault)
        remedy = "put the collection's model beside it, and make room for the cache"
        raise FileAccess(what, where=plain_name(place), remedy=remedy) from fault


def _folder(model: TesseractModel, data: bytes) -> Path:
    """Made anew by each process, so that nothing in it is older than what is installed now."""
    cache = cache_folder() or Path(tempfile.gettempdir())
    cache.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="tessdata-", dir=cache))
    installed = installation().tessdata
    for code in models_in(installed):
        link = made / f"{code}{SUFFIX}"
        link.parent.mkdir(exist_ok=True)
        name = link.relative_to(made)
        link.symlink_to(installed / name)
    own = made / f"{model.language}{SUFFIX}"
    own.unlink(missing_ok=True)
    own.write_bytes(data)
    _remove_at_the_end(made)
    return made


def _remove_at_the_end(folder: Path) -> None:
    """With this process, not with one that was forked from it."""
    import atexit
    import shutil

    owner = os.getpid()

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
