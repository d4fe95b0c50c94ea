"""`python -m benchmarks.learn NAME --store OUT`: learn, print what it does on what was left out,
write the weights.

Pages come from the outputs that a benchmark run has stored in OUT. What is learned later rests on
what was learned before it, so the order of the table is the order to learn in: one call each, since
an engine loads its weights once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks import corpora
from benchmarks.learn import confidence, conflict, llm_confidence, overrule, reread
from benchmarks.learn.store import StoredPage, load
from recto.confidence import trees as learned

# Name -> (file of weights, what learns them and prints how good they are on what they have not
# seen).
LEARNERS: Mapping[str, tuple[str, Callable[[Sequence[StoredPage]], dict[str, Any]]]] = {
    "conflict": ("conflict", conflict.learn),
    "reread": ("reread", reread.learn),
    "confidence": ("local", confidence.learn),
    "overrule": ("overrule", overrule.learn),
    "llm_confidence": ("llm", llm_confidence.learn),
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
    file, learn = LEARNERS[name]
    weights = learn(list(load(root, store)))
    target = Path(learned.__file__).parent / "weights" / f"{file}.json"
    target.write_text(json.dumps(weights) + "\n", encoding="utf-8")


if __name__ == "__main__":
    command()
