"""What is written, and where: the group of settings that writers and the output folder use.

Only here: the fields of Output, each with its Setting (setting.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from recto.settings.forms import NAMED_FORMATS
from recto.settings.setting import Setting, free, user


@dataclass(frozen=True, slots=True)
class Output:
    """What is written, and where."""

    # empty: one page to standard output
    folder: Annotated[
        str,
        Setting(
            "Write here; the input tree is mirrored. A file for one result.",
            user("writes at any place"),
            flag="-o --output",
            shown="DIR",
        ),
    ] = ""
    formats: Annotated[
        tuple[str, ...],
        Setting(
            "Output formats, joined by commas.",
            free("what the results look like"),
            flag="-f --format",
            shown="txt,md,...",
            form=NAMED_FORMATS,
        ),
    ] = ("txt",)
    furniture: Annotated[
        Literal["keep", "drop"],
        Setting(
            "drop: leave running heads, footers and page numbers out (not of JSON and PDF).",
            free("what the results look like"),
        ),
    ] = "keep"
    deskew: Annotated[
        bool,
        Setting(
            "Turn the picture of a crooked page straight in pdf and pdfa.",
            free("what the results look like"),
        ),
    ] = False
    optimize: Annotated[
        int,
        Setting(
            "Smaller pdf and pdfa. 1: without loss; 2: pictures as JPEG; 3: smaller still.",
            free("what the results look like"),
            flag="-O --optimize",
            shown="0-3",
            usual="0",
            least=0,
            most=3,
        ),
    ] = 0

    @property
    def look(self) -> str:
        """What of these changes a file that is written; for its stamp."""
        parts: list[str] = [self.furniture]
        if self.deskew:
            parts.append("deskew")
        if self.optimize:
            parts.append(f"optimize {self.optimize}")
        return " ".join(parts)
