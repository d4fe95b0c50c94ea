"""PDFs made for the tests: typeset pages, fonts that lie, notes and fields, pictures with text in
them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pikepdf
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from recto.model.page import Page
from recto.model.result import PageResult, Word
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages
from recto.readers.ppocr.reader import Ppocr
from recto.readers.tesseract.reader import Tesseract
from recto.sources import open_pages

PROSE = (
    "The harbour ledger of the north quay was kept by one clerk",
    "for nearly thirty years. He wrote in a small clear hand and",
    "used the same brown ink throughout. Every evening he counted",
    "the barrels, the sacks and the coils of rope, and every",
    "morning he began again. When the great storm came in winter",
    "the book was carried to the upper floor, where it stayed.",
)
ENGLISH = Stages(Tesseract("eng"), Ppocr())
ALONE = Stages(Tesseract("eng"), None, "off")


def font_file(folder: Path) -> Path:
    """Pillow's own font (Aileron: Latin letters of English), as a file to embed."""
    path = folder / "aileron.ttf"
    path.write_bytes(ImageFont.load_default(20).path.getvalue())
    return path


def dejavu(name: str = "DejaVuSerif") -> Path:
    """A font with Cyrillic, Polish and Hebrew letters, which matplotlib carries."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"


def typeset(
    path: Path,
    *pages: Sequence[str],
    font: str | Path = "Helvetica",
    size: float = 12,
    embedded: str = "body",
) -> Path:
    """Lines of text, one page after the other; `font` is a standard one or a file."""
    pdf = FPDF(unit="pt", format=(420, 300))
    if isinstance(font, Path):
        pdf.add_font(embedded, fname=str(font))
    for lines in pages:
        pdf.add_page()
        pdf.set_font(embedded if isinstance(font, Path) else font, size=size)
        for i, line in enumerate(lines):
            pdf.text(30, 40 + 1.7 * size * i, line)
    pdf.output(str(path))
    return path


def scan(path: Path, shown: Sequence[str], said: Sequence[str]) -> Path:
    """The first lines as a picture of a page, the others as invisible text in the same places."""
    page = drawn(typeset(path, shown))
    pdf = FPDF(unit="pt", format=(420, 300))
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.image(Image.fromarray(page.raster), 0, 0, 420, 300)
    pdf.text_mode = 3  # type: ignore[assignment]  # the PDF's own number
    for i, line in enumerate(said):
        pdf.text(30, 40 + 1.7 * 12 * i, line)
    pdf.output(str(path))
    return path


def lying(path: Path, mapping: Mapping[str, str], page: int = 0) -> Path:
    """Change what the page's embedded fonts say of their glyphs: {"4": "7"} makes every printed 4 a
    7 in the text.
    """
    return with_codes(path, {ord(shown): ord(said) for shown, said in mapping.items()}, page)


def with_codes(path: Path, codes: Mapping[int, int], page: int = 0) -> Path:
    """Let the fonts of the page give `codes[code]` for a character, which need not be one."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        fonts = pdf.pages[page].Resources.Font
        for name in list(fonts.keys()):
            font = fonts[name]
            if "/ToUnicode" in font:
                mended = changed(font.ToUnicode.read_bytes(), codes)
                copy = pikepdf.Dictionary(dict(font.items()))
                copy.ToUnicode = pdf.make_stream(mended)
                own = pikepdf.Dictionary(dict(fonts.items()))
                own[name] = pdf.make_indirect(copy)
                resources = pikepdf.Dictionary(dict(pdf.pages[page].Resources.items()))
                resources.Font = own
                pdf.pages[page].Resources = resources
                fonts = own
        pdf.save(path)
    return path


def changed(table: bytes, codes: Mapping[int, int]) -> bytes:
    """A ToUnicode table with other targets."""

    def target(found: re.Match[str]) -> str:
        code = int(found[2], 16)
        new = codes.get(code)
        return found[0] if new is None else f"{found[1]}<{new:04X}>"

    return re.sub(r"(<[0-9A-Fa-f]+>\s*)<([0-9A-Fa-f]{4})>", target, table.decode("latin-1")).encode(
        "latin-1"
    )


