"""`python -m benchmarks.learn NAME --store OUT`: learn, print what it does on what was left out,
write the weights.

Pages come from the outputs that a benchmark run has stored in OUT. What is learned later rests on
what was learned before it, so the order of the table is the order to learn in: one call each, since
an engine loads its weights once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from benchmarks import corpora
from benchmarks.learn import (
    confidence,
    conflict,
    llm_confidence,
    numbers,
    overrule,
    printing_order,
    third_reader,
    unconfirmed,
)
from benchmarks.learn.llm_cases import places, recorded
from benchmarks.learn.store import StoredPage, load
from recto.confidence import features, llm_words
from recto.confidence import numbers as printed_numbers
from recto.confidence import overrule as overruling
from recto.confidence import printing_order as ordering
from recto.confidence import third_reader as thirds
from recto.confidence import trees as learned
from recto.confidence import unconfirmed as alone


@dataclass(frozen=True, slots=True)
class Learner:
    """What learns one file of weights."""

    file: str  # its name, without .json
    columns: tuple[str, ...]  # of the rows that it learns on: the file's header
    # Of the pages, or of the places of all recorded readings (llm_cases.places),
    # or of the readings themselves.
    of: Literal["pages", "places", "readings"]
    collect: Callable[[Any], Any]  # examples
    report: Callable[[Any], None]  # prints how good they make weights on what these have not seen
    learn: Callable[[Any], dict[str, Any]]  # the weights in JSON form, without the header

    def text(self, examples: Any) -> str:
        """The file of weights that examples teach."""
        return with_header(self.columns, self.learn(examples))


LEARNERS: Mapping[str, Learner] = {
    "conflict": Learner(
        "conflict", features.CONFLICT, "pages", conflict.collect, conflict.report, conflict.learn
    ),
    "froc": Learner(
        "froc",
        thirds.CANDIDATE,
        "pages",
        third_reader.collect_froc,
        third_reader.report,
        third_reader.learn,
    ),
    "multiscript": Learner(
        "multiscript",
        thirds.CANDIDATE,
        "pages",
        third_reader.collect_multiscript,
        third_reader.report,
        third_reader.learn,
    ),
    "confidence": Learner(
        "local", features.WORD, "pages", confidence.both, confidence.report, confidence.learn
    ),
    "unconfirmed": Learner(
        "unconfirmed",
        alone.COLUMNS,
        "pages",
        unconfirmed.collect,
        unconfirmed.report,
        unconfirmed.learn,
    ),
    "script_model": Learner(
        "script_model",
        alone.BESIDE,
        "pages",
        unconfirmed.collect_beside,
        unconfirmed.report,
        unconfirmed.learn,
    ),
    "numbers": Learner(
        "numbers",
        printed_numbers.COLUMNS,
        "pages",
        numbers.collect,
        numbers.report,
        numbers.learn,
    ),
    "overrule": Learner(
        "overrule", overruling.FEATURES, "places", overrule.collect, overrule.report, overrule.learn
    ),
    "llm_confidence": Learner(
        "llm",
        llm_words.LLM_WORD,
        "places",
        llm_confidence.collect,
        confidence.report,
        confidence.learn,
    ),
    "printing_order": Learner(
        "printing_order",
        ordering.COLUMNS,
        "readings",
        printing_order.collect,
        printing_order.report,
        printing_order.learn,
    ),
}


@click.command()
@click.argument("name", type=click.Choice(list(LEARNERS)))
@click.option(
    "--corpora", "root", type=click.Path(path_type=Path), default=corpora.DEFAULT, show_default=True
)
@click.option(
    "--store", type=click.Path(path_type=Path), required=True, help="OUT of a benchmark run."
)
def command(name: str, root: Path, store: Path) -> None:
    """Learn the shipped weights of one name; later names rest on earlier ones."""
    learner = LEARNERS[name]
    pages = list(load(root, store))
    examples = learner.collect(_given(learner, pages))
    learner.report(examples)
    weights = Path(learned.__file__).parent / "weights"
    target = weights / f"{learner.file}.json"
    target.write_text(learner.text(examples), encoding="utf-8")


def _given(learner: Learner, pages: Sequence[StoredPage]) -> object:
    """What it learns on."""
    if learner.of == "pages":
        return pages
    readings = recorded(pages)
    return places(readings) if learner.of == "places" else readings


def with_header(columns: Sequence[str], weights: Mapping[str, Any]) -> str:
    """The text of a file of weights, as the engine loads it."""
    return json.dumps({"features": list(columns), **weights}) + "\n"


if __name__ == "__main__":
    command()
