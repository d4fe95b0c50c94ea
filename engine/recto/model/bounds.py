"""What a value of a result may be: annotations that type checkers pass over and the JSON contract
is made of.

A field of a result says its range, and what it means, once: `confidence: Annotated[float, Within(0,
1, "...")]`. From that the published schema is written and earlier results are checked
(writers/result_json_contract.py); building a value in memory checks nothing. Nothing here imports
pydantic, so that values stay cheap to import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

Schema = dict[str, Any]

# Sizes that no page, bill or run reaches, and with which arithmetic stays finite and cheap.
MOST_PX = 1_000_000  # a coordinate; a page is at most 178,956,970 px in all (sources/limits.py)
MOST_PAGES = 1_000_000  # of one file
MOST_SECONDS = 1e9
MOST_DPI = 1e5
MOST_COUNTED = 10**12
MOST_ROWS = 10_000  # of one table, and its columns


@dataclass(frozen=True, slots=True)
class Says:
    """What a field means, for the published schema."""

    description: str

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], Schema]) -> Schema:
        schema = handler(core)
        return {**schema, "description": self.description}


@dataclass(frozen=True, slots=True)
class Within:
    """A number from `low` to `high`, both included, and what it means."""

    low: float
    high: float
    description: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        return {**handler(source), "ge": self.low, "le": self.high}

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], Schema]) -> Schema:
        schema = handler(core)
        if self.description:
            return {**schema, "description": self.description}
        return {**schema}


@dataclass(frozen=True, slots=True)
class Matches:
    """A text of one form, and what it means."""

    pattern: str  # a regular expression for the whole text
    description: str

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        schema = handler(source)
        return {**schema, "pattern": self.pattern}

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], Schema]) -> Schema:
        schema = handler(core)
        return {**schema, "description": self.description}


Share = Annotated[float, Within(0, 1)]
# a reader's own: of single precision, which can come out at 1.0000001
Score = Annotated[float, Within(0, 1.001)]
Px = Annotated[float, Within(-MOST_PX, MOST_PX)]
Size = Annotated[int, Within(0, MOST_PX)]
Seconds = Annotated[float, Within(0, MOST_SECONDS)]
Count = Annotated[int, Within(0, MOST_COUNTED)]
Place = Annotated[int, Within(0, MOST_COUNTED)]
Dpi = Annotated[float, Within(1e-3, MOST_DPI)]
# Files are looked up by it, so it can name none outside Tesseract's own folder.
CODE = "[A-Za-z0-9_-]{1,40}(/[A-Za-z0-9_-]{1,40})?"
Language = Annotated[str, Matches(rf"^({CODE}(\+{CODE}){{0,30}})?$", "Tesseract's codes, as in -l")]

# How Reading and PageResult are called in JSON, where that differs from Python.
IN_JSON = {"readings": "readers", "reader": "name"}


def name_in_json(field: str) -> str:
    """The property that holds the field."""
    return IN_JSON.get(field, field)


# Strict: "1" is no number and true no count. Properties of later minor versions are passed over.
CONTRACT: Schema = {
    "alias_generator": name_in_json,
    "strict": True,
    "allow_inf_nan": False,
    "extra": "ignore",
}
