"""What people say: stored before it is answered, never over somebody else's word, taken back any
number of times, kept over another reading.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.review.runs import MadeRun, draw, make_run, page_of, put_page, sha256_of

from recto.batch.corrections import corrections_of, every, exported, lines_of, taken_in
from recto.batch.ledger import open_ledger
from recto.batch.ledger_check import refuse_wrong_values
from recto.batch.spread import spread_from, spread_of
from recto.corrections.correction import Correction, from_line, to_line
from recto.errors import InputError
from recto.model.page import Box
from recto.review.desk import Desk, Stale
from recto.review.index import refresh
from recto.review.queue import Ask, alike, groups, items, left
from recto.settings.groups import Settings

TRUTH = ["the harbour ledger of 1847", "names captain Reid twice"]
MISREAD = [("harbour", "barbour"), ("1847", "1841"), ("Reid", "Beid")]


@pytest.fixture
def run(tmp_path: Path) -> MadeRun:
    """Two files with the same three errors."""
    return make_run(tmp_path, [TRUTH, [*TRUTH, "and widow Ellis"]], MISREAD)


@contextmanager
def opened(run: MadeRun) -> Iterator[Desk]:
    """The desk of a run."""
    with open_ledger(run.out) as ledger:
        refresh(ledger)
        yield Desk(ledger, run.out)


def said_of(desk: Desk, text: str, after: str, who: str = "Ada", place: int = 0) -> Correction:
    """What a person says of the first waiting word with this text."""
    item = items(desk.ledger, Ask(text=text, order="page"), 9)[place]
    sha256 = desk.source(item.file).sha256
    box = Box(*item.box)
    return Correction(sha256, item.number, "text", box, text, after, who, 1.0)


def test_the_index_holds_doubtful_words_alone(run: MadeRun) -> None:
    """As a run writes it, most errors a second first, with what a queue is asked by."""
    with opened(run) as desk:
        found = items(desk.ledger, Ask(), 99)
        assert sorted(item.text for item in found) == sorted(2 * ["barbour", "1841", "Beid"])
        assert len(found[0].text) == 4  # shorter words are looked at faster
        assert [item.text for item in items(desk.ledger, Ask(digits=True), 9)] == ["1841", "1841"]
        assert left(desk.ledger, Ask(text="Beid", against="Reid")) == 2
        assert left(desk.ledger, Ask(text="Beid", against="Re")) == 0
        first = found[0].file
        assert left(desk.ledger, Ask(file=first)) == 3
        assert {group["count"] for group in groups(desk.ledger)["files"]} == {3}
        assert ["ppocr", "Reid"] in next(each for each in found if each.text == "Beid").readings


def test_a_word_that_was_said_waits_no_more_and_stands_on_its_page(run: MadeRun) -> None:
    """In this process and in the next one."""
    with opened(run) as desk:
        said = said_of(desk, "Beid", "Reid")
        file = desk.file_of(said.sha256)
        desk.say(file, [said], 0)
        assert left(desk.ledger, Ask()) == 5
        assert "captain Reid twice" in desk.page(file, 0).page.text
    with opened(run) as desk:
        assert left(desk.ledger, Ask()) == 5
        assert "captain Reid twice" in desk.page(file, 0).page.text
        refuse_wrong_values(desk.ledger.database, "")


def test_undo_goes_back_any_number_of_steps_over_restarts(run: MadeRun) -> None:
    """One person's own words, the last first; nobody else's."""
    with opened(run) as desk:
        for text, after, who in (
            ("Beid", "Reid", "Ada"),
            ("1841", "1847", "Bob"),
            ("barbour", "a b", "Ada"),
        ):
            said = said_of(desk, text, after, who)
            desk.say(desk.file_of(said.sha256), [said], 0)
    for before, waiting in (("barbour", 4), ("Beid", 5), (None, 5)):
        with opened(run) as desk:
            undone = desk.take_back("Ada")
            assert (undone.before if undone else None) == before
            assert left(desk.ledger, Ask()) == waiting
    with opened(run) as desk:
        assert len(every(desk.ledger)) == 5  # what was said and what was taken back: all is kept
        text = desk.page(1, 0).page.text
        assert "Beid" in text
        assert "1847" in text


@pytest.mark.parametrize(("after", "seen"), [("Raid", 0), ("Beid", 0)])
def test_nobody_writes_over_what_another_said_meanwhile(
    run: MadeRun, after: str, seen: int
) -> None:
    """Be it another text, or a confirmation that leaves the text as it was."""
    with opened(run) as desk:
        first = said_of(desk, "Beid", after, "Bob")
        file = desk.file_of(first.sha256)
        desk.say(file, [first], 0)
        second = replace(first, after="Reid", who="Ada")
        with pytest.raises(Stale) as refused:
            desk.say(file, [second], seen)
        assert (refused.value.found, refused.value.by) == (after, "Bob")
        assert len(every(desk.ledger)) == 1
        desk.say(file, [replace(second, before=after)], desk.last(file, 0))  # having seen it
        assert "Reid" in desk.page(file, 0).page.text


def test_all_places_that_are_alike_are_found(run: MadeRun) -> None:
    """The same readings between the same words: in both files, and no other word."""
    with opened(run) as desk:
        first = items(desk.ledger, Ask(text="Beid"), 1)[0]
        assert [item.text for item in alike(desk.ledger, first)] == ["Beid", "Beid"]


def test_another_reading_keeps_what_was_said_where_it_fits(run: MadeRun) -> None:
    """And shows what does not."""
    with opened(run) as desk:
        for text, after in (("Beid", "Reid"), ("1841", "1847")):
            said = said_of(desk, text, after)
            desk.say(desk.file_of(said.sha256), [said], 0)
        path = run.scans / "page-00.png"
        misread = {"1847": "1B41", "Reid": "Beid"}
        put_page(desk.ledger, path, TRUTH, misread, Settings().digest(), again=True)
    with opened(run) as desk:
        found = desk.page(1, 0)
        assert found.page.text.split("\n") == [
            "the harbour ledger of 1B41",
            "names captain Reid twice",
        ]
        (conflict,) = found.conflicts
        assert (conflict.correction.after, conflict.found) == ("1847", "1B41")
        assert [item.text for item in items(desk.ledger, Ask(file=1), 9)] == ["1B41"]


def test_another_source_has_none_of_it(run: MadeRun) -> None:
    """Corrections belong to bytes, not to names."""
    with opened(run) as desk:
        said = said_of(desk, "Beid", "Reid")
        desk.say(1, [said], 0)
        assert corrections_of(desk.ledger, said.sha256, 0)
        assert not corrections_of(desk.ledger, sha256_of(run.scans / "page-01.png"), 0)


LONGEST_TEXT = "\U0001f600" * 10_000  # of what takes most room in JSON
MEMORY = 2 << 30  # bytes of address space that an import may have here


def test_the_longest_correction_is_taken_in(run: MadeRun, tmp_path: Path) -> None:
    """Fifty readings of 10,000 characters, each of two escapes."""
    saw = ((LONGEST_TEXT[:100], LONGEST_TEXT),) * 50
    with opened(run) as desk:
        said = said_of(desk, "Beid", LONGEST_TEXT)
        longest = replace(said, before=LONGEST_TEXT, saw=saw)
        path = tmp_path / "long.jsonl"
        path.write_text(f"{to_line(longest)}\n")
        with path.open() as file:
            assert taken_in(desk.ledger, lines_of(file, "long.jsonl"), "long.jsonl").added == 1
        assert every(desk.ledger) == (longest,)


@pytest.mark.parametrize("first", ["", '{"sha256": "', "\u00e9"])
def test_a_line_without_end_takes_no_memory(run: MadeRun, tmp_path: Path, first: str) -> None:
    """Eight gigabytes in one line (a file with a hole) are refused by the command in a sentence."""
    path = tmp_path / "endless.jsonl"
    path.write_text(first)
    os.truncate(path, 8 << 30)
    limited = (
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}));"
        "import sys; from recto.cli import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", limited, "review", str(run.out), "--import", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == InputError.exit_code
    assert "endless.jsonl line 1: no correction (more than 8,000,000 characters)" in done.stderr
    with opened(run) as desk:
        assert every(desk.ledger) == ()


def test_an_export_is_taken_in_once(run: MadeRun, tmp_path: Path) -> None:
    """By another folder of the same sources, with what was taken back; a second time nothing is
    added.
    """
    with opened(run) as desk:
        for text, after in (("Beid", "Reid"), ("1841", "1847")):
            desk.say(1, [said_of(desk, text, after)], 0)
        desk.take_back("Ada")
        lines = list(exported(desk.ledger))
    other = make_run(tmp_path / "other", [TRUTH], MISREAD)
    with opened(other) as desk:
        found = taken_in(desk.ledger, lines, "x.jsonl")
        assert (found.added, found.known, found.elsewhere) == (3, 0, 0)
        again = taken_in(desk.ledger, lines, "x.jsonl")
        assert (again.added, again.known) == (0, 3)
    with opened(other) as desk:
        assert "Reid" in desk.page(1, 0).page.text
        assert "1841" in desk.page(1, 0).page.text
        with pytest.raises(InputError, match="x.jsonl line 2: no correction"):
            taken_in(desk.ledger, [lines[0].replace("Reid", "Rose"), "{}"], "x.jsonl")
        assert len(every(desk.ledger)) == 3


def test_texts_and_names_of_any_kind_are_kept(run: MadeRun) -> None:
    """They are data, wherever they go."""
    with opened(run) as desk:
        who = "<script>alert(1)</script>\u202e'; DROP TABLE correction"
        said = replace(said_of(desk, "Beid", "<b>&amp;\\ud800"), who=who)
        desk.say(1, [said], 0)
        (line,) = exported(desk.ledger)
        assert from_line(line).who == who
        assert every(desk.ledger)[0].after == said.after


STORM = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.review.test_desk import opened, said_of
from tests.review.runs import MadeRun
run = MadeRun(Path({out!r}), Path({scans!r}), [])
with opened(run) as desk:
    for text in ("Beid", "1841", "barbour") * 2:
        said = said_of(desk, text, text + "x")
        desk.say(desk.file_of(said.sha256), [said], 0)
        print(text, flush=True)
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_a_killed_process_loses_no_accepted_word(run: MadeRun) -> None:
    """What was answered for is on the disk, in the ledger and its index."""
    root = str(Path(__file__).parents[2])
    script = STORM.format(root=root, out=str(run.out), scans=str(run.scans))
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    answered = []
    for line in process.stdout:
        answered.append(line.strip())
        if len(answered) == 4:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.communicate()
    with opened(run) as desk:
        stored = [each.before for each in every(desk.ledger)]
        assert stored[:4] == answered
        assert left(desk.ledger, Ask()) == 6 - len(stored)


def test_a_page_in_memory_is_indexed_as_a_packed_one(run: MadeRun) -> None:
    """What a worker sends through a pipe says the same as what it made."""
    import pickle

    from recto.batch.answers import PageRead

    read = PageRead.of(page_of("x.png", TRUTH, dict(MISREAD)))
    assert pickle.loads(pickle.dumps(read)).index == read.index  # noqa: S301 - our own
    assert len(read.index.doubts) == 3
    assert read.index.spread.count == 9


def test_a_confirmed_word_counts_as_a_persons_when_it_is_counted_next(run: MadeRun) -> None:
    """The index says of how many words a page is sure: a sample is drawn by it."""
    with opened(run) as desk:
        item = items(desk.ledger, Ask(text="Beid"), 9)[0]
        desk.say(item.file, [said_of(desk, "Beid", "Reid")], 0)
        refresh(desk.ledger)
        ((text,),) = desk.ledger.select("SELECT spread FROM page_index WHERE file = ?", item.file)
        page = desk.page(item.file, item.number).page
    assert spread_from(text).words == spread_of(page.words).words


def test_a_page_that_is_read_again_meanwhile_is_shown_as_it_is_now(run: MadeRun) -> None:
    """A run may go on while people review: its new reading is what they say something of."""
    with opened(run) as desk:
        file = items(desk.ledger, Ask(text="Beid", order="page"), 9)[0].file
        assert "Beid" in desk.page(file, 0).page.text
        put_page(
            desk.ledger, run.scans / "page-00.png", TRUTH, {"Reid": "Read"}, "other", again=True
        )
        assert "Read" in desk.page(file, 0).page.text
        desk.say(file, [said_of(desk, "Read", "Reid")], 0)
        assert desk.page(file, 0).page.text.split() == " ".join(TRUTH).split()


def test_a_file_that_is_read_meanwhile_can_be_reviewed(run: MadeRun) -> None:
    """A run that goes on adds files, and reads changed ones again."""
    with opened(run) as desk:
        new, changed = run.scans / "page-09.png", run.scans / "page-00.png"
        draw(new, TRUTH)
        draw(changed, TRUTH)
        names = ["page-00.png", "page-01.png", "page-09.png"]
        desk.ledger.list_files((name, str(run.scans / name)) for name in names)
        for path in (new, changed):
            put_page(desk.ledger, path, TRUTH, dict(MISREAD), "other")
        files = {item.file for item in items(desk.ledger, Ask(), 99)}
        assert {desk.source(file).sha256 for file in files} >= {sha256_of(new), sha256_of(changed)}


def test_an_undo_takes_nothing_from_another_person(run: MadeRun) -> None:
    """What somebody else said from there on would fit no more; it is told who they are."""
    with opened(run) as desk:
        first = said_of(desk, "Beid", "Raid")
        file = desk.file_of(first.sha256)
        desk.say(file, [first], 0)
        second = replace(first, before="Raid", after="Reid", who="Bob", at=2.0)
        desk.say(file, [second], desk.last(file, 0))
        with pytest.raises(Stale) as refused:
            desk.take_back("Ada")
        assert (refused.value.found, refused.value.by) == ("Reid", "Bob")
        assert "Reid" in desk.page(file, 0).page.text
        assert desk.take_back("Bob") is not None
        assert desk.take_back("Ada") is not None
        assert "Beid" in desk.page(file, 0).page.text
