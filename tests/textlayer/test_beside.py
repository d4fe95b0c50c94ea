"""What a page shows beside its text layer: notes, form values, stamps, words in pictures; and what
is no text.
"""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw
from tests.textlayer.made import (
    PROSE,
    edited,
    field,
    font_file,
    noise,
    note,
    picture,
    read,
    typeset,
    with_picture,
    word,
)

Edit = Callable[[pikepdf.Pdf, pikepdf.Page], object]
STAMP = (30, 20, 330, 60)


def choice(pdf: pikepdf.Pdf, page: pikepdf.Page, text: str) -> None:
    """A drop-down list with one entry chosen."""
    made = field(pdf, page, text, "/Ch", drawn=False)
    made.Ff = 131072
    made.Opt = pikepdf.Array([pikepdf.String("Oats"), pikepdf.String(text)])


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (lambda pdf, page: note(pdf, page, "Cancelled on 3 May"), "Cancelled on 3 May"),
        (
            lambda pdf, page: note(pdf, page, "Cancelled on 3 May", drawn=False),
            "Cancelled on 3 May",
        ),
        (
            lambda pdf, page: note(pdf, page, "Received 12 June", subtype="/Stamp"),
            "Received 12 June",
        ),
        (
            lambda pdf, page: field(pdf, page, "Marta Quill 1450.00", drawn=False),
            "Marta Quill 1450.00",
        ),
        (lambda pdf, page: field(pdf, page, "7", drawn=False), "7"),
        (lambda pdf, page: choice(pdf, page, "Salted herring"), "Salted herring"),
    ],
)
def test_what_a_note_or_a_field_shows_is_read(edit: Edit, text: str, tmp_path: Path) -> None:
    """With an appearance of its own or drawn from its value; words say that they come from the
    page.
    """
    found = read(edited(typeset(tmp_path / "x.pdf", PROSE), edit))
    assert found.text.splitlines() == [*PROSE, text]
    added = found.lines[-1].words
    assert {each.reason for each in added} == {"read-from-unread-ink"}
    assert {each.origin for each in added} <= {"agreed", "tesseract", "ppocr"}
    assert f"words beside the text layer, read from the page: {len(added)}" in found.notes
    assert found.text_layer
    assert found.text_layer.action == "kept"


