"""Every HTML report: whatever a page, a file name or an error says, it is text, and nothing is
asked for.
"""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import html as parser
from tests.writers import browser
from tests.writers.samples import document, line, page, text_page

from benchmarks.report.figure import svg
from recto.batch.facts import Summary
from recto.batch.ledger import open_ledger
from recto.batch.report import page as run_report
from recto.batch.report import told_by
from recto.batch.totals import Failure, State
from recto.compare import html, scores
from recto.compare.diff import Said
from recto.compare.report import Comparison
from recto.compare.report import document as comparison
from recto.compare.systems import PageText
from recto.model.page import Pixels, Reading
from recto.model.result import Block, Cell, PageResult
from recto.settings.groups import Input, Output, Settings
from recto.settings.llm import LlmOptions
from recto.writers import WRITERS, Head
from recto.writers.html import POLICY, templates, trusted
from recto_preprocessing import Step

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "engine").rglob("*.html.j2"))
HOMES = ("recto.writers", "recto.batch", "recto.compare", "recto.certify", "recto.web")
FIGURE = trusted("<svg></svg>")

# What people write into pages, files and replies to get out of a value.
HOSTILE = [
    "<script>window.pwned=1</script>",
    '"onmouseover="window.pwned=1"x="',
    "'onfocus='window.pwned=1'autofocus='",
    "</style><script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "</title><img src=x onerror=window.pwned=1>",
    "javascript:window.pwned=1",
    '"><a href="javascript:window.pwned=1">x</a>',
    "<iframe src=http://127.0.0.1:9/></iframe>",
    "<base href=http://127.0.0.1:9/>",
    "</td></table></section><svg/onload=window.pwned=1>",
    "--><script>window.pwned=1</script><!--",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt;&#x3c;b&#x3e;",
]
UNSEEN = "a\u200bb\u202ec\u2066d\U000e0041e\ufefff\x00g\x1bh"
SEEN = "abcdefgh"


def read_page(text: str, folder: Path) -> str:
    """The report of a page that says it everywhere it can."""
    del folder
    words = line("one two three")
    changed = replace(words.words[0], text=text, reason=text, origin=text, alternatives=(text,))
    lines = (replace(words, words=(changed, *words.words[1:])), line("four", top=130))
    table = Block("table", lines[0].box, (0,), cells=(Cell(0, 0, 1, 2, ((0, 0, 2),)),))
    value = replace(
        page(lines, blocks=(table, Block("heading", lines[1].box, (1,)))),
        notes=(text, "second"),
        guards={text: 1},
        status=text,
        language=text,
        seconds={text: 1.0},
        readings=(Reading(text, (), 1.0, text),),
        steps=(Step(text, text, 0.0, 0.0, 0.0),),
    )
    out = io.BytesIO()
    made = replace(document(value), source=f"/in/{text}", engine_version=text)
    WRITERS["html"].write(made, out, images=lambda _: np.full((4, 4, 3), 200, np.uint8))
    return out.getvalue().decode()


def run(text: str, folder: Path) -> str:
    """The report of a run where every name and every error is it."""
    settings = Settings(
        Input(language=text, pages=text),
        llm=LlmOptions(provider=text, model=text),
        output=Output(str(folder), (text,)),
    )
    counted = Counter({text: 2})
    summary = Summary(1, outcomes=counted, notes=counted, guards=counted)
    failures = (Failure(text, 1, text, text, 2), Failure(text, None, text, text, 2))
    state = State(1, 1, 0, summary, failures, counted, 0.0)
    with open_ledger(folder) as ledger:
        return run_report(told_by(ledger, folder), state, [text], settings)


def compared(text: str, folder: Path) -> str:
    """The report of a comparison of such pages by systems of such names."""
    words = tuple(map(Said, text.split()))
    systems = {
        text: [PageText(text, 0, f"{text} more", words, 1.0)],
        "local": [PageText(text, 0, "other", (Said("other"),), 1.0)],
        "llm": [PageText(text, 0, "", (), 0.0, problem=text)],
    }
    truths = {(text, 0): f"{text} truth"}
    ranked = scores.against_truth(systems, truths)
    # No image of that name is read: the comparison says what it has.
    made = [comparison(Comparison([text], {text: systems["llm"]}, truths, ranked, {}))]
    made.append(html.page(text, [*pieces(text), html.side_by_side([], text, [text], None)]))
    made.append(comparison(Comparison([text], {}, {}, (), {(text, text): 0.5})))
    del folder
    return made[1] + made[0].partition("<body>")[2] + made[2].partition("<body>")[2]


