"""A model of another family that looked at contested places with no text shown: what follows."""

from __future__ import annotations

import pytest
from tests.arbitration.test_every_rule import by_another, three_readings

from recto.arbitration.word import rules, second_model
from recto.arbitration.word.second_look import looked_at, worth_a_look
from recto.model.page import Box
from recto.model.transcript import Decision, Disputed, Transcript, TranscriptLine
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice
from recto.witnesses.families import are_kin
from recto.witnesses.independence import FEWEST, Common, common

# Tesseract, PP-OCR, the LLM, the other model: what is printed, why, and whether a person looks
PLACES = (
    ("Heydon", "Heyden", "Haydn", "Haydn", ("Haydn",), "second-llm-agrees", False),
    ("Heydon", "Heyden", "Haydn", "Heyden", ("Heyden",), "local-and-second-llm", False),
    ("Heydon", "Heyden", "Haydn", "Heydon", ("Heydon",), "local-and-second-llm", False),
    ("Heydon", "Heyden", "Haydn", "Hayden", ("Haydn",), "second-llm-differs", True),
    # nobody's digits change on the models' word: with a local reader's, and a person looks
    ("sailor", "sai1or", "taller", "sai1or", ("sai1or",), "local-and-second-llm", True),
    ("1245", "1246", "1345", "1345", ("1246",), "digits-read-once", True),
    ("Heydon", "Heyden", "H4ydn", "H4ydn", ("H4ydn",), "second-llm-agrees", True),
    ("2nd", "2nb", "2nd", "2nd,", ("2nd",), "second-llm-differs", True),  # a number, to the mark
    ("Heydon", "Heyden", "Haydn", "Haydn,", ("Haydn",), "second-llm-agrees", False),
    ("Heydon", "Heyden", "Haydn", "Hayd4n", ("Haydn",), "second-llm-differs", True),
    # two local readers stand against two models as they stood against one
    ("1904", "1904", "1909", "1909", ("1904",), "digits-read-twice", True),
    ("harbour", "harbour", "harbous", "harbous", ("harbour",), "two-readers-overrule-llm", False),
)


@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm", "other", "printed", "reason", "looks"), PLACES
)
def test_another_model_wins_only_with_a_local_reader(
    tesseract: str,
    ppocr: str,
    llm: str,
    other: str,
    printed: tuple[str, ...],
    reason: str,
    looks: bool,
) -> None:
    """What it alone reads is offered and flagged, never printed."""
    reliable = 0.9 if reason == "two-readers-overrule-llm" else 0.95
    case = three_readings(tesseract, ppocr, llm, reliable=reliable, how=by_another(other))
    choice = rules.decide(case)
    assert (case.printed(choice), choice.reason, choice.doubtful) == (printed, reason, looks)


@pytest.mark.parametrize(("other", "seen"), [("1909", "1909"), ("1904", "")])
def test_another_number_of_the_other_model_is_shown_beside_the_local_one(
    other: str, seen: str
) -> None:
    """The local readers' stands; what it reads is for the person who looks."""
    choice = rules.decide(three_readings("1904", "1904", "1909", how=by_another(other)))
    assert (choice.reason, choice.doubtful, choice.seen) == ("digits-read-twice", True, seen)


@pytest.mark.parametrize("other", ["Haydn", "Hayden"])
def test_where_two_models_speak_nothing_is_left_as_the_local_rules_judged_it(other: str) -> None:
    """Their confidence is not that of local readers alone."""
    stands = LlmChoice(True, "llm", Reason.LLM_ALONE, local_stands=True)
    choice = second_model.by_another(
        three_readings("Heydon", "Heyden", "Haydn", how=by_another(other)), stands
    )
    assert choice is not None
    assert (choice.take_llm, choice.local_stands) == (True, False)


