"""Which lines of the page the LLM's words about structure belong to."""

from tests.writers.samples import line

from recto.layout import structures
from recto.model.result import ResultLine
from recto.model.transcript import Transcript, TranscriptLine

PAGE = [
    line(text, top=100 + 30 * i)
    for i, text in enumerate(["Harbour ledger", "ropes and chains", "ship bells"])
]
BASELINES = [found.baseline for found in PAGE]


def said(*told: TranscriptLine) -> Transcript:
    return Transcript(told, "model", "image", None)


def kinds(lines: list[ResultLine], transcript: Transcript) -> dict[int, str]:
    return {i: told.structure for i, told in structures(lines, BASELINES, transcript).items()}


def test_an_answer_speaks_for_its_line_wherever_that_came_to_stand() -> None:
    """By the local line's id, not by the order of the result; a line in two parts is told twice."""
    transcript = said(
        TranscriptLine("Harbour ledger", 0, "heading"), TranscriptLine("ship bells", 2)
    )
    first = line("Harbour", top=100)
    parts = [PAGE[2], PAGE[0], ResultLine(first.words, first.box, BASELINES[0])]
    assert kinds(parts, transcript) == {1: "heading", 2: "heading"}


def test_a_text_without_ids_is_found_by_its_words() -> None:
    """In its own order and with its own line breaks."""
    transcript = said(
        TranscriptLine("ropes and chains ship bells", structure="list-item"),
        TranscriptLine("HARBOUR LEDGER", structure="heading"),
    )
    assert kinds(PAGE, transcript) == {0: "heading", 1: "list-item", 2: "list-item"}


def test_words_that_are_not_on_the_line_say_nothing_of_it() -> None:
    """A heading that the model made up has no line."""
    assert kinds(PAGE, said(TranscriptLine("Introduction", structure="heading"))) == {}


def test_nothing_said_is_nothing_found() -> None:
    """A transcript without structure costs nothing."""
    assert kinds(PAGE, said(TranscriptLine("Harbour ledger", 0))) == {}
