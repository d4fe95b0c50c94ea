"""A run over groups that names no place elsewhere opens no connection."""

from pathlib import Path

import pytest
from tests.batch.pages import folder_of
from tests.test_system_calls import A_KEY, assert_silent, of_recto
from tests.tracing import traced


@pytest.mark.measured
def test_groups_on_this_machine_are_silent(tmp_path: Path) -> None:
    """Shards and files of documents, in workers."""
    pages = folder_of(tmp_path / "pages", 4)
    out = tmp_path / "out"
    flags = ("-j", "2", "--second-reader", "off", "--clean", "off", "-f", "txt,jsonl")
    trace = traced(of_recto("read", pages, "-o", out, *flags), tmp_path, A_KEY)
    assert trace.done.returncode == 0, trace.done.stderr
    assert (out / "jsonl" / "part-00000000.jsonl").exists()
    assert_silent(trace, tmp_path, out)
