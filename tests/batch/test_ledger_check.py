"""Ledgers that Recto did not write, or not so: status, retry and read refuse each with a remedy."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.batch.ledgers import change, edit_command, make_ledger

from recto.batch.folder import prepared, remembered
from recto.batch.ledger import open_ledger
from recto.batch.ledger_check import RULES
from recto.cli import status
from recto.errors import FileAccess, RectoError
from recto.settings.groups import Output, Settings

Ledger = tuple[Path, Path]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """(OUT, its ledger)."""
    return tmp_path / "out", make_ledger(tmp_path / "out", tmp_path / "in")


def ask(out: Path) -> int:
    """`recto status OUT`, in this process."""
    assert status.command.callback is not None
    return int(status.command.callback(out=str(out), as_json=True))


def test_a_ledger_that_recto_wrote_is_accepted(
    ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    """With every kind of value in it."""
    assert ask(ledger[0]) == 0
    assert '"pages": 3' in capsys.readouterr().out
    assert remembered(ledger[0]).paths == (str(ledger[0].parent / "in"),)


def test_every_column_has_its_rule(ledger: Ledger) -> None:
    """A new table or column must be decided about."""
    with open_ledger(ledger[0]) as opened:
        tables = opened.select("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert set(RULES) == {name for (name,) in tables}
        for table, rules in RULES.items():
            columns = opened.select("SELECT name FROM pragma_table_info(?)", table)
            assert set(rules) == {name for (name,) in columns}


NAN, HUGE = float("nan"), 10**15


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("page.words", "many"),
        ("page.words", -1),
        ("page.words", HUGE),
        ("page.words", 0.5),
        ("page.words", b"\x01"),
        ("page.confidence", float("inf")),
        ("page.confidence", -1.0),
        ("page.confidence", "high"),
        ("page.seconds", HUGE),
        ("page.usd", -5.0),
        ("page.finished", "yesterday"),
        ("page.outcome", "\x1b[2Jwonderful"),
        ("page.outcome", 7),
        ("page.kind", "Input\nError"),
        ("page.number", "first"),
        ("page.number", 3_000_000_000),
        ("page.notes", "{}"),
        ("page.notes", "[1]"),
        ("page.notes", "[" * 50_000),
        ("page.guards", '{"x": "y"}'),
        ("page.guards", '{"x": 1e999}'),
        ("page.result", "text"),
        ("page.listed", 2),
        ("file.indices", "[-1]"),
        ("file.indices", "[1e400]"),
        ("file.indices", "no"),
        ("file.indices", "[true]"),
        ("file.path", b"\xff"),
        ("file.exit_code", "nine"),
        ("file.mtime_ns", "now"),
        ("fact.value", b"\x00"),
        ("origin.path", "text"),
        ("origin.path", b"a\x00b"),
        ("place.place", b""),
        ("place.format", "t\nxt"),
        ("lost.page", -2),
        ("lost.kind", "\x1b[2J"),
        ("lost.exit_code", "nine"),
    ],
)
def test_a_value_that_recto_never_writes_is_named(
    ledger: Ledger, column: str, value: object
) -> None:
    """By table and column, with what to do; never an internal error."""
    out, path = ledger
    table, name = column.split(".")
    last = f"SELECT max(rowid) FROM {table}"  # noqa: S608 - our own names
    # As above
    change(path, f"UPDATE {table} SET {name} = ? WHERE rowid = ({last})", value)  # noqa: S608
    for use in (ask, remembered):
        with pytest.raises(
            FileAccess, match=r"(damaged: |the ledger cannot be used).*; move .* away and run again"
        ):
            use(out)


def test_a_number_that_is_none_cannot_be_put_there(ledger: Ledger) -> None:
    """SQLite keeps NaN as NULL, which no column takes."""
    with pytest.raises(sqlite3.IntegrityError):
        change(ledger[1], "UPDATE page SET usd = ?", NAN)


PLACES = ("origin", "place", "lost")
REVIEW = ("page_index", "doubt", "correction", "sample")


@pytest.mark.parametrize("tables", [PLACES, ("claim",), (*REVIEW, "claim"), (*PLACES, *REVIEW)])
def test_a_ledger_of_before_goes_on(ledger: Ledger, tables: tuple[str, ...]) -> None:
    """One without later tables is read as it is, and gets them when a run opens it."""
    out, path = ledger
    for table in tables:
        change(path, f"DROP TABLE {table}")
    assert ask(out) == 0
    with open_ledger(out) as opened:
        for table in tables:
            assert len(opened.select("SELECT name FROM pragma_table_info(?)", table)) > 1
    assert ask(out) == 0


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


@pytest.mark.parametrize(
    "statements",
    [
        ["DROP VIEW listed_page", f"CREATE VIEW listed_page AS {ENDLESS}"],
        ["CREATE TRIGGER t AFTER UPDATE ON page BEGIN DELETE FROM page; END"],
        ["CREATE TABLE more (x)"],
        ["CREATE INDEX i ON page (words)"],
        ["ALTER TABLE page ADD COLUMN more TEXT"],
        ["DROP TABLE file"],
        ["DROP TABLE fact"],
        ["DROP TABLE place"],
        ["DROP TABLE sample"],
    ],
)
def test_other_tables_are_not_a_ledger(ledger: Ledger, statements: list[str]) -> None:
    """A view or a trigger is a program; one without end would hold `recto status` up for good."""
    for statement in statements:
        change(ledger[1], statement)
    with pytest.raises(FileAccess, match="; move .* away and run again"):
        ask(ledger[0])
    with pytest.raises(FileAccess, match="; move .* away and run again"), open_ledger(ledger[0]):
        pass


@pytest.mark.parametrize(
    "content", [b"", b"no database", b"SQLite format 3\0" + bytes(84), b"\xa7\x1f\x00\xe2" * 1250]
)
def test_what_is_no_database_is_refused(ledger: Ledger, content: bytes) -> None:
    """Empty, cut off, or something else."""
    out, path = ledger
    for each in path.parent.iterdir():
        each.unlink()
    path.write_bytes(content)
    with pytest.raises(FileAccess, match="move .* away and run again"):
        ask(out)


def test_a_damaged_name_of_a_table_is_no_internal_error(ledger: Ledger) -> None:
    """SQLite quotes it in a message that is no UTF-8 then."""
    out, path = ledger
    change(path, "PRAGMA journal_mode = DELETE")
    path.write_bytes(
        path.read_bytes().replace(b"CREATE TABLE fact (key", b"CREATE TABLE fact (\x80ey")
    )
    with pytest.raises(FileAccess, match="move .* away and run again"):
        ask(out)


def test_another_program_s_database_is_left_as_it_is(ledger: Ledger) -> None:
    """Not a table is added to it by a run that is then refused."""
    out, path = ledger
    for each in path.parent.iterdir():
        each.unlink()
    change(path, "CREATE TABLE messages (text)")
    before = path.read_bytes()
    with pytest.raises(FileAccess), open_ledger(out):
        pass
    assert path.read_bytes() == before


def test_a_ledger_of_another_version_says_so(ledger: Ledger) -> None:
    """Whatever its version is called."""
    change(ledger[1], "UPDATE fact SET value = ? WHERE key = 'version'", "2\x1b[31m")
    with pytest.raises(
        FileAccess, match=r"another version of Recto \(ledger 2\\x1b\[31m, this one writes 1\)"
    ):
        ask(ledger[0])


def link(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


def dangling(path: Path) -> None:
    path.symlink_to("moved")


def pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("ledger.sqlite", link, "is a symbolic link"),
        ("ledger.sqlite", pipe, "is not a file"),
        ("ledger.sqlite", folder, "is not a file"),
        ("lock", pipe, "is not a file"),
        ("pipes", pipe, "is not a folder"),
        ("ledger.sqlite-wal", pipe, "is not a file"),
        ("pipes", dangling, "is a symbolic link"),
        (".", link, "is a symbolic link"),
    ],
)
def test_links_and_pipes_in_the_ledger_s_place_are_refused(
    ledger: Ledger, name: str, make: Callable[[Path], None], said: str
) -> None:
    """At once: a pipe would hold `recto status` up, a link would have another file written."""
    out, path = ledger
    make(path.parent / name if name != "." else path.parent)
    with pytest.raises(FileAccess, match=said):
        ask(out)
    settings = Settings(output=Output(str(out)))
    with pytest.raises(FileAccess, match=said), prepared([str(out.parent / "a.png")], settings):
        pass


@pytest.mark.parametrize(
    "changed",
    [
        {"folder": 5},
        {"folder": "a\0b"},
        {"paths": "in"},
        {"paths": []},
        {"paths": [""]},
        {"paths": ["a\0b"]},
        {"paths": [5]},
        {"settings": []},
        {"settings": {"llm": 5}},
        {"digests": {}},
        {"also": "x"},
    ],
)
def test_a_command_that_recto_never_wrote_is_refused(
    ledger: Ledger, changed: dict[str, object]
) -> None:
    """What a run was started with must have the right shape."""
    edit_command(ledger[1], **changed)
    with pytest.raises(
        RectoError, match="does not say how its run was started .*start the run again"
    ):
        remembered(ledger[0])
