"""What a review teaches: a calibration, a glossary, and lines to train a reader on."""

import json
from pathlib import Path

import pytest
from PIL import Image
from tests import warm
from tests.batch.pages import draw
from tests.review.runs import make_run
from tests.review.test_desk import MISREAD, TRUTH, opened, said_of
from tests.vision.server import Server, chat, edits

from recto.batch.corrections import put
from recto.corrections.correction import Correction
from recto.review.lessons import lessons, terms, training_lines
from recto.review.queue import Ask, items
from recto.review.training import write_lines


def test_words_are_judged_as_they_were_read(tmp_path: Path) -> None:
    """By what a person said of them; all words of those pages say how sure all are."""
    run = make_run(tmp_path, [TRUTH], MISREAD, ["txt"])
    with opened(run) as desk:
        for text, after in (("Beid", "Reid"), ("1841", "1841")):
            desk.say(1, [said_of(desk, text, after)], 0)
        found = lessons(desk.ledger)
    assert [(each.confidence, each.right) for each in found.judged] == [(0.6, False), (0.6, True)]
    assert len(found.everyone) == 9
    assert {each.page for each in found.judged} == {0}


def test_a_calibration_is_fitted_to_a_review(tmp_path: Path) -> None:
    """By the command, from what people said alone."""
    truths = [[f"word{n} of page{n} is{n}", f"line{n} two{n} here{n}"] for n in range(12)]
    misread = [(f"word{n}", f"w0rd{n}") for n in range(12)]
    misread += [(f"page{n}", f"pagc{n}") for n in range(12)]
    misread += [(f"here{n}", f"hcre{n}") for n in range(12)]
    run = make_run(tmp_path, truths, misread, ["txt"])
    right = {wrong: word for word, wrong in misread}
    with opened(run) as desk:
        for item in items(desk.ledger, Ask(), 99):
            said = said_of(desk, item.text, right[item.text])
            desk.say(item.file, [said], 0)
        for file, source in desk.sources.items():
            page = desk.page(file, 0).page
            sure = [word for word in page.words if word.origin == "agreed"]
            put(
                desk.ledger,
                [
                    Correction(source.sha256, 0, "text", w.box, w.text, w.text, "Ada", 2.0)
                    for w in sure
                ],
            )
    file = tmp_path / "own.json"
    done = warm.recto("calibrate", "--reviewed", run.out, "-o", file)
    assert done.returncode == 0, done.stderr
    assert "36 wrong" in done.stdout
    value = json.loads(file.read_text())
    assert value["fitted_on"]["wrong"] == 36
    refused = warm.recto("calibrate", "x.png")
    assert refused.returncode == 1
    assert "give PATHS with --truth, or --reviewed OUT" in refused.stderr


def test_words_accepted_three_times_are_terms(tmp_path: Path) -> None:
    """Without their punctuation; numbers and short words are none, nor what was taken back."""
    run = make_run(tmp_path, [TRUTH, TRUTH, TRUTH, TRUTH], MISREAD, ["txt"])
    with opened(run) as desk:
        for text, after, times in (
            ("barbour", "Harbour,", 3),
            ("1841", "1847", 3),
            ("Beid", "Reid", 3),
        ):
            for _ in range(times):
                said = said_of(desk, text, after)
                desk.say(desk.file_of(said.sha256), [said], 0)
                if text == "barbour":
                    assert terms(desk.ledger) == (["Harbour"] if _ == 2 else [])
        assert terms(desk.ledger) == ["Harbour", "Reid"]
        desk.take_back("Ada")
        assert terms(desk.ledger) == ["Harbour"]


def test_the_next_run_is_told_the_terms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One command writes them, `recto read --glossary` takes them, and the LLM is shown them."""
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    run = make_run(tmp_path, [TRUTH, TRUTH, TRUTH], MISREAD, ["txt"])
    with opened(run) as desk:
        for _ in range(3):
            said = said_of(desk, "barbour", "Harbourmaster")
            desk.say(desk.file_of(said.sha256), [said], 0)
    file = tmp_path / "terms.txt"
    assert warm.recto("review", run.out, "--glossary", file).returncode == 0
    assert file.read_text() == "Harbourmaster\n"
    page = draw(tmp_path / "next.png", "volume one")
    with Server(chat(edits({}))) as server:
        where = ["--provider", "vllm", "--base-url", server.url, "--model", "gpt-4o"]
        done = warm.recto("read", page, "--llm", "always", *where, "--glossary", file)
        assert done.returncode == 0, done.stderr
        assert "Harbourmaster" in json.dumps(server.received[0].body)


def test_lines_that_people_know_whole_train_a_reader(tmp_path: Path) -> None:
    """A picture and its text a line; a line with a word that nobody looked at is none."""
    run = make_run(tmp_path, [["Beid alone", "and more"]], [("Beid", "Beit")], ["txt"])
    with opened(run) as desk:
        sha256 = desk.source(1).sha256
        words = desk.page(1, 0).page.lines[0].words
        for word, after in zip(words, ("Reid", "alone"), strict=True):
            said = Correction(sha256, 0, "text", word.box, word.text, after, "Ada", 1.0)
            desk.say(1, [said], 0)
        assert [line.text for line in training_lines(desk)] == ["Reid alone"]
        assert write_lines(desk, tmp_path / "train") == 1
    (text,) = (tmp_path / "train").glob("*.gt.txt")
    assert text.read_text() == "Reid alone\n"
    (picture,) = (tmp_path / "train").glob("*.png")
    with Image.open(picture) as image:
        assert image.size == (140, 30)
