"""The order in which xdist's processes are given the files of tests: the longest first, so that
none is begun when the others have nothing left to do. By number of tests, as xdist does it, a
file of three that takes a minute comes last.

Collected tests enter and leave in their order; without xdist it is pytest's own. Only what takes
longer than some ten seconds has a place here; a file that goes, or that gets shorter, loses it.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# By what they take, the children's time included (2026-11-27); it need not be exact.
LONGEST = (
    "docs/test_blocks.py",
    "test_reported_faults.py",
    "vision/test_command.py",
    "batch/test_pdf_in.py",
    "docs/test_site.py",
    "web/test_browser.py",
    "batch/test_llm.py",
    "batch/test_earlier.py",
    "batch/test_faults.py",
    "batch/test_run.py",
    "test_system_calls.py",
    "batch/test_places.py",
    "batch/test_retry.py",
    "batch/test_links.py",
    "docs/test_pictures.py",
    "vision/test_hostile_replies.py",
    "test_examples.py",
    "web/test_asked_llm.py",
    "vision/test_linear.py",
    "vision/test_many.py",
    "vision/test_no_answer.py",
    "cli/test_one_file.py",
    "plugins/test_ocrmypdf.py",
    "benchmarks/test_loop.py",
    "benchmarks/test_live.py",
    "benchmarks/test_left_out.py",
    "batch/test_writing.py",
    "batch/test_pdf_faults.py",
    "batch/test_kill.py",
    "writers/test_result_damage.py",
    "languages/test_auto.py",
    "test_pipeline.py",
    "test_leftover_ink.py",
    "web/test_server.py",
    "web/test_two_servers.py",
    "batch/test_pool.py",
    "batch/test_structure.py",
    "api/test_document.py",
    "cli/test_command.py",
    "cli/test_authority_command.py",
)


def longest_first(items: list[pytest.Item]) -> None:
    """Put them so; the tests of a file stay together, in their order."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))
