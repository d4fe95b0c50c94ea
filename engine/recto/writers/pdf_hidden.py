"""Takes out the invisible text that another OCR program left on a PDF page, so that ours is not found twice.

A page of an open PDF enters and is changed in place; a page without invisible text keeps its very bytes. Text is
invisible in render mode 3 (ISO 32000-1, 9.3.6); forms that the page draws are looked into as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Object, Page, Pdf

INVISIBLE = 3
DEEPEST = 4  # forms inside forms
_SHOWING = {"Tj", "TJ", "'", '"'}


def remove_hidden_text(pdf: Pdf, page: Page) -> None:
    """Drop what render mode 3 shows, from the page's content and the forms it draws."""
    import pikepdf

    cleaned = _visible(page.obj)
    if cleaned is not None:
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(cleaned))
    _clean_forms(page.obj.get("/Resources"), DEEPEST)


def _clean_forms(resources: Object | None, depth: int) -> None:
    import pikepdf

    forms = resources.get("/XObject") if resources is not None else None
    if forms is None or depth == 0:
        return
    for name in list(forms.keys()):
        form = forms[name]
        if form.get("/Subtype") == "/Form":
            cleaned = _visible(form)
            if cleaned is not None:
                form.write(pikepdf.unparse_content_stream(cleaned))
            _clean_forms(form.get("/Resources"), depth - 1)


def _visible(stream: Object) -> list[ContentStreamInstruction | ContentStreamInlineImage] | None:
    """The instructions without invisible text; None when there is none, or when the stream cannot be parsed."""
    import pikepdf

    try:
        instructions = pikepdf.parse_content_stream(stream)
    except pikepdf.PdfError:
        return None
    hidden = _hidden(instructions)
    return [instruction for i, instruction in enumerate(instructions) if i not in hidden] if hidden else None


def _hidden(instructions: Iterable[ContentStreamInstruction | ContentStreamInlineImage]) -> set[int]:
    """Positions of the operators that show text while the render mode is 3; q and Q save and restore the mode."""
    found: set[int] = set()
    mode, saved = 0, [0]
    for i, instruction in enumerate(instructions):
        operator = str(instruction.operator)
        if operator == "Tr" and instruction.operands:
            mode = int(instruction.operands[0])
        elif operator == "q":
            saved.append(mode)
        elif operator == "Q" and len(saved) > 1:
            mode = saved.pop()
        elif operator in _SHOWING and mode == INVISIBLE:
            found.add(i)
    return found