def edited(path: Path, edit: Callable[[pikepdf.Pdf, pikepdf.Page], None]) -> Path:
    """Change the first page in place."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        edit(pdf, pdf.pages[0])
        pdf.save(path)
    return path


def note(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    text: str,
    *,
    subtype: str = "/FreeText",
    box: tuple[float, float, float, float] = (30, 40, 390, 70),
    flags: int = 4,
    drawn: bool = True,
    **keys: pikepdf.Object,
) -> pikepdf.Object:
    """Add an annotation that shows `text` at 14 points; `box` in PDF units, `drawn`: with an
    appearance stream.
    """
    helvetica = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    made = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name(subtype),
        Rect=list(box),
        F=flags,
        Contents=pikepdf.String(text),
        DA=pikepdf.String("/Helv 14 Tf 0 g"),
        **keys,
    )
    if drawn:
        width, height = box[2] - box[0], box[3] - box[1]
        made.AP = pikepdf.Dictionary(
            N=pdf.make_stream(
                f"BT /Helv 14 Tf 4 {height / 2 - 5:.1f} Td ({text}) Tj ET".encode("latin-1"),
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Form,
                BBox=[0, 0, width, height],
                Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=helvetica)),
            )
        )
    added = pdf.make_indirect(made)
    notes = page.get("/Annots", pikepdf.Array())
    notes.append(added)
    page.Annots = notes
    return added


def field(
    pdf: pikepdf.Pdf, page: pikepdf.Page, text: str, kind: str = "/Tx", **options: object
) -> pikepdf.Object:
    """Add a form field with a value."""
    widget = note(pdf, page, text, subtype="/Widget", **options)  # type: ignore[arg-type]
    widget.FT = pikepdf.Name(kind)
    widget.T = pikepdf.String(f"field{len(page.Annots)}")
    widget.V = pikepdf.String(text)
    helvetica = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    form = pdf.Root.get("/AcroForm", pikepdf.Dictionary(Fields=pikepdf.Array()))
    form.Fields.append(widget)
    form.DR = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=helvetica))
    form.DA = pikepdf.String("/Helv 14 Tf 0 g")
    pdf.Root.AcroForm = form
    return widget


def picture(
    text: str, *, size: int = 40, turn: int = 0, ink: int = 0, paper: int = 255
) -> Image.Image:
    """A picture with one line of text; `turn` counterclockwise degrees."""
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (int(right - left) + 40, int(bottom - top) + 40), paper)
    ImageDraw.Draw(image).text((20 - left, 20 - top), text, font=font, fill=ink)
    return image.rotate(turn, expand=True)


def with_picture(path: Path, image: Image.Image, box: tuple[float, float, float, float]) -> Path:
    """The first page with a picture put over what is there; `box` in PDF units."""

    def put(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        grey = image.convert("L")
        stream = pdf.make_stream(
            grey.tobytes(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=grey.width,
            Height=grey.height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        name = page.add_resource(stream, pikepdf.Name.XObject)
        left, bottom, right, top = box
        page.contents_add(
            f"q {right - left} 0 0 {top - bottom} {left} {bottom} cm {name} Do Q".encode()
        )

    return edited(path, put)


def drawn(path: Path, index: int = 0, dpi: float | None = None) -> Page:
    """One page as pixels."""
    page = next(iter(open_pages(str(path), pages=str(index + 1), dpi=dpi)))
    assert isinstance(page, Page)
    return page


def read(path: Path, index: int = 0, stages: Stages = ENGLISH) -> PageResult:
    """One page through every stage."""
    return read_page(drawn(path, index), stages)


def word(result: PageResult, text: str) -> Word:
    """The only word of that text."""
    found = [word for word in result.words if word.text == text]
    assert len(found) == 1, result.text
    return found[0]


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """A photograph of nothing: smooth blobs of grey."""
    small = np.random.default_rng(seed).integers(
        0, 256, (height // 12, width // 12), dtype=np.uint8
    )
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
