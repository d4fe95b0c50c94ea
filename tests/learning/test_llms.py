"""What corrected pages teach of an LLM: whether it or the local readers are right where they
differ, on the collection's type and by this model alone.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.arbitration.made import facts, transcript
from tests.arbitration.test_digits import SURE
from tests.arbitration.test_hybrid import BODY
from tests.learning.made import NAMES, known
from tests.local.made import line, reading
from tests.writers.samples import document, text_page

from recto.arbitration.hybrid import hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.arbitration.outcome import llm_readings
from recto.learning.heard import cases, heard
from recto.learning.paying import Learned, learned
from recto.learning.places import KnownPage
from recto.learning.weights import lessons_of
from recto.local.fusion import fuse
from recto.model.transcript import TranscriptLine
from recto.settings.collection import Collection, LlmWeights
from recto.settings.collection_file import Part
from recto.witnesses.taught import taught
from recto.writers import WRITERS
from recto.writers.result_json_pages import stored_page

MODEL, OTHER = "weak-1", "strong-2"
ENDS = "Kaufmann Hafenstrasse"


def misread(number: int, *, lines: int = 8, fooled: int = 8) -> KnownPage:
    """Both local readers take mm for nn alike; the LLM has it right in the last lines, and in the
    first `fooled` of them the truth is what they have.
    """
    names = [NAMES[(number + k) % len(NAMES)] for k in range(lines)]
    written = [f"{name} {ENDS}" for name in names]
    read = [text.replace("mm", "nn") for text in written]
    printed = [*read[:fooled], *written[fooled:]]
    page = known(read, read, printed, f"page-{number:02}", 0.8)
    answer = replace(transcript(*written), model=MODEL)
    return replace(page, heard=(answer,))


def of(pages: list[KnownPage]) -> Learned:
    return learned(lessons_of(pages))


def row_of(found: Learned) -> Part:
    (row,) = [each for each in found.tried if each.part == "llm"]
    return row


def printed_with(page: KnownPage, collection: Collection, model: str) -> str:
    """The first line as it is printed."""
    own = replace(page.reading.facts, taught=taught(collection))
    told = replace(page.reading, facts=own)
    answer = replace(page.heard[0], model=model)
    return hybrid_page(told, answer).lines[0].text


def test_an_llm_that_knows_the_type_is_believed_against_two_readers() -> None:
    """On pages of other documents, and only where this very model has read."""
    found = of([misread(number, fooled=0) for number in range(6)])
    row = row_of(found)
    assert (row.kept, row.what, row.harmed) == (True, MODEL, 0)
    assert row.mended >= 12

    page = misread(9, fooled=0)
    as_shipped = printed_with(page, Collection(), MODEL)
    assert "mm" not in as_shipped.split()[0]
    assert "mm" in printed_with(page, found.collection, MODEL).split()[0]
    assert printed_with(page, found.collection, OTHER) == as_shipped


def test_readers_that_are_right_stay_as_they_are() -> None:
    """What is right as shipped leaves nothing to learn, so nothing is kept."""
    found = of([misread(number) for number in range(6)])
    assert (row_of(found).kept, found.collection.llms) == (False, ())


def test_now_this_and_now_that_teaches_nothing() -> None:
    """Half of the lines are the LLM's, half the readers'."""
    found = of([misread(number, fooled=4) for number in range(6)])
    assert (row_of(found).kept, found.collection.llms) == (False, ())


def test_pages_that_no_llm_has_read_say_nothing_of_one() -> None:
    """There is no row of it."""
    silent = [replace(misread(number), heard=()) for number in range(4)]
    assert [each for each in of(silent).tried if each.part == "llm"] == []


def test_a_place_counts_where_its_truth_is_known() -> None:
    """Of other models, and of places that nobody has spoken of, nothing is taken."""
    page = misread(1, fooled=0)
    assert len(cases(page, MODEL)) == 8
    assert cases(page, OTHER) == []
    some = {place: text for place, text in page.truths.items() if place[0] < 3}
    assert len(cases(replace(page, truths=some), MODEL)) == 3


@pytest.mark.parametrize("weight", [-20.0, 20.0])
@pytest.mark.parametrize(
    ("tesseract", "ppocr", "llm"),
    [
        ("45", "45", "54"),
        ("46", "48", "54"),
        ("4G", "48", "54"),
        ("1", "1", "J"),
        ("46", "48", "46"),
    ],
)
def test_no_weight_changes_a_number(tesseract: str, ppocr: str, llm: str, weight: float) -> None:
    """What is printed for a number is as without a collection, however far one leans."""
    own = LlmWeights("made", agreeing=weight, differing=weight, mistaken=weight)
    readings = []
    for reader, read in (("tesseract", tesseract), ("ppocr", ppocr)):
        texts = [text.replace("45", read) for text in BODY]
        rows = [line(text, top=30.0 * k, confidence=SURE) for k, text in enumerate(texts)]
        readings.append(reading(reader, *rows))
    first, second = readings
    lines = fuse(first, second)
    page = judge_page(lines, facts(lines))
    answer = transcript(*[text.replace("45", llm) for text in BODY])
    told = replace(page, facts=replace(page.facts, taught=taught(Collection(llms=(own,)))))
    as_shipped = [row.text for row in hybrid_page(page, answer).lines]
    assert [row.text for row in hybrid_page(told, answer).lines] == as_shipped


def test_what_an_llm_wrote_is_in_the_result_and_comes_back(tmp_path: Path) -> None:
    """Line by line with the line that it answers, legible; looks at single places, and lines that
    nobody asked about, are none of it.
    """
    answer = replace(
        transcript("Ein\u200b Wort", "und mehr", asked=(3, 5)),
        model="made, 7b",
        saw="image+ocr:tesseract",
    )
    added = TranscriptLine("beside it")
    kept = replace(answer.lines[1], confirmed=True)
    answer = replace(answer, lines=(answer.lines[0], kept, added))
    bare = text_page("Ein Wort", "und mehr")
    path = tmp_path / "scan.json"
    with path.open("wb") as file:
        WRITERS["json"].write(document(replace(bare, readings=llm_readings(answer))), file)
    (found,) = heard(stored_page(str(path), 0))
    assert (found.model, found.saw) == (answer.model, answer.saw)
    texts = [(each.text, each.line, each.confirmed) for each in found.lines]
    assert texts == [("Ein Wort", 3, False), ("und mehr", 5, True)]
    assert list(heard(bare)) == []
