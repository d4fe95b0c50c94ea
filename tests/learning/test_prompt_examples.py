"""Which lines of known pages are kept for an LLM's prompt."""

from __future__ import annotations

from dataclasses import replace

from tests.learning.made import known, mistaken

from recto.learning.examples import chosen, examples_of, with_examples
from recto.learning.paying import learned
from recto.learning.weights import lessons_of
from recto.model.page import Box
from recto.model.result import ResultLine, Word
from recto.reasons import Reason
from recto.settings.collection import PromptExample


def test_a_line_that_tesseract_read_wrong_is_an_example() -> None:
    """With what is printed in full; lines that it has right, or short ones, are none."""
    printed = ["Bremmer, Anna, Witwe.", "Amt Hof", "Ein ganz anderer Satz"]
    read = ["Brenuner, Anna, Witwe.", "Anrt Hof", "Ein ganz anderer Satz"]
    page = known(read, printed, printed, "page", 0.9)
    (found,) = examples_of(page)
    assert (found.read, found.printed, found.blackletter) == (read[0], printed[0], False)


def test_ppocr_has_no_say_in_what_was_read() -> None:
    """No prompt holds its text."""
    printed = ["Bremmer, Anna, Witwe.", "Kammer, Max, Wirt in Hof"]
    read = ["Brenuner, Anna, Witwe.", "Kammer, Max, Wirt in Hof"]
    second = ["Brernmer, Anna, Witwe.", "Karnmer, Max, Wirt in Hof"]
    found = list(examples_of(known(read, second, printed, "page", 0.9)))
    assert [each.read for each in found] == [read[0]]


def test_frequent_mistakes_are_shown_first_and_once() -> None:
    """Then what they do not show."""
    often = [PromptExample(f"Lenuner {k} im Hofe", f"Lemmer {k} im Hofe") for k in range(3)]
    rare = PromptExample("Das Vaus am Markte", "Das Haus am Markte")
    found = chosen([*often, rare], 2)
    assert (found[0] in often, found[1]) == (True, rare)
    assert len(chosen([*often, rare], 9)) == 4


def test_their_number_and_price_are_told() -> None:
    """That nobody has tried whether they pay, too."""
    pages = [mistaken(number) for number in range(3)]
    found = with_examples(learned(lessons_of(pages)), pages, 2)
    assert len(found.collection.examples) == 2
    row = found.tried[-1]
    assert row.kept
    assert row.why.startswith("2 lines, ")
    assert row.why.endswith("not tried whether they pay")


def test_people_must_have_the_whole_line() -> None:
    """A word that nobody was asked about counts where it is sure."""
    printed = ["Bremmer Anna Witwe", "Hammer Hans Wirt"]
    read = [line.replace("mm", "nun") for line in printed]
    page = known(read, printed, printed, "page", 0.9)
    for sure, count in ((0.99, 1), (0.9, 0)):
        line = page.reading.lines[0]
        words = []
        for unit, text in zip(line.units, printed[0].split(), strict=True):
            words.append(Word(text, unit.box, sure, "tesseract", Reason.READERS_AGREE))
        words[0] = replace(words[0], origin="human", reason=Reason.WRITTEN_BY_A_PERSON)
        box = Box.around([word.box for word in words])
        result = replace(page.result, lines=(ResultLine(tuple(words), box, (0, 0, 1, 0)),))
        said = replace(page, text="", said=(words[0],), result=result)
        found = list(examples_of(said))
        assert [each.printed for each in found] == [printed[0]] * count
