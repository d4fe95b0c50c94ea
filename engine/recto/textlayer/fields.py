"""Where a page's form fields and typed notes stand: what may hold a single character, and what
holds none.

An opened page enters, Fields leave, boxes in px of the page. A tick in a check box is no word, a
lone digit in a text field is one; pixels alone do not tell them apart. What a field says is read
from the pixels all the same: its value is not always what is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recto.model.page import Box
from recto.textlayer.opened import OpenedPage


@dataclass(frozen=True, slots=True)
class Fields:
    """Boxes in px of the page."""

    typed: tuple[Box, ...] = ()  # text fields, choices, typed notes
    ticked: tuple[Box, ...] = ()  # check boxes and radio buttons


def page_fields(opened: OpenedPage) -> Fields:
    """The page's fields."""
    import pypdfium2.raw as pdfium

    page = opened.page
    forms = opened.document.formenv
    typed: list[Box] = []
    ticked: list[Box] = []
    for i in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, i)
        if not note:
            continue
        try:
            subtype = pdfium.FPDFAnnot_GetSubtype(note)
            box = _box(note, opened.to_px)
            if subtype == pdfium.FPDF_ANNOT_FREETEXT:
                typed.append(box)
            elif subtype == pdfium.FPDF_ANNOT_WIDGET and forms is not None:
                kind = pdfium.FPDFAnnot_GetFormFieldType(forms, note)
                is_tick = kind in (
                    pdfium.FPDF_FORMFIELD_CHECKBOX,
                    pdfium.FPDF_FORMFIELD_RADIOBUTTON,
                )
                boxes = ticked if is_tick else typed
                boxes.append(box)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return Fields(tuple(typed), tuple(ticked))


def _box(note: Any, to_px: NDArray[np.float64]) -> Box:
    import pypdfium2.raw as pdfium

    place = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(note, place)
    edges = np.array(
        [
            [place.left, place.right],
            [place.top, place.bottom],
            [1.0, 1.0],
        ]
    )
    (x0, x1), (y0, y1), _ = to_px @ edges
    return Box(
        left=float(min(x0, x1)),
        top=float(min(y0, y1)),
        right=float(max(x0, x1)),
        bottom=float(max(y0, y1)),
    )
