"""From a run to its certificate: drawn beforehand, read blind, and what is said in the end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.review.runs import MadeRun, make_run
from tests.web.serving import client, served

from recto.batch.ledger import open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.spread import spread_of
from recto.certify.design import Wanted, design, design_from
from recto.certify.found import Read, certified, lost_words, wrong_share
from recto.errors import BadArguments

TRUTH = ["the harbour ledger of 1847", "names captain Reid twice", "a last line"]


@pytest.fixture
def run(tmp_path: Path) -> MadeRun:
    """Four pages, each with two words that were read wrongly: one in doubt, one not."""
    return make_run(tmp_path, [TRUTH] * 4, [("harbour", "barbour"), ("1847", "1841")], ["txt"])


def certify(run: MadeRun, *more: str) -> subprocess.CompletedProcess[str]:
    """The command."""
    command = [sys.executable, "-m", "recto", "certify", str(run.out), *more]
    return subprocess.run(command, capture_output=True, text=True)


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
    assert "words and 5 lines drawn of 48 words: " in drawn.stdout
    assert "are left" in certify(run).stdout
    assert read_blind(run) > 20
    done = certify(run)
    assert done.returncode == 0, done.stderr
    found = json.loads((run.out / "certificate.json").read_text())
    words = found["words"]
    assert words["low"] < 1 - 8 / 48 < words["high"]
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


def test_words_are_drawn_where_they_are(run: MadeRun) -> None:
    """From every page and both strata, by their numbers."""
    certify(run, "--margin", "1", "--lines", "0")
    with open_ledger(run.out) as ledger:
        rows = ledger.select("SELECT stratum, text, sum(times), count(*) FROM sample GROUP BY 1, 2")
        plan = design_from(ledger.fact("certify"))
    by_stratum: dict[str, set[str]] = {}
    drawn = 0
    for stratum, text, times, _ in rows:
        by_stratum.setdefault(stratum, set()).add(text)
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
