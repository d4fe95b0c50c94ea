"""The readers that run on this machine, and what they are helped with: their group of settings.

Only here: the fields of Local, each with its Setting (setting.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from recto.settings.calibration import Calibration
from recto.settings.calibration import read as read_calibration
from recto.settings.collection import Collection
from recto.settings.collection_file import read_collection
from recto.settings.forms import STEPS
from recto.settings.names import NO_LISTS
from recto.settings.setting import Setting, free, user


@dataclass(frozen=True, slots=True)
class Local:
    """The readers that run on this machine."""

    second_reader: Annotated[
        Literal["auto", "off", "on"],
        Setting(
            "The second local reader; auto skips pages and lines of which Tesseract is sure.",
            free("stays on this machine"),
        ),
    ] = "auto"
    tesseract: Annotated[
        Literal["auto", "command", "library"],
        Setting(
            "Read with Tesseract's command or its library; auto takes the library if installed.",
            free("stays on this machine"),
        ),
    ] = "auto"
    device: Annotated[
        Literal["auto", "cpu", "cuda", "openvino", "coreml"],
        Setting(
            "What runs the second reader; auto is the processor, by OpenVINO if installed.",
            free("stays on this machine"),
        ),
    ] = "auto"
    old_letters: Annotated[
        Literal["fold", "keep"],
        Setting(
            "Long s and a superscript e of old print: written as today, or kept as printed.",
            free("stays on this machine"),
        ),
    ] = "fold"
    domain: Annotated[
        Literal["none", "medicine", "genealogy", "law"],
        Setting(
            "Words of a subject break ties between readers: medicine (English, German), "
            "genealogy (names) or law, both English.",
            free("stays on this machine"),
            absent=NO_LISTS,
        ),
    ] = "none"
    psm: Annotated[
        int,
        Setting(
            "Tesseract's page segmentation mode, 0 to 13.",
            free("stays on this machine"),
            least=0,
            most=13,
        ),
    ] = 3
    cleaning: Annotated[
        str,
        Setting(
            "auto, off, or steps joined by commas.",
            free("stays on this machine"),
            flag="--clean",
            shown="STEPS",
            form=STEPS,
        ),
    ] = "auto"
    timeout: Annotated[
        float,
        Setting(
            "Seconds that Tesseract gets for one page.",
            free("how long its pages may take"),
            flag=None,
            least=1,
            most=86_400,
            changes_text=False,
        ),
    ] = 120.0
    calibration: Annotated[
        Calibration | None,
        Setting(
            "Your own confidence, from recto calibrate.",
            user("opens a file of any name, and can make every word look sure"),
            shown="FILE",
            from_file=read_calibration,
        ),
    ] = None
    collection: Annotated[
        Collection | None,
        Setting(
            "What recto learn learned from pages of the same collection.",
            user("opens a file of any name, and can make every word look sure"),
            shown="FILE",
            from_file=read_collection,
        ),
    ] = None
    # its name, not what it holds: pages that it was not there for are not read again
    follow: Annotated[
        str,
        Setting(
            "As --collection, and looked at again before each page: recto learn --watch writes it.",
            user("opens a file of any name, and can make every word look sure"),
            shown="FILE",
        ),
    ] = ""
    # in place of the line of the calibration
    risk: Annotated[
        float | None,
        Setting(
            "Flag words until about this share of the others is wrong, e.g. 0.01.",
            user("could leave wrong words without a flag"),
            shown="SHARE",
            least=0,
            most=0.5,
        ),
    ] = None
