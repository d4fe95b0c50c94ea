"""Every column of every row of features holds the number that its name says."""

import pytest
from tests.confidence.evidence import (
    CONFLICT_TABLE,
    CONFLICTS,
    LLM,
    LLM_WORD_TABLE,
    NUMBER,
    OVERRULE_TABLE,
    RULINGS,
    WORD_TABLE,
    WORDS,
    Table,
)

from recto.confidence.features import (
    WORD,
    ConflictRow,
    WordNumbers,
    conflict,
    word_features,
)
from recto.confidence.llm_words import LLM_WORD, LlmWordNumbers, llm_word_features
from recto.confidence.overrule import OverruleRow, overrule_features
from recto.reasons import Reason, learned_by, of_kind
from recto.witnesses.choices import LlmChoice

LLM_NUMBERS = [
    llm_word_features(case, ruling).numbers for case, ruling in zip(LLM, RULINGS, strict=True)
]
Row = ConflictRow | WordNumbers | LlmWordNumbers | OverruleRow
KINDS: dict[str, tuple[Table, list[Row]]] = {
    "a word": (WORD_TABLE, [word_features(case, Reason.READERS_AGREE).numbers for case in WORDS]),
    "a conflict": (CONFLICT_TABLE, [conflict(case) for case in CONFLICTS]),
    "a word of three readings": (LLM_WORD_TABLE, [*LLM_NUMBERS]),
    "overruling": (OVERRULE_TABLE, [overrule_features(case) for case in LLM]),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


@each_kind
def test_each_number_stands_under_its_name(kind: str) -> None:
    """Two values that changed places would stand under names whose values they are not."""
    table, rows = KINDS[kind]
    found = {name: tuple(getattr(row, name) for row in rows) for name in rows[0]._fields}
    assert list(found) == list(table)
    assert found == {name: pytest.approx(values, abs=1e-12) for name, values in table.items()}


@each_kind
def test_any_two_columns_can_be_told_apart(kind: str) -> None:
    """The evidence tells any two columns apart, so the test above sees every exchange."""
    table, _ = KINDS[kind]
    assert len(set(table.values())) == len(table)


@pytest.mark.parametrize(
    ("reason", "column"),
    [
        *((reason, reason) for reason in learned_by("local")),
        (Reason.NUMBER_MARKS_DIFFER, Reason.READERS_AGREE),
    ],
)
def test_a_local_reason_has_its_column(reason: Reason, column: Reason) -> None:
    """Of the columns of reasons, the reason's own is 1; one that was another when the weights were
    learned has that one's.
    """
    row = dict(zip(WORD, word_features(NUMBER, reason).values, strict=True))
    assert [name for name in learned_by("local") if row[name]] == [column]
    assert row[column] == 1.0


@pytest.mark.parametrize(
    ("reason", "column"),
    [
        *((reason, reason) for reason in learned_by("llm")),
        (Reason.LETTERS_AGREE, Reason.ALL_AGREE),
    ],
)
def test_a_reason_of_three_readings_has_its_column(reason: Reason, column: Reason) -> None:
    """The same where an LLM has read."""
    ruling = LlmChoice(True, "llm", reason)
    row = dict(zip(LLM_WORD, llm_word_features(LLM[0], ruling).values, strict=True))
    assert [name for name in learned_by("llm") if row[name]] == [column]
    assert row[column] == 1.0


def test_other_reasons_have_no_column() -> None:
    """Weights say nothing of reasons that they were not learned on."""
    learned = {*learned_by("local"), Reason.NUMBER_MARKS_DIFFER}
    for reason in set(of_kind("word")) - learned:
        assert not any(word_features(NUMBER, reason).reasons)


def test_values_are_in_the_order_of_the_header() -> None:
    """Numbers first, as their fields stand, then reasons."""
    row = word_features(NUMBER, Reason.READERS_AGREE)
    assert row.values == (*row.numbers, *row.reasons)
    assert list(WORD) == [*WordNumbers._fields, *learned_by("local")]
    assert list(LLM_WORD) == [*LlmWordNumbers._fields, *learned_by("llm")]
