"""What is learned of three local readers, and what is said of it."""

from __future__ import annotations

import pytest
from tests.languages.made import RUSSIAN, drawn

from benchmarks.learn import confidence, conflict
from benchmarks.learn.llm_cases import places
from benchmarks.learn.store import StoredPage
from benchmarks.learn.third_reader import Place, learn, report
from recto.confidence.third_reader import CANDIDATE
from recto.pipeline.begin import begin
from recto.pipeline.stages import prepare
from recto.settings.groups import Input, Local, Settings

COLUMNS = len(CANDIDATE)
THIRD = CANDIDATE.index("third")


def place(document: str, number: int) -> Place:
    """One at which the third reader is right and the others have another text."""
    own, other = [0.0] * COLUMNS, [0.0] * COLUMNS
    own[0] = other[0] = own[THIRD] = 1.0
    texts = (f"haus{number}", f"hauf{number}")
    readings = {"froc": texts[0], "tesseract": texts[1]}
    return Place(document, texts, (tuple(own), tuple(other)), texts[0], readings)


def test_a_volume_is_judged_by_weights_that_never_saw_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A row each, and what all make together."""
    report([place(document, number) for document in ("one", "two") for number in range(8)])
    said = capsys.readouterr().out
    assert said.count("chosen 1.000") == 2


@pytest.mark.parametrize("places", [[], [place("one", number) for number in range(8)]])
def test_of_one_volume_alone_nothing_is_said(
    places: list[Place], capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing else to learn from; the weights are learned all the same."""
    report(places)
    assert "chosen" not in capsys.readouterr().out
    weights = learn(places)["logistic"]
    assert len(weights) == COLUMNS
    assert (weights[THIRD] > 0) is bool(places)


def test_every_learner_hears_the_third_reader() -> None:
    """Of a page that three readers read, whatever is learned from it."""
    local = begin(drawn(RUSSIAN), prepare(Settings(Input("rus"), Local("on"))))
    truth = "\n".join(RUSSIAN)
    recorded = {"model": truth.replace("писарь", "пекарь")}
    page = StoredPage("drawn", "one", "page", "drawn/one", "rus", truth, recorded, local)
    assert "multiscript" in page.facts.witnesses
    assert len(conflict.collect([page]).right) < len(confidence.both([page]).right)
    assert places([(page, "model")])
