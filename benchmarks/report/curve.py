"""The report's curve of cost and accuracy: how much of the LLM's gain `--llm auto` keeps for how
much sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benchmarks.curve import DEFAULT, Point
from benchmarks.report.figure import BLUE, GREEN, INK, svg
from benchmarks.table import REPLAYED, signed
from recto.compare import html
from recto.writers.html import trusted

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.axes import Axes

TITLE = f"What asking about part of the pages keeps{REPLAYED}"
HEADINGS = (
    "pages",
    "setting",
    "n",
    "characters sent",
    "tokens sent",
    "gain kept",
    "alnum CER",
    "auto - hybrid [95 %]",
)
NOTE = (
    "Over all recorded readings. Gain is what the hybrid takes off the local alnum CER; tokens are"
    " estimates, a share of those that asking about every page takes. auto@0.02 is --target-error"
    " 0.02; plain auto has no target."
)
COLOURS = (BLUE, GREEN)


def lines(points: Sequence[Point]) -> list[tuple[str, ...]]:
    """One line for each setting and group."""
    return [
        (
            point.group,
            point.setting,
            str(point.pages),
            *(f"{100 * share:.0f} %" for share in (point.characters, point.tokens, point.kept)),
            f"{point.auto:.4f}",
            signed(point.behind),
        )
        for point in points
    ]


def section(points: Sequence[Point]) -> Iterator[Markup]:
    """HTML, where auto was run."""
    if points:
        yield html.heading(TITLE, 2)
        yield html.paragraph(NOTE, "note")
        if len({point.setting for point in points}) > 1:
            yield html.figure(trusted(_drawn(points)), "Up and to the left is better.")
        yield html.table(HEADINGS, lines(points), 2)


def _drawn(points: Sequence[Point]) -> str:
    groups = dict.fromkeys(point.group for point in points)

    def draw(axes: Axes) -> None:
        for group, colour in zip(groups, COLOURS, strict=False):
            mine = [point for point in points if point.group == group]
            where = [100 * point.tokens for point in mine], [100 * point.kept for point in mine]
            axes.plot(*where, "o-", color=colour, label=group, markersize=4, linewidth=1.4)
            for point in mine:
                name = "auto" if point.setting == DEFAULT else point.setting.partition("@")[2]
                place = 100 * point.tokens, 100 * point.kept
                axes.annotate(name, place, xytext=(4, -10), textcoords="offset points", fontsize=7)
        axes.axhline(100, color=INK, linewidth=0.7, alpha=0.3)
        axes.set(xlabel="tokens sent, % of all (estimate)", ylabel="gain kept, %", xlim=(0, None))
        axes.legend(frameon=False, fontsize=8)

    return svg("curve", "Share of the gain kept against share of the tokens sent", draw)
