"""What is kept of what a collection teaches: only what pays on pages that it was not learned
from.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.arbitration.made import facts, page
from tests.learning.made import NAMES, known, mistaken

from recto.arbitration.local_reading import judge_page, local_lines
from recto.arbitration.word.local_rules import rule
from recto.confidence.collected import ChoiceRow, LoneRow
from recto.errors import InputError
from recto.learning.counted import counted, read_letters
from recto.learning.paying import Learned, halves_of, learned
from recto.learning.places import KnownPage
from recto.learning.weights import lessons_of
from recto.reasons import Reason
from recto.settings.collection import ChoiceWeights, Collection, LoneWeights, NumberRule
from recto.witnesses.local import cases
from recto.witnesses.taught import Taught, shape, taught

SURE = 0.99  # Tesseract's confidence with which it is believed against PP-OCR as shipped


def of(pages: list[KnownPage]) -> Learned:
    return learned(lessons_of(pages))


def kept(found: Learned) -> list[str]:
    return [part.part for part in found.tried if part.kept]


def test_a_reader_that_is_wrong_on_this_type_is_believed_less() -> None:
    """On pages of other documents; and the page that is read with it has the right words."""
    found = of([mistaken(number, SURE) for number in range(8)])
    assert "readers" in kept(found)
    choice = found.collection.choice
    assert choice is not None
    assert choice.tesseract < 0 < choice.ppocr

    other = mistaken(9, SURE)
    before = local_lines(other.reading)[0].text
    facts_of = replace(other.reading.facts, taught=taught(found.collection))
    after = local_lines(judge_page(other.reading.lines, facts_of))[0].text
    assert ("nun" in before, "mm" in after) == (True, True)


def test_chance_teaches_nothing() -> None:
    """Readers that are wrong as often as each other, now here, now there: all stays as shipped."""
    pages = []
    for number in range(8):
        printed = [f"{NAMES[(number + k) % 16]} Kaufmann" for k in range(8)]
        swapped = [line.replace("mm", "nun") for line in printed]
        first = [(printed, swapped)[(k + number) % 2][k] for k in range(8)]
        second = [(swapped, printed)[(k + number) % 2][k] for k in range(8)]
        pages.append(known(first, second, printed, f"page-{number}", 0.9))
    found = of(pages)
    assert "readers" not in kept(found)


def test_two_pages_are_the_least() -> None:
    """One teaches, the other judges."""
    with pytest.raises(InputError, match="1 pages .* too few"):
        of([mistaken(0)])
    assert of([mistaken(0), mistaken(1)]).pages == 2


def misread(number: int) -> KnownPage:
    """Both readers read every mm as nun: nobody knows better, and nobody is as sure as he seems."""
    printed = [f"{NAMES[(number + k) % 16]} Kaufmann Hafenstrasse" for k in range(12)]
    wrong = [line.replace("mm", "nun") for line in printed]
    return known(wrong, wrong, printed, f"page-{number}", 0.9)


def well_read(number: int) -> KnownPage:
    """By both."""
    printed = [f"{NAMES[(number + k) % 16]} Hafenstrasse" for k in range(12)]
    return known(printed, printed, printed, f"page-{number}", 0.9)


def calibration(found: Learned) -> tuple[bool, str]:
    """Whether it was kept, and why not."""
    (row,) = [part for part in found.tried if part.part == "calibration"]
    return row.kept, row.why


def test_words_that_seem_too_sure_are_made_less_so() -> None:
    """On either half, by what the other taught; and that map is in the collection."""
    found = of([misread(number) for number in range(4)])
    assert calibration(found) == (True, "")
    own = found.collection.calibration
    assert own is not None
    assert own.local(0.95) < 0.95


def test_words_as_sure_as_they_should_be_are_left_alone() -> None:
    """Too few are wrong to say anything."""
    found = of([well_read(number) for number in range(4)])
    kept, why = calibration(found)
    assert not kept
    assert "0 wrong words of 96 are too few, 10 are wanted" in why
    assert found.collection.calibration is None


def test_a_risk_that_no_line_reaches_flags_what_is_likelier_wrong() -> None:
    """As without one: flagging everything would say nothing."""
    pages = [misread(number) for number in range(4)]
    own = learned(lessons_of(pages), 0.01).collection.calibration
    assert own is not None
    assert own.flag_below == 0.5


def test_errors_of_one_volume_are_no_reason_for_another() -> None:
    """One is full of them, one has none: each says the wrong thing of the other."""
    pages = [replace(misread(number), document="one") for number in range(2)]
    pages += [replace(well_read(number), document="other") for number in range(2)]
    kept, why = calibration(of(pages))
    assert not kept
    assert "is no better" in why


def test_documents_stay_together() -> None:
    """No page is judged by what another page of its volume teaches; of one volume pages are."""
    pages = [replace(mistaken(number), document=f"volume-{number // 3}") for number in range(9)]
    halves = halves_of(lessons_of(pages))
    one, other = ({lesson.page.document for lesson in half} for half in halves)
    assert not one & other
    same = [replace(page, document="volume") for page in pages]
    first, second = halves_of(lessons_of(same))
    assert (len(first), len(second)) == (5, 4)


def test_letters_are_counted_as_they_were_read() -> None:
    """A word that is another word altogether says nothing of letters."""
    assert read_letters("tesseract", "1841", "184l") == [
        ("tesseract", "1", "l"),
        ("tesseract", "1", "1"),
        ("tesseract", "8", "8"),
        ("tesseract", "4", "4"),
    ]
    assert read_letters("tesseract", "house", "tree") == []
    counts = counted(mistaken(0))
    assert counts.words["kaufmann"] == 8
    assert counts.mistakes["ppocr", "k", "k"] >= 8


SHAPES = [
    ("12.", "99"),
    ("MS.", ""),
    ("Ms.4", "Aa.9"),
    ("3.Juni1841", "9.Aaaa9999"),
    ("(17a)", "99a"),
]


@pytest.mark.parametrize(("text", "form"), SHAPES)
def test_numbers_have_a_shape(text: str, form: str) -> None:
    """Marks at the ends are none of it; what has no digit has none."""
    assert shape(text) == form


def test_a_mistake_that_was_seen_often_costs_little() -> None:
    """One that nobody has seen costs as much as any; of a reader of whom nothing is known, too."""
    seen = {("ppocr", "m", "n"): 30, ("ppocr", "m", "m"): 70}
    known_letters = {("ppocr", "m"): 100}
    own = Taught(mistakes=seen, printed=known_letters)
    often = own.cost("ppocr", "am", "an")
    assert often < 2
    assert own.cost("ppocr", "am", "ax") > often + 3
    assert own.cost("tesseract", "am", "an") == Taught().cost("tesseract", "am", "an")
    assert own.cost("ppocr", "am", "am") == 0


def test_nothing_learned_changes_nothing() -> None:
    """Weights as shipped choose what is chosen without any."""
    lines = page(["Amman Kaufmonn"], ["Anunan Kaufmann"], 0.9)
    shipped = facts(lines)
    same = Collection(choice=ChoiceWeights(), lone=LoneWeights())
    told = replace(shipped, taught=taught(same))
    for case in cases(lines[0], shipped):
        assert rule(case) == rule(replace(case, facts=told))


def test_a_lone_word_that_the_collection_knows_is_printed() -> None:
    """Where as shipped it is noise; a number never is."""
    lines = page(["Kaufmann 1841"], [""], 0.7)
    shipped = facts(lines)
    weights = LoneWeights(seen=2.0)
    own = Taught(words={"kaufmann": 9, "1841": 9}, lone=(1.0, 0.0, 0.0, 0.0, 0.0, weights.seen))
    told = replace(shipped, taught=own)
    word, number = cases(lines[0], told)
    assert rule(replace(word, facts=shipped)).reason == Reason.NOISE
    assert rule(word).reason == Reason.ONLY_TESSERACT_READ_IT
    assert rule(number).reason == Reason.NOISE


def test_a_number_that_two_readers_have_stands() -> None:
    """Whatever a collection says of numbers."""
    lines = page(["1841"], ["1841"], 0.9)
    weights = ChoiceWeights(shaped=50.0, ppocr=50.0)
    own = taught(Collection(numbers=(NumberRule("99", 9),), choice=weights))
    (case,) = cases(lines[0], replace(facts(lines), taught=own))
    assert rule(case).reason == Reason.READERS_AGREE


def test_rows_are_those_of_the_file() -> None:
    """A weight never meets another number than its own."""
    assert tuple(ChoiceWeights.__dataclass_fields__) == ChoiceRow._fields
    assert tuple(LoneWeights.__dataclass_fields__) == LoneRow._fields
