"""The recorded readings score as the corpora's own baselines.txt says, to the last digit."""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import fmean

import pytest

from benchmarks.corpora import folder, load
from recto.errors import InputError
from recto.metrics.errors import characters, letters_and_digits
from recto.metrics.markers import strip_markers
from recto.metrics.word_overlap import word_f1

_ROW = re.compile(
    r"\s+(\S+)\s+@(\S+)\s+n=\s*(\d+)\s+CER (\S+)\s+alnum (\S+) \(median \S+\)\s+wordF1 (\S+)"
)


@pytest.mark.corpus
def test_every_recorded_reading_scores_as_published() -> None:
    """Plain CER, alnum CER and word F1 of all rows: the definitions are the same."""
    try:
        root = folder()
    except InputError as fault:
        pytest.skip(str(fault))
    found = defaultdict(list)
    for corpus in load(root):
        for page in corpus.pages:
            truth = page.truth
            for reading in page.readings.values():
                output = strip_markers(reading.text)
                rates = characters(truth, output).clipped, letters_and_digits(truth, output).clipped
                found[corpus.name, page.kind, reading.model].append(
                    (*rates, word_f1(truth, output))
                )
    means = {
        key: tuple(f"{fmean(column):.4f}" for column in zip(*rows, strict=True))
        for key, rows in found.items()
    }
    published = _published((root / "baselines.txt").read_text(encoding="utf-8"))
    assert published
    assert {key: means.get(key) for key in published} == published


def _published(text: str) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    rows, corpus = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            corpus = line[3:].strip()
        elif row := _ROW.match(line):
            rows[corpus, row[1], row[2]] = (row[4], row[5], row[6])
    return rows
