"""Ledgers from anywhere: `recto status` and `recto retry` answer, or end in a RectoError."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from tests.batch.ledgers import edit_command, make_ledger

from recto.batch import plan
from recto.batch.folder import prepared, remembered
from recto.batch.ledger import ledger_path
from recto.batch.ledger_check import RULES
from recto.cli import status
from recto.cli.retry import _notes, settings_again
from recto.errors import RectoError
from recto.settings.authority import RIGHTS
from recto.settings.groups import Settings
from recto.settings.layers import GROUPS, default, field_names
from recto.text.messages import one_line

Fuzz = Callable[..., None]

COLUMNS = [(table, column) for table, columns in RULES.items() for column in columns]
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=5,
)
CELLS = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.integers(-2, 3), st.floats(),
    st.text(max_size=12),
    st.binary(max_size=12),
    st.sampled_from(["[0]", "[-1]", "{}", "ok", "failed", "", "[1e999]", "[" * 3000]),
)  # fmt: skip
EDITS = st.lists(st.tuples(st.sampled_from(COLUMNS), CELLS), min_size=1, max_size=4)
FLIPS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12
)
SETTINGS = st.dictionaries(
    st.sampled_from([f"{group}.{key}" for group in GROUPS for key in field_names(group)]),
    JSON,
    max_size=4,
)
COMMANDS = st.dictionaries(
    st.sampled_from(["folder", "paths", "settings", "also", "digests", "x"]), JSON, max_size=3
)


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger as Recto writes it; laws work on copies."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    return make_ledger(tmp_path / "sound", tmp_path / "in", outcomes=("ok", "fell-back", "blank"))


def fresh_copy(sound: Path) -> Path:
    """OUT with a copy of the ledger, and nothing else."""
    out = sound.parent.parent.parent / "out"
    shutil.rmtree(out, ignore_errors=True)
    place = ledger_path(out)
    place.parent.mkdir(parents=True)
    with closing(sqlite3.connect(sound)) as database, closing(sqlite3.connect(place)) as copy:
        database.backup(copy)
    return out


def use(out: Path) -> None:
    """What status and retry do up to the first page."""
    for ask in (ask_status, ask_retry):
        try:
            ask(out)
        except RectoError as error:
            said = str(error)
            assert_plain(said)


def assert_plain(text: str) -> None:
    assert one_line(text) == text


def ask_status(out: Path) -> None:
    assert status.command.callback is not None
    for as_json in (False, True):
        with redirect_stdout(StringIO()) as said:
            status.command.callback(out=str(out), as_json=as_json)
        for line in said.getvalue().splitlines():
            assert_plain(line)


def ask_retry(out: Path) -> None:
    asked = remembered(out)
    settings = settings_again(asked, out, {}, "")
    within_its_rights(settings, out)
    for note in _notes(asked, out, settings):
        assert_plain(note)
    with prepared(
        [str(out.parent / "a.png"), str(out.parent / "b.png")], settings, again=asked
    ) as run:
        for target in run.waiting:
            row = run.ledger.file(target.key)
            plan.left(run.ledger, row, target, settings, run.digests, retry=True)


def within_its_rights(settings: Settings, out: Path) -> None:
    """Whatever the ledger says: nothing that only the user may choose, no limit raised."""
    for (group, key), right in RIGHTS.items():
        found, usual = getattr(getattr(settings, group), key), default(group, key)
        allowed = right.kind == "free" or found == usual or right.lowers(found, usual)
        assert allowed or (group, key, found) == ("output", "folder", str(out.resolve())), (
            group,
            key,
            found,
        )


def test_any_value_in_any_column(fuzz: Fuzz, sound: Path) -> None:
    """As an editor of SQLite files can put it there."""

    def law(edits: list[tuple[tuple[str, str], Any]]) -> None:
        out = fresh_copy(sound)
        with closing(sqlite3.connect(ledger_path(out))) as database:
            for (table, column), value in edits:
                # Our own names
                query = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid % 2"  # noqa: S608
                database.execute("PRAGMA ignore_check_constraints = ON")
                try:
                    database.execute(query, (value,))
                except sqlite3.IntegrityError:
                    continue
            database.commit()
        use(out)

    fuzz(law, EDITS)


def test_any_byte_of_the_file(fuzz: Fuzz, sound: Path) -> None:
    """A disk that forgets, a transfer as text, a file cut off."""

    def law(flips: list[tuple[float, int]], kept: float) -> None:
        out = fresh_copy(sound)
        place = ledger_path(out)
        data = bytearray(place.read_bytes())
        for at, value in flips:
            data[int(at * len(data))] = value
        place.write_bytes(data[: int(kept * len(data))])
        use(out)

    fuzz(law, FLIPS, st.one_of(st.just(1.0), st.floats(0, 1)))


def test_any_command(fuzz: Fuzz, sound: Path) -> None:
    """Settings that no ledger has, paths that lead anywhere."""

    def law(settings: dict[str, Any], changed: dict[str, Any]) -> None:
        out = fresh_copy(sound)
        groups: dict[str, dict[str, Any]] = {}
        for name, value in settings.items():
            group, _, key = name.partition(".")
            groups.setdefault(group, {})[key] = value
        edit_command(ledger_path(out), **groups, **changed)
        use(out)
        assert os.getcwd() == str(out.parent)  # noqa: PTH109 - as text

    fuzz(law, SETTINGS, COMMANDS)
