"""Two models that both read the page, blind: two real servers, and the page nearer to the local
reading.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import pytest
from lxml import etree
from tests import warm
from tests.vision.pages import drawn
from tests.vision.server import Answer, Received, Script, Server, chat
from tests.vision.test_command import words_of
from tests.writers.schemas import schema
from tests.writers.test_provenance import parsed

from recto.batch import turns
from recto.batch.turns import Pending, without_newest
from recto.errors import InvalidConfig
from recto.model.page import Page
from recto.model.result import PageResult
from recto.model.transcript import UNHEARD, Transcript, TranscriptLine
from recto.pipeline.begin import begin
from recto.pipeline.finish import contest, finish
from recto.pipeline.local_page import LocalPage
from recto.pipeline.pair_vision import PairVision
from recto.pipeline.stages import Stages, prepare
from recto.pipeline.vision import Estimates, estimates_for, vision_for
from recto.readers.vision import LlmOptions, VisionReader
from recto.readers.vision.voices import voices
from recto.settings.groups import Settings

FIRST, SECOND = "sk-canary-first", "sk-canary-second"
LINES = [
    "Repair of the lead pipe in Mill Lane",
    "Supply of water for the quarter",
    "Received by the clerk of works",
    "Sweeping of the upper market place",
    "Two new lamps before the town hall",
    "Wages of the keeper of the bridge",
    "Candles and oil for the night watch",
]
PRINTED = " ".join(LINES).split()
# What no local reader has is printed, flagged.
WRONG = [*LINES, "Paid in zinc"]
NEARER = [*LINES, "Paid"]


def writing(lines: list[str]) -> Script:
    """A model that writes these lines, whatever the page."""

    def script(received: Received) -> Answer:
        return chat(json.dumps({"lines": lines, "structure": []}))

    return script


def truncated(received: Received) -> Answer:
    """Half a page, and the word that it was cut off."""
    return chat('{"lines": ["Repair of the', finish="length")


def refusing(received: Received) -> Answer:
    """No page at all."""
    return chat(None, refusal="I cannot help with that.")


def down(received: Received) -> Answer:
    """An endpoint that fails."""
    return Answer(b"{}", status=500)


def silent(received: Received) -> Answer:
    """A good reply without a line."""
    return chat(json.dumps({"lines": [], "structure": []}))


OPTIONS = LlmOptions(
    "always",
    "openai",
    model="gpt-4o",
    second_model="qwen2.5-vl-7b-instruct",
    second_model_for="pages",
    retries=0,
    cache=False,
)


@lru_cache(maxsize=1)
def stages() -> Stages:
    """Both local readers; the models are loaded once."""
    return prepare(Settings(llm=OPTIONS))


@lru_cache(maxsize=1)
def local_page() -> LocalPage:
    """The page as the local readers have it."""
    return begin(Page("page.png", 0, drawn(LINES), 150.0), stages())


@contextmanager
def two(first: Script, second: Script, **more: Any) -> Iterator[tuple[Server, Server, PairVision]]:
    """Both models, each behind its server, sharing one budget."""
    options = replace(OPTIONS, **more)
    with Server(first) as one, Server(second) as other:
        mine = VisionReader(replace(options, base_url=one.url), environ={"OPENAI_API_KEY": "k"})
        at = replace(options, second_provider="vllm", second_base_url=other.url).second
        assert at is not None
        theirs = VisionReader(at, environ={})
        theirs.spend_with(mine)
        yield one, other, PairVision(mine, theirs)


def read(vision: PairVision) -> PageResult:
    """The page to its end."""
    local = local_page()

    async def asked() -> Transcript:
        try:
            return await vision.read(local.evidence, local.decisions)
        finally:
            await vision.aclose()

    heard = asyncio.run(asked())
    assert contest(local, heard, stages()) == (), "nothing is asked twice of a page's text"
    return finish(local, heard, stages())


def printed_by(page: PageResult) -> str:
    """The model whose page it is."""
    (detail,) = [each.detail for each in page.readings if each.reader == "llm"]
    return detail.partition(",")[0]


NAMES = ("gpt-4o", "qwen2.5-vl-7b-instruct")


@pytest.mark.parametrize("place", [0, 1])
def test_the_page_nearer_to_the_local_reading_is_printed(place: int) -> None:
    """Whoever read it; both distances are told, and what the other has is offered."""
    scripts = [writing(WRONG), writing(WRONG)]
    scripts[place] = writing(NEARER)
    with two(scripts[0], scripts[1]) as (_, _, vision):
        page = read(vision)
    assert printed_by(page) == NAMES[place]
    assert (page.status, page.guards["nearer-page"]) == ("ok", 1)
    llm, other = [each for each in page.readings if each.reader in ("llm", "second-llm")]
    assert other.detail.startswith(NAMES[1 - place])
    assert llm.usage.calls == other.usage.calls == 1
    near, far = [each.notes[-1] for each in (llm, other)]
    assert near.startswith("printed: 0.")
    assert far.startswith("not printed: 0.")
    assert float(near.split()[1]) < float(far.split()[2])
    assert [line.text for line in other.written] == WRONG
    offered = [text for word in page.words for text in word.alternatives]
    assert any("zinc" in text for text in offered)


def test_both_models_are_named_in_files_that_are_valid() -> None:
    """In ALTO and PAGE, by the published schemas: whose page it is, and who offers another word."""
    with two(writing(WRONG), writing(NEARER)) as (_, _, vision):
        page = read(vision)
    for name, published in (("alto", "alto-4-4.xsd"), ("page", "page-2019-07-15.xsd")):
        root = parsed(name, page)
        schema(published).assertValid(root)
        written = etree.tostring(root, encoding="unicode")
        assert all(model in written for model in NAMES)
        assert "zinc" in written


def test_nobody_is_shown_a_text() -> None:
    """Neither what Tesseract read nor what the other model wrote: each sees the page alone."""
    with two(writing(WRONG), writing(NEARER)) as (one, other, vision):
        read(vision)
    for server in (one, other):
        (asked,) = server.received
        assert asked.pictures
        assert not asked.shown
        said = " ".join(asked.texts)
        assert not any(word in said for word in ("lead", "zinc", "Paid", "Received", "quarter"))


FAULTS = (
    (truncated, "truncated"),
    (refusing, "refused"),
    (down, "server-error"),
    (silent, "summary"),
)


@pytest.mark.parametrize(("script", "code"), FAULTS)
@pytest.mark.parametrize("place", [0, 1])
def test_where_one_gives_no_page_it_is_the_other_s(place: int, script: Script, code: str) -> None:
    """And the result says so, with why: in its guards, its notes and the reader's own."""
    scripts = [writing(NEARER), writing(NEARER)]
    scripts[place] = script
    with two(scripts[0], scripts[1]) as (_, _, vision):
        page = read(vision)
    assert printed_by(page) == NAMES[1 - place]
    assert page.status == "ok"
    assert page.guards[f"page-of-one:{code}"] >= 1
    assert not any(guard.startswith("fell-back") for guard in page.guards)
    assert any(note.startswith("only one of two models gave a page") for note in page.notes)
    (missing,) = [each for each in page.readings if each.reader == "second-llm"]
    assert any(note == f"page-of-one:{code}" for note in missing.notes)
    assert vision.no_answer == ""
    assert "nearer-page" not in page.guards


