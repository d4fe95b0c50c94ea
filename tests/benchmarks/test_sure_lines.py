"""Which lines a learned rule would spare: what is judged never taught the rule."""

from __future__ import annotations

import numpy as np

from benchmarks.learn.sure_lines import Example, spared, table, threshold


def test_the_threshold_is_the_lowest_that_keeps_the_share_of_harm() -> None:
    """One wrong of four is more than a fifth, one of five is not."""
    odds = np.array([5.0, 4.0, 3.0, 2.0, 1.0])
    right = np.array([True, True, True, False, True])
    assert threshold(odds, right, 0.0) == 3.0
    assert threshold(odds, right, 0.2) == 1.0


def test_a_corpus_is_spared_by_what_the_others_teach() -> None:
    """Where two corpora say that a high figure is right, the third has it as they do, whatever its
    own lines say.
    """
    drawn = np.random.default_rng(1)
    figures = drawn.uniform(-3, 3, 300)
    rows = np.column_stack([np.ones(300), figures])
    names = np.repeat(np.array(["a", "b", "c"]), 100)
    right = np.where(names == "c", figures < 0, figures > 0)
    chosen = spared(rows, right, names, 0.05)
    of_c = names == "c"
    assert not (chosen & of_c & (figures < -0.5)).any()
    assert (chosen & of_c).any()


def test_the_table_counts_lines_that_nobody_may_spare() -> None:
    """Lines with digits are among the lines, and never among the spared."""
    drawn = np.random.default_rng(2)
    found = []
    for corpus in ("a", "b", "c"):
        found.append(Example(corpus, None, unchanged=True, by_rule=False))
        for _ in range(19):
            row = (1.0, *drawn.uniform(0, 1, 11).tolist())
            found.append(Example(corpus, row, unchanged=True, by_rule=True))
    last = table(found).splitlines()[-1]
    assert last.startswith("| all | 60 | 0.950 | 0.950 | 0.000 |")
