"""Shards are read by others without our code: pandas, polars and DuckDB see the same pages."""

import json
from collections import Counter
from pathlib import Path

import pytest
from tests.batch.pages import FAST, folder_of, run

pytest.importorskip("pyarrow", reason="needs the packages of recto[cluster]")
polars = pytest.importorskip("polars", reason="needs the packages of recto[cluster]")
duckdb = pytest.importorskip("duckdb", reason="needs the packages of recto[cluster]")
pytestmark = pytest.mark.filterwarnings("default")  # pandas' own, of pyarrow

TABLES = ("documents", "pages", "words")


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven pages in shards of two, one file of which is broken; JSON results beside them."""
    folder = tmp_path_factory.mktemp("shards")
    pages = folder_of(folder / "in", 7)
    (pages / "broken.png").write_bytes(b"no picture")
    formats = ("-f", "parquet,jsonl,json", "--shard-pages", "2")
    done = run("read", pages, "-o", folder / "out", *formats, *FAST)
    assert done.returncode == 2, done.stderr
    return folder / "out"


def test_three_readers_count_the_same_rows(shards: Path) -> None:
    """Each over all files of a table at once."""
    import pandas as pd

    for table in TABLES:
        files = sorted((shards / table).glob("*.parquet"))
        assert len(files) >= 4
        frames = [pd.read_parquet(file) for file in files]
        rows = {
            len(pd.concat(frames)),
            polars.scan_parquet(f"{shards}/{table}/*.parquet").collect().height,
            len(duckdb.read_parquet(f"{shards}/{table}/*.parquet").fetchall()),
        }
        assert len(rows) == 1, table


def test_the_words_are_those_of_the_json_results(shards: Path) -> None:
    """With box, confidence, origin and reason, word for word."""
    found = polars.read_parquet(f"{shards}/words/*.parquet").filter(
        polars.col("document") == "shelf 1/page-1.png"
    )
    result = json.loads((shards / "shelf 1/page-1.json").read_text())
    words = [word for line in result["pages"][0]["lines"] for word in line["words"]]
    assert found["text"].to_list() == [word["text"] for word in words]
    columns = ("left", "top", "right", "bottom", "confidence", "origin", "reason")
    rows = found.select(columns).rows()
    said = [(*word["box"], word["confidence"], word["origin"], word["reason"]) for word in words]
    assert rows == said


def test_every_page_has_its_outcome(shards: Path) -> None:
    """What failed is a row, too, with the reason."""
    named = duckdb.read_parquet(f"{shards}/documents/*.parquet").fetchall()
    errors = {row[0]: row[3] for row in named}
    read = polars.read_parquet(f"{shards}/pages/*.parquet")
    counts = Counter(read["document"].to_list())
    rows = {document: (counts[document], error) for document, error in errors.items()}
    assert rows["last.tif"] == (3, "")
    assert rows["broken.png"][0] == 0
    assert "broken.png" in rows["broken.png"][1]
    outcomes = polars.read_parquet(f"{shards}/pages/*.parquet")["outcome"].to_list()
    assert outcomes == ["ok"] * 7


def test_json_lines_are_pages(shards: Path) -> None:
    """Each with its document; DuckDB reads them as they are."""
    read = duckdb.read_json(f"{shards}/jsonl/*.jsonl").select("document", "index")
    names = read.fetchall()
    assert len(names) == len(set(names)) == 8
    assert ("last.tif", 2) in names


def test_a_shard_is_the_same_bytes_every_time(shards: Path) -> None:
    """Times are no part of it."""
    again = shards.parent / "again"
    flags = ("-f", "parquet", "--shard-pages", "2")
    assert run("read", shards.parent / "in", "-o", again, *flags, *FAST).returncode == 2
    for table in TABLES:
        for file in (shards / table).iterdir():
            assert file.read_bytes() == (again / table / file.name).read_bytes(), file
