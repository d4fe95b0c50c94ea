"""Probabilities of words that one reader alone can write are fitted to documents left out."""

import numpy as np

from benchmarks.learn.unconfirmed import Examples, fitted

WORDS, DOCUMENTS, NOISE = 20, 6, 12


def made(seed: int, documents: int) -> Examples:
    """Few words, of which one trait tells and many do not."""
    random = np.random.default_rng(seed)
    count = WORDS * DOCUMENTS
    rows = random.normal(size=(count, NOISE))
    rows[:, 0] = 1.0
    likely = 1 / (1 + np.exp(-rows[:, 1]))
    right = (random.random(count) < likely).astype(np.float64)
    names = np.array([f"book {k % documents}" for k in range(count)])
    return Examples(rows, right, names, np.full(count, 1 / WORDS))


def log_loss(weights: np.ndarray, examples: Examples) -> float:
    """A word."""
    odds = examples.rows @ weights
    return float(np.mean(np.logaddexp(0, odds) - examples.right * odds))


def test_weights_are_no_surer_than_documents_left_out_allow() -> None:
    """On words that they never saw they lose less, in the mean, than weights of one document, which
    nothing left out could correct.
    """
    unseen = made(9, DOCUMENTS)
    lost, lost_alone = [], []
    for seed in range(4):
        alone, several = fitted(made(seed, 1)), fitted(made(seed, DOCUMENTS))
        lost.append(log_loss(several, unseen))
        lost_alone.append(log_loss(alone, unseen))
        stretches = several[1:] / alone[1:]
        assert np.allclose(stretches, stretches[0])
        assert stretches[0] < 1
    assert sum(lost) < sum(lost_alone)


def test_nothing_is_learned_from_nothing() -> None:
    """All weights are 0."""
    empty = made(0, 1).subset(np.zeros(WORDS * DOCUMENTS, dtype=bool))
    assert not fitted(empty).any()
