"""The runner on drawn pages: what is stored, what is resumed, what is reported."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner
from tests.benchmarks.pages import TEXTS, corpora

from benchmarks.__main__ import cli
from benchmarks.corpora import load, select
from benchmarks.outcome import Outcome, Place, ScoredWord, restore, save
from benchmarks.page_under_test import PageUnderTest
from benchmarks.run import pending, perform
from benchmarks.systems import resolve
from recto.arbitration.word import rules
from recto.errors import BadArguments, InputError
from recto.model.page import Usage

BURNT = 0.1  # seconds of CPU


def _run(folder: Path, systems: str, *more: str) -> str:
    command = [
        "run",
        "--corpora",
        str(corpora(folder)),
        "--systems",
        systems,
        "--out",
        str(folder / "out"),
        *more,
    ]
    done = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_a_run_stores_text_and_words_and_prints_the_table(tmp_path: Path) -> None:
    """One file of text and one of JSON a page, and a row a system."""
    table = _run(tmp_path, "tesseract,llm:weak")
    out = tmp_path / "out"
    assert (out / "tesseract" / "cards" / "vol1-p1.txt").read_text(
        encoding="utf-8"
    ).strip() == TEXTS["vol1-p1"]
    record = json.loads((out / "tesseract" / "cards" / "vol1-p1.json").read_text(encoding="utf-8"))
    assert [word[0] for word in record["words"]] == ["Anna", "Meier", "1913"]
    assert record["seconds"] > 0
    assert "llm:weak (replayed)" in table
    rows = json.loads((out / "results.json").read_text(encoding="utf-8"))["rows"]
    assert {row["system"]: row["pages"] for row in rows} == {"tesseract": 3, "llm:weak": 3}


def test_the_recogniser_of_many_scripts_has_a_row_of_its_own(tmp_path: Path) -> None:
    """Asked for by name, and in no group: it is a part of Recto, not a product."""
    table = _run(tmp_path, "tesseract,multiscript")
    out = tmp_path / "out"
    assert (out / "multiscript" / "cards" / "vol1-p1.txt").read_text(
        encoding="utf-8"
    ).split() == TEXTS["vol1-p1"].split()
    assert "multiscript" in table
    (page,) = [page for page in load(corpora(tmp_path / "again"))[0].pages if page.id == "vol1-p1"]
    assert "multiscript" not in {each.name for each in resolve(["all"], [page])}


def test_a_second_run_reads_only_what_is_missing(tmp_path: Path) -> None:
    """Resume: a stored page is not read again."""
    _run(tmp_path, "llm:weak")
    stored = tmp_path / "out" / "llm:weak" / "cards"
    (stored / "vol1-p2.json").unlink()
    (stored / "vol1-p1.txt").write_text("kept", encoding="utf-8")
    pages = select(load(tmp_path / "corpora"))
    assert [
        task.page.id for task in pending(pages, resolve(["llm:weak"], pages), tmp_path / "out")
    ] == ["vol1-p2"]
    _run(tmp_path, "llm:weak")
    assert (stored / "vol1-p1.txt").read_text(encoding="utf-8") == "kept"


def test_a_reading_that_a_page_lacks_is_skipped(tmp_path: Path) -> None:
    """llm:* is every recorded reading; "strong" was recorded for one page only."""
    _run(tmp_path, "llm:*")
    rows = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["rows"]
    assert {row["system"]: row["pages"] for row in rows} == {"llm:strong": 1, "llm:weak": 3}


def test_hybrids_replay_a_reading_through_the_engine(tmp_path: Path) -> None:
    """Labelled, with the share that was sent and what it would have cost; auto never sends more
    than hybrid.
    """
    _run(tmp_path, "local,hybrid:strong,auto:strong")
    found = {}
    for system in ("local", "hybrid:strong", "auto:strong"):
        outcome = restore(Place(tmp_path / "out", system, "cards", "vol1-p1"))
        assert outcome is not None
        found[system] = outcome
    hybrid, auto = found["hybrid:strong"], found["auto:strong"]
    assert not found["local"].replayed
    assert hybrid.replayed
    assert hybrid.sent == 1.0
    assert hybrid.usage.input_tokens > 0
    assert auto.sent is not None
    assert auto.sent <= 1.0
    assert hybrid.text.split() == TEXTS["vol1-p1"].split()


def test_what_was_made_once_counts_whenever_it_is_asked_for(tmp_path: Path) -> None:
    """A system that goes on from an earlier one's work costs as much as if it had done it."""
    page = select(load(corpora(tmp_path)))[0]
    sheet = PageUnderTest(page)
    calls = []

    def work() -> int:
        calls.append(None)
        begun = process_time()
        while process_time() - begun < BURNT:
            pass
        return 7

    for _ in range(2):
        sheet.clock.start()
        assert sheet.once("work", work) == 7
        _, cpu = sheet.clock.read()
        assert cpu >= BURNT / 2  # os.times counts hundredths
    assert len(calls) == 1


