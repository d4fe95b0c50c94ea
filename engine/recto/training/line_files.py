"""Pictures of lines with their text, in the forms that trainers of line readers take.

KnownPages enter, files in a folder leave, a folder for each part of the split. tesstrain: NAME.png,
NAME.gt.txt, and the NAME.box that Tesseract makes its lstmf of. kraken: NAME.png, NAME.gt.txt, and
a list of pictures for each part. PaddleOCR: one label file for each part. Only here: what each form
is, and which lines fit none. Text is as it is read, from its first letter to its last, in every
form: each trainer turns what is written from the right by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recto.training.known import KnownPage
from recto.training.pictures import cut, png, stands_upright, upright
from recto.training.split import Part
from recto.writers.characters import direction

UPRIGHT = "letters stand over one another"
EDGE = "\t"  # between a picture's name and its text, and the end of a line's boxes


@dataclass(frozen=True, slots=True)
class Written:
    """One line whose picture is on the disk."""

    folder: Path  # of the export
    part: Part
    name: str  # of its files, without an ending
    text: str
    size: tuple[int, int]  # px, width and height

    @property
    def picture(self) -> str:
        """The name of its picture, seen from the export's folder."""
        return f"{self.part}/{self.name}.png"

    def beside(self, ending: str) -> Path:
        """Its file with this ending."""
        name = f"{self.name}{ending}"
        return self.folder / self.part / name


Form = Callable[[Written], None]


def tesstrain(line: Written) -> None:
    """A text, and one box for all of it. Of text from the right tesstrain makes the box itself: it
    turns the letters round.
    """
    with_text(line)
    if direction(line.text) == "rtl":
        return
    width, height = line.size
    around = f"0 0 {width} {height} 0"
    rows = (
        f"WordStr {around} #{line.text}",
        f"{EDGE} {around}",
        "",
    )
    box = line.beside(".box")
    box.write_text("\n".join(rows), encoding="utf-8")


def kraken(line: Written) -> None:
    """A text, and the picture's name in its part's list."""
    with_text(line)
    row = line.picture
    listed(line, row)


def ppocr(line: Written) -> None:
    """The picture's name and the text in its part's label file."""
    row = EDGE.join([line.picture, line.text])
    listed(line, row)


def with_text(line: Written) -> None:
    """Its text, beside its picture."""
    place = line.beside(".gt.txt")
    text = f"{line.text}\n"
    place.write_text(text, encoding="utf-8")


def listed(line: Written, row: str) -> None:
    """A row of its part's list."""
    place = line.folder / f"{line.part}.txt"
    with place.open("a", encoding="utf-8") as file:
        print(row, file=file)


FORMS: Mapping[str, Form] = {"tesstrain": tesstrain, "kraken": kraken, "ppocr": ppocr}


@dataclass(slots=True, eq=False)
class LineFiles:
    """An export of one of these forms that is being written."""

    folder: Path
    form: Form
    left: Counter[str] = field(default_factory=Counter)  # why -> lines

    def take(self, part: Part, known: KnownPage) -> list[str]:
        """Write the lines of a page; their texts. Raises what opening the source does."""
        view = upright(known.page)
        folder = self.folder / part
        folder.mkdir(exist_ok=True)
        texts = []
        for number, line in enumerate(known.lines, 1):
            pixels = cut(view, line)
            if stands_upright(pixels, line.text):
                self.left[UPRIGHT] += 1
                continue
            height, width = pixels.shape[:2]
            written = Written(
                self.folder,
                part,
                f"{known.name}-{number:04}",
                line.text,
                (width, height),
            )
            place = written.beside(".png")
            data = png(pixels)
            place.write_bytes(data)
            self.form(written)
            texts.append(line.text)
        return texts
