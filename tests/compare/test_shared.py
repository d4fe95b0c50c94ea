"""The local reading that every system with an LLM begins with is made once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests import warm
from tests.batch.pages import draw
from tests.vision.server import Server, chat, edits

ADDED = ("compare.json", "compare.csv", "compare.html")


def compared(folder: Path, url: str, systems: str, counted: Path) -> dict[str, object]:
    """What the report says to programs; each start of Tesseract leaves a line in `counted`."""
    counting = folder / "counting"
    counting.mkdir(exist_ok=True)
    program = counting / "tesseract"
    program.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *--version*|*--list-langs*) ;; *) echo run >> "{counted}" ;; esac\n'
        f'exec "$(PATH="${{PATH#{counting}:}}" command -v tesseract)" "$@"\n'
    )
    program.chmod(0o755)
    out = folder / systems.replace(",", "-")
    flags = ("--provider", "vllm", "--base-url", url, "--model", "gpt-4o", "-q", "-o", out)
    given = ("compare", folder / "scans", "--systems", systems, *flags)
    places = {f"XDG_{name}_HOME": str(out / name) for name in ("CACHE", "STATE", "CONFIG")}
    environ = {**os.environ, **places, "PATH": f"{counting}:{os.environ['PATH']}"}
    done = warm.recto(*given, environment=environ)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads((out / "compare.json").read_text())
    return found


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Two pages."""
    (tmp_path / "scans").mkdir()
    draw(tmp_path / "scans" / "a.png", "volume one")
    draw(tmp_path / "scans" / "b.png", "volume two")
    return tmp_path


def test_systems_with_an_llm_read_nothing_that_was_read(scans: Path) -> None:
    """With three of them beside it, Tesseract runs as often as for "local" alone; their texts are
    those of the pages, under the names of the pages.
    """
    alone, all_of_them = scans / "alone", scans / "all"
    with Server(chat(edits({}))) as server:
        compared(scans, server.url, "local", alone)
        found = compared(scans, server.url, "hybrid,llm,local,auto", all_of_them)
    assert alone.read_text().count("run") > 0
    assert all_of_them.read_text() == alone.read_text()
    said = json.dumps(found)
    assert "a.png" in said
    assert "0.json" not in said
