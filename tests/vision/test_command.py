"""The command itself before a server: real pages of four corpora, and a second, blind look at what
stays contested.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import pytest
from tests import warm
from tests.vision.pages import drawn
from tests.vision.replaying import recorded
from tests.vision.server import Answer, Received, Server, chat, edits
from tests.vision.test_corpora import PAGES

from recto.text.alignment import compact


def recto(
    tmp_path: Path, server: Server, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """`recto read ARGUMENTS` with this endpoint and folders of its own."""
    own = {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "OPENAI_API_KEY": "k",
    }
    endpoint = ("--base-url", server.url, "--model", "gpt-4o")
    return warm.recto("read", *arguments, *endpoint, environment=os.environ | own)


def words_of(page: dict[str, Any]) -> list[dict[str, Any]]:
    """All final words."""
    return [word for line in page["lines"] for word in line["words"]]


@pytest.mark.corpus
@pytest.mark.parametrize(("corpus", "page_id", "reader"), PAGES)
def test_a_real_page_with_a_recorded_reading(
    corpus: str, page_id: str, reader: str, corpora: Path, tmp_path: Path
) -> None:
    """Every word says whose it is and why; what both local readers saw is there or offered; the
    exit code is 0.
    """
    folder = corpora / corpus
    entries = map(json.loads, (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines())
    entry = next(entry for entry in entries if entry["id"] == page_id)
    reading = (folder / entry["readings"][reader]["path"]).read_text(encoding="utf-8")
    with Server(recorded(reading)) as server:
        flags = ("-f", "json", "-l", entry["language"], "--llm", "always")
        done = recto(tmp_path, server, folder / entry["image"], *flags)
    assert done.returncode == 0, done.stderr
    (page,) = json.loads(done.stdout)["pages"]
    assert page["status"] == "ok"
    words = words_of(page)
    assert all(word["origin"] and word["reason"] for word in words)
    assert {"all-agree", "llm-and-ppocr"} & {word["reason"] for word in words}
    local = [Counter(_texts(each)) for each in page["readers"] if each["name"] != "llm"]
    both, printed = local[0] & local[1], Counter(compact(word["text"]) for word in words)
    offered = {
        compact(part) for word in words for text in word["alternatives"] for part in text.split()
    }
    lost = [word for word in (both - printed).elements() if word not in offered]
    assert len(lost) <= 0.02 * both.total(), lost


def _texts(reading: dict[str, Any]) -> list[str]:
    return [
        key for line in reading["lines"] for word in line["words"] if (key := compact(word["text"]))
    ]


LINES = [
    "Repair of the lead pipe in Mill Lane",
    "Supply of water for the quarter",
    "Received by the clerk of works",
]


def contesting(received: Received) -> Answer:
    """Writes another word into a line, and is of the printed opinion when it sees the crop
    alone.
    """
    if received.shown:
        wrong = {
            i: text.replace("lead", "zinc")
            for i, text in received.shown.items()
            if text and "lead" in text
        }
        return chat(edits(wrong))
    spans = [{"id": i, "text": "lead"} for i in range(10)]
    return chat(json.dumps({"spans": spans}))


@pytest.mark.parametrize(
    ("more", "calls"), [((), 2), (("--contested", "0"), 1), (("--max-calls", "9"), 1)]
)
def test_what_stays_contested_is_looked_at_again_blind(
    tmp_path: Path, more: tuple[str, ...], calls: int
) -> None:
    """One more call with a crop and no text; counted, recorded, told; none when switched off or
    calls are counted.
    """
    image = tmp_path / "page.png"
    cv2.imwrite(str(image), drawn(LINES))
    with Server(contesting) as server:
        done = recto(
            tmp_path, server, image, "-f", "json", "--llm", "always", "--contested", "1", *more
        )
        assert (
            recto(tmp_path, server, image, "--llm", "always", "--contested", "1", *more).returncode
            == 0
        )
    assert done.returncode == 0, done.stderr
    assert len(server.received) == calls  # the second run is answered from the cache
    assert f"{calls} LLM call" in done.stderr
    (page,) = json.loads(done.stdout)["pages"]
    assert [word["text"] for word in words_of(page)] == " ".join(LINES).split()
    if calls == 2:
        asked = server.received[1]
        assert not asked.shown
        assert not any("lead" in text or "zinc" in text for text in asked.texts)
        sent = [
            json.loads(line)
            for line in (tmp_path / "state" / "recto" / "sent.jsonl").read_text().splitlines()
        ]
        assert len(sent) == 2
        assert page["guards"]["looked-again"] == 1
        assert "contested" in [decision["action"] for decision in page["decisions"]]