def pieces(text: str) -> list[object]:
    """Each piece of a report of comparisons, as the benchmark's uses them."""
    return [
        html.paragraph(text, "note"),
        html.heading(text),
        html.heading(text, 2),
        html.table((text, text), [(text, text), ("local", text)], 1, ("local",)),
        html.folded(text, html.paragraph(text)),
        html.group("plots", [html.figure(FIGURE, text)]),
    ]


REPORTS = {"page": read_page, "run": run, "comparison": compared}
MadeBy = Callable[[str, Path], str]


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> MadeBy:
    """Each kind of report in turn."""
    return REPORTS[request.param]


def plain(report: str) -> parser.HtmlElement:
    return parser.fromstring(report.encode())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_element_and_no_attribute(
    report: MadeBy, tmp_path: Path, text: str
) -> None:
    """The same elements with the same attributes as of a harmless text."""

    def shape(made: str) -> list[tuple[str, list[str]]]:
        every = plain(made).iter()
        return [(each.tag, sorted(each.attrib)) for each in every if isinstance(each.tag, str)]

    # As many words, so that both have as many elements.
    harmless = " ".join("word" for _ in text.split())
    made = report(text, tmp_path / "hostile")
    assert shape(made) == shape(report(harmless, tmp_path / "harmless"))
    assert text in plain(made).text_content()


def test_what_nobody_sees_is_in_no_report(report: MadeBy, tmp_path: Path) -> None:
    """Zero-width, direction marks, tags and controls go; the letters between them stay."""
    made = report(UNSEEN, tmp_path)
    assert SEEN in made
    assert [f"{ord(each):x}" for each in UNSEEN if each not in SEEN and each in made] == []


def test_every_report_has_the_one_policy(report: MadeBy, tmp_path: Path) -> None:
    """But for the hashes of its own style and script, which are the only ones in it."""
    made = report("a", tmp_path)
    found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', made)
    assert len(found) == 1
    sources = re.findall(r"'sha256-[^']+'", found[0])
    assert len(sources) == 1 + made.count("<script>")
    script = sources[1] if made.count("<script>") else "'none'"
    assert found[0] == POLICY.format(style=sources[0], script=script)
    assert made.index("Content-Security-Policy") < made.index("<title>")


@pytest.mark.parametrize("home", HOMES)
def test_no_template_is_without_escaping(home: str) -> None:
    """Nor with a value that is missing and says nothing."""
    environment = templates(home)
    assert environment.autoescape is True
    escaped = environment.from_string('<p title="{{ value }}">{{ value }}</p>')
    assert escaped.render(value='"<\u202e') == '<p title="&#34;&lt;">&#34;&lt;</p>'
    with pytest.raises(Exception, match="'missing' is undefined"):
        environment.from_string("{{ missing }}").render()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_lets_nothing_through(file: Path) -> None:
    """No filter that trusts a value, no attribute without quotes, no address but an image; the
    application's are its own files and views, which it alone serves.
    """
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*(safe|forceescape|tojson)|autoescape|Markup", text)
    assert not re.search(r"=\s*\{\{", text)
    assert not re.search(r"\s(on\w+|style)\s*=", text)
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', text)
    served = {each for each in addresses if re.fullmatch(r"/static/[a-z.]+|#[a-z]+", each)}
    assert not served or file.name == "review.html.j2"
    # Links to results begin with "./": batch/results.py, and a test of it.
    lists = {"run_results.html.j2", "run_worst.html.j2"}
    results = {"{{ link.href }}"} if file.name in lists else set()
    assert set(addresses) - served <= {"{{ image }}"} | results


COMPOSED = ROOT / "benchmarks" / "layouts"


