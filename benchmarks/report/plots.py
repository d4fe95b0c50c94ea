"""What the report draws: cost against accuracy, risk against coverage, reliability, and page by
page.

Rows and scores of one corpus enter, SVG leaves; an empty string where there is nothing to draw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from benchmarks.report.figure import COLOURS, GREY, INK, MARKERS, kind, svg
from benchmarks.scoring import PageScore
from benchmarks.summary import Row, words_of
from recto.metrics.confidence import reliability, risk_coverage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FLOOR = 1e-3  # error rates of 0 are drawn here on a logarithmic axis
FREE = 0.01  # US dollars a thousand pages: where local systems stand on the cost axis


def pareto(name: str, rows: Sequence[Row]) -> str:
    """Price of a thousand pages against alnum CER, both logarithmic; systems on the line are beaten
    by none.
    """
    priced = [row for row in rows if not math.isnan(row.usd)]

    def draw(axes: Axes) -> None:
        for row in priced:
            place = max(row.usd, FREE), max(row.alnum_cer.mean, FLOOR)
            axes.plot(
                *place, MARKERS[kind(row.system)], color=COLOURS[kind(row.system)], markersize=7
            )
        front = _front(priced)
        axes.step(
            [max(row.usd, FREE) for row in front],
            [max(row.alnum_cer.mean, FLOOR) for row in front],
            where="post",
            color=INK,
            alpha=0.4,
            linewidth=1,
        )
        for row in front:
            axes.annotate(
                row.system,
                (max(row.usd, FREE), max(row.alnum_cer.mean, FLOOR)),
                xytext=(5, 5),
                textcoords="offset points",
                fontsize=8,
            )
        axes.set(
            xscale="log",
            yscale="log",
            xlabel="US$ for 1,000 pages (estimate; local = 0)",
            ylabel="alnum CER",
        )
        _plain_ticks(axes)
        _legend(axes, {kind(row.system) for row in priced})

    return (
        svg(f"pareto-{name}", f"Cost against error on {name}", draw)
        if any(row.usd > 0 for row in priced)
        else ""
    )


def _front(rows: Sequence[Row]) -> list[Row]:
    """The rows that no cheaper row beats."""
    front: list[Row] = []
    for row in sorted(rows, key=lambda row: (row.usd, row.alnum_cer.mean)):
        if not front or row.alnum_cer.mean < front[-1].alnum_cer.mean:
            front.append(row)
    return front


def scatter(name: str, scores: Sequence[PageScore], model: str) -> str:
    """Each page once: Tesseract's error across, the LLM's and the hybrid's up, joined by a line."""
    pages = _by_page(scores)
    wanted = ("tesseract", f"llm:{model}", f"hybrid:{model}")
    found = [
        [max(page[s].alnum_cer, FLOOR) for s in wanted]
        for page in pages.values()
        if set(wanted) <= page.keys()
    ]

    def draw(axes: Axes) -> None:
        for across, llm, hybrid in found:
            axes.plot([across, across], [llm, hybrid], color=GREY, linewidth=0.7, alpha=0.6)
        for series, label in ((1, "llm"), (2, "hybrid")):
            axes.plot(
                [page[0] for page in found],
                [page[series] for page in found],
                MARKERS[label],
                color=COLOURS[label],
                markersize=5,
                linestyle="none",
            )
        axes.plot([FLOOR, 1], [FLOOR, 1], color=INK, linewidth=0.7, alpha=0.3)
        axes.set(
            xscale="log",
            yscale="log",
            xlabel="Tesseract, alnum CER",
            ylabel=f"{model} (replayed), alnum CER",
        )
        _plain_ticks(axes)
        _legend(axes, {"llm", "hybrid"})

    return (
        svg(f"scatter-{name}-{model}", f"Tesseract, {model} and hybrid page by page", draw)
        if found
        else ""
    )


def _by_page(scores: Sequence[PageScore]) -> dict[str, dict[str, PageScore]]:
    pages: dict[str, dict[str, PageScore]] = {}
    for score in scores:
        pages.setdefault(score.page, {})[score.system] = score
    return pages


def risk(name: str, groups: Mapping[str, Sequence[PageScore]]) -> str:
    """Keeping the surest words first: how many are kept, how many of those are wrong."""
    curves = {
        system: risk_coverage(*words_of(group))
        for system, group in groups.items()
        if words_of(group)[0]
    }

    def draw(axes: Axes) -> None:
        for system, (coverage, risks) in curves.items():
            axes.plot(coverage, risks, color=COLOURS[kind(system)], label=system, linewidth=1.6)
        axes.set(
            xlabel="share of words kept",
            ylabel="share of those that is wrong",
            xlim=(0, 1),
            ylim=(0, None),
        )
        axes.legend(frameon=False, fontsize=8)

    return svg(f"risk-{name}", f"Risk and coverage on {name}", draw) if curves else ""


def calibration(name: str, groups: Mapping[str, Sequence[PageScore]]) -> str:
    """Stated confidence against the share that is right, in bins of equal mass."""
    tables = {
        system: reliability(*words_of(group))
        for system, group in groups.items()
        if words_of(group)[0]
    }

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=INK, linewidth=0.7, alpha=0.3)
        for system, bins in tables.items():
            axes.plot(
                [b.confidence for b in bins],
                [b.accuracy for b in bins],
                MARKERS[kind(system)] + "-",
                color=COLOURS[kind(system)],
                label=system,
                markersize=4,
                linewidth=1.2,
            )
        axes.set(
            xlabel="confidence",
            ylabel="share of words that is right",
            xlim=(0, 1.01),
            ylim=(0, 1.01),
        )
        axes.legend(frameon=False, fontsize=8)

    return (
        svg(f"reliability-{name}", f"Reliability of confidences on {name}", draw) if tables else ""
    )


def _plain_ticks(axes: Axes) -> None:
    """0.01 rather than a power of ten: these are rates and prices that people read."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_formatter(NullFormatter())


def _legend(axes: Axes, kinds: set[str]) -> None:
    for label in (k for k in MARKERS if k in kinds):
        axes.plot([], [], MARKERS[label], color=COLOURS[label], label=label, linestyle="none")
    axes.legend(frameon=False, fontsize=8)
