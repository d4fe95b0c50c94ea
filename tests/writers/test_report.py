"""The HTML report: safe whatever a page says, complete, and usable without a mouse."""

import base64
import hashlib
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from lxml import html
from tests.writers import browser
from tests.writers.samples import document, line, page, results, text_page

from recto.model.page import Box, Line, ReaderWord, Reading
from recto.model.result import Block, Document, PageResult, Word
from recto.reasons import Reason
from recto.writers import WRITERS
from recto.writers.characters import printable
from recto.writers.report_readings import readings_of


def written(value: Document) -> str:
    out = io.BytesIO()
    WRITERS["html"].write(value, out, images=lambda page: np.full((4, 4, 3), 200, np.uint8))
    return out.getvalue().decode()


def words(text: str) -> list[html.HtmlElement]:
    return list(html.fromstring(text.encode()).iterfind(".//span[@data-line]"))


@settings(max_examples=40)
@given(value=results)
def test_any_page_shows_every_word(value: PageResult) -> None:
    """Parsed again, the words are those that were read."""
    found = [word.text or "" for word in words(written(document(value)))]
    assert sorted(found) == sorted(printable(word.text) for word in value.words)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"onmouseover="x', "</span><img/src=x>", "&amp;'"]
)
def test_text_of_a_page_is_never_markup(text: str) -> None:
    """What a page says is shown, not run."""
    report = written(document(text_page(text)))
    assert [word.text for word in words(report)] == text.split()
    assert report.count("<script") == 1
    assert "<img" not in report


def test_the_policy_names_the_style_and_the_script_by_hash() -> None:
    """A browser runs and draws exactly these two and loads nothing."""
    report = written(document(text_page("a")))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', report)
    assert policy
    assert policy[1].startswith("default-src 'none'; img-src data:; ")
    for tag in ("style", "script"):
        content = report.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r' (style|on\w+)="', report)
    assert not re.search(r'(src|href)="(?!data:image/)', report)


def test_a_word_carries_every_reading_and_the_reason() -> None:
    """By reader where its box tells, else as another reading."""
    box = Box(50, 100, 90, 120)
    other = Box(400, 100, 440, 120)
    tesseract = Reading(
        "tesseract",
        (
            Line(
                (ReaderWord("rn", Box(52, 101, 70, 119), 0.5), ReaderWord("far", other, 1)),
                box,
                (0,) * 4,
            ),
        ),
        1,
    )
    verdict = Word("m", box, 0.6, "ppocr", Reason.DIGITS_IN_DOUBT, 0.5, ("rn", "nn"), flagged=True)
    sample = line("x")
    value = PageResult(
        "s",
        0,
        800,
        1000,
        300,
        "eng",
        (type(sample)((verdict,), box, (0,) * 4),),
        readings=(tesseract,),
    )
    assert readings_of(value) == [[("tesseract", "rn"), ("other reading", "nn")]]
    found = words(written(document(value)))[0]
    assert json.loads(found.get("data-readings")) == [["tesseract", "rn"], ["other reading", "nn"]]
    assert found.get("data-reason") == "digits-in-doubt"
    assert found.get("class") == "w c1 flagged"


@pytest.mark.parametrize(
    "reasons",
    [
        (Reason.LLM_ALONE,),
        (Reason.LLM_ALONE, Reason.READERS_AGREE, Reason.LLM_ALONE),
        (Reason.LAYER_DOUBTED, Reason.LLM_AND_TESSERACT),
    ],
)
def test_the_sentences_of_a_pages_own_reasons_go_with_it(reasons: tuple[Reason, ...]) -> None:
    """Those and no others; the code on the word stays the code."""
    sample = line(" ".join("word" for _ in reasons))
    pairs = zip(sample.words, reasons, strict=True)
    changed = tuple(replace(word, reason=reason) for word, reason in pairs)
    report = written(document(page([replace(sample, words=changed)])))
    section = html.fromstring(report.encode()).find(".//section")
    said = json.loads(section.get("data-sentences"))
    assert said == {str(reason): reason.sentence for reason in reasons}
    assert [word.get("data-reason") for word in words(report)] == [str(each) for each in reasons]


def test_what_was_done_to_a_page_is_told_in_sentences() -> None:
    """A count of an earlier version, whose code is no more, stays as it is."""
    guards = {"loop-cut": 2, "retried:rate-limited": 1, "since-renamed": 3}
    value = replace(text_page("a"), guards=guards, status="fell-back")
    report = written(document(value))
    told = [each.text for each in html.fromstring(report.encode()).iterfind(".//details//li")]
    assert "a repeated piece of text was cut or not used: 2" in told
    assert "the call was sent again: too many requests (429): 1" in told
    assert "since-renamed: 3" in told
    assert "fell-back: the local reading stands" in report


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("llm-alone", f"{Reason.LLM_ALONE.sentence} (llm-alone)"),
        ("since-renamed", "since-renamed"),
    ],
)
def test_the_panel_says_the_sentence_beside_the_code(code: str, shown: str) -> None:
    """The function of the report's own script, given a word of a page."""
    script = written(document(text_page("a"))).partition("<script>")[2].partition("</script>")[0]
    function = re.search(r"^function reasonOf\(.*?^}$", script, re.MULTILINE | re.DOTALL)
    assert function
    sentences = json.dumps({"llm-alone": Reason.LLM_ALONE.sentence})
    section = f"{{dataset: {{sentences: {json.dumps(sentences)}}}}}"
    word = f"{{dataset: {{reason: {json.dumps(code)}}}, closest: () => ({section})}}"
    program = f"{function[0]}\nconsole.log(reasonOf({word}))"
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    assert done.stdout == f"{shown}\n"