def test_a_field_of_several_lines_is_read(tmp_path: Path) -> None:
    """Each line a line."""

    def fill(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        made = field(
            pdf, page, "Seven barrels\rTwo coils of rope", drawn=False, box=(30, 20, 390, 70)
        )
        made.Ff = 4096

    found = read(edited(typeset(tmp_path / "x.pdf", PROSE), fill))
    assert found.text.splitlines()[-2:] == ["Seven barrels", "Two coils of rope"]


@pytest.mark.parametrize(
    ("value", "cells"),
    [("60381427", 8), ("2000", 10), ("DE02 1203", 11), ("10101", 8), ("14032025", 8)],
)
@pytest.mark.parametrize("cell", [28, 32])
def test_characters_in_cells_of_their_own_are_one_word(
    value: str, cells: int, cell: int, tmp_path: Path
) -> None:
    """All of them, in their order; an empty cell parts words."""

    def fill(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        made = field(pdf, page, value, drawn=False, box=(20, 30, 20 + cell * cells, 55))
        made.Ff, made.MaxLen = 1 << 24, cells

    found = read(edited(typeset(tmp_path / "x.pdf", PROSE), fill))
    assert found.text.splitlines() == [*PROSE, value]


@pytest.mark.parametrize(("flags", "shown"), [(2, False), (32, False), (0, True)])
def test_a_note_counts_as_it_is_drawn(flags: int, shown: bool, tmp_path: Path) -> None:
    """Hidden, no view, none of them (PDF 1.7, 12.5.3): only what is on the page is read."""
    found = read(
        edited(
            typeset(tmp_path / "x.pdf", PROSE),
            lambda pdf, page: note(pdf, page, "Late again", flags=flags),
        )
    )
    assert ("Late again" in found.text) == shown


def test_a_value_stands_behind_its_label(tmp_path: Path) -> None:
    """On one row, in reading order."""
    labels = (*PROSE[:3], "Name of tenant:", "Rent agreed:", *PROSE[3:])

    def fill(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        for text, top in (("Marta Quill", 300 - 40 - 3 * 20.4), ("1450.00", 300 - 40 - 4 * 20.4)):
            field(pdf, page, text, box=(130, top - 6, 330, top + 12))

    found = read(edited(typeset(tmp_path / "x.pdf", labels), fill))
    assert found.text.splitlines()[3:5] == ["Name of tenant: Marta Quill", "Rent agreed: 1450.00"]


@pytest.mark.parametrize("state", ["/Off", "/Yes"])
def test_a_tick_is_no_word(state: str, tmp_path: Path) -> None:
    """A box, ticked or not."""

    def tick(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        box = field(pdf, page, "x", "/Btn", box=(30, 30, 44, 44), drawn=False)
        frame = b"1 1 12 12 re S"
        cross = frame + b" 3 3 m 11 11 l 3 11 m 11 3 l S"
        looks = {
            name: pdf.make_stream(
                drawing, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 14, 14]
            )
            for name, drawing in (("/Yes", cross), ("/Off", frame))
        }
        box.AP = pikepdf.Dictionary(N=pikepdf.Dictionary(looks))
        box.AS = box.V = pikepdf.Name(state)

    found = read(edited(typeset(tmp_path / "x.pdf", PROSE), tick))
    assert found.text.splitlines() == list(PROSE)


@pytest.mark.parametrize(
    ("image", "box"),
    [
        (picture("Paid 640.25 on 9 July", ink=255, paper=40), STAMP),
        (picture("Paid 640.25 on 9 July", ink=110, paper=235), STAMP),
        (picture("Paid 640.25 on 9 July", turn=90), (380, 30, 405, 270)),
        (picture("Paid 640.25 on 9 July", turn=270), (380, 30, 405, 270)),
    ],
)
def test_text_in_a_picture_is_read(
    image: Image.Image, box: tuple[float, float, float, float], tmp_path: Path
) -> None:
    """White on black, pale, and turned by a right angle."""
    found = read(with_picture(typeset(tmp_path / "x.pdf", PROSE), image, box))
    assert "Paid 640.25 on 9 July" in found.text.splitlines()
    assert word(found, "640.25").reason == "read-from-unread-ink"
    assert set(PROSE) <= set(found.text.splitlines())


def chart() -> Image.Image:
    """Bars and axes without a letter."""
    image = Image.new("L", (600, 300), 255)
    pen = ImageDraw.Draw(image)
    pen.line([(20, 10), (20, 280), (580, 280)], fill=0, width=3)
    for k in range(12):
        pen.rectangle([40 + 45 * k, 270 - 17 * ((k * 7) % 13), 65 + 45 * k, 278], fill=90)
    return image


@pytest.mark.parametrize("image", [noise(600, 300), chart(), Image.new("L", (300, 150), 90)])
def test_what_is_no_text_adds_no_word(image: Image.Image, tmp_path: Path) -> None:
    """A photograph, a chart, a plain surface."""
    found = read(with_picture(typeset(tmp_path / "x.pdf", PROSE), image, (30, 10, 390, 125)))
    assert found.text.splitlines() == list(PROSE)


def test_rules_and_frames_cost_no_reading(tmp_path: Path) -> None:
    """Lines, boxes and a bullet drawn around the text are nothing that is read."""

    def draw(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        page.contents_add(
            b"q 1 w 20 20 380 270 re S 30 60 m 390 60 l S 30 40 10 10 re S 60 45 5 5 re f Q"
        )

    found = read(edited(typeset(tmp_path / "x.pdf", PROSE, font=font_file(tmp_path)), draw))
    assert found.text.splitlines() == list(PROSE)
    assert "unread-ink" not in found.seconds
