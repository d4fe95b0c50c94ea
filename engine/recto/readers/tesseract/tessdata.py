"""The models that lie in a folder, for a Tesseract that has no command to list them.

A folder enters, codes leave, as the command would give them: "deu", "script/Fraktur".
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

SUFFIX = ".traineddata"


def folder_of_wheels() -> Path:
    """Where the `tessdata-*` wheels put their models; the folder that TESSDATA_PREFIX names, if it
    names one.
    """
    named = os.environ.get("TESSDATA_PREFIX", "")
    if named:
        return Path(named)
    return Path(sys.prefix) / "share" / "tessdata"


def models_in(folder: Path) -> tuple[str, ...]:
    """Sorted; none where there is no such folder."""
    codes = []
    for pattern in (f"*{SUFFIX}", f"script/*{SUFFIX}"):
        for model in folder.glob(pattern):
            name = model.relative_to(folder).as_posix()
            codes.append(name.removesuffix(SUFFIX))
    codes.sort()
    return tuple(codes)
