"""Learning whose order of a block is printed, on made examples; what simulated LLMs write of a
composed page.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.layouts.order_examples import examples
from benchmarks.layouts.transcripts import WAYS, simulated, transcripts
from benchmarks.layouts.truth import Box, Layout, TrueBlock, TrueLine, TrueWord, save
from benchmarks.learn import printing_order
from benchmarks.learn.printing_order import BOUNDS, Example, learn, teaching
from benchmarks.learn.printing_order import simulated as told
from recto.confidence.printing_order import COLUMNS

BELOW, KEPT = COLUMNS.index("below"), COLUMNS.index("kept")
WORDS = [
    "the",
    "old",
    "harbour",
    "lies",
    "open",
    "to",
    "north",
    "and",
    "east",
    "of",
    "it",
    "where",
    "ships",
    "of",
    "more",
    "draught",
    "wait",
]


def example(below: float, gain: float, corpus: str = "one", page: str = "p") -> Example:
    """A block of which only this is known."""
    row = [0.0] * len(COLUMNS)
    row[0], row[BELOW], row[KEPT] = 1.0, below, 0.5
    return Example(corpus, page, tuple(row), gain)


def clear(corpora: int) -> list[Example]:
    """What stands below goes on, in every corpus."""
    found = []
    for corpus in range(corpora):
        for page in range(12):
            sign = 1.0 if page % 2 else -1.0
            found.append(example(sign, 0.3 * sign, str(corpus), str(page)))
    return found


def odds(weights: list[float], each: Example) -> float:
    """That the page's own order is the better one."""
    return float(np.array(weights) @ np.array(each.row))


def test_weights_tell_the_orders_apart() -> None:
    """By the one column that differs."""
    weights = learn(clear(3))["logistic"]
    assert odds(weights, example(1.0, 0)) > 0 > odds(weights, example(-1.0, 0))


def test_the_bound_is_the_most_cautious_where_other_corpora_are_read_wrongly() -> None:
    """What was learned of one corpus is wrong of the other: nothing is printed in the page's own
    order.
    """
    turned = [example(-each.row[BELOW], each.gain, "other", each.page) for each in clear(1)]
    assert learn([*clear(1), *turned])["own_from"] == BOUNDS[0]


def test_one_that_says_nothing_never_speaks_for_the_pages_own_order() -> None:
    """No example, or all alike."""
    for given in ([], [example(1.0, 0.3)] * 3):
        learned = learn(given)
        assert odds(learned["logistic"], example(1.0, 0)) < -1
        assert learned["own_from"] == BOUNDS[0]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        (example(1.0, 0.1), True),
        (example(1.0, -0.1), True),
        (example(1.0, 0.001), False),  # it makes no difference
    ],
)
def test_only_what_makes_a_difference_teaches(given: Example, is_kept: bool) -> None:
    """In either direction."""
    assert bool(teaching([given])) is is_kept


def test_a_block_in_nearly_the_same_order_teaches_nothing() -> None:
    """The weights are not asked of it."""
    row = list(example(1.0, 0.3).row)
    row[KEPT] = 0.9
    assert teaching([Example("one", "p", tuple(row), 0.3)]) == []


def test_simulated_examples_come_from_the_file_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one there are none; they have no corpus, so that no figure counts them."""
    monkeypatch.delenv(printing_order.PLACE, raising=False)
    assert told() == []
    file = tmp_path / "simulated.json"
    row = list(example(1.0, 0).row)
    file.write_text(json.dumps({"id": "a", "row": row, "llm": 0.5, "own": 0.1}) + "\n")
    monkeypatch.setenv(printing_order.PLACE, str(file))
    (found,) = told()
    assert (found.corpus, found.page, found.gain) == ("", "a", pytest.approx(0.4))


def line(text: str, left: float, top: float) -> TrueLine:
    """Words side by side, 10 px a character."""
    words = []
    at = left
    for part in text.split():
        box: Box = (at, top, at + 10.0 * len(part), top + 20.0)
        words.append(TrueWord(part, box))
        at += 10.0 * (len(part) + 1)
    return TrueLine(text, (left, top, at - 10.0, top + 20.0), tuple(words))


def two_columns() -> Layout:
    """Two columns of twelve lines, a block each."""
    dice = random.Random(3)  # noqa: S311
    blocks = []
    for number, left in enumerate((0.0, 500.0)):
        texts = [" ".join(dice.sample(WORDS, 6)) for _ in range(12)]
        lines = tuple(line(text, left, 30.0 * k) for k, text in enumerate(texts))
        blocks.append(TrueBlock(number, 0, "paragraph", "text", False, lines))
    return Layout("columns-eng-1", "columns", "eng", 1000, 400, tuple(blocks), ())


@pytest.mark.parametrize("way", list(WAYS))
def test_what_a_simulated_llm_writes(way: str) -> None:
    """Lines of the page and no others; all of them but where it loses some, twice where it repeats
    some.
    """
    layout = two_columns()
    true = [each.text for block in layout.blocks for each in block.lines]
    written = [each.text for each in WAYS[way](layout, random.Random(5))]  # noqa: S311
    assert set(written) <= set(true)
    if way == "true":
        assert written == true
    elif way in {"skipped", "cut-off"}:
        assert len(written) < len(true)
    elif way == "repeated":
        assert len(written) > len(true)
    else:
        assert sorted(written) == sorted(true)


def test_the_same_page_is_simulated_the_same_way() -> None:
    """Dice are seeded with the page."""
    layout = two_columns()
    one, other = (transcripts(layout, random.Random(1)) for _ in range(2))  # noqa: S311
    assert one == other
    first, second = simulated(layout, "scan"), simulated(layout, "scan")
    assert first is not None
    assert second is not None
    assert first.reading.rows == second.reading.rows


def test_pages_that_do_not_run_from_left_to_right_are_not_simulated() -> None:
    """Nor those without spaces between words."""
    layout = two_columns()
    for language in ("ara", "jpn"):
        other = Layout("x", "columns", language, 1000, 400, layout.blocks, ())
        assert simulated(other, "scan") is None


def test_blocks_that_a_simulated_llm_mixed_up_become_lessons(tmp_path: Path) -> None:
    """Read across both columns, the page is further from its order than in the engine's own."""
    save(two_columns(), tmp_path / "columns-eng-1.no-image.json")
    found = [json.loads(each) for each in examples(tmp_path)]
    across = [each for each in found if each["way"] == "across"]
    assert across
    assert all(len(each["row"]) == len(COLUMNS) for each in found)
    assert all(each["own"] < each["llm"] for each in across)
