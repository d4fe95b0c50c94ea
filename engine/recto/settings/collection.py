"""What a collection has taught the engine: the values, without where they come from.

Made by `recto learn`, read from a file by collection_file.py, used where pages are judged
(witnesses/taught.py, confidence/collected.py). Every part may be empty: then everything stands as
shipped. A part holds figures and words and nothing else: none decides where anything is sent or
written.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Annotated, Literal

from recto.model.bounds import Matches, Schema, Within
from recto.settings.calibration import DIGITS, Calibration

Times = Annotated[int, Within(1, 1e9, "how often")]
Text = Annotated[str, Matches(r"^[^\x00-\x1f]{0,100}$", "a word, or a part of one")]
Weight = Annotated[float, Within(-50, 50)]
Line = Annotated[str, Matches(r"^[^\x00-\x1f]{0,500}$", "one line")]
Sha256 = Annotated[str, Matches(r"^[0-9a-f]{64}$", "a SHA-256")]
Taught = Literal["fraktur", "all"]  # recognisers of lines that can be taught further
STRICT: Schema = {"strict": True, "allow_inf_nan": False, "extra": "forbid"}


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word of the collection: its letters and digits alone, small."""

    letters: Text
    times: Times  # that it stands on the pages learned from

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class NumberRule:
    """What numbers and codes of the collection look like: 9 for digits, a for letters, A for
    capitals; marks as they are ("A 99", "99.9.9999").
    """

    shape: Text
    times: Times

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Confusion:
    """What a reader read where a letter is printed; the same letter: it read it right."""

    reader: Text
    printed: Text  # empty: nothing is printed there
    read: Text  # empty: it read nothing there
    times: Times

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class ChoiceWeights:
    """Of the columns of confidence/collected.py's rows for texts that readers differ on; as
    shipped.
    """

    base: Weight = 1.0
    bias: Weight = 0.0
    tesseract: Weight = 0.0
    ppocr: Weight = 0.0
    third: Weight = 0.0
    tesseract_sure: Weight = 0.0
    ppocr_sure: Weight = 0.0
    third_sure: Weight = 0.0
    seen: Weight = 0.0
    mistaken: Weight = 0.0
    shaped: Weight = 0.0

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class LoneWeights:
    """The same of the rows for words that one reader alone has."""

    base: Weight = 1.0
    bias: Weight = 0.0
    sure: Weight = 0.0
    line: Weight = 0.0
    known: Weight = 0.0
    seen: Weight = 0.0

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class LlmWeights:
    """Of the columns of confidence/collected_llm.py's row, for one model's words against those of
    the local readers; as shipped.
    """

    model: Line
    base: Weight = 1.0
    agreeing: Weight = 0.0
    differing: Weight = 0.0
    mistaken: Weight = 0.0

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A recogniser of lines that was taught further: the shipped network with other weights."""

    name: Taught
    sha256: Sha256  # of its file
    base: Sha256  # of the shipped file that it was taught from
    lines: Times  # that taught it
    licence: Line  # of what it was taught from, which goes with it
    authors: Line
    changed: Line
    # base64 of its file, which stands beside the JSON
    onnx: str = field(default="", repr=False)

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class PromptExample:
    """A line of a page learned from: as Tesseract read it, and as people found it printed."""

    read: Line
    printed: Line
    blackletter: bool = False  # the page's type

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class TesseractModel:
    """A model of Tesseract that was taught further; its file stands beside the collection's."""

    language: Annotated[str, Matches(r"^[A-Za-z0-9_]{2,30}$", "a code of Tesseract's")]
    sha256: Sha256  # of its file
    base: Sha256  # of the float model that the user gave
    lines: Times  # that taught it
    place: str = field(default="", repr=False)  # where its file is; never of the collection's file

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Collection:
    """All that a collection teaches; an empty part: nothing that paid."""

    words: tuple[KnownWord, ...] = ()
    numbers: tuple[NumberRule, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    choice: ChoiceWeights | None = None
    lone: LoneWeights | None = None
    llms: tuple[LlmWeights, ...] = ()
    calibration: Calibration | None = None
    recognisers: tuple[Recogniser, ...] = ()
    examples: tuple[PromptExample, ...] = ()  # for an LLM's prompt, where the user wants it
    tesseract: TesseractModel | None = None

    @property
    def digest(self) -> str:
        """16 hex digits that name it in outputs."""
        values = asdict(self)
        if self.tesseract:
            del values["tesseract"]["place"]
        text = json.dumps(values, sort_keys=True)
        state = hashlib.sha256(text.encode())
        return state.hexdigest()[:DIGITS]


NOTHING = Collection()