FAMILIES = (
    ("gpt-4.1-mini", "gpt-5.1", True),
    ("Qwen/Qwen2.5-VL-7B-Instruct", "qwen3-vl-8b-instruct", True),
    ("gemini-2.5-flash", "google/gemma-3-12b-it", True),
    ("gpt-4o", "claude-haiku-4.5", False),
    ("my-model", "my-other-model", False),
    ("my-model", "hub/my-model", True),
)


@pytest.mark.parametrize(("one", "other", "kin"), FAMILIES)
def test_models_of_one_maker_are_one_voice(one: str, other: str, kin: bool) -> None:
    """Whoever serves them."""
    assert are_kin(one, other) is kin


PLACE, INK = Box(0, 0, 90, 20), Box(0, 40, 90, 60)


@pytest.mark.parametrize(("other", "is_voice"), [("claude-haiku-4.5", True), ("gpt-5.1", False)])
def test_a_model_of_the_same_family_looks_again_as_the_first_would(
    other: str, is_voice: bool
) -> None:
    """And ink that nobody had read has no first reading to be borne out."""
    lines = (TranscriptLine("Haydn", region=PLACE), TranscriptLine("1904", region=INK))
    second = Transcript(lines, other, "image", ())
    first = Transcript((), "gpt-4o", "image", None, second=second)
    texts, by_other = looked_at(first, (INK,))
    assert texts.get(INK) == "1904"
    assert (texts.get(PLACE), by_other.get(PLACE)) == (
        (None, "Haydn") if is_voice else ("Haydn", None)
    )


def test_kin_that_has_shown_independence_is_a_voice_of_its_own() -> None:
    """As the run says, page by page."""
    lines = (TranscriptLine("Haydn", region=PLACE),)
    second = Transcript(lines, "gpt-5.1", "image", (), events=("kin-apart",))
    texts, by_other = looked_at(Transcript((), "gpt-4o", "image", None, second=second), ())
    assert (texts, by_other) == ({}, {PLACE: "Haydn"})


# the local readers, the LLM: whether the place tells how far two models err alike
DISPUTED = (
    ("harbour", "harbour", "harbor", True),
    ("Heydon", "Heyden", "Haydn", False),
)


@pytest.mark.parametrize(("tesseract", "ppocr", "llm", "tells"), DISPUTED)
def test_models_are_compared_where_the_local_readers_agree_on_something_else(
    tesseract: str, ppocr: str, llm: str, tells: bool
) -> None:
    """Where these differ, nobody knows who is wrong."""
    case = three_readings(tesseract, ppocr, llm)
    stands = LlmChoice(take_llm=True, origin="llm", reason=Reason.LLM_ALONE, doubtful=True)
    asked = worth_a_look(case, stands, 0.5)
    assert asked is not None
    assert isinstance(asked, Disputed) is tells


# places, of them alike: independent only with enough places and an interval that says so
SEEN = (
    (0, 0, False),
    (FEWEST - 1, 0, False),
    (FEWEST, 0, True),
    (FEWEST, 3, False),  # a share below the line, but not its interval
    (400, 12, True),
    (400, 40, False),
)


@pytest.mark.parametrize(("asked", "alike", "is_apart"), SEEN)
def test_a_few_places_show_nothing(asked: int, alike: int, is_apart: bool) -> None:
    """And the upper end of the interval counts."""
    assert Common(asked, alike).is_independent is is_apart


def test_only_disputed_places_that_were_read_are_counted() -> None:
    """A place that the second model left empty tells nothing."""
    asked = [
        Disputed(PLACE, "contested", Reason.CONTESTED_NAME, 0.5, "haydn"),
        Disputed(INK, "contested", Reason.CONTESTED_NAME, 0.5, "1904"),
        Decision(Box(0, 80, 90, 99), "contested", Reason.CONTESTED_NAME, 0.5),
    ]
    lines = [
        TranscriptLine("Haydn.", region=PLACE),
        TranscriptLine(" ", region=INK),
        TranscriptLine("lead", region=Box(0, 80, 90, 99)),
    ]
    assert common(asked, lines) == Common(1, 1)
