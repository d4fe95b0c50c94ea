"""A plan in lines for people.

A Plan enters, lines leave: every figure with the interval in which it is expected to lie.
"""

from __future__ import annotations

from recto.batch.spread import minutes_text
from recto.planning.interval import Range
from recto.planning.plan import CORES, LEFT_WITH_LLM, Plan, Way

BIG = 100.0  # from which no digits behind the point are said
AS_MEASURED = "as on the corpora of the benchmark: nothing was sent, so yours may differ"
INTERVALS = "in brackets: where each figure lies with 95 %, as far as a sample can tell"


def lines(plan: Plan) -> list[str]:
    """The whole plan."""
    page = plan.page
    wrong = page.errors.times(1 / page.words.value if page.words.value else 0.0)
    core_hour = f"${plan.costs.core_hour:g} a core-hour"
    reading = f"{said(page.seconds)} CPU s, {said(page.words)} words"
    text = [
        f"{plan.pages:,.0f} pages, by {plan.sample:,} of them ({INTERVALS})",
        "",
        f"a page: {reading}, {percent(wrong)} of them expected wrong without an LLM",
        f"all: {said(plan.core_hours)} core-hours, {dollars(plan.machines)} at {core_hour}",
        *_machines(plan),
        "",
    ]
    for mode, (given, written) in page.tokens.items():
        text.append(f"--llm {mode}: {said(given)} tokens sent and {said(written)} written a page")
    text += ["", *_ways(plan)]
    for mode, most in plan.looks.items():
        share = f"{plan.costs.looks_share:.0%} of the tokens"
        text.append(
            f"{plan.costs.looks_by} of --llm {mode}, not in the table: at most {share},"
            f" {dollars(most)}"
        )
    return text


def _machines(plan: Plan) -> list[str]:
    rate = plan.page.seconds.over()
    rows = []
    for cores in (plan.cores, *CORES):
        name = "this machine" if cores == plan.cores else "a cluster" if cores >= BIG else "one"
        hours = plan.core_hours.times(1 / cores)
        time = minutes_text(60 * hours.value)
        rows.append(f"  {name} of {cores:,} cores: {said(rate.times(cores))} pages/s, {time}")
    return rows


def _ways(plan: Plan) -> list[str]:
    goal = f"{100 * plan.share:g} %"
    person = f"${plan.costs.person_hour:g} an hour"
    head = f"{'--llm':14}{'the LLM':>24}{f'to review for {goal}, words a page':>38}"
    rows = [f"{head}{'a verified page':>26}"]
    for way in plan.ways:
        llm = dollars(way.llm) if way.llm else "price not known"
        cost = _a_page(way)
        rows.append(f"{way.name:14}{llm:>24}{said(way.review):>38}{cost:>26}")
    return [
        *rows,
        "",
        f"a verified page: machines, LLM, and people at {person} who look at the words in doubt",
        f"with an LLM {LEFT_WITH_LLM:.0%} of the wrong words are taken to stay, {AS_MEASURED}",
    ]


def _a_page(way: Way) -> str:
    return dollars(way.verified) if way.verified else "not known"


def said(figure: Range) -> str:
    """ "2.9 (2.7-3.1)"."""
    return f"{_number(figure.value)} ({_number(figure.low)}-{_number(figure.high)})"


def dollars(figure: Range) -> str:
    """ "$321 (300-343)"."""
    ends = f"{_number(figure.low)}-{_number(figure.high)}"
    return f"${_number(figure.value)} ({ends})"


def percent(figure: Range) -> str:
    """ "1.6 % (.7-3.5 %)"."""
    ends = f"{100 * figure.low:.1f}-{100 * min(1.0, figure.high):.1f} %"
    return f"{100 * figure.value:.1f} % ({ends})"


def _number(value: float) -> str:
    if value >= BIG:
        return f"{value:,.0f}"
    if value >= 1:
        return f"{value:.1f}"
    return f"{value:.2g}"
