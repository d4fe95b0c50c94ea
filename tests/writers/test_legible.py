"""No output holds what no page can print, whoever read it: words, alternatives, readings, notes, a
PDF's own text.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from dataclasses import replace
from html import unescape

import docx
import numpy as np
import pypdfium2
import pytest
from tests.writers.samples import HEIGHT, WIDTH, document, line, page

from recto.layout import arrange
from recto.model.page import Box, Line, ReaderWord, Reading
from recto.model.result import LayerDifference, PageResult, TextLayerUse
from recto.writers import WRITERS
from recto.writers.legible_result import legible_page

TAGS = "".join(chr(0xE0000 + ord(char)) for char in "pay")
HIDDEN = (
    "\u200b",
    "\u00ad",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u3164",
    "\ufe0f",
    "\u0336",
    "\ue000",
    "\ufff9",
    TAGS,
)
CLASSES = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


def dirty(text: str) -> str:
    """The text with something unseen after every letter."""
    return "".join(char + HIDDEN[at % len(HIDDEN)] for at, char in enumerate(text))


def dirty_page() -> PageResult:
    """A page whose every text is dirty: kept from a text layer, read by local readers and by an
    LLM.
    """
    clean = [line("Deposit paid by Mason", top=100), line("Total due 1,245.00", top=140)]
    origins = ("text-layer", "tesseract", "ppocr", "llm")
    lines = []
    for each in clean:
        words = [
            replace(word, text=dirty(word.text), alternatives=(dirty("other"),), origin=origin)
            for word, origin in zip(each.words, origins, strict=False)
        ]
        lines.append(replace(each, words=tuple(words)))
    box = Box(50, 100, 90, 120)
    word = ReaderWord(dirty("Deposit"), box, 0.9, (), (0.5,) * len(dirty("Deposit")))
    reading = Reading(
        "tesseract", (Line((word,), box, (50, 120, 90, 120)),), 0.1, "5", notes=(dirty("note"),)
    )
    layer = TextLayerUse(
        "compared", "good", "why", 0.9, (LayerDifference(box, dirty("layer"), dirty("read")),)
    )
    blocks = arrange(lines, WIDTH, HEIGHT)
    made = page(lines, blocks=blocks)
    return replace(made, readings=(reading,), notes=(dirty("damaged"),), text_layer=layer)


def text_in(name: str, data: bytes) -> str:
    """What a reader of the file gets to see, escapes undone."""
    if name.startswith("pdf"):
        return pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    if name == "docx":
        body = docx.Document(io.BytesIO(data)).element.body
        return "\n".join(body.itertext())
    text = data.decode()
    if name == "json":
        return json.dumps(json.loads(text), ensure_ascii=False)
    return unescape(text)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_format_holds_what_no_page_can_print(name: str) -> None:
    """Line ends apart; what was read stays."""
    out = io.BytesIO()
    WRITERS[name].write(
        document(dirty_page()), out, images=lambda _: np.full((HEIGHT, WIDTH), 255, np.uint8)
    )
    text = text_in(name, out.getvalue())
    found = {
        char for char in text if unicodedata.category(char) in CLASSES and char not in "\n\r\f\t"
    }
    assert not found | ({"\u3164", "\ufe0f", "\u0336"} & set(text))
    if name not in ("csv", "pages.csv"):  # tables only, and pages without their words
        assert "1,245.00" in re.sub("\N{REPLACEMENT CHARACTER}", "", text).replace("\\", "")


def test_a_page_keeps_its_words_and_a_clean_one_stays_as_it_is() -> None:
    """As many words, the same places; scores of characters that are gone are gone."""
    before = dirty_page()
    after = legible_page(before)
    assert [word.box for word in after.words] == [word.box for word in before.words]
    assert after.readings[0].words[0].scores == ()
    assert legible_page(after) == after
