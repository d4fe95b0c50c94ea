"""Fitting without the corpus that is read: on drawn corpora, through the command."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner
from tests.benchmarks.pages import corpus

from benchmarks import results, thresholds
from benchmarks.__main__ import cli
from benchmarks.corpora import CorpusPage, load, may_train, select
from benchmarks.fitted import Fitted, applied, in_force
from benchmarks.learn import store
from benchmarks.loop.fit import STEPS
from benchmarks.loop.folds import Fold, folds
from benchmarks.loop.sample import balanced
from benchmarks.loop.stability import chosen, lines
from recto.confidence import trees
from recto.errors import InputError

CORPORA = {
    "letters": {"vol1-p1": "Anna Meier 1913", "vol2-p1": "Berta Huber wrote a letter"},
    "cards": {"vol1-p1": "Carl Vogel 1915", "vol2-p1": "Dora Keller came home"},
}
MEASURED = {"forms": {"vol1-p1": "Emil Frei 1917"}}


def drawn(folder: Path) -> Path:
    """Two corpora that may train and one that is only measured."""
    for name, texts in CORPORA.items():
        root = corpus(folder, name, texts, may_train=True)
    for name, texts in MEASURED.items():
        root = corpus(folder, name, texts)
    return root


@pytest.fixture(scope="module")
def looped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with corpora, a run by the shipped weights, and a loop over it."""
    here = tmp_path_factory.mktemp("loop")
    root = drawn(here)
    run(["run", "--corpora", str(root), "--systems", "all", "--out", str(here / "run")])
    run(loop(here))
    return here


def loop(here: Path) -> list[str]:
    """The command over what lies in the folder."""
    given = ["--store", str(here / "run"), "--out", str(here / "loop")]
    return ["loop", "--corpora", str(here / "corpora"), *given]


def run(arguments: list[str]) -> str:
    """What the command prints."""
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_every_fold_has_its_own_weights_and_thresholds(looped: Path) -> None:
    """One for each corpus that may train, one for those that are only measured."""
    found = {folder.name: Fitted(folder) for folder in (looped / "loop" / "folds").iterdir()}
    assert set(found) == {"cards", "letters", "measured-only"}
    for fitted in found.values():
        names = {file.name for file in fitted.weights.iterdir()}
        assert names == {file.name for file in trees.SHIPPED.iterdir()}
        assert set(fitted.thresholds) == {row.name for row in thresholds.THRESHOLDS}
    texts = {(fold.weights / "local.json").read_text(encoding="utf-8") for fold in found.values()}
    assert len(texts) == len(found)


def test_every_page_is_read_by_every_system(looped: Path) -> None:
    """As a run stores it, the corpora that are only measured included."""
    pages = select(load(looped / "corpora"))
    for page in pages:
        for system in ("tesseract", "ppocr", "local", "llm:weak", "hybrid:weak", "auto:weak"):
            assert (looped / "loop" / system / page.corpus / f"{page.id}.json").exists()


def test_the_store_of_the_run_is_only_read(looped: Path) -> None:
    """Pages begun by a fold's weights lie with the loop, not among those of the shipped ones."""
    kept = sorted((looped / "run" / ".readings").iterdir())
    one = select(load(looped / "corpora"))[0]
    (looped / "loop" / "local" / one.corpus / f"{one.id}.json").unlink()
    run(loop(looped))
    assert sorted((looped / "run" / ".readings").iterdir()) == kept


def test_a_second_loop_does_only_what_is_missing(looped: Path) -> None:
    """A fold that is fitted stays; a page that is read stays."""
    folder = looped / "loop"
    file = folder / "folds" / "cards" / "weights" / "local.json"
    before = file.stat().st_mtime_ns
    text = folder / "hybrid:weak" / "cards" / "vol1-p1.txt"
    text.write_text("kept", encoding="utf-8")
    (folder / "hybrid:weak" / "cards" / "vol2-p1.json").unlink()
    table = run(loop(looped))
    assert "| arbitration.page.choice.MARGIN | 0.08 |" in table
    assert file.stat().st_mtime_ns == before
    assert text.read_text(encoding="utf-8") == "kept"
    assert (folder / "hybrid:weak" / "cards" / "vol2-p1.json").exists()


