"""The six figures of the README: accuracy without and with an LLM, harm, what is made up on blank
paper, speed and price, each beside what one has without Recto, in the languages of the README.

Stored rows, goals, characters invented a blank page, points of the curve and races enter, lines
leave; a line whose figures are not stored is left out. Pages with handwriting, and those whose
truth has no order, count in none of them but those that the goals count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean

from benchmarks.corpora import UNORDERED
from benchmarks.curve import Point
from benchmarks.goals import Goal
from benchmarks.speed.race import Result
from benchmarks.summary import Row

WRITTEN = ("handwritten", "mixed")  # kinds of pages that hold handwriting
HARMED, HELPED = "words harmed, of the LLM's right ones", "words helped for one harmed"
PRINTED, AUTO = "all printed", "auto"
BARE, BOTH, ONE = "tesseract", "recto -j2", "recto -j2 --second-reader off"
Line = tuple[str, str, str]
Figures = tuple[str, Mapping[str, float]]  # which line, and what stands in it

HEADINGS: Mapping[str, Line] = {
    "en": ("measured", "without Recto", "Recto"),
    "zh": ("测量", "不用 Recto", "Recto"),
}
TEXTS: Mapping[str, Mapping[str, Line]] = {
    "en": {
        "local": (
            "letters and digits that are wrong, printed pages and photographs, no LLM",
            "Tesseract: {theirs:.1%}",
            "{ours:.1%}",
        ),
        "hybrid": (
            "the same with an LLM, means over the recorded models",
            "LLM alone: {theirs:.1%}",
            "{ours:.1%}",
        ),
        "harm": (
            "words that the LLM had right and Recto has not",
            "{helped:.0f} words mended for each",
            "{harmed:.2f}%",
        ),
        "blank": (
            "letters and digits made up on a drawn page with nothing, or one line, to read",
            "Tesseract: {theirs:.0f}",
            "{ours:.1f}; {hybrid:.1f} with a model that invents a page's text",
        ),
        "speed": (
            "pages a second on two processors, no LLM",
            "Tesseract: {bare:.2f}",
            "{both:.2f}; {one:.2f} with `--second-reader off`",
        ),
        "price": (
            "tokens that `--llm auto` sends, printed pages",
            "asking about every page: 100%",
            "{tokens:.0%}, with {kept:.0%} of the gain",
        ),
    },
    "zh": {
        "local": (
            "错误的字母和数字，印刷页与照片，不用大模型",
            "Tesseract：{theirs:.1%}",
            "{ours:.1%}",
        ),
        "hybrid": ("同上，用大模型，各模型平均", "仅大模型：{theirs:.1%}", "{ours:.1%}"),
        "harm": (
            "大模型读对而 Recto 改错的词",
            "每错一个，改正 {helped:.0f} 个",
            "{harmed:.2f}%",
        ),
        "blank": (
            "在没有文字或只有一行文字的页上编造的字母和数字（绘制的页）",
            "Tesseract：{theirs:.0f}",
            "{ours:.1f}；大模型凭空编造时 {hybrid:.1f}",
        ),
        "speed": (
            "两个处理器每秒页数，不用大模型",
            "Tesseract：{bare:.2f}",
            "{both:.2f}；`--second-reader off` 时 {one:.2f}",
        ),
        "price": (
            "`--llm auto` 发送的词元，印刷页",
            "每页都问：100%",
            "{tokens:.0%}，保留 {kept:.0%} 的改进",
        ),
    },
}


def lines(
    rows: Sequence[Row],
    goals: Sequence[Goal],
    curve: Sequence[Point],
    raced: Sequence[Result],
    invented: Mapping[str, float],
    language: str = "en",
) -> list[Line]:
    """At most six."""
    ordered = [row for row in rows if row.corpus not in UNORDERED]
    printed = [row for row in ordered if row.kind not in WRITTEN]
    found = [*_errors(printed), *_harm(goals), *_blank(invented), *_speed(raced), *_price(curve)]
    texts = TEXTS[language]
    return [_filled(texts[name], figures) for name, figures in found]


def _filled(text: Line, figures: Mapping[str, float]) -> Line:
    what, theirs, ours = text
    return what, theirs.format(**figures), ours.format(**figures)


def _errors(rows: Sequence[Row]) -> Iterator[Figures]:
    for name, (theirs, ours) in {
        "local": ("tesseract", "local"),
        "hybrid": ("llm:", "hybrid:"),
    }.items():
        before, after = _rates(rows, theirs), _rates(rows, ours)
        if before and after:
            yield name, {"theirs": fmean(before), "ours": fmean(after)}


def _rates(rows: Sequence[Row], system: str) -> list[float]:
    """Of every page of every reading: rows weigh as much as they have pages."""
    found = []
    for row in rows:
        if row.system == system or (system.endswith(":") and row.system.startswith(system)):
            found += [row.alnum_cer.mean] * row.pages
    return found


def _harm(goals: Sequence[Goal]) -> Iterator[Figures]:
    value = {goal.what: goal.value for goal in goals}
    if HARMED in value and HELPED in value:
        yield "harm", {"harmed": value[HARMED], "helped": value[HELPED]}


def _blank(invented: Mapping[str, float]) -> Iterator[Figures]:
    """Of the model's inventions the worst."""
    hybrids = [value for name, value in invented.items() if name.startswith("hybrid")]
    if hybrids:
        theirs, ours = invented[BARE], invented["local"]
        yield "blank", {"theirs": theirs, "ours": ours, "hybrid": max(hybrids)}


def _speed(raced: Sequence[Result]) -> Iterator[Figures]:
    pace = {result.name: result.pages_a_second for result in raced}
    if {BARE, BOTH, ONE} <= set(pace):
        yield "speed", {"bare": pace[BARE], "both": pace[BOTH], "one": pace[ONE]}


def _price(curve: Sequence[Point]) -> Iterator[Figures]:
    for point in curve:
        if (point.group, point.setting) == (PRINTED, AUTO):
            yield "price", {"tokens": point.tokens, "kept": min(point.kept, 1)}
