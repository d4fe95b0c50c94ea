"""`ocrmypdf --ocr-engine recto`: the real OCRmyPDF reads with Recto, in threads or processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from ocrmypdf._plugin_manager import get_plugin_manager
from ocrmypdf.cli import get_parser
from ocrmypdf.hocrtransform import OcrElement
from PIL import Image
from tests.api.pages import drawn
from tests.vision.server import Server, chat, edits

import recto
from recto.errors import EncryptedPdf, InvalidConfig, MissingDependency, ReaderFailed
from recto.plugins.ocrmypdf_engine import RectoEngine, refusing
from recto.plugins.plugin_options import NAMES, offered

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of two pages, each another one."""
    folder = tmp_path_factory.mktemp("book")
    pages = []
    for name in ("one", "two"):
        with Image.open(drawn(folder, f"{name}.png", name)) as page:
            pages.append(page.copy())
    pages[0].save(folder / "in.pdf", save_all=True, append_images=pages[1:], resolution=200)
    return folder / "in.pdf"


def ocrmypdf(
    source: Path, out: Path, *flags: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command, with what it says and a text file of what it read."""
    fixed = ["--output-type", "pdf", "--optimize", "0", "--sidecar", str(out.with_suffix(".txt"))]
    command = [sys.executable, "-m", "ocrmypdf", *fixed, *flags, str(source), str(out)]
    kept = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    return subprocess.run(
        command, capture_output=True, text=True, env=kept | environment, timeout=300
    )


def pdf_text(path: Path) -> str:
    """As pdftotext reads it."""
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


FAST = ("--ocr-engine", "recto", "--recto-second-reader", "off", "--recto-clean", "off")


@pytest.mark.parametrize("how", ["--use-threads", "--no-use-threads"])
def test_a_pdf_gets_the_words_that_recto_reads(how: str, book: Path, tmp_path: Path) -> None:
    """Page by page, in two workers of OCRmyPDF; its log says what there is to look at."""
    out = tmp_path / "out.pdf"
    done = ocrmypdf(book, out, *FAST, how, "-j", "2")
    assert done.returncode == 0, done.stderr
    own = recto.read(book, second_reader="off", clean="off")
    assert out.with_suffix(".txt").read_text().rstrip("\f\n") == own.text
    assert pdf_text(out).split() == [word.text for word in own.words]
    told = re.findall(r"^ +(\d) 4 words, 0 to look at$", done.stderr, re.MULTILINE)
    assert sorted(told) == ["1", "2"]


def test_the_budget_of_a_run_holds_for_all_of_its_processes(book: Path, tmp_path: Path) -> None:
    """Two processes that each want to ask, one call in all; what was not asked is told."""
    places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CACHE", "STATE", "CONFIG")}
    llm = ("--recto-llm", "always", "--recto-provider", "vllm", "--recto-model", "some")
    with Server(lambda received: chat(edits({}))) as server:
        where = ("--recto-base-url", server.url, "--recto-max-calls", "1")
        out = tmp_path / "out.pdf"
        done = ocrmypdf(book, out, *FAST, *llm, *where, "--no-use-threads", "-j", "2", **places)
        calls = len(server.received)
    assert done.returncode == 0, done.stderr
    assert calls == 1
    assert done.stderr.count("the page is fell-back") == 1
    assert "volume two" in out.with_suffix(".txt").read_text()


REFUSED = [
    (("--recto-psm", "99"), 1, "psm cannot be '99'; give a number from 0 to 13"),
    (("--recto-llm", "maybe"), 2, "invalid choice: 'maybe'"),
    (("--recto-llm", "auto", "--recto-provider", "vllm"), 1, "llm"),
    (("-l", "xyz"), 3, "xyz"),
]


@pytest.mark.parametrize(("flags", "code", "said"), REFUSED)
def test_what_cannot_be_is_refused_before_the_first_page(
    flags: tuple[str, ...], code: int, said: str, book: Path, tmp_path: Path
) -> None:
    """With OCRmyPDF's own exit codes, which are ours."""
    done = ocrmypdf(book, tmp_path / "out.pdf", *FAST, *flags)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert not (tmp_path / "out.pdf").exists()


def test_pages_are_turned_and_straightened(tmp_path: Path) -> None:
    """By our own measures: a page on its side, and one that slants by two degrees."""
    letter = ROOT / "samples" / "letter.png"
    options = SimpleNamespace(languages=["eng"], extra_attrs={})
    with Image.open(letter) as page:
        page.rotate(90, expand=True).save(tmp_path / "left.png", dpi=(150, 150))
        page.rotate(-2, fillcolor=255).save(tmp_path / "slanted.png", dpi=(150, 150))
    assert RectoEngine.get_orientation(letter, options) == (0, 0.0)
    angle, confidence = RectoEngine.get_orientation(tmp_path / "left.png", options)
    assert (angle, confidence > 15) == (270, True)
    assert RectoEngine.get_deskew(tmp_path / "slanted.png", options) == pytest.approx(2, abs=0.1)
    assert RectoEngine.get_deskew(letter, options) == pytest.approx(0, abs=0.1)


def test_a_page_is_a_tree_of_words_with_confidence(tmp_path: Path) -> None:
    """Paragraphs, lines with a baseline, words with boxes, in px of the picture."""
    path = drawn(tmp_path)
    options = SimpleNamespace(languages=["eng"], extra_attrs={"recto_second_reader": "off"})
    tree, text = RectoEngine.generate_ocr(path, options, 6)
    assert isinstance(tree, OcrElement)
    document = recto.read(path, second_reader="off")
    assert text == document.text
    assert (tree.page_number, tree.dpi) == (6, pytest.approx(200, abs=1))
    assert [word.text for word in tree.words] == [word.text for word in document.words]
    for element, word in zip(tree.words, document.words, strict=True):
        bounds = element.bbox
        assert bounds is not None
        assert element.confidence == word.confidence
        assert (bounds.left, bounds.bottom) == (word.box.left, word.box.bottom)
    assert all(line.baseline is not None for line in tree.lines)
    assert all(-40 < line.baseline.intercept <= 1 for line in tree.lines if line.baseline)
    assert {line.language for line in tree.lines} == {"eng"}


def test_hocr_can_be_had_as_a_file(tmp_path: Path) -> None:
    """For `ocrmypdf.pdf_to_hocr`."""
    path = drawn(tmp_path)
    options = SimpleNamespace(languages=["eng"], extra_attrs={"recto_second_reader": "off"})
    RectoEngine.generate_hocr(path, tmp_path / "x.hocr", tmp_path / "x.txt", options)
    assert "x_wconf" in (tmp_path / "x.hocr").read_text()
    assert "volume seven" in (tmp_path / "x.txt").read_text()
    with pytest.raises(NotImplementedError, match="sandwich"):
        RectoEngine.generate_pdf(path, tmp_path / "x.pdf", tmp_path / "x.txt", options)


def test_recto_is_chosen_by_name_alone() -> None:
    """Installing Recto changes nobody's engine."""
    manager = get_plugin_manager()
    parser = get_parser()
    manager.add_options(parser=parser)
    chosen = {}
    for name in ("auto", "tesseract", "none", "recto"):
        options = parser.parse_args(["--ocr-engine", name, "in.pdf", "out.pdf"])
        chosen[name] = type(manager.get_ocr_engine(options=options)).__name__
    assert chosen["recto"] == "RectoEngine"
    assert "RectoEngine" not in {chosen[name] for name in ("auto", "tesseract", "none")}


def test_every_offered_setting_is_an_option_with_its_sentence() -> None:
    """Of the settings' own definitions."""
    parser = get_parser()
    get_plugin_manager().add_options(parser=parser)
    told = parser.format_help()
    for name in NAMES:
        assert f"--recto-{name.replace('_', '-')}" in told
    assert set(offered()) == set(NAMES)


ERRORS = [
    (recto.RectoError("x"), 7),
    (ReaderFailed("x"), 7),
    (EncryptedPdf("x"), 2),
    (InvalidConfig("x"), 1),
    (MissingDependency("x"), 3),
]


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_our_errors_end_in_theirs(error: recto.RectoError, code: int) -> None:
    """With our sentence, braces and all."""
    error.args = (f"a {{brace}}: {error}",)
    with pytest.raises(Exception, match=r"a \{brace\}") as ended, refusing():
        raise error
    assert ended.value.exit_code == code  # type: ignore[attr-defined]
