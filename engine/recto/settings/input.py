"""Which pages are read, and what is known of them: the group of settings about the input.

Only here: the fields of Input, each with its Setting (setting.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from recto.settings.forms import PAGES
from recto.settings.profiles import ProfileName
from recto.settings.setting import Setting, free, user


@dataclass(frozen=True, slots=True)
class Input:
    """What to read, and what is known of it."""

    # Tesseract codes joined by "+": "eng+deu", "script/Fraktur"; "auto": each page's own is found
    language: Annotated[
        str,
        Setting(
            "auto: find each page's language; or Tesseract languages, e.g. eng+deu.",
            free("what its pages are written in; only installed models count"),
            flag="-l --language",
            shown="LANG",
        ),
    ] = "auto"
    pages: Annotated[
        str,
        Setting(
            "Pages of a PDF or TIFF.",
            free("which of the folder's own pages are meant"),
            shown="1-3,7",
            usual="all",
            form=PAGES,
            changes_text=False,
        ),
    ] = ""
    dpi: Annotated[
        float | None,
        Setting(
            "Draw PDF pages at, or believe of images.",
            free("how its pages were scanned; the caps on pixels hold"),
            usual="found out",
            least=30,
            most=2400,
        ),
    ] = None
    layout: Annotated[
        Literal["page", "line"],
        Setting(
            "line: a small image of a few characters, e.g. a label or a code.",
            free("what its images show"),
        ),
    ] = "page"
    text_layer: Annotated[
        Literal["keep", "redo", "compare"],
        Setting(
            (
                "Text that PDF pages have: keep it if good (nothing is read or sent), redo all, or"
                " compare."
            ),
            free("what its PDFs' own text is worth; an LLM stays the user's"),
        ),
    ] = "keep"
    profile: Annotated[
        ProfileName,
        Setting(
            "Named settings for a kind of page; recto config show --profile NAME lists them.",
            free("chooses only what may be chosen one by one"),
            changes_text=False,  # what it chooses does
        ),
    ] = "none"
    fetch: Annotated[
        bool,
        Setting(
            "Fetch the pages that a IIIF manifest or a METS file names on the web.",
            user("opens connections"),
            changes_text=False,
        ),
    ] = False
