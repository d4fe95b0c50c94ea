"""A race that is cut off goes on where it stopped; of another race nothing is taken over."""

import json
from pathlib import Path

from benchmarks.corpora import CorpusPage
from benchmarks.speed import runs
from benchmarks.speed.contenders import Contender
from benchmarks.speed.race import race

BARE = Contender("tesseract")
LABEL = Path(__file__).parents[2] / "samples" / "letter.png"


def page(tmp_path: Path) -> CorpusPage:
    truth = tmp_path / "truth.txt"
    truth.write_text("Harbour Museum", encoding="utf-8")
    return CorpusPage("made", "p1", LABEL, truth, "eng", "receipt", "CC0-1.0", "-", readings={})


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / runs.FILE).read_text().splitlines()]


def test_a_race_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pages, folder, said = [page(tmp_path)], tmp_path / "race", list[str]()
    race(pages, [BARE], folder, tmp_path, rounds=1, said=said.append)
    first = lines(folder)
    with (folder / runs.FILE).open("a", encoding="utf-8") as out:  # as if a second round had ended
        out.write(json.dumps({**first[0], "round": 1, "word_f1": 0.25}) + "\n")
    (result,) = race(pages, [BARE], folder, tmp_path, rounds=3, said=said.append)
    assert said == ["round 1: tesseract", "round 3: tesseract"]
    assert [line["round"] for line in lines(folder)] == [0, 1, 2]
    assert result.cpu_a_page > 0
    assert 0 < result.word_f1 < 0.25  # two words of a letter: the last round's own


def test_a_race_over_other_pages_begins_anew(tmp_path: Path) -> None:
    folder, said = tmp_path / "race", list[str]()
    race([page(tmp_path)], [BARE], folder, tmp_path, rounds=1, said=said.append)
    race([page(tmp_path)] * 2, [BARE], folder, tmp_path, rounds=1, said=said.append)
    assert len(said) == 2
    assert len(lines(folder)) == 1