def test_html_is_made_in_one_place() -> None:
    """Every template is under the five homes; no module writes a document of its own. hOCR and
    TEI are formats for programs, written as XML; benchmarks/layouts composes pages to be read.
    """
    assert len(TEMPLATES) >= 8
    own = {f"recto.{file.parent.parent.name}" for file in TEMPLATES}
    assert own == set(HOMES)
    written = []
    for folder in ("engine", "benchmarks", "preprocessing"):
        for file in (ROOT / folder).rglob("*.py"):
            if file.is_relative_to(COMPOSED):
                continue
            text = file.read_text(encoding="utf-8")
            if re.search(r"<!doctype|<body|<style|Content-Security-Policy", text, re.IGNORECASE):
                written.append(file.name)
    # figure.py takes matplotlib's styles out; guard.py and app.py send the policy with every answer
    assert set(written) == {"hocr.py", "figure.py", "guard.py", "app.py", "tei.py"}


@pytest.mark.parametrize("label", HOSTILE[:2])
def test_the_label_of_a_drawing_is_text(label: str) -> None:
    """The only value that goes into a drawing that is trusted."""
    drawn = svg("demo", label, lambda axes: axes.set(xlabel=label))
    assert parser.fragment_fromstring(drawn).get("aria-label") == label
    assert not re.search(r"<script|\son\w+=", drawn.replace("&quot;onmouse", ""))


def test_only_named_values_are_trusted() -> None:
    """Styles, scripts, policies, filled templates and drawings: each place was looked at."""
    found = Counter[str]()
    for folder in ("engine", "benchmarks"):
        for file in (ROOT / folder).rglob("*.py"):
            if file.is_relative_to(COMPOSED):
                continue
            text = file.read_text(encoding="utf-8")
            found[file.name] += len(re.findall(r"\btrusted\(|\bMarkup\(", text))
    assert +found == {"html.py": 5, "report.py": 1, "build.py": 1, "curve.py": 1}


def test_pages_are_written_one_by_one_in_flat_memory() -> None:
    """A page is out before the next comes, and its picture is forgotten: ten times the pages take
    no more memory than the numbers that the totals are made of.
    """

    class Counting(io.RawIOBase):
        size = 0

        def write(self, data: bytes) -> int:
            self.size += len(data)
            return len(data)

    def picture(value: PageResult) -> Pixels:
        """Noise, another one for every page: some 20 KB as JPEG."""
        return np.random.default_rng(value.index).integers(0, 255, (200, 200), dtype=np.uint8)

    def peak(count: int) -> int:
        out = Counting()
        tracemalloc.start()
        sink = WRITERS["html"].begin(out, Head("scan.png", "digest", "0.1.0"), picture)
        for index in range(count):
            before = out.size
            sink.page(text_page("one two three", "four five six", index=index))
            assert out.size > before + 20_000
        sink.end()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2)  # what is imported and compiled once
    assert peak(100) < peak(10) + 200_000


@pytest.mark.skipif(not browser.executable(), reason="Chromium is not installed")
def test_a_report_in_a_browser_runs_nothing_and_asks_nobody(report: MadeBy, tmp_path: Path) -> None:
    """All hostile texts at once: no script of theirs ran, no address was asked, nothing was blocked
    because nothing was tried.
    """
    file = tmp_path / "report.html"
    file.write_text(report(" ".join(HOSTILE), tmp_path / "out"), encoding="utf-8")
    with browser.opened(file, tmp_path / "profile") as tab:
        assert tab.value("window.pwned") is None
        assert tab.value("document.styleSheets.length") == 1
        assert (
            json.loads(tab.value("JSON.stringify([...document.querySelectorAll('a, base')])")) == []
        )
        asked = [each for each in tab.requests if not each.startswith("data:image/")]
        assert asked == [file.as_uri()]
        assert tab.messages == []


@pytest.mark.skipif(not browser.executable(), reason="Chromium is not installed")
def test_the_browser_would_tell_of_a_request(tmp_path: Path) -> None:
    """Without a policy, of a page that loads something."""
    file = tmp_path / "loads.html"
    file.write_text("<img src='http://127.0.0.1:9/x.png'><script>window.pwned=1</script>")
    with browser.opened(file, tmp_path / "profile") as tab:
        assert tab.value("window.pwned") == 1
        assert "http://127.0.0.1:9/x.png" in tab.requests
