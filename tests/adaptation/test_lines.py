"""What is printed on each line that teaches, what is held out, and a taught reader at work."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.adaptation.made import drawn, other_network, taught
from tests.learning.made import known

from recto.adaptation.lines import SeenLine, SeenPage, from_text, from_words, seen_page
from recto.adaptation.paying import held_out
from recto.learned.onnx_weights import arrays, tensors, with_arrays
from recto.model.page import Box, Page, Reading
from recto.model.result import Word
from recto.pipeline.page import read_page
from recto.pipeline.stages import prepare
from recto.readers.lines.reader import LineReader
from recto.reasons import Reason
from recto.settings.collection_file import shipped_network
from recto.settings.groups import Input, Settings
from recto.sources import open_pages
from recto_preprocessing import IDENTITY, View


def lines(*texts: str) -> list[SeenLine]:
    image = np.zeros((32, 64), np.uint8)
    return [
        SeenLine("all", image, number, Box(0, 100 * number, 1000, 100 * number + 90), text)
        for number, text in enumerate(texts)
    ]


TEXTS: dict[str, tuple[tuple[str, ...], str, list[str]]] = {
    "each its own, whatever the truth's lines are": (
        ("Friedberg, Dauid, Hdlsm", "Friedel Chriſtian, Buchdruck."),
        "Friedberg, David, Hdlsm Friedel Christian, Buchdruck.",
        ["Friedberg, David, Hdlsm", "Friedel Christian, Buchdruck."],
    ),
    "what nobody printed teaches nothing": (
        ("Friedberg, David, Hdlsm", "Xyzzy Plugh Qwert"),
        "Friedberg, David, Hdlsm",
        ["Friedberg, David, Hdlsm", ""],
    ),
    "a word over two lines is neither's": (
        ("Friedberg, Brönner-", "strasse Nummer siebzehn"),
        "Friedberg, Brönnerstrasse Nummer siebzehn",
        ["", ""],
    ),
    "dashes are one": (
        ("Friedberg - Fries 95",),
        "Friedberg — Fries 95",
        ["Friedberg - Fries 95"],
    ),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_what_a_truth_has_on_a_line(kind: str) -> None:
    """Only what is surely the line's own."""
    read, truth, expected = TEXTS[kind]
    assert from_text(lines(*read), truth) == expected


def human(text: str, box: Box) -> Word:
    return Word(text, box, 1.0, "human", Reason.WRITTEN_BY_A_PERSON)


def test_what_people_said_of_a_line() -> None:
    """From left to right; a line of which they said a part only is left out."""
    said = (
        human("David", Box(500, 10, 900, 80)),
        human("Friedberg", Box(0, 10, 450, 80)),
        human("Friedel", Box(0, 110, 300, 180)),
    )
    page = replace(known(["a"], ["a"], ["a"], "page", 0.9), said=said)
    found = from_words(lines("Friedherg Dauid", "Friedel Christian Eduard"), page)
    assert found == ["Friedberg David", ""]


def page_of(name: str, document: str, count: int) -> SeenPage:
    own = replace(known(["a"], ["a"], ["a"], name, 0.9), document=document)
    texts = [replace(line, text=f"{name} {line.number}") for line in lines(*["read"] * count)]
    view = View(np.empty((0, 0), np.uint8), IDENTITY, 300.0)
    return SeenPage(own, own.result, view, np.empty((0, 4, 2)), tuple(texts))


@pytest.mark.parametrize(
    ("documents", "held"),
    [
        ((("a", 10), ("b", 20), ("c", 30)), {"page-0"}),
        ((("a", 10), ("a", 30), ("a", 40)), {"page-0", "page-1"}),
    ],
)
def test_other_documents_say_when_to_stop(
    documents: tuple[tuple[str, int], ...], held: set[str]
) -> None:
    """Other pages where documents are few; nothing is in both."""
    pages = [
        page_of(f"page-{at}", document, count) for at, (document, count) in enumerate(documents)
    ]
    teaching, judging = held_out(pages, "all")
    assert {line.text.split()[0] for line in judging} == held
    assert len(teaching) + len(judging) == sum(count for _, count in documents)
    assert not {line.text for line in teaching} & {line.text for line in judging}


def test_a_taught_reader_stands_in_for_the_shipped_one() -> None:
    """Of its name alone; the record has its version."""
    own = taught("all", other_network("all"))
    reader = LineReader("froc", taught=(own,))
    pixels = drawn("Harbour Museum")
    assert set(reader.recognise(pixels, "all").text) == {"A"}
    plain = LineReader("froc").recognise(pixels, "fraktur")
    assert reader.recognise(pixels, "fraktur").text == plain.text
    view = View(pixels, IDENTITY, 300.0)
    height, width = pixels.shape
    quad = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    reading = reader.read(view, quad, ["all"])
    assert reading.detail == f"all taught {own.sha256[:16]}"


def test_a_page_that_the_run_has_in_old_print_teaches(tmp_path: Path) -> None:
    """Whatever the language is that `recto learn` was told: a run's page is not judged anew."""
    line = drawn("Harbour Museum")
    paper = np.full((300, line.shape[1] + 100), 255, np.uint8)
    paper[100 : 100 + line.shape[0], 50 : 50 + line.shape[1]] = line
    scan = tmp_path / "scan.png"
    Image.fromarray(paper).save(scan, dpi=(300, 300))
    stages = prepare(Settings(Input(language="eng")))
    (page,) = open_pages(str(scan))
    assert isinstance(page, Page)
    result = read_page(page, stages)
    own = replace(known(["a"], ["a"], ["a"], "page", 0.9), text="Harbour Museum")
    assert seen_page(own, result, stages) is None
    third = Reading("froc", (), 1.0, "blackletter: all")
    with_third = replace(result, readings=(*result.readings, third))
    seen = seen_page(own, with_third, stages)
    assert seen is not None
    assert [each.text for each in seen.taught] == ["Harbour Museum"]


@pytest.mark.parametrize("name", ["fraktur", "all"])
def test_weights_go_out_and_in_again(name: str) -> None:
    """The shipped file, byte for byte."""
    shipped = shipped_network(name)
    assert sum(np.prod(each.shape) for each in tensors(shipped).values()) > 1_100_000
    assert with_arrays(shipped, arrays(shipped)) == shipped


def test_without_torch_it_is_said_before_a_page_is_read(tmp_path: Path) -> None:
    """With the remedy, and nothing is written."""
    own = tmp_path / "own.recto"
    code = (
        "import sys; sys.modules['torch'] = None; from recto.cli import main;"
        f"sys.argv[1:] = ['learn', {str(tmp_path)!r}, '--train-reader', '-o', {str(own)!r}]; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert "recto-ocr[train]" in done.stderr
    assert not own.exists()
