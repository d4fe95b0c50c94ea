"""Which corpora may be learned on, as CORPORA.md says it and as whoever learns meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.benchmarks.pages import TEXTS, corpora, corpus

import benchmarks
from benchmarks.corpora import MAY_TRAIN, folder, load, may_train, select
from recto.errors import InputError

CORPORA_MD = Path(benchmarks.__file__).parent / "CORPORA.md"


def told() -> dict[str, bool]:
    """The second column of the table of sources."""
    rows = re.findall(r"^\| ([a-z-]+) \| (yes|no) \|", CORPORA_MD.read_text("utf-8"), re.MULTILINE)
    return {name: said == "yes" for name, said in rows}


def test_the_document_and_the_code_say_the_same() -> None:
    """Whoever builds the corpora reads the one, learning goes by the other."""
    assert told() == dict(MAY_TRAIN)


def test_these_are_only_measured() -> None:
    """Their licences allow no shipped weight to be learned."""
    only = {name for name, allowed in MAY_TRAIN.items() if not allowed}
    assert only == {"forms", "newspaper-blackletter", "reference-cards"}


@pytest.mark.parametrize(
    ("name", "more", "allowed"),
    [
        ("receipts", {}, True),
        ("forms", {}, False),
        ("nobody-knows-it", {}, False),
        ("nobody-knows-it", {"may_train": True}, True),
        ("receipts", {"may_train": False}, False),
    ],
)
def test_a_page_may_train_where_its_corpus_may(
    tmp_path: Path, name: str, more: dict[str, object], allowed: bool
) -> None:
    """What the page says itself goes first; a corpus that nobody knows is only measured."""
    pages = select(load(corpus(tmp_path, name, TEXTS, **more)))
    assert [page.may_train for page in pages] == [allowed] * len(TEXTS)
    assert len(may_train(pages)) == allowed * len(TEXTS)


def test_corpora_of_tests_teach_nothing_unasked(tmp_path: Path) -> None:
    """Drawn pages never end in shipped weights by mistake."""
    assert may_train(select(load(corpora(tmp_path)))) == []


@pytest.mark.corpus
def test_every_corpus_at_hand_is_in_the_document() -> None:
    """A corpus that came later is documented before it is measured."""
    try:
        root = folder()
    except InputError as fault:
        pytest.skip(str(fault))
    assert {found.name for found in load(root)} <= set(told())
