"""From a run to its certificate: drawn beforehand, read blind, and what is said in the end."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests import warm
from tests.review.runs import MadeRun, make_run, put_page
from tests.web.serving import client, served

from recto.batch.ledger import open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.spread import spread_of
from recto.certify.design import Wanted, design, design_from
from recto.certify.found import Read, certified, lost_words, wrong_share
from recto.corrections.correction import Correction
from recto.errors import BadArguments
from recto.model.page import Box
from recto.review.desk import Desk
from recto.review.queue import Ask, items

TRUTH = ["the harbour ledger of 1847", "names captain Reid twice", "a last line"]


@pytest.fixture
def run(tmp_path: Path) -> MadeRun:
    """Twelve pages, each with two words that were read wrongly: one in doubt, one not."""
    return make_run(tmp_path, [TRUTH] * 12, [("harbour", "barbour"), ("1847", "1841")], ["txt"])


def certify(run: MadeRun, *more: str) -> subprocess.CompletedProcess[str]:
    """The command."""
    return warm.recto("certify", run.out, *more)


def said_for(text: str) -> str:
    """What a person reads there."""
    return text.replace("barbour", "harbour").replace("1841", "1847")


def read_blind(run: MadeRun) -> int:
    """By somebody who is shown the boxes alone; how many places there were."""
    with open_ledger(run.out) as ledger:
        texts = dict(ledger.select("SELECT id, text FROM sample"))
    with served(run.out) as review, client(review) as ada:
        count = 0
        while items := ada.get("/api/blind").json()["items"]:
            for item in items:
                assert set(item) == {"id", "kind", "file", "number", "box"}
                said = said_for(texts[item["id"]])
                stored = ada.post("/api/blind/say", json={"id": item["id"], "said": said})
                assert stored.json() == {"stored": True}
                count += 1
        again = ada.post("/api/blind/say", json={"id": 1, "said": "other"})
        assert again.json() == {"stored": False}
    return count


def test_a_sample_is_drawn_read_and_certified(run: MadeRun) -> None:
    """Three calls of one command; HTML and JSON say the same, and what was wrong is mended."""
    drawn = certify(run, "--target", "99", "--margin", "5", "--lines", "5")
    assert drawn.returncode == 0, drawn.stderr
    assert "words and 5 lines drawn of 144 words: " in drawn.stdout
    told = re.search(r" ([0-9]+) places, about ([0-9]+) min", drawn.stdout)
    assert told is not None
    assert int(told[1]) <= 105  # however often they are drawn
    assert int(told[2]) <= 8  # each place once
    assert "are left" in certify(run).stdout
    assert read_blind(run) > 20
    done = certify(run)
    assert done.returncode == 0, done.stderr
    found = json.loads((run.out / "certificate.json").read_text())
    words = found["words"]
    # The draw is random: one interval in twenty may miss, none by so much.
    assert words["low"] - 0.1 < 1 - 24 / 144 < words["high"] + 0.1
    assert not found["reached"]
    assert found["people"] == ["Ada"]
    assert found["invented"] == 0
    assert found["lines"]["wrong"] == 0
    page = (run.out / "certificate.html").read_text()
    assert f"{100 * words['low']:.2f} %" in page
    assert "default-src 'none'" in page
    assert "is not proved" in done.stdout
    assert "corrected in the ledger" in done.stderr
    with open_ledger(run.out) as ledger:
        refuse_wrong_values(ledger.database, "")
        lines = [json.loads(line) for (line,) in ledger.select("SELECT line FROM correction")]
    assert {(line["before"], line["after"]) for line in lines} <= {
        ("barbour", "harbour"),
        ("1841", "1847"),
    }
    assert all(line["how"] == "blind" for line in lines)


@pytest.mark.parametrize("margin", ["0.5", "5"])
def test_a_small_collection_is_read_as_a_whole(tmp_path: Path, margin: str) -> None:
    """Every word once, and every line: nobody is told of more words drawn than there are, and the
    share is known without an interval.
    """
    run = make_run(tmp_path, [TRUTH] * 4, [("harbour", "barbour"), ("1847", "1841")], ["txt"])
    drawn = certify(run, "--target", "80", "--margin", margin)
    assert drawn.returncode == 0, drawn.stderr
    assert "all 48 words and 12 lines, as so few allow no smaller sample: 60 places" in drawn.stdout
    assert read_blind(run) == 48 + 12
    done = certify(run)
    assert "83.33 % of the 48 words are right: every one was read." in done.stdout
    assert "The target of 80.00 % is reached." in done.stdout
    assert "8 words of the sample were wrong" in done.stderr
    found = json.loads((run.out / "certificate.json").read_text())
    assert (found["words"]["drawn"], found["words"]["wrong"]) == (48, 8)
    for share in (found["words"], found["characters"], *found["strata"]):
        assert share["low"] == share["right"] == share["high"]
    assert "All 48 words were read" in (run.out / "certificate.html").read_text()


def test_words_are_drawn_where_they_are(run: MadeRun) -> None:
    """From every page and both strata, by their numbers."""
    certify(run, "--margin", "1", "--lines", "0")
    with open_ledger(run.out) as ledger:
        rows = ledger.select("SELECT stratum, text, sum(times), count(*) FROM sample GROUP BY 1, 2")
        plan = design_from(ledger.fact("certify"))
    by_stratum: dict[str, set[str]] = {}
    drawn = 0
    for stratum, text, times, _ in rows:
        by_stratum.setdefault(stratum.removesuffix("-plain"), set()).add(text)
        drawn += times
    assert by_stratum["doubtful"] == {"barbour", "1841"}
    assert "Reid" in by_stratum["sure"]
    assert drawn == plan.size
    assert plan.weights == pytest.approx((8 / 48, 40 / 48))


def test_a_folder_without_words_cannot_be_certified() -> None:
    """Said in words."""
    with pytest.raises(BadArguments, match="no words were read here"):
        design(spread_of([]), Wanted(0.99))


@pytest.mark.parametrize(
    ("text", "said", "lost"),
    [
        ("a b c", "a b c", 0),
        ("a c", "a b c", 1),
        ("", "a b", 2),
        ("a x c", "a b c", 0),  # misread, not lost
        ("a bc", "a b c", 0),  # parted, not lost
        ("a b c d", "a b", 0),
        ("a x", "a b c", 1),
    ],
)
def test_lost_words_are_those_that_a_line_lacks(text: str, said: str, lost: int) -> None:
    """Misread ones are not lost."""
    assert lost_words(text, said) == lost


def test_characters_are_counted_by_what_people_count_as_one() -> None:
    """Composed or not."""
    assert wrong_share("na\u00efve", "nai\u0308ve") == 0
    assert wrong_share("abcd", "abxd") == 0.25
    assert wrong_share("", "") == 0


def test_a_word_where_nothing_stands_is_wrong() -> None:
    """Invented text counts against the collection, and is named."""
    plan = design(spread_of(made_words()), Wanted(0.9))
    rows = [
        Read("word", stratum, False, "word", 100, said, "Ada", 1.0)
        for stratum, said in (("doubtful", ""), ("sure", "word"))
    ]
    found = certified(rows, plan, spread_of(made_words()))
    assert found.invented == 100
    assert found.words.wrong == 100
    assert found.words.right == pytest.approx(1 - plan.weights[0])
    assert found.characters.right == pytest.approx(1 - plan.weights[0])


def made_words():  # type: ignore[no-untyped-def]
    """Some in doubt, most not."""
    from dataclasses import replace

    from tests.writers.samples import line

    words = line("word " * 100).words
    doubtful = [replace(word, confidence=0.5) for word in words[:20]]
    return [*doubtful, *(replace(word, confidence=0.999) for word in words[20:])]


def test_words_that_people_said_are_sure_when_a_sample_is_drawn(run: MadeRun) -> None:
    """Pages of which every doubtful word was confirmed have none left to be drawn."""
    with open_ledger(run.out) as ledger:
        desk = Desk(ledger, run.out)
        for item in items(ledger, Ask(order="page"), 99)[:18]:
            sha256 = desk.source(item.file).sha256
            box = Box(*item.box)
            right = said_for(item.text)
            said = Correction(sha256, item.number, "text", box, item.text, right, "Ada", 1.0)
            desk.say(item.file, [said], 0)
    drawn = certify(run, "--margin", "5", "--lines", "0")
    assert drawn.returncode == 0, drawn.stderr
    with open_ledger(run.out) as ledger:
        plan = design_from(ledger.fact("certify"))
        rows = ledger.select("SELECT DISTINCT stratum, text FROM sample")
    assert plan.weights == pytest.approx((6 / 144, 138 / 144))
    assert {text for stratum, text in rows if stratum == "doubtful-plain"} == {"barbour", "1841"}


def answered(run: MadeRun) -> None:
    """Every drawn place, as a person reads it."""
    with open_ledger(run.out) as ledger, ledger.database as database:
        for number, text in database.execute("SELECT id, text FROM sample").fetchall():
            database.execute(
                "UPDATE sample SET said = ?, who = 'Ada', at = 1 WHERE id = ?",
                (said_for(text), number),
            )


def test_a_certificate_says_what_takes_from_it(run: MadeRun) -> None:
    """Pages that were not read, samples before, pages that were read again; each only where it
    is so.
    """
    with open_ledger(run.out) as ledger, ledger.database as database:
        database.execute("UPDATE page SET result = NULL, outcome = 'failed' WHERE file = 4")
    drawn = certify(run, "--margin", "5", "--lines", "0")
    assert "drawn of 132 words" in drawn.stdout
    assert "1 page or file was not read" in drawn.stderr
    assert "sample 2" not in certify(run, "--new", "--margin", "5", "--lines", "0").stderr
    answered(run)
    again = certify(run, "--new", "--margin", "5", "--lines", "0")
    assert "This is sample 2 of this folder that people read" in again.stderr
    assert "up to 10 %" in again.stderr
    answered(run)
    with open_ledger(run.out) as ledger:
        put_page(ledger, run.scans / "page-00.png", TRUTH, {}, "other", again=True)
    done = certify(run, "--target", "98")
    assert "drawn for --target 99, which holds" in done.stderr
    found = json.loads((run.out / "certificate.json").read_text())
    assert found["story"]["earlier"] == found["story"]["unread"] == 1
    page = (run.out / "certificate.html").read_text()
    for sentence in ("not read", "sample 2 of this folder", "were read again"):
        assert any(sentence in limit for limit in found["limits"])
        assert sentence in page


def test_what_was_read_stays_once_its_result_was_seen(run: MadeRun) -> None:
    """Nobody reads again until the number is a good one."""
    certify(run, "--margin", "5", "--lines", "0")
    answered(run)
    with served(run.out) as review, client(review) as ada:
        assert ada.post("/api/blind/undo", json={}).json()["item"]
        answered(run)
        assert certify(run).returncode == 0
        refused = ada.post("/api/blind/undo", json={})
    assert refused.status_code == 400
    assert "--new draws another sample" in refused.json()["error"]


def test_a_sample_of_which_words_are_gone_is_not_judged(run: MadeRun) -> None:
    """Wrong ones could be taken out of it."""
    certify(run, "--margin", "5", "--lines", "0")
    answered(run)
    with open_ledger(run.out) as ledger, ledger.database as database:
        database.execute("DELETE FROM sample WHERE id = 1")
    found = certify(run)
    assert found.returncode == 5
    assert "draw a new one with --new" in found.stderr


@pytest.mark.parametrize(
    "change",
    [
        {"sizes": [1]},
        {"sizes": [1, "2"]},
        {"weights": [0.5, 0.6]},
        {"weights": [2, -1]},
        {"cut": None},
        {"expected": "x"},
        {"words": -1},
        {"census": 1},
        {"census": True, "words": 1},
        {"wanted": {"target": "x"}},
        {"wanted": 1},
    ],
)
def test_no_other_design_is_believed(change: dict[str, object]) -> None:
    """A ledger may come from anywhere."""
    plan = design(spread_of(made_words()), Wanted(0.9))
    assert design_from(plan.text()) == plan
    with pytest.raises(ValueError, match="no design of a sample"):
        design_from(json.dumps({**json.loads(plan.text()), **change}))


@pytest.mark.parametrize(
    ("missing", "arguments"),
    [
        ("uvicorn", ["review", "none.pdf"]),
        ("starlette", ["review", "none.pdf", "--no-browser"]),
        ("scipy", ["certify", "none"]),
    ],
)
def test_a_missing_package_is_named_before_anything_is_done(
    missing: str, arguments: list[str]
) -> None:
    """With what to type; a scan would be read first, words drawn and read."""
    program = f"import sys; sys.modules[{missing!r}] = None; from recto.cli import main; main()"
    command = [sys.executable, "-c", program, *arguments]
    found = subprocess.run(command, capture_output=True, text=True)
    assert found.returncode == 3, found.stderr
    assert missing in found.stderr
    assert 'pip install "recto-ocr[web]"' in found.stderr
