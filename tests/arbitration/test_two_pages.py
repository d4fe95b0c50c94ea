"""Of two models' pages one is printed: which, and what is told of the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.arbitration.outcome import HybridPage, llm_notes, llm_readings, status_of
from recto.arbitration.page.other_page import CONTRADICTED, SPLIT, differences, doubted_by
from recto.arbitration.page.two_pages import page_of_two
from recto.model.page import Box, Origin
from recto.model.result import ResultLine, Word
from recto.model.transcript import UNHEARD, Transcript, TranscriptLine
from recto.reasons import Reason
from recto.text.alignment import compact

PLACE = Box(0, 0, 10, 10)


def word(text: str, origin: Origin = "agreed", reason: Reason = Reason.ALL_AGREE) -> Word:
    """A printed word, all but sure; "text/llm" is the model's own, "text/one" has one local reader
    beside it.
    """
    text, _, kind = text.partition("/")
    if kind == "llm":
        origin, reason = "llm", Reason.LLM_ALONE
    if kind == "one":
        reason = Reason.LLM_AND_PPOCR
    return Word(text, PLACE, 0.98, origin, reason)


def line(text: str) -> ResultLine:
    """Words in one line."""
    words = tuple(word(each) for each in text.split())
    return ResultLine(words, PLACE, (0, 10, 10, 10))


# (printed, the other page, words with their alternatives, flagged, counted)
COMPARED = (
    ("Anna Meier", "Anna Meier", {}, set(), {}),
    # marks and case say nothing, the marks of a number do
    ("Anna Meier", "Anna Meier,", {}, set(), {}),
    ("paid 1,20/llm", "paid 12,0/llm", {"1,20": ("12,0",)}, {"1,20"}, {"second-llm-differs": 1}),
    # the local reading decides; what the other has is offered
    ("Anna Meier", "Anna Maier/llm", {"Meier": ("Maier",)}, set(), {}),
    # it does not: the model has it alone, or one local reader stands behind each
    (
        "Anna Meier/llm",
        "Anna Maier/llm",
        {"Meier": ("Maier",)},
        {"Meier"},
        {"second-llm-differs": 1},
    ),
    (
        "Anna Meier/one",
        "Anna Maier/one",
        {"Meier": ("Maier",)},
        {"Meier"},
        {"second-llm-differs": 1},
    ),
    ("Anna Meier/one", "Anna Maier/llm", {"Meier": ("Maier",)}, set(), {}),
    # the other page has nothing there
    ("Anna Meier/llm", "Anna", {}, {"Meier"}, {"second-llm-differs": 1}),
    # the other page has more: beside the word before, or the first one
    (
        "Anna Meier",
        "Anna of/llm Bern/llm Meier",
        {"Anna": ("Anna of Bern",)},
        {"Anna"},
        {"other-page-has-more": 2},
    ),
    (
        "Anna Meier",
        "Miss/llm Anna Meier",
        {"Anna": ("Miss Anna",)},
        {"Anna"},
        {"other-page-has-more": 1},
    ),
    # what stands elsewhere is no difference
    ("Anna Meier/llm in Bern", "in Bern Anna Meier/llm", {}, set(), {}),
    ("no/llm in Bern", "in Bern no/llm", {}, set(), {}),
    # two local readers are not outweighed by one
    ("Anna Meier", "Anna Maier/one", {"Meier": ("Maier",)}, set(), {}),
    # one page has more here, the other there
    (
        "Anna x/llm Bern",
        "Anna Bern Meier/llm",
        {"Bern": ("Bern Meier",)},
        {"x", "Bern"},
        {"second-llm-differs": 1, "other-page-has-more": 1},
    ),
    (
        "Anna Bern",
        "Anna of/llm Bern too/llm",
        {"Anna": ("Anna of",), "Bern": ("Bern too",)},
        {"Anna", "Bern"},
        {"other-page-has-more": 2},
    ),
    # parted otherwise
    ("Anna to/llm day/llm", "Anna today/llm", {}, set(), {}),
)


@pytest.mark.parametrize(("printed", "other", "offered", "flagged", "counted"), COMPARED)
def test_what_the_other_page_has_is_offered(
    printed: str,
    other: str,
    offered: dict[str, tuple[str, ...]],
    flagged: set[str],
    counted: dict[str, int],
) -> None:
    """No word changes; a person looks where no local reader decides."""
    (found,), noticed = doubted_by([line(printed)], [line(other)])
    assert [each.text for each in found.words] == [each.text for each in line(printed).words]
    assert {each.text: each.alternatives for each in found.words if each.alternatives} == offered
    assert {each.text for each in found.words if each.flagged} == flagged
    assert noticed == counted
    for each in found.words:
        most = 0.98
        if each.reason is Reason.SECOND_LLM_DIFFERS:
            most = CONTRADICTED if each.origin == "llm" else SPLIT
        assert each.confidence == most


def test_a_word_that_was_believed_less_stays_so() -> None:
    """The other model takes belief, and gives none."""
    unsure = replace(word("Meier/llm"), confidence=0.1)
    (found,), _ = doubted_by([replace(line(""), words=(unsure,))], [line("Maier/llm")])
    assert found.words[0].confidence == 0.1


TEXTS = st.lists(st.sampled_from(["a", "b/llm", "c/one", "12", "1,2/llm", "."]), max_size=12)


@given(TEXTS, TEXTS)
def test_nothing_is_changed_or_lost(own: list[str], other: list[str]) -> None:
    """The printed words stay, in order; each letter of the other page is printed or offered."""
    printed = [line(" ".join(own))] if own else []
    beside = [line(" ".join(other))] if other else []
    found, _ = doubted_by(printed, beside)
    words = [each for row in printed for each in row.words]
    kept = [each for row in found for each in row.words]
    assert [each.text for each in kept] == [each.text for each in words]
    pairs = zip(words, kept, strict=True)
    assert all(after.flagged or not before.flagged for before, after in pairs)
    others = [each for row in beside for each in row.words]
    if words:
        said = {compact(each.text) for each in kept}
        said |= {compact(text) for each in kept for text in each.alternatives}
        for each in differences(words, others):
            assert any(compact(each.text) in text for text in said)


def heard(model: str, *lines: str, events: tuple[str, ...] = ()) -> Transcript:
    """What a model wrote."""
    written = tuple(TranscriptLine(text) for text in lines)
    return Transcript(written, model, "image", None, events=events)


def printed(transcript: Transcript) -> HybridPage:
    """A page that is what the model wrote."""
    lines = tuple(line(each.text) for each in transcript.lines)
    return HybridPage(lines, {Reason.REMARK_BY_LLM: 1})


LOCAL = (line("Anna Meier, Bern"),)
NEAR, FAR = "Anna Meier Bern", "Hanna Maier Born"


@pytest.mark.parametrize(
    ("first", "other", "whose", "reason"),
    [
        (NEAR, FAR, "one", "nearer-page"),
        (FAR, NEAR, "two", "nearer-page"),
        (NEAR, NEAR, "one", "pages-as-near"),
    ],
)
def test_the_nearer_page_is_printed(first: str, other: str, whose: str, reason: str) -> None:
    """Of two as near the first; the other stays beside it as the second LLM's reading."""
    both = replace(heard("one", first), other=heard("two", other))
    page, told = page_of_two(LOCAL, both, printed)
    assert (told.model, page.guards[reason]) == (whose, 1)
    assert page.guards["remark-by-llm"] == 1, "what was noticed of the page is kept"
    assert told.other is not None
    assert told.other.other is None
    readings = llm_readings(told)
    assert [each.reader for each in readings] == ["llm", "second-llm"]
    assert readings[0].detail.startswith(whose)
    assert readings[0].notes[0].startswith("printed: 0.")
    assert readings[1].notes[0].startswith("not printed: 0.")


