"""What the LLM says of structure, from its reply over HTTP to the Markdown that comes out."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from tests import warm
from tests.batch.pages import FAST
from tests.vision.server import Answer, Received, Script, Server, chat, edits

ROWS = [
    "Harbour ledger",
    "anchors and chains",
    "blue rope 12",
    "ship bell 40",
    "Quay Street closes at nine",
]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Five lines of one size: nothing but their words tells what they are."""
    image = Image.new("L", (900, 420), 255)
    pen = ImageDraw.Draw(image)
    for i, text in enumerate(ROWS):
        pen.text((30, 20 + 70 * i), text, font=ImageFont.load_default(36), fill=0)
    image.save(tmp_path / "page.png", dpi=(200, 200))
    return tmp_path / "page.png"


def says(*marks: Mapping[str, Any]) -> Script:
    """A model that corrects nothing and marks lines by their text."""

    def script(received: Received) -> Answer:
        ids = {text: i for i, text in received.shown.items()}
        rows = [
            {"level": 0, "cells": [], **mark, "id": ids[mark["text"]]}
            for mark in marks
            if mark["text"] in ids
        ]
        return chat(
            edits({}, structure=[{k: v for k, v in row.items() if k != "text"} for row in rows])
        )

    return script


def markdown(page: Path, script: Script) -> str:
    """The page as the LLM's structure makes it."""
    own = {
        "XDG_CACHE_HOME": str(page.parent / "cache"),
        "XDG_STATE_HOME": str(page.parent / "state"),
    }
    with Server(script) as server:
        llm = ["--llm", "always", "--base-url", server.url, "--model", "gpt-4o", "-f", "md"]
        environment = os.environ | own | {"OPENAI_API_KEY": "sk-none"}
        done = warm.recto("read", page, *llm, *FAST, environment=environment)
        assert server.received
    assert done.returncode == 0, done.stderr
    return done.stdout


MARKS = [
    {"text": ROWS[0], "kind": "heading", "level": 2},
    {"text": ROWS[1], "kind": "list-item"},
    {"text": ROWS[2], "kind": "table-row", "cells": ["blue rope", "12"]},
    {"text": ROWS[3], "kind": "table-row", "cells": ["ship bell", "40"]},
]


def test_headings_items_and_cells_reach_the_markdown(page: Path) -> None:
    """Kinds, levels and cells by line id."""
    found = [line for line in markdown(page, says(*MARKS)).splitlines() if line]
    assert found == [
        "## Harbour ledger",
        "- anchors and chains",
        "| blue rope | 12 |",
        "| --- | --- |",
        "| ship bell | 40 |",
        "Quay Street closes at nine",
    ]


def test_what_geometry_contradicts_is_not_believed(page: Path) -> None:
    """A header at the foot of the page, and cells that are not the line's words."""
    wrong = [
        {"text": ROWS[4], "kind": "header"},
        {"text": ROWS[2], "kind": "table-row", "cells": ["red rope", "99"]},
        {"text": ROWS[3], "kind": "table-row", "cells": ["no bell", "0"]},
    ]
    assert "|" not in markdown(page, says(*wrong))