def test_both_runs_are_published_side_by_side(
    looped: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The loop's figures first, those in sight and the folds' thresholds beside them."""
    from benchmarks import readme_check, trust

    monkeypatch.setattr(readme_check, "STORED", tmp_path)
    monkeypatch.setattr(trust, "STORED", tmp_path / "trust.json")
    folders = [str(looped / "loop"), "--in-sight", str(looped / "run")]
    run(["publish", *folders, "--corpora", str(looped / "corpora")])
    record = results.read(tmp_path / results.FILE)
    assert len(record["in_sight"]["rows"]) == len(record["rows"])
    assert len(record["thresholds"][0]["folds"]) == 3
    marked = "<!-- bench:{0} -->\n<!-- /bench:{0} -->"
    tables = {
        name: readme_check.renewed(marked.format(name))
        for name in ("local", "llm", "goals", "thresholds")
    }
    assert tables["local"].splitlines()[1].endswith("| in sight |")
    assert tables["llm"].splitlines()[1].endswith("| hybrid, in sight |")
    assert "| left out | in sight |" in tables["goals"]
    assert "| routing.route.OPEN_PAGE | 0.011 |" in tables["thresholds"]


def test_what_another_engine_fitted_is_not_taken(looped: Path, tmp_path: Path) -> None:
    """A folder says what its folds were made of; a fold of something else stops the loop."""
    copytree(looped / "loop" / "folds", tmp_path / "loop" / "folds")
    file = tmp_path / "loop" / "folds" / "cards" / "basis.json"
    made_of = json.loads(file.read_text(encoding="utf-8"))
    assert made_of["learn"] == ["letters"]
    file.write_text(json.dumps(made_of | {"engine": "another"}), encoding="utf-8")
    given = ["--store", str(looped / "run"), "--out", str(tmp_path / "loop")]
    with pytest.raises(InputError, match="another engine"):
        run(["loop", "--corpora", str(looped / "corpora"), *given, "--fold", "cards"])


def test_what_is_fitted_is_in_force_only_inside(looped: Path) -> None:
    """Weights and thresholds come back, after a fault, too; pages kept by them are told apart."""
    shipped, weights = in_force(), trees.SHIPPED
    before = thresholds.values()
    fold = Fitted(looped / "loop" / "folds" / "cards")
    with suppress(ZeroDivisionError), applied(fold):
        assert fold.weights == trees.SHIPPED
        assert thresholds.values() == fold.thresholds
        assert in_force() != shipped
        raise ZeroDivisionError
    assert (in_force(), trees.SHIPPED, thresholds.values()) == (shipped, weights, before)


def test_learning_never_sees_a_page_that_may_not_train(looped: Path) -> None:
    """The only way to pages for whoever learns leaves them out."""
    found = store.load(looped / "corpora", looped / "loop", looped / "run")
    assert {page.corpus for page in found} == {"cards", "letters"}


def made(folder: Path, **corpora: bool) -> list[CorpusPage]:
    """One page of each corpus, which may train or not."""
    for name, allowed in corpora.items():
        corpus(folder, name, {"vol1-p1": name}, may_train=allowed)
    return select(load(folder / "corpora"))


def test_each_corpus_is_read_by_what_the_others_taught(tmp_path: Path) -> None:
    """No corpus is ever in both halves of a fold."""
    pages = made(tmp_path, a=True, b=True, c=False, d=False)
    assert folds(pages) == [
        Fold("a", ("b",), ("a",)),
        Fold("b", ("a",), ("b",)),
        Fold("measured-only", ("a", "b"), ("c", "d")),
    ]
    assert [page.corpus for page in may_train(pages)] == ["a", "b"]


def test_one_corpus_cannot_be_left_out(tmp_path: Path) -> None:
    """Nothing would be left to learn on."""
    with pytest.raises(InputError, match="too few"):
        folds(made(tmp_path, a=True, b=False))


def test_weights_come_before_what_rests_on_them() -> None:
    """Thresholds of a stage are chosen once its weights are learned, and before weights that are
    learned on what these thresholds decide.
    """
    order = list(STEPS)
    for first, later in (
        ("conflict", "confidence"),
        ("overrule", "stage:words"),
        ("stage:words", "llm_confidence"),
        ("stage:pages", "stage:auto"),
    ):
        assert order.index(first) < order.index(later)
    assert {step for step in order if step.startswith("stage:")} == {
        f"stage:{stage}" for stage in thresholds.STAGES
    }


def test_samples_are_spread_over_documents_and_readers(looped: Path) -> None:
    """Two readings of a corpus are of two documents, and the same on every run."""
    pages = list(store.load(looped / "corpora", looped / "loop", looped / "run"))
    sample = balanced(pages, 2, seed=1)
    again = balanced(pages, 2, seed=1)
    assert [(each.page, each.reader) for each in sample] == [
        (each.page, each.reader) for each in again
    ]
    for name in CORPORA:
        mine = [each for each in sample if each.page.corpus == name]
        assert len({each.page.document for each in mine}) == 2
    assert len(balanced(pages, 1, seed=1)) == len(CORPORA)


def test_choices_of_the_folds_stand_beside_the_shipped_value() -> None:
    """How many folds chose which value."""
    name = thresholds.THRESHOLDS[0].name
    shipped = f"{thresholds.THRESHOLDS[0].value:g}"
    found = chosen({"a": {name: 0.1}, "b": {name: 0.02}, "c": {name: 0.1}, "d": {}})
    assert lines(found) == [(name, shipped, "0.02: 1, 0.1: 2", "0.02 - 0.1")]


def test_a_fold_is_done_once_its_thresholds_are_stored(tmp_path: Path) -> None:
    """Weights alone are not enough: fitting was cut off."""
    fold = Fitted(tmp_path)
    fold.write("local.json", "{}")
    assert not fold.is_done
    fold.choose({"x": 1.0})
    assert fold.is_done
    assert json.loads((tmp_path / "thresholds.json").read_text(encoding="utf-8")) == {"x": 1.0}
