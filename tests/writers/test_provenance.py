"""Who read a word: PAGE by TextEquivs, ALTO by a Processing a reader, valid in both schemas."""

import io
from dataclasses import replace

from lxml import etree
from tests.writers.samples import document, line, page
from tests.writers.schemas import schema

from recto.model.page import Box, Line, ReaderWord, Reading
from recto.model.result import PageResult, ResultLine, Word
from recto.reasons import Reason
from recto.witnesses.registry import WITNESSES
from recto.witnesses.script_model import READER as SCRIPT_MODEL
from recto.writers import WRITERS
from recto.writers.base import Head, Reviewed
from recto.writers.provenance import READERS, Variant, details, provenance

ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
PAGE = "{http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15}"
BOX = Box(50, 100, 110, 120)


def reading(reader: str, text: str, confidence: float, detail: str = "") -> Reading:
    """One word on the page's only place."""
    word = ReaderWord(text, BOX, confidence)
    return Reading(reader, (Line((word,), BOX, (50, 120, 110, 120)),), 0.1, detail)


def read_page(word: Word, *readings: Reading, index: int = 0) -> PageResult:
    """One final word, and what its readers had."""
    made = ResultLine((word,), BOX, (50, 120, 110, 120))
    return replace(page([made], index), readings=readings)


THREE = read_page(
    Word("Mason", BOX, 0.97, "agreed", Reason.LLM_AND_PPOCR, 0.8, ("Masou", "Nason")),
    reading("tesseract", "Masou", 0.61, "5.3.0, eng"),
    reading("ppocr", "Mason", 0.93, "v4"),
    Reading("llm", (), 1.0, "some-model, saw image"),
)


def parsed(name: str, *pages: PageResult) -> etree._Element:
    out = io.BytesIO()
    WRITERS[name].write(document(*pages), out)
    return etree.fromstring(out.getvalue())


def test_the_printed_text_comes_first_with_its_readers() -> None:
    """The LLM counts by the reason, as no boxes of its words are kept."""
    (word,) = THREE.words
    assert provenance(THREE).of(word) == (
        Variant("Mason", ("llm", "ppocr"), 0.97),
        Variant("Masou", ("tesseract",), 0.61),
        Variant("Nason", (), None),
    )


def test_another_model_counts_by_the_reason_too() -> None:
    """Beside the first one, or against it with a local reader."""
    owners = {}
    for reason, origin in (
        (Reason.SECOND_LLM_AGREES, "llm"),
        (Reason.LOCAL_AND_SECOND_LLM, "agreed"),
    ):
        made = read_page(
            Word("Mason", BOX, 0.97, origin, reason, 0.8), reading("ppocr", "Mason", 0.9)
        )
        (word,) = made.words
        owners[reason] = provenance(made).of(word)[0].readers
    assert owners == {
        Reason.SECOND_LLM_AGREES: ("llm", "second-llm", "ppocr"),
        Reason.LOCAL_AND_SECOND_LLM: ("second-llm", "ppocr"),
    }


def test_a_word_of_one_reader_is_its_own() -> None:
    """Though its box was moved, and though no reading is kept."""
    word = Word("Mason", BOX, 0.5, "llm", Reason.LLM_ALONE, 0.0, ("Masou",))
    found = provenance(read_page(word)).of(word)
    assert found == (Variant("Mason", ("llm",), 0.5), Variant("Masou", (), None))


def test_the_model_of_a_script_is_named_beside_what_it_read() -> None:
    """It is half a witness, and its text one of the variants."""
    word = Word("ข้อ", BOX, 0.9, "tesseract", Reason.ONLY_READER)
    made = read_page(word, reading(SCRIPT_MODEL, "ขอ", 0.8, "tesseract 5.3.0 Thai psm 3"))
    _, other = provenance(made).of(word)
    assert other == Variant("ขอ", (SCRIPT_MODEL,), 0.8)
    assert details(made) == {SCRIPT_MODEL: "tesseract 5.3.0 Thai psm 3"}


