"""Runs that people have looked at: every word, or all but some."""

from collections.abc import Collection, Mapping
from pathlib import Path

from tests.review.runs import MadeRun, make_run
from tests.review.test_desk import opened

from recto.batch.corrections import put
from recto.corrections.correction import Correction
from recto.review.desk import Desk

MISREAD = (("Harbour", "Barbour"), ("Reid", "Beid"))
RIGHT = {wrong: right for right, wrong in MISREAD}


def reviewed_run(folder: Path, files: int, unseen: Collection[str] = ()) -> MadeRun:
    """Two lines a file, of which people looked at every word but those that are `unseen`."""
    truths = [[f"Harbour Museum {n}", f"paid {n} shillings to Reid"] for n in range(files)]
    run = make_run(folder, truths, MISREAD, ["txt"])
    with opened(run) as desk:
        look_at_all(desk, RIGHT, unseen)
    return run


def look_at_all(desk: Desk, right: Mapping[str, str], unseen: Collection[str] = ()) -> None:
    """Confirm each word of each page, or write what stands in `right` for it."""
    for file, source in desk.sources.items():
        for index in source.indices:
            words = desk.page(file, index).page.words
            said = [
                Correction(
                    source.sha256,
                    index,
                    "text",
                    word.box,
                    word.text,
                    right.get(word.text, word.text),
                    "Ada",
                    1.0,
                )
                for word in words
                if word.text not in unseen
            ]
            put(desk.ledger, said)


def type_sample(desk: Desk, kind: str, file: int, box: list[float], text: str, said: str) -> None:
    """A row of a certificate's sample that was read."""
    sha256 = desk.source(file).sha256
    with desk.ledger.database as database:
        database.execute(
            "INSERT INTO sample (kind, stratum, digits, sha256, page, box, text, times, said, who,"
            " at) VALUES (?, 'sure', 0, ?, 0, ?, ?, 1, ?, 'Ada', 1.0)",
            (kind, sha256, str(box), text, said),
        )