def test_where_neither_gives_a_page_it_is_no_success() -> None:
    """The local reading stands, the graver fault names the status, and both are told."""
    with two(down, refusing) as (_, _, vision):
        page = read(vision)
    assert page.status == "refused"
    assert [word.text for word in page.words] == PRINTED
    assert {"fell-back:server-error", "fell-back:refused"} <= page.guards.keys()
    assert len([note for note in page.notes if note.startswith("no answer")]) == 2
    assert vision.no_answer


def test_the_budget_ends_between_the_two() -> None:
    """Nothing is asked of the second, and the page says so."""
    with two(writing(NEARER), writing(WRONG), max_calls=1) as (one, other, vision):
        page = read(vision)
        assert (len(one.received), len(other.received)) == (1, 0)
    assert printed_by(page) == "gpt-4o"
    assert page.guards["page-of-one:over-calls"] == 1


def test_an_error_of_recto_s_own_costs_an_answer_not_the_page() -> None:
    """The other's first, then the first one's; then nothing is left to leave out."""
    line = (TranscriptLine("Repair"),)
    heard = replace(UNHEARD, lines=line, other=replace(UNHEARD, lines=line))
    pending = Pending(local_page(), ())
    error = ValueError("made")
    less = without_newest(pending, heard, error)
    assert less is not None
    assert less[1] is not None
    assert less[1].lines
    assert less[1].other is not None
    assert not less[1].other.lines
    least = without_newest(pending, less[1], error)
    assert least is not None
    assert least[1] is not None
    assert not least[1].lines
    assert without_newest(pending, least[1], error) is None
    read_anyway = turns.answered(pending, least[1], Settings(llm=OPTIONS))
    assert isinstance(read_anyway, turns.PageRead)
    assert read_anyway.trace


