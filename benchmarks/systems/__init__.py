"""The systems under test, by name: what can read a page of the corpora.

Names enter, System values leave. Each system is a small frozen value in its own module; this file only knows which name
belongs to which, and what "llm:*" expands to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from benchmarks.corpora import CorpusPage
from benchmarks.systems.bare_ppocr import BarePpocr
from benchmarks.systems.bare_tesseract import BareTesseract
from benchmarks.systems.base import System
from benchmarks.systems.local import Local, without
from benchmarks.systems.recorded import RecordedLlm
from recto.errors import BadArguments
from recto_preprocessing.recipe import STEPS

__all__ = ["System", "resolve"]

_LOCAL: Mapping[str, Callable[[], System]] = {
    "tesseract": BareTesseract,
    "ppocr": BarePpocr,
    "local": Local,
}
# "kind:NAME": NAME is a recorded reading
_RECORDED: Mapping[str, Callable[[str], System]] = {
    "llm": RecordedLlm,
}


def resolve(names: Iterable[str], pages: Sequence[CorpusPage]) -> list[System]:
    """Systems by name, each once, in the order given; "llm:*" is every reading that the pages have."""
    found: dict[str, System] = {}
    for name in names:
        for system in _systems(name, pages):
            found.setdefault(system.name, system)
    return list(found.values())


def _systems(name: str, pages: Sequence[CorpusPage]) -> list[System]:
    kind, colon, reading = name.partition(":")
    if not colon and name in _LOCAL:
        return [_LOCAL[name]()]
    if colon and kind == "local-without":
        return [without(step) for step in _named(reading, ("all", *STEPS))]
    if colon and kind in _RECORDED:
        known = sorted({model for page in pages for model in page.readings})
        return [_RECORDED[kind](model) for model in _named(reading, known)]
    choices = [*_LOCAL, "local-without:STEP", *(f"{kind}:READING" for kind in _RECORDED)]
    raise BadArguments(f"no system named {name!r}", remedy=f"choose from {', '.join(choices)}")


def _named(reading: str, known: Sequence[str]) -> Sequence[str]:
    if reading == "*":
        return known
    if reading not in known:
        raise BadArguments(f"nothing here is called {reading!r}", remedy=f"choose from {', '.join(known)}")
    return [reading]
