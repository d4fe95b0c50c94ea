"""What ocrd-recto-recognize says of itself: OCR-D's tool description, out of our settings.

Definitions enter, the contents of an ocrd-tool.json leave (`ocrd-recto-recognize --dump-json`
prints them). Nothing of OCR-D is imported.
"""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

from recto._version import __version__
from recto.plugins.plugin_options import offered
from recto.settings.setting import Defined

NAME = "ocrd-recto-recognize"
SAYS = "Segment and recognize pages: Tesseract, PP-OCR and, if wanted, a vision LLM, word by word"
HOME = "https://pypi.org/project/recto-ocr/"
UNSAID, NONE = "", -1  # what stands for "not given"
NUMBERS = (int, float)


def description() -> dict[str, Any]:
    """The whole of it."""
    language = {
        "type": "string",
        "default": "eng",
        "description": "Tesseract languages, e.g. eng+deu",
    }
    parameters: dict[str, Any] = {"language": language}
    for name, field in offered().items():
        parameters[name] = _parameter(field)
    tool = {
        "executable": NAME,
        "description": SAYS,
        "steps": ["layout/segmentation/region", "recognition/text-recognition"],
        "categories": ["Text recognition and optimization"],
        "input_file_grp_cardinality": 1,
        "output_file_grp_cardinality": 1,
        "parameters": parameters,
    }
    return {"version": __version__, "git_url": HOME, "tools": {NAME: tool}}


def _parameter(field: Defined) -> dict[str, Any]:
    """OCR-D wants a default of the parameter's own type, so "not given" is a word or a number."""
    says = field.setting.says
    if field.kind in NUMBERS:
        default = field.default
        if default is None:
            default = NONE
            says = f"{says} ({NONE}: none)"
        return {"type": "number", "default": default, "description": says}
    about: dict[str, Any] = {"type": "string", "default": UNSAID, "description": says}
    if get_origin(field.kind) is Literal:
        about["enum"] = [UNSAID, *get_args(field.kind)]
    return about


def chosen(parameters: dict[str, Any]) -> dict[str, Any]:
    """What was given, as keywords."""
    return {name: value for name, value in parameters.items() if value not in (UNSAID, NONE)}
