"""What the report draws: cost against accuracy, risk against coverage, reliability, and page by
page.

Rows and scores of one corpus enter, SVG leaves; an empty string where there is nothing to draw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from benchmarks.metrics.risk import risk_coverage
from benchmarks.report.figure import COLOURS, GREY, INK, MARKERS, kind, svg
from benchmarks.scoring import PageScore
from benchmarks.summary import Row, words_of
from recto.metrics.confidence import reliability

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FLOOR = 1e-3  # error rates of 0 are drawn here on a logarithmic axis
FREE = 0.01  # US dollars a thousand pages: where local systems stand on the cost axis


def pareto(name: str, rows: Sequence[Row]) -> str:
    """Price of a thousand pages against alnum CER, both logarithmic; systems on the line are beaten
    by none.
    """
    priced = [row for row in rows if not math.isnan(row.usd)]
    if not any(row.usd > 0 for row in priced):
        return ""

    def draw(axes: Axes) -> None:
        kinds = set()
        for row in priced:
            system_kind = kind(row.system)
            marker, colour = MARKERS[system_kind], COLOURS[system_kind]
            axes.plot(*_place(row), marker, color=colour, markersize=7)
            kinds.add(system_kind)

        _draw_front(axes, _front(priced))
        axes.set(
            xscale="log",
            yscale="log",
            xlabel="US$ for 1,000 pages (estimate; local = 0)",
            ylabel="alnum CER",
        )
        _plain_ticks(axes)
        _legend(axes, kinds)

    return svg(f"pareto-{name}", f"Cost against error on {name}", draw)


def _place(row: Row) -> tuple[float, float]:
    """(price, error rate), where logarithmic axes can show them."""
    price = max(row.usd, FREE)
    error_rate = max(row.alnum_cer.mean, FLOOR)
    return price, error_rate


def _draw_front(axes: Axes, front: Sequence[Row]) -> None:
    """A line through these rows, with their names."""
    places = [_place(row) for row in front]
    prices = [price for price, _ in places]
    error_rates = [error_rate for _, error_rate in places]
    axes.step(
        prices,
        error_rates,
        where="post",
        color=INK,
        alpha=0.4,
        linewidth=1,
    )
    for row, place in zip(front, places, strict=True):
        axes.annotate(
            row.system,
            place,
            xytext=(5, 5),
            textcoords="offset points",
            fontsize=8,
        )


def _front(rows: Sequence[Row]) -> list[Row]:
    """The rows that no cheaper row beats."""
    front: list[Row] = []
    cheapest_first = sorted(rows, key=lambda row: (row.usd, row.alnum_cer.mean))
    for row in cheapest_first:
        if not front or row.alnum_cer.mean < front[-1].alnum_cer.mean:
            front.append(row)
    return front


def scatter(name: str, scores: Sequence[PageScore], model: str) -> str:
    """Each page once: Tesseract's error across, the LLM's and the hybrid's up, joined by a line."""
    rates: dict[str, dict[str, float]] = {}  # page -> system -> error rate as drawn
    for score in scores:
        rates.setdefault(score.page, {})[score.system] = max(score.alnum_cer, FLOOR)

    tesseract, llm, hybrid = "tesseract", f"llm:{model}", f"hybrid:{model}"
    wanted = {tesseract, llm, hybrid}
    pages = [page for page in rates.values() if wanted <= page.keys()]
    if not pages:
        return ""
    across = [page[tesseract] for page in pages]

    def draw(axes: Axes) -> None:
        for place, page in zip(across, pages, strict=True):
            ends = [page[llm], page[hybrid]]
            axes.plot([place, place], ends, color=GREY, linewidth=0.7, alpha=0.6)
        for system, label in ((llm, "llm"), (hybrid, "hybrid")):
            up = [page[system] for page in pages]
            colour = COLOURS[label]
            axes.plot(across, up, MARKERS[label], color=colour, markersize=5, linestyle="none")

        axes.plot([FLOOR, 1], [FLOOR, 1], color=INK, linewidth=0.7, alpha=0.3)
        axes.set(
            xscale="log",
            yscale="log",
            xlabel="Tesseract, alnum CER",
            ylabel=f"{model} (replayed), alnum CER",
        )
        _plain_ticks(axes)
        _legend(axes, {"llm", "hybrid"})

    return svg(f"scatter-{name}-{model}", f"Tesseract, {model} and hybrid page by page", draw)


def risk(name: str, groups: Mapping[str, Sequence[PageScore]]) -> str:
    """Keeping the surest words first: how many are kept, how many of those are wrong."""
    curves = {}
    for system, group in groups.items():
        confidences, right = words_of(group)
        if confidences:
            curves[system] = risk_coverage(confidences, right)
    if not curves:
        return ""

    def draw(axes: Axes) -> None:
        for system, (coverage, risks) in curves.items():
            colour = COLOURS[kind(system)]
            axes.plot(coverage, risks, color=colour, label=system, linewidth=1.6)
        axes.set(
            xlabel="share of words kept",
            ylabel="share of those that is wrong",
            xlim=(0, 1),
            ylim=(0, None),
        )
        axes.legend(frameon=False, fontsize=8)

    return svg(f"risk-{name}", f"Risk and coverage on {name}", draw)


def calibration(name: str, groups: Mapping[str, Sequence[PageScore]]) -> str:
    """Stated confidence against the share that is right, in bins of equal mass."""
    tables = {}
    for system, group in groups.items():
        confidences, right = words_of(group)
        if confidences:
            tables[system] = reliability(confidences, right)
    if not tables:
        return ""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=INK, linewidth=0.7, alpha=0.3)
        for system, bins in tables.items():
            system_kind = kind(system)
            axes.plot(
                [b.confidence for b in bins],
                [b.accuracy for b in bins],
                f"{MARKERS[system_kind]}-",
                color=COLOURS[system_kind],
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

    return svg(f"reliability-{name}", f"Reliability of confidences on {name}", draw)


def _plain_ticks(axes: Axes) -> None:
    """0.01 rather than a power of ten: these are rates and prices that people read."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axis.set_minor_formatter(NullFormatter())


def _legend(axes: Axes, kinds: set[str]) -> None:
    for label, marker in MARKERS.items():
        if label in kinds:
            axes.plot([], [], marker, color=COLOURS[label], label=label, linestyle="none")
    axes.legend(frameon=False, fontsize=8)
