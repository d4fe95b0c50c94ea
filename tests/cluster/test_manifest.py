"""A group's manifest: read back as it was, named by what a restart must know, data from anybody."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from recto.batch.answers import Lost
from recto.batch.spread import Spread
from recto.cluster.kept import Kept, Known, known
from recto.cluster.manifest import FileRow, Manifest, PageRow, number_of, read
from recto.cluster.totals import totals_of
from recto.errors import FileAccess
from recto.model.page import Usage
from recto.places.place import place_of


def manifest(number: int = 7, *rows: PageRow, **more: Any) -> Manifest:
    """A group of one document."""
    files = (FileRow("a.pdf", "in/a.pdf", "ab" * 32, outputs=("a.txt",)),)
    usage = Usage(10, 5, 0, 1, 0.25)
    told: dict[str, Any] = {"usage": usage, "notes": {"dark": 2}, "finished": 1000.0 + number}
    return Manifest(number, "f" * 16, "1.0", files, rows or (GOOD,), **(told | more))


GOOD = PageRow(0, 0, "ok", 40, 2, 39.5)
KILLED = PageRow(0, 1, "failed", 0, 0, 0.0, "killed", "a.pdf page 2: killed", 7)
BROKEN = PageRow(0, 2, "failed", 0, 0, 0.0, "InputError", "a.pdf page 3: broken", 2)


def test_it_is_read_back() -> None:
    """With everything in it."""
    lost = (Lost("pdf", None, "InvalidOutput", "no", 4),)
    files = (FileRow("a", "in/a", "cd" * 32, 2, "", "", 0, ("a.txt",), lost, ("a note",)),)
    made = manifest(3, GOOD, KILLED, BROKEN, guards={"x": 1}, shards=("p",), seconds=2.5)
    for each in (made, Manifest(3, "f", "1", files, (GOOD,), spread=Spread(seconds=1.5))):
        assert read(each.data(), "x") == each


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ((GOOD,), "00000007.json"),
        ((GOOD, BROKEN), "00000007.json"),
        ((GOOD, KILLED), "00000007.again.json"),
    ],
)
def test_its_name_says_whether_a_restart_tries_again(rows: tuple[PageRow, ...], name: str) -> None:
    """What passes (a killed worker) is tried again by itself; a broken page is not."""
    assert manifest(7, *rows).name == name
    assert number_of(name) == 7


@pytest.mark.parametrize("name", ["x.json", "7", "7.part", "-7.json", ".json", "7.again.json.x"])
def test_other_files_are_no_manifests(name: str) -> None:
    """Whatever lies beside them."""
    assert number_of(name) is None


def change(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    def changed(found: dict[str, Any]) -> None:
        found[key] = value

    return changed


@pytest.mark.parametrize(
    "change",
    [
        change("version", 2),
        change("pages", [[9, 0, "ok", 1, 1, 1.0, "", "", 0]]),
        change("pages", [[0, -1, "ok", 1, 1, 1.0, "", "", 0]]),
        change("pages", [[0, 0, "ok"]]),
        change("usage", {"usd": "1"}),
        change("usage", {"other": 1}),
        change("files", 7),
        change("spread", [1]),
        change("notes", {"x": -1}),
    ],
)
def test_a_damaged_one_is_named(change: Callable[[dict[str, Any]], None]) -> None:
    """As one error of ours, with the remedy."""
    value = json.loads(manifest().data())
    change(value)
    with pytest.raises(FileAccess, match="groups/x: the manifest is damaged"):
        read(json.dumps(value).encode(), "groups/x")


def test_the_sum_says_what_the_ledger_would() -> None:
    """Pages, money, failures in the order of the groups, the worst pages first."""
    sure = PageRow(0, 0, "ok", 10, 0, 10.0)
    totals = totals_of([manifest(2, KILLED), manifest(1, BROKEN, GOOD), manifest(0, sure)])
    state = totals.state(Known("k", "", groups=4, pages=5), 1)
    assert (state.summary.pages, state.pages_left) == (4, 1)
    assert (state.summary.words, state.summary.flagged) == (50, 2)
    assert (state.summary.usage.calls, state.summary.usage.usd) == (3, 0.75)
    assert [(lost.page, lost.kind) for lost in state.failures] == [(3, "InputError"), (2, "killed")]
    assert state.exit_code(strict=False) == 2
    assert [page.words for page in totals.told().worst] == [40]


def test_a_run_keeps_its_plan_and_its_manifests(tmp_path: object) -> None:
    """A group that was tried again stands twice for a moment, and counts as to be tried again."""
    place = place_of("memory://kept-in-a-test")
    kept = Kept(place, "abc")
    assert known(place) is None
    kept.remember(Known("abc", "{}", groups=2, planned=True))
    assert known(place) == Known("abc", "{}", groups=2, planned=True)
    kept.publish(manifest(1, KILLED))
    kept.publish(manifest(1))
    kept.publish(manifest(0))
    assert kept.manifests() == {0: "00000000.json", 1: "00000001.again.json"}
    kept.forget("00000001.again.json")
    assert kept.manifests() == {0: "00000000.json", 1: "00000001.json"}
    assert [each.group for each in kept.read(["00000001.json", "00000000.json"])] == [1, 0]
    kept.keep_part(5, 1, [(3, b"three"), (4, b"")])
    assert kept.part(5, 1) == [(3, b"three"), (4, b"")]
    with pytest.raises(FileAccess, match="is gone"):
        kept.part(5, 2)


@pytest.mark.parametrize("text", ["", "[]", '{"version": 1, "key": "../x"}', '{"version": 2}'])
def test_a_damaged_run_file_is_named(text: str) -> None:
    """It decides which folder is looked into."""
    place = place_of("memory://damaged-in-a-test")
    place.write(".recto/run.json", text.encode())
    with pytest.raises(FileAccess):
        known(place)