def test_every_witness_is_a_reader_with_a_reason_that_names_it() -> None:
    """A reader that is added to the registry is known to provenance, too."""
    assert {witness.name for witness in WITNESSES.values()} <= set(READERS)


def test_page_has_every_reader_by_index_and_confidence() -> None:
    """Index 0 is the text; readers stand in comments; each that read the page in the metadata."""
    root = parsed("page", THREE)
    schema("page-2019-07-15.xsd").assertValid(root)
    found = [
        (each.get("index"), each.get("conf"), each.get("comments"), each[0].text)
        for each in root.findall(f".//{PAGE}Word/{PAGE}TextEquiv")
    ]
    assert found == [
        ("0", "0.970", "llm, ppocr", "Mason"),
        ("1", "0.610", "tesseract", "Masou"),
        ("2", None, None, "Nason"),
    ]
    items = root.findall(f".//{PAGE}MetadataItem[@name='reader']")
    assert [item.get("value") for item in items] == [
        "tesseract: 5.3.0, eng",
        "ppocr: v4",
        "llm: some-model, saw image",
    ]


def test_alto_has_a_processing_a_reader_and_words_refer_to_it() -> None:
    """Of all pages; every reference leads somewhere."""
    word = Word("Nr.", BOX, 0.9, "tesseract", Reason.ONLY_READER)
    second = read_page(word, reading("tesseract", "Nr.", 0.9, "5.3.0, deu"), index=1)
    root = parsed("alto", THREE, second)
    schema("alto-4-4.xsd").assertValid(root)
    steps = {each.get("ID"): each for each in root.findall(f".//{ALTO}Processing")}
    assert list(steps) == ["recto", "reader-tesseract", "reader-ppocr", "reader-llm"]
    settings = steps["reader-tesseract"].findtext(f"{ALTO}processingStepSettings")
    assert settings == "5.3.0, eng; 5.3.0, deu"
    strings = root.findall(f".//{ALTO}String")
    assert [each.get("PROCESSINGREFS") for each in strings] == [
        "reader-llm reader-ppocr",
        "reader-tesseract",
    ]
    others = [(each.text, each.get("PURPOSE")) for each in strings[0]]
    assert others == [("Masou", "reader-tesseract"), ("Nason", None)]
    for each in root.iter():
        assert set((each.get("PROCESSINGREFS") or "").split()) <= set(steps)


def test_what_a_person_wrote_is_theirs() -> None:
    """Beside the review as a whole, which says who looked."""
    word = Word("Mason", BOX, 1.0, "human", Reason.WRITTEN_BY_A_PERSON, None, ("Masou",))
    corrected = read_page(word, reading("tesseract", "Masou", 0.6))
    out = io.BytesIO()
    head = Head("scan.png", "digest", "1", reviewed=Reviewed(("Ada",), 1, 1e9))
    sink = WRITERS["alto"].begin(out, head, None)
    sink.page(corrected)
    sink.end()
    root = etree.fromstring(out.getvalue())
    schema("alto-4-4.xsd").assertValid(root)
    (string,) = root.findall(f".//{ALTO}String")
    assert string.get("PROCESSINGREFS") == "reader-human"
    assert string[0].get("PURPOSE") == "reader-tesseract"
    steps = [each.get("ID") for each in root.findall(f".//{ALTO}Processing")]
    assert steps == ["recto", "reader-tesseract", "reader-human", "review"]


def test_equal_words_keep_their_own_readers() -> None:
    """A word that stands twice on a page was read by different readers."""
    first = line("same same")
    left, right = first.words
    lines = (Line((ReaderWord("same", right.box, 0.8),), right.box, (0.0,) * 4),)
    found = provenance(replace(page([first]), readings=(Reading("ppocr", lines, 0.1),)))
    assert found.of(left)[0].readers == ()
    assert found.of(right)[0].readers == ("ppocr",)
