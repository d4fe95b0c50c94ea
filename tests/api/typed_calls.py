"""Calls as mypy sees them: `make types` checks this file, where an ignore that is not needed is an
error, so every wrong call below is known to be found. Nothing here is run.
"""

from pathlib import Path
from typing import assert_type

import numpy as np

import recto


def right() -> None:
    """Types that callers get without a word of their own."""
    assert_type(recto.read("a.png"), recto.Document)
    assert_type(recto.read([Path("a.png"), b"bytes"], llm="auto"), list[recto.Document])
    pixels = np.zeros((10, 10, 3), np.uint8)
    recto.read(pixels, bgr=True, language="eng+deu", dpi=300, pages=3, max_cost=None)
    recto.read("a.png", llm=recto.LlmOptions(mode="always"), glossary=["quay"], jobs=2)
    for document in recto.read_many(["a.png"], skip_failed=True, text_layer="redo"):
        assert_type(document.words, tuple[recto.Word, ...])
        assert_type(document.pages[0].tables, tuple[tuple[tuple[str, ...], ...], ...])
        assert_type(document.save("a.pdf"), Path)


async def right_in_a_loop() -> None:
    """The same, awaited."""
    assert_type(await recto.aread(b"bytes", psm=6), recto.Document)


def wrong() -> None:
    """What the types find."""
    recto.read("a.png", psm="six")  # type: ignore[call-overload]
    recto.read("a.png", langage="eng")  # type: ignore[call-overload]
    recto.read("a.png", layout="lines")  # type: ignore[call-overload]
    recto.read_many(["a.png"], llm="maybe")  # type: ignore[arg-type]
    recto.read(3)  # type: ignore[call-overload]
