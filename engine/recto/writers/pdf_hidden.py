"""Leaves ours as the only text that is found on a PDF page that was read, and the page as it is seen.

A page of an open PDF enters and is changed in place; a page without text keeps its very bytes. Text that another OCR
program left invisibly (render mode 3, ISO 32000-1, 9.3.6) is taken out, also of the forms that the page draws. Visible
text stays on the page and stands for a space (ActualText, 14.9.4): it was read anew, often because its font lies.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Object, Page, Pdf

INVISIBLE = 3
DEEPEST = 4  # forms inside forms
_SHOWING = {"Tj", "TJ", "'", '"'}
# Poppler and PDFium both honour a space; an empty text PDFium takes for none.
MUTE = b"/Span <</ActualText ( )>> BDC\n"


def remove_hidden_text(pdf: Pdf, page: Page) -> None:
    """Drop what render mode 3 shows, from the page's content and the forms it draws."""
    import pikepdf

    cleaned = _visible(page.obj)
    if cleaned is not None:
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(cleaned))
    _clean_forms(page.obj.get("/Resources"), DEEPEST)


def mute_text(page: Page) -> None:
    """Let programs find a space in place of the text that the page still shows."""
    if _shows_text(page.obj, DEEPEST):
        page.contents_add(MUTE, prepend=True)
        page.contents_add(b"\nEMC")


def _shows_text(stream: Object, depth: int) -> bool:
    """Whether a page or form, or a form that it may draw, sets any text."""
    import pikepdf

    try:
        if any(str(each.operator) in _SHOWING for each in pikepdf.parse_content_stream(stream)):
            return True
    except pikepdf.PdfError:
        return False
    resources = stream.get("/Resources")
    forms = resources.get("/XObject") if resources is not None else None
    if forms is None or depth == 0:
        return False
    drawn = [forms[name] for name in forms.keys()]  # noqa: SIM118 - a pikepdf.Object does not iterate over its keys
    return any(form.get("/Subtype") == "/Form" and _shows_text(form, depth - 1) for form in drawn)


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
