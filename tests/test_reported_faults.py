"""Faults that were once reported, each with its smallest input from a folder beside the checkout.

The inputs are too mixed in origin for this repository. Where their folder is absent the tests are
skipped, and the same kinds are tested by inputs that the other tests make.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from tests import warm

ROOT = Path(__file__).parent.parent
CASES = Path(os.environ.get("RECTO_CASES", ROOT.parent / "shared" / "cases"))
Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
Check = Callable[[Path, Run], None]

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason=f"no inputs at {CASES}; name their folder in RECTO_CASES"
)


def words_of(path: Path) -> list[dict[str, object]]:
    """All words of a JSON result."""
    pages = json.loads(path.read_text())["pages"]
    return [word for page in pages for line in page["lines"] for word in line["words"]]


def pdf_text(path: Path) -> str:
    """What PDFium finds in a PDF."""
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def notes_of(path: Path) -> str:
    """The notes of all pages of a JSON result."""
    return "; ".join(
        note for page in json.loads(path.read_text())["pages"] for note in page["notes"]
    )


def bom_in_toml(here: Path, recto: Run) -> None:
    shutil.copy(CASES / "pipe-as-path" / "letter.png", here / "any.png")
    done = recto("read", "any.png")
    assert done.returncode == 0, done.stderr


def boxes_upside_down(here: Path, recto: Run) -> None:
    for name in ("media_inverted", "media_zero"):
        done = recto("read", f"{name}.pdf", "-o", "out", "-f", "pdf,txt")
        assert done.returncode == 0, done.stderr
        text = (here / "out" / f"{name}.txt").read_text()
        with pypdfium2.PdfDocument(here / "out" / f"{name}.pdf") as document:
            page = document[0]
            found = page.get_textpage()
            boxes = {
                tuple(round(side) for side in found.get_charbox(i))
                for i in range(found.count_chars())
            }
            assert len(boxes) > 20  # not all at one point
            assert text.split()[0] in found.get_text_range()


def control_characters_dropped(here: Path, recto: Run) -> None:
    done = recto("read", "tounicode_control.pdf", "-o", "out", "-f", "txt,json")
    assert done.returncode == 0, done.stderr
    words = words_of(here / "out" / "tounicode_control.json")
    text = (here / "out" / "tounicode_control.txt").read_text()
    ends = [word for word in words if word["text"] == "years"]
    assert ends or "years." in text
    assert all(word["flagged"] for word in ends)


def crop_outside(here: Path, recto: Run) -> None:
    done = recto("read", "crop_outside.pdf")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) > 5


def exact_layer_of_other_language(here: Path, recto: Run) -> None:
    for name in ("ru_text", "de_text"):
        own = pdf_text(here / f"{name}.pdf").split()
        done = recto("read", f"{name}.pdf", "-o", "out", "-f", "txt,pdf")
        assert done.returncode == 0, done.stderr
        assert (here / "out" / f"{name}.txt").read_text().split() == own
        assert set(own) <= set(pdf_text(here / "out" / f"{name}.pdf").split())


def fax_page_shape(here: Path, recto: Run) -> None:
    assert recto("read", "fax_204x98.tif", "-o", "out", "-f", "pdf").returncode == 0
    with pikepdf.open(here / "out" / "fax_204x98.pdf") as document:
        width, height = (float(side) for side in document.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((609.9, 388), abs=1)


def footnote_mark_lost(here: Path, recto: Run) -> None:
    recto("read", "footnote.png", "-o", "out", "-f", "json")
    words = words_of(here / "out" / "footnote.json")
    read = [word["text"] for word in words].count("12")
    said = any(word["flagged"] for word in words) or "mark" in notes_of(
        here / "out" / "footnote.json"
    )
    assert read == 2 or said


def letters_second_reader_lacks(here: Path, recto: Run) -> None:
    if (
        "ell"
        not in subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True).stdout
    ):
        pytest.skip("no model for Greek is installed")
    text = recto("read", "ell.png", "-l", "ell").stdout
    assert "Οι εργάτες" in text
    assert "έμεινε στην πύλη" in text
    assert (
        recto("read", "deu_quotes.png", "-l", "deu").stdout.count("\N{DOUBLE LOW-9 QUOTATION MARK}")
        >= 2
    )


def long_name(here: Path, recto: Run) -> None:
    shutil.copy(CASES / "pipe-as-path" / "letter.png", here / ("n" * 240 + ".png"))
    done = recto("read", "n" * 240 + ".png", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert (here / "out" / ("n" * 240 + ".txt")).read_text().split()


def muted_text_in_forms(here: Path, recto: Run) -> None:
    assert recto("read", "hidden_inherited.pdf", "-o", "out", "-f", "pdf").returncode == 0
    assert "Wrong old hidden" not in pdf_text(here / "out" / "hidden_inherited.pdf")


def name_collision(here: Path, recto: Run) -> None:
    done = recto("read", ".", "-o", "../out", "-f", "txt,page")
    assert done.returncode == 0, done.stderr
    texts = " ".join(file.read_text() for file in (here.parent / "out").glob("*.txt"))
    pages = " ".join(file.read_text() for file in (here.parent / "out").glob("*.page.xml"))
    for word in ("apples", "cherries", "figs"):
        assert word in texts
        assert word in pages


def non_utf8_name(here: Path, recto: Run) -> None:
    os.link(os.fsencode(here / "good.png"), os.fsencode(here) + b"/caf\xe9.png")
    done = recto("read", ".", "-o", "../out")
    assert done.returncode == 0, done.stderr
    assert len(list((here.parent / "out").glob("*.txt"))) == 2


def one_format_fails_all_lost(here: Path, recto: Run) -> None:
    done = recto("read", "open-action.pdf", "-o", "out", "-f", "txt,json,pdf,pdfa")
    assert all((here / "out" / f"open-action.{kind}").is_file() for kind in ("txt", "json", "pdf"))
    made = done.returncode == 0 and (here / "out" / "open-action.pdfa.pdf").is_file()
    assert made or (done.returncode == 4 and "open-action" in done.stderr)


def over_input(here: Path, recto: Run) -> None:
    before = (here / "doc.pdf").read_bytes()
    assert recto("read", "doc.pdf", "-o", ".", "-f", "pdf").returncode == 1
    assert (here / "doc.pdf").read_bytes() == before


def page_tree_with_hole(here: Path, recto: Run) -> None:
    done = recto("read", "count_low.pdf", "-o", "out", "-f", "txt,pdf")
    assert done.returncode == 0, done.stderr
    assert len((here / "out" / "count_low.txt").read_text().split("\f")) >= 3


def picture_text_on_text_page(here: Path, recto: Run) -> None:
    done = recto("read", "text_with_scanned_stamp.pdf")
    assert "640.25" in done.stdout


def pipe_as_path(here: Path, recto: Run) -> None:
    data = (here / "letter.png").read_bytes()
    plain = recto("read", "letter.png").stdout
    assert plain.split()
    assert recto("read", "/dev/stdin", stdin=data).stdout == plain
    done = recto("read", "/dev/stdin", "-o", "out", stdin=data)
    assert done.returncode == 0, done.stderr
    assert len(list((here / "out").glob("*.txt"))) == 1


def printed_annotations_lost(here: Path, recto: Run) -> None:
    printed = {
        "form_filled": ("Marta Quill", "1450.00", "14 March 2025"),
        "form_noap": ("Marta Quill",),
        "annot_freetext": ("Cancelled on 3 May",),
    }
    for name, texts in printed.items():
        done = recto("read", f"{name}.pdf")
        assert done.returncode == 0, done.stderr
        found = " ".join(done.stdout.split())
        assert all(text in found for text in texts), (name, found)


def resources_with_number(here: Path, recto: Run) -> None:
    done = recto("read", "xobject_null.pdf", "-o", "out", "-f", "pdf,txt")
    assert done.returncode == 0, done.stderr


def short_layer_never_judged(here: Path, recto: Run) -> None:
    short = recto("read", "short_scrambled.pdf").stdout
    assert "Wjhjnuy" not in short
    found = " ".join(recto("read", "digits_scrambled.pdf").stdout.split())
    assert "4783.33" not in found
    assert "1450.00 by 14 March 2025" in found


def signed_silently(here: Path, recto: Run) -> None:
    done = recto("read", "signed.pdf", "-o", "out", "-f", "pdf,json")
    assert "sign" in done.stderr
    assert "sign" in notes_of(here / "out" / "signed.json")


def table_order_in_txt(here: Path, recto: Run) -> None:
    text = recto("read", "table.png").stdout
    rows = [line.split() for line in text.splitlines()]
    assert any("Count" in row and "Price" in row and len(row) >= 3 for row in rows)
    assert any("3.40" in row and "12" in row for row in rows)


def text_page_called_blank(here: Path, recto: Run) -> None:
    done = recto("read", "rus1.png", "-l", "eng")
    assert "blank" not in done.stderr
    assert "could not be read" in done.stderr or "not read" in done.stderr
    done = recto("read", "rus1.png")  # the language is looked for
    assert "blank" not in done.stderr
    assert "rus" in done.stderr or "could not be read" in done.stderr


def tiff_thumbnail_page(here: Path, recto: Run) -> None:
    done = recto("read", "thumb.tif", "-o", "out", "-f", "json,txt")
    assert done.returncode == 0
    assert len(json.loads((here / "out" / "thumb.json").read_text())["pages"]) == 1


def two_runs_one_folder(here: Path, recto: Run) -> None:
    first = recto("read", "a/scan.png").stdout.split()
    assert recto("read", "a/scan.png", "-o", "out").returncode == 0
    done = recto("read", "b/scan.png", "-o", "out")
    texts = [file.read_text().split() for file in (here / "out").rglob("*.txt")]
    assert first in texts
    assert len(texts) == 2 or done.returncode == 1


def user_unit(here: Path, recto: Run) -> None:
    done = recto("read", "userunit_scan.pdf", "-f", "json")
    page = json.loads(done.stdout)["pages"][0]
    assert (page["width"], page["height"]) == (1240, 700)
    assert page["dpi"] == pytest.approx(150, abs=1)


def white_ink_on_transparent(here: Path, recto: Run) -> None:
    for name in ("white_on_transparent.png", "offwhite_alpha.png"):
        text = recto("read", name).stdout
        assert "The harbour" in text
        assert "4812 sacks" in text


def writer_crash_costs_text(here: Path, recto: Run) -> None:
    done = recto("read", "operator_in_array.pdf", "-o", "out", "-f", "txt,pdf")
    assert done.returncode in (0, 4), done.stderr
    assert "internal error" not in done.stderr
    assert (here / "out" / "operator_in_array.txt").read_text().split()


def hostile(here: Path, recto: Run) -> None:
    """Settings are passed over and said; results cost themselves; forms without end cost their
    page.
    """
    shutil.copy(here / "settings" / "key-to-another-host.toml", here / "recto.toml")
    shutil.copy(CASES / "pipe-as-path" / "letter.png", here / "page.png")
    done = recto("read", "page.png", GITHUB_TOKEN="tok-123456789")
    assert done.returncode == 0, done.stderr
    assert "passed over" in done.stderr
    (here / "recto.toml").unlink()
    assert recto("read", "page.png", "-o", "good", "-f", "json").returncode == 0
    results = sorted((here / "results").glob("*.json"))
    done = recto("read", *results, "good/page.json", "-o", "out", "-f", "txt")
    assert done.returncode == 2, done.stderr
    assert all(result.name in done.stderr for result in results)
    assert [file.name for file in (here / "out").glob("*.txt")] == ["page.txt"]
    done = recto(
        "read", "forms2n.pdf", "page.png", "-o", "forms", "-f", "txt", "--timeout-per-page", "20"
    )
    assert "forms2n.pdf" in done.stderr
    assert done.returncode != 0
    assert (here / "forms" / "page.txt").read_text().split()


CHECKS: dict[str, Check] = {
    check.__name__.replace("_", "-"): check
    for check in (
        bom_in_toml, boxes_upside_down, control_characters_dropped, crop_outside,
        exact_layer_of_other_language,
        fax_page_shape, footnote_mark_lost, hostile, letters_second_reader_lacks, long_name,
        muted_text_in_forms,
        name_collision, non_utf8_name, one_format_fails_all_lost, over_input, page_tree_with_hole,
        picture_text_on_text_page, pipe_as_path, printed_annotations_lost, resources_with_number,
        short_layer_never_judged, signed_silently, table_order_in_txt, text_page_called_blank,
        tiff_thumbnail_page,
        two_runs_one_folder, user_unit, white_ink_on_transparent, writer_crash_costs_text,
    )
}  # fmt: skip


def test_every_reported_fault_has_a_check() -> None:
    """A new folder of inputs wants a line in CHECKS."""
    assert {folder.name for folder in CASES.iterdir() if folder.is_dir()} <= set(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_reported_fault(name: str, tmp_path: Path) -> None:
    """Each folder behaves as its README says."""
    here = tmp_path / "here"
    shutil.copytree(CASES / name, here)
    for path in (here, *here.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("RECTO_", "OPENAI_"))
    }
    environment |= {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }

    def recto(*arguments: str | Path, stdin: bytes = b"", **variables: str) -> Done:
        return warm.recto(*arguments, stdin=stdin, cwd=here, environment=environment | variables)

    CHECKS[name](here, recto)