def test_a_part_is_left_out_for_one_page_only(tmp_path: Path) -> None:
    """Without the second reader nobody overrules the LLM, and its error stays; the rules are as
    before.
    """
    before = rules.RULES
    _run(tmp_path, "hybrid:weak,hybrid-without:second_reader:weak", "--limit", "1")
    out = tmp_path / "out"
    without = restore(Place(out, "hybrid-without:second_reader:weak", "cards", "vol1-p1"))
    assert without is not None
    assert "Mcicr" in without.text
    assert "Mcicr" in [word.text for word in without.words]
    assert {(word.box, word.alternatives) for word in without.words} == {((0.0,) * 4, ())}
    assert rules.RULES is before
    stored = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert [entry["part"] for entry in stored["ablations"]] == ["second_reader"]
    assert {row["system"] for row in stored["rows"]} == {"hybrid:weak"}


def test_a_page_that_fails_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    """The run ends with 10, and the next one tries again."""
    root = corpora(tmp_path)
    (root / "cards" / "vol1-p2.png").write_bytes(b"not an image")
    command = [
        "run",
        "--corpora",
        str(root),
        "--systems",
        "tesseract",
        "--out",
        str(tmp_path / "out"),
    ]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 10
    assert "tesseract on cards/vol1-p2: " in done.stderr
    assert (tmp_path / "out" / "tesseract" / "cards" / "vol2-p1.json").exists()


def test_a_report_is_computed_from_stored_outputs_alone(tmp_path: Path) -> None:
    """The same numbers, without reading any page; replayed results are labelled."""
    _run(tmp_path, "tesseract,llm:*", "--corpus", "cards")
    before = (tmp_path / "out" / "results.json").read_text(encoding="utf-8")
    command = ["report", str(tmp_path / "out"), "--corpora", str(tmp_path / "corpora")]
    CliRunner().invoke(cli, command, catch_exceptions=False)
    assert (tmp_path / "out" / "results.json").read_text(encoding="utf-8") == before
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "llm:weak (replayed)" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("name", ["abbyy", "llm:unknown", "llm"])
def test_an_unknown_system_is_refused_with_the_choices(tmp_path: Path, name: str) -> None:
    """Nobody should wait an hour for a typing error."""
    pages = select(load(corpora(tmp_path)))
    with pytest.raises(BadArguments, match="choose from"):
        resolve([name], pages)


def test_pages_of_one_document_share_its_name(tmp_path: Path) -> None:
    """Resampling and learning keep a volume together."""
    pages = select(load(corpora(tmp_path)), limit=2)
    assert [page.document for page in pages] == ["vol1", "vol1"]


def test_a_missing_corpus_says_how_to_get_it(tmp_path: Path) -> None:
    """One line with the remedy."""
    with pytest.raises(InputError, match=r"CORPORA\.md"):
        load(tmp_path)


def test_an_outcome_survives_its_files(tmp_path: Path) -> None:
    """What is restored is what was saved, to the digits that are kept."""
    word = ScoredWord(
        "Meier", (1.0, 2.0, 3.0, 4.5), 0.875, flagged=True, origin="llm", reason="all-agree"
    )
    outcome = Outcome(
        "Meier\r\n", "# Meier", (word,), 1.5, 1.0, Usage(1, 2, 0, 1, 0.5), replayed=True, sent=0.25
    )
    place = Place(tmp_path, "live:openai/some-model", "cards", "a")
    assert restore(place) is None
    save(place, outcome)
    assert restore(place) == outcome


def test_stored_engine_outputs_cost_what_they_cost(tmp_path: Path) -> None:
    """The second time nothing is run, and the seconds of the first time are counted."""
    page = select(load(corpora(tmp_path)))[0]
    calls: list[int] = []

    def slow() -> int:
        sum(range(2_000_000))
        calls.append(1)
        return 42

    first = PageUnderTest(page, tmp_path / "store")
    assert first.stored("key", b"pixels", slow) == 42
    again = PageUnderTest(page, tmp_path / "store")
    again.clock.start()
    assert again.stored("key", b"pixels", slow) == 42
    assert len(calls) == 1
    assert again.clock.read()[1] > 0.005
    assert again.stored("other key", b"pixels", lambda: 7) == 7


def test_what_is_made_of_stored_outputs_costs_what_they_cost(tmp_path: Path) -> None:
    """A page begun from stored readings has their seconds, also when it is itself taken from the
    store.
    """
    page = select(load(corpora(tmp_path)))[0]
    sheet = PageUnderTest(page, tmp_path / "store")
    sheet.stored("inner", b"", lambda: sum(range(2_000_000)))
    for _ in range(2):
        fresh = PageUnderTest(page, tmp_path / "store")
        fresh.clock.start()
        fresh.stored("outer", b"", partial(fresh.stored, "inner", b"", int))
        assert fresh.clock.read()[1] > 0.005


@pytest.mark.corpus
def test_the_bare_command_reads_as_the_published_baseline(tmp_path: Path) -> None:
    """One page of the real corpora through `tesseract`, scored as baselines.txt was."""
    from benchmarks.corpora import folder

    try:
        root = folder()
    except InputError as fault:
        pytest.skip(str(fault))
    pages = [page for page in select(load(root), limit=1) if page.kind == "receipt"]
    for task in pending(pages, resolve(["tesseract"], pages), tmp_path):
        assert perform(task) == []
    assert (
        "TAN WOON YANN"
        in restore(Place(tmp_path, "tesseract", pages[0].corpus, pages[0].id)).text.upper()
    )
