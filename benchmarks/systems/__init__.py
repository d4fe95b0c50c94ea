"""The systems under test, by name: what can read a page of the corpora.

Names enter, System values leave. Each system is a small frozen value in its own module; this file
only knows which name belongs to which, and what "llm:*" expands to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from benchmarks.corpora import CorpusPage
from benchmarks.systems.bare_lines import BareLines
from benchmarks.systems.bare_ppocr import BarePpocr
from benchmarks.systems.bare_tesseract import BareTesseract
from benchmarks.systems.base import System
from benchmarks.systems.local import Local
from benchmarks.systems.recorded import RecordedLlm
from benchmarks.systems.with_llm import Live, Replayed
from benchmarks.systems.without_rule import NAMES as LLM_PARTS
from benchmarks.systems.without_rule import WithoutRule
from benchmarks.systems.without_step import NAMES as LOCAL_PARTS
from benchmarks.systems.without_step import LocalWithout
from recto.errors import BadArguments

__all__ = ["System", "is_known", "is_variant", "resolve"]

PLAIN: Mapping[str, Callable[[], System]] = {
    "tesseract": BareTesseract,
    "ppocr": BarePpocr,
    "local": Local,
}
# readers that are no product's, in no group: they are asked for by name
PARTS: Mapping[str, Callable[[], System]] = {"multiscript": BareLines}


# "kind:READING", a recorded reading of the pages
RECORDED: Mapping[str, Callable[[str], System]] = {
    "llm": RecordedLlm,
    "hybrid": partial(Replayed, "hybrid"),
    "auto": partial(Replayed, "auto"),
}
VARIANTS = ("local-without", "hybrid-without")
# expected shares of wrong words, for the curve of cost and accuracy
TARGETS = (0.2, 0.1, 0.05, 0.02, 0.01, 0.0)
GROUPS: Mapping[str, tuple[str, ...]] = {
    "all": (*PLAIN, *(f"{kind}:*" for kind in RECORDED)),
    "ablation": ("local", "hybrid:*", "local-without:*", "hybrid-without:*:*"),
    "curve": ("local", "hybrid:*", "auto:*", *(f"auto@{target:g}:*" for target in TARGETS)),
}
KINDS = (*PLAIN, *PARTS, *RECORDED, *VARIANTS, "live")  # what stands before the colon
CHOICES = (
    *GROUPS,
    *PLAIN,
    *PARTS,
    "local-without:PART",
    "hybrid-without:PART:READING",
    *(f"{kind}:READING" for kind in RECORDED),
    "auto@TARGET_ERROR:READING",
    "live:PROVIDER/MODEL",
)


def resolve(names: Iterable[str], pages: Sequence[CorpusPage]) -> list[System]:
    """Systems by name, each once, in the order given; "llm:*" is every reading that the pages have.

    "all" is every system but the variants, "ablation" the whole and every part left out once,
    "curve" auto at several target errors. Raises BadArguments for a name that is none.
    """
    found: dict[str, System] = {}
    for name in (each for given in names for each in GROUPS.get(given, (given,))):
        for system in _systems(name, pages):
            found.setdefault(system.name, system)
    return list(found.values())


def is_variant(system: str) -> bool:
    """An ablation or a point of a curve, not a system to choose."""
    kind = system.partition(":")[0]
    return kind in VARIANTS or "@" in kind


def is_known(system: str) -> bool:
    """Whether such a name, e.g. of a folder, can be a system's."""
    return system.partition(":")[0].partition("@")[0] in KINDS


def _systems(name: str, pages: Sequence[CorpusPage]) -> list[System]:
    kind, colon, rest = name.partition(":")
    alone = {**PLAIN, **PARTS}
    if not colon and name in alone:
        return [alone[name]()]
    if kind == "local-without" and colon:
        return [LocalWithout(part) for part in _named(rest, LOCAL_PARTS)]
    if kind == "live" and rest.partition("/")[2]:
        provider, _, model = rest.partition("/")
        return [Live(provider, model)]
    known = sorted({model for page in pages for model in page.readings})
    if kind == "hybrid-without" and ":" in rest:
        part, _, model = rest.partition(":")
        return [WithoutRule(p, m) for p in _named(part, LLM_PARTS) for m in _named(model, known)]
    if kind.startswith("auto@") and colon:
        return [Replayed("auto", model, _target(kind)) for model in _named(rest, known)]
    if kind in RECORDED and colon:
        return [RECORDED[kind](model) for model in _named(rest, known)]
    raise BadArguments(f"no system named {name!r}", remedy=f"choose from {', '.join(CHOICES)}")


def _target(kind: str) -> float:
    try:
        return float(kind.partition("@")[2])
    except ValueError:
        raise BadArguments(f"no error rate in {kind!r}", remedy="as in auto@0.02:READING") from None


def _named(given: str, known: Sequence[str]) -> Sequence[str]:
    if given == "*":
        return known
    if given not in known:
        raise BadArguments(
            f"nothing here is called {given!r}", remedy=f"choose from {', '.join(known)}"
        )
    return [given]
