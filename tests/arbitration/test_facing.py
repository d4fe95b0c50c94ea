"""What an LLM read on the page beside this one is not printed."""

from dataclasses import replace

from tests.arbitration.made import facts, page, transcript
from tests.arbitration.test_hybrid import LONG

from recto.arbitration.hybrid import HybridPage, hybrid_page
from recto.arbitration.local_reading import judge_page
from recto.local.fusion import LocalLine

TORN = ["Bergmaier", "Bernoulli", "Bernhard"]


def beside(*written: str) -> HybridPage:
    """A page with the beginnings of three lines of the facing page, which the local readers
    found.
    """
    read = page([*LONG, *TORN], [*LONG, *TORN])
    lines: tuple[LocalLine, ...] = tuple(
        replace(line, facing_page=k >= len(LONG)) for k, line in enumerate(read)
    )
    return hybrid_page(judge_page(lines, facts(lines)), transcript(*written))


def test_torn_lines_of_the_facing_page_go() -> None:
    """With what stands between them, and they are counted."""
    result = beside(*LONG, "Bergmaier", "Hän", "Bernoulli", "Bernhard")
    assert [line.text for line in result.lines] == LONG
    assert result.guards["facing-page-by-llm"] == 4


def test_what_stands_among_the_pages_own_lines_stays() -> None:
    """A word that no local reader has, before a line of the page."""
    result = beside(*LONG[:3], "nota bene", *LONG[3:], "Bergmaier")
    assert "nota bene" in " ".join(line.text for line in result.lines)
    assert result.guards["facing-page-by-llm"] == 1
