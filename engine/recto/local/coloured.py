"""Text that only its colour parts from its ground, made visible before anything reads the page.

A Page enters; the same Page leaves, or one whose pixels show such text in grey, too, with a note.
What such text is, and how it is shown, is `recto_preprocessing.colour`'s; that every reader and
every check sees the same pixels is settled here, by doing it first.
"""

from __future__ import annotations

from dataclasses import replace

from recto.model.page import Page

NOTE = "text as light as its ground, told from it by colour alone: read in black or white"


def visible(page: Page) -> Page:
    """The page for reading; its source, and what is written of it, keep their colours."""
    if page.raster.ndim == 2:
        return page
    # with OpenCV, which `recto --version` does not load
    from recto_preprocessing.colour import shown

    pixels = shown(page.raster)
    if pixels is page.raster:
        return page
    notes = (*page.notes, NOTE)
    return replace(page, raster=pixels, notes=notes)