@pytest.mark.skipif(not browser.executable(), reason="Chromium is not installed")
def test_the_keyboard_reaches_every_word(tmp_path: Path) -> None:
    """Tab enters the text, arrows move by word and line, n to the next flagged; the panel follows
    with a picture.
    """
    lines = [line("one two"), line("three four", top=130)]
    unsure = Word(
        "four", lines[1].words[1].box, 0.3, "llm", Reason.LLM_ALONE, 0.25, ("tour",), flagged=True
    )
    lines[1] = type(lines[1])((lines[1].words[0], unsure), lines[1].box, lines[1].baseline)
    report = tmp_path / "report.html"
    report.write_text(written(document(page(lines))), encoding="utf-8")
    with browser.opened(report, tmp_path / "profile") as tab:
        tab.value("document.querySelector('.w').focus()")
        focused = []
        for key in ("ArrowRight", "ArrowDown", "ArrowUp", "n"):
            tab.press(key)
            focused.append(tab.value("document.activeElement.textContent"))
        panel = tab.value("document.querySelector('aside').innerText")
        drawn = tab.value("document.querySelector('.sheet rect.current').id")
        cut = tab.value("document.querySelector('aside use').getAttribute('href')")
        shown = tab.value("document.querySelector('aside svg').getAttribute('viewBox')")
        assert focused == ["two", "three", "two", "four"]
        assert all(
            part in panel
            for part in ("four", "30 %", "llm", f"{Reason.LLM_ALONE.sentence} (llm-alone)")
        )
        assert all(part in panel for part in ("25 %", "tour"))
        assert (drawn, cut) == ("r0-1-1", "#i0")
        # the word at 110..150, 130..150
        assert [float(side) for side in shown.split()] == [70, 116, 120, 48]
        assert tab.messages == []


@pytest.mark.skipif(not browser.executable(), reason="Chromium is not installed")
def test_words_to_check_are_counted_listed_and_gone_through(tmp_path: Path) -> None:
    """By flags and by the threshold; behind the last comes the first; the picture grows, and keeps
    the word in its middle.
    """
    lines = [line("one two three four")]
    confidences = (0.3, 0.6, 0.8, 0.99)
    told = [
        replace(word, confidence=confidence, flagged=confidence == 0.8)
        for word, confidence in zip(lines[0].words, confidences, strict=True)
    ]
    value = page([replace(lines[0], words=tuple(told))])
    report = tmp_path / "report.html"
    report.write_text(written(document(value)), encoding="utf-8")
    with browser.opened(report, tmp_path / "profile") as tab:
        count = "document.getElementById('count').textContent"
        assert tab.value(count) == "3 to check"
        seen = []
        for _ in range(4):
            tab.value("document.getElementById('next').click()")
            seen.append(tab.value(f"document.activeElement.textContent + ', ' + {count}"))
        assert seen == ["one, 1 of 3", "two, 2 of 3", "three, 3 of 3", "one, 1 of 3"]
        tab.value("limit.value = 50; limit.dispatchEvent(new Event('input'))")
        tab.value("document.getElementById('all').click()")
        listed = tab.value("[...document.querySelectorAll('#list button')].map(b => b.textContent)")
        assert listed == ["one, 30 %", "three, 80 %"]
        marked = "[...document.querySelectorAll('.w.check')].map(w => w.textContent).join()"
        boxes = "[...document.querySelectorAll('rect.check')].length"
        assert (tab.value(marked), tab.value(boxes)) == ("one,three", 2)
        width = "document.querySelector('.picture svg').getBoundingClientRect().width"
        before = tab.value(width)
        tab.press("+")
        assert tab.value(width) > 1.3 * before
        tab.press("0")
        assert tab.value(width) == before
        assert tab.messages == []


HEARD = ("in", "the", "district", "of", "well-", "known", "men")


def test_words_over_line_ends_are_whole() -> None:
    """Only where the block says that the hyphen is the line's; one of the word's own stays."""
    lines = (line("in the dis-"), line("trict of well-", top=140), line("known men", top=180))
    box = Box.around(each.box for each in lines)
    block = Block("paragraph", box, (0, 1, 2), hyphens=(0,))
    value = replace(page(lines), blocks=(block,))
    shown = html.fromstring(written(document(value))).xpath("//div[@class='text']")[0]
    assert shown.text_content().split() == list(HEARD)