def test_an_estimate_counts_both(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is sent, and each is priced as its own model."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    local = local_page()

    def estimated(options: LlmOptions) -> Estimates:
        estimates = estimates_for(options)
        asyncio.run(estimates.read(local.evidence, local.decisions))
        asyncio.run(estimates.aclose())
        return estimates

    pair = replace(OPTIONS, second_model="gpt-4.1-mini", contested=0.0)
    both = estimated(pair)
    parts = [
        estimated(replace(pair, second_model="", second_model_for="doubts", model=name))
        for name in ("gpt-4o", "gpt-4.1-mini")
    ]
    assert both.total.calls == 2
    assert both.total.usd == pytest.approx(sum(part.total.usd for part in parts))
    assert all(part.total.usd > 0 for part in parts)
    assert "pages are read by gpt-4.1-mini, too" in "\n".join(both.notes)


def test_one_model_is_no_pair() -> None:
    """Refused before anything is read, in a dry run, too."""
    for answering in (estimates_for, lambda options: vision_for(options, Path("sent.jsonl"))):
        with pytest.raises(InvalidConfig, match="no second model is named"):
            answering(replace(OPTIONS, second_model=""))


def test_the_doctor_and_the_plan_say_who_reads_pages() -> None:
    """Not of what stays contested, and for all of a page's tokens."""
    _, second = voices(OPTIONS, {})
    assert (second.part, second.share) == ("second model", 1.0)
    assert "asked blind for each page that is asked about whole" in second.text


def recto(
    tmp_path: Path, first: Server, second: Server, *more: str
) -> subprocess.CompletedProcess[str]:
    """`recto read` of the page with both models."""
    image = tmp_path / "page.png"
    cv2.imwrite(str(image), drawn(LINES))
    own = {
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "OPENAI_API_KEY": FIRST,
        "OTHER_KEY": SECOND,
    }
    here = ("--base-url", first.url, "--model", "gpt-4o")
    there = ("--second-base-url", second.url, "--second-model", "qwen2.5-vl-7b-instruct")
    named = ("--second-provider", "vllm", "--second-api-key-env", "OTHER_KEY")
    wanted = ("--second-model-for", "pages", "--second-reader", "off")
    arguments = (str(image), *here, *there, *named, *wanted, *more)
    return warm.recto("read", *arguments, environment=os.environ | own)


def test_the_command_asks_both_once_and_goes_on(tmp_path: Path) -> None:
    """Each with its key; a run into the same folder asks nobody, one without it is paid by the
    cache, and no key is written anywhere.
    """
    with Server(writing(WRONG)) as first, Server(writing(NEARER)) as second:
        out = ("--llm", "always", "-f", "json", "-o", str(tmp_path / "out"))
        done = recto(tmp_path, first, second, *out)
        again = recto(tmp_path, first, second, *out)
        anew = recto(tmp_path, first, second, "--llm", "always", "-f", "json")
    assert (done.returncode, again.returncode, anew.returncode) == (0, 0, 0), done.stderr
    for server, key in ((first, FIRST), (second, SECOND)):
        (asked,) = server.received
        assert asked.headers["authorization"] == f"Bearer {key}"
    assert "2 LLM calls" in done.stderr
    (page,) = json.loads(anew.stdout)["pages"]
    readers = {each["name"]: each["detail"] for each in page["readers"]}
    assert readers["llm"].startswith("qwen2.5-vl-7b-instruct, saw image")
    assert readers["second-llm"].startswith("gpt-4o, saw image")
    assert "Paid" in [word["text"] for word in words_of(page)]
    assert page["decisions"][0]["action"] == "transcribe"
    rows = (tmp_path / "out" / "sent.jsonl").read_text().splitlines()
    assert {json.loads(row)["model"] for row in rows} == set(NAMES)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    shown = [*written, done.stdout.encode(), done.stderr.encode(), anew.stdout.encode()]
    assert not any(key.encode() in text for text in shown for key in (FIRST, SECOND))


def test_under_llm_off_nobody_is_asked(tmp_path: Path) -> None:
    """Whatever stands in the settings of the second model."""
    with Server(writing(WRONG)) as first, Server(writing(WRONG)) as second:
        assert recto(tmp_path, first, second, "--llm", "off").returncode in (0, 1)
        assert not first.received
        assert not second.received


def test_what_the_second_lacks_is_mended_by_its_own_flags() -> None:
    """Its key and its provider, not the first one's."""
    options = replace(OPTIONS, provider="ollama", model="a", second_provider="gemini")
    with pytest.raises(InvalidConfig) as refused:
        vision_for(options, Path("sent.jsonl"))
    assert refused.value.where == "llm.second_api_key_env"
    assert "or name another variable with --second-api-key-env" in refused.value.remedy


def test_a_second_model_without_a_price_has_no_limit_of_dollars() -> None:
    """The limit is the one setting of both: the error names it, and is none of Recto's own."""
    options = replace(OPTIONS, base_url="http://127.0.0.1:9", second_model="unpriced", max_cost=1.0)
    named: list[str] = []

    def said(name: str) -> str:
        named.append(name)
        return name

    with pytest.raises(InvalidConfig, match="no price"):
        estimates_for(options, said)
    assert named == ["llm.max_cost"]