def test_without_a_local_reading_it_is_the_first_s() -> None:
    """Nothing is there to be near to; the other page is offered."""
    both = replace(heard("one", FAR), other=heard("two", NEAR))
    page, told = page_of_two((), both, printed)
    assert (told.model, page.guards["pages-as-near"]) == ("one", 1)
    assert "Meier" in [text for each in page.lines[0].words for text in each.alternatives]


LOST = "fell-back:timeout"
ONE_OF_TWO = (
    (heard("one", NEAR), heard("two", events=("retried:timeout", LOST)), "one", "timeout"),
    (heard("one", events=(LOST,)), heard("two", NEAR), "two", "timeout"),
    # half a page is none
    (heard("one", NEAR, events=(LOST,)), heard("two", FAR), "two", "timeout"),
    (heard("one"), heard("two", FAR), "two", "llm-silent"),
)


@pytest.mark.parametrize(("first", "other", "whose", "code"), ONE_OF_TWO)
def test_a_model_without_a_page_leaves_it_to_the_other(
    first: Transcript, other: Transcript, whose: str, code: str
) -> None:
    """Told as that, and not as a page that fell back."""
    _, told = page_of_two(LOCAL, replace(first, other=other), printed)
    assert told.model == whose
    assert told.other is not None
    assert f"page-of-one:{code}" in told.other.events
    assert status_of(told, "ok") == "ok"
    (note,) = llm_notes(told)
    assert note.startswith("only one of two models gave a page, which is printed: ")


def test_where_neither_has_one_the_graver_fault_is_told() -> None:
    """A refusal beside a failed call."""
    other = replace(UNHEARD, model="two", events=("fell-back:refused",))
    _, told = page_of_two(LOCAL, replace(heard("one", events=(LOST,)), other=other), printed)
    assert (told.model, status_of(told, "ok")) == ("one", "refused")
    assert len(llm_notes(told)) == 2
