"""What users see of the learned numbers: probabilities that mean what they say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arbitration.made import facts, page
from tests.confidence.evidence import LLM, RULINGS, local

from recto.arbitration.local_reading import judge, judge_page
from recto.confidence.features import WORD
from recto.confidence.llm_words import LLM_WORD, llm_confidences, llm_word_features
from recto.confidence.overrule import FEATURES, overrule_probability
from recto.confidence.trees import Calibrated, calibrated, load

MODELS = {
    "local words": calibrated(load("local", WORD)),
    "words of three readings": calibrated(load("llm", LLM_WORD)),
    "overruling two": calibrated(load("overrule", FEATURES)["agreeing"]),
    "overruling one": calibrated(load("overrule", FEATURES)["differing"]),
}
each_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
shares = st.floats(0, 1)
texts = st.text("abc19 .,ſ", min_size=1, max_size=12).filter(str.strip)


def sure(tesseract: str, ppocr: str, confidence: float) -> list[float]:
    """Of the words of one line that Tesseract read with this confidence."""
    lines = page([tesseract], [ppocr], confidence)
    reading = judge_page(lines, facts(lines))
    return [word.confidence for words in reading.words.values() for word in words]


def test_a_character_is_surer_than_a_word_would_be() -> None:
    """Of a script that parts no words; where the readers differ, no more than that."""
    (alike,) = sure("日", "日", 0.9)
    (word,) = sure("ab", "ab", 0.9)
    (doubted,) = sure("日", "目", 0.2)
    assert word < alike < 1
    assert doubted < alike


@settings(max_examples=60, deadline=None)
@given(texts, texts, st.tuples(shares, shares, shares, shares, shares))
def test_any_evidence_gives_a_probability(
    tesseract: str, ppocr: str, numbers: tuple[float, float, float, float, float]
) -> None:
    """Words have one within 0..1, whatever was read and however surely."""
    (judged,) = judge([local(tesseract.strip(), ppocr.strip(), numbers)])
    assert 0 <= judged.right <= 1
    assert all(0 <= word.confidence <= 1 for word in judged.words)


def test_three_readings_give_a_probability() -> None:
    """So do words that an LLM read, too, and overruling."""
    rows = [llm_word_features(case, ruling) for case, ruling in zip(LLM, RULINGS, strict=True)]
    found = [*llm_confidences(rows), *map(overrule_probability, LLM)]
    assert len(found) == 2 * len(LLM)
    assert all(0 < probability < 1 for probability in found)


@each_model
def test_higher_odds_are_no_lower_probability(model: Calibrated) -> None:
    """The table from log odds to probabilities rises and stays within 0..1."""
    assert (np.diff(model.odds) > 0).all()
    assert (np.diff(model.probability) >= 0).all()
    assert 0 < model.probability[0] < model.probability[-1] < 1


@each_model
def test_one_row_has_what_it_has_among_many(model: Calibrated) -> None:
    """A word's probability does not depend on how many are asked for at once."""
    columns = int(model.trees.feature.max()) + 1
    rows = np.random.default_rng(7).normal(0.5, 2.0, (50, columns))
    together = model.probabilities(rows)
    assert together == pytest.approx([model.probability_of(row) for row in rows], abs=1e-12)


def test_a_sure_reader_is_believed_more() -> None:
    """The same words, read with more confidence, are likelier right."""
    unsure, middling, certain = (
        sure("harbour of pilots", "harbour of pilots", confidence) for confidence in (0.3, 0.5, 0.9)
    )
    for low, mid, high in zip(unsure, middling, certain, strict=True):
        assert low < mid < high


@pytest.mark.parametrize("confidence", [0.3, 0.5, 0.7])
def test_two_readers_of_one_text_are_believed_more(confidence: float) -> None:
    """A word that an unsure reader shares with the other is likelier right than one that they
    read differently.
    """
    alike = sure("harbour of pilots", "harbour of pilots", confidence)
    apart = sure("harbour of pi1ots", "harbour of pilots", confidence)
    assert apart[-1] < alike[-1]
