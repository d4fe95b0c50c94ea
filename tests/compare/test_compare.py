"""Comparisons without any reader: differences, scores, the answer, and the report they end in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from recto.cli.compare import command
from recto.compare import answer, scores
from recto.compare.diff import Said, side_by_side, worst
from recto.compare.report import Comparison, document
from recto.compare.scores import Score
from recto.compare.systems import PageText, chosen, endpoint
from recto.errors import BadArguments
from recto.model.page import Box, Usage
from recto.pipeline.pair_vision import PairVision
from recto.readers.vision import VisionReader
from recto.settings.groups import Settings

TRUTH = "Anna Meier, Lehrerin\nBerta Huber, Wirtin"


def _page(text: str, usd: float = 0.0, tokens: int = 0, agreed: float | None = None) -> PageText:
    words = tuple(Said(word) for word in text.split())
    return PageText("a.png", 0, text, words, 1.0, Usage(tokens, 0, 0, 1, usd), agreed)


def _said(text: str) -> list[Said]:
    return [Said(word) for word in text.split()]


def test_differences_are_marked_by_line() -> None:
    """A misread word in the first line, a lost word in the second."""
    first, second = side_by_side(TRUTH, {"ours": _said("Anna Mcier Lehrerin Berta Wirtin")})
    assert [piece.text for piece in first.readings["ours"] if not piece.same] == ["Mcier"]
    assert (first.lost["ours"], second.lost["ours"]) == (0, 1)
    assert worst([first, second], "ours", 1) == [first]


def test_an_invented_word_is_shown_after_those_before_it() -> None:
    """It answers nothing, so it stands where the reading has it."""
    first, second = side_by_side(
        TRUTH, {"ours": _said("Anna Meier Lehrerin 1234567 Berta Huber Wirtin")}
    )
    assert [piece.text for piece in first.readings["ours"] if not piece.same] == ["1234567"]
    assert second.differing == 0


def test_a_crop_keeps_to_its_line() -> None:
    """A reading with the same words elsewhere on the page does not stretch the crop."""
    words = [
        Said("Anna", Box(0, 100, 40, 120)),
        Said("Meier,", Box(50, 100, 90, 120)),
        Said("Lehrerin", Box(100, 900, 140, 920)),
    ]
    (line,) = side_by_side("Anna Meier, Lehrerin", {"ours": words})
    assert line.box == Box(0, 100, 90, 120)


def test_the_answer_names_the_cheapest_of_the_best() -> None:
    """Half a point of error is not worth a price."""
    systems = {
        "tesseract": [_page("Anna Mcier, Lehrcrin\nBcrta Hubcr, Wirtin")],
        "local": [_page(TRUTH, agreed=0.5)],
        "hybrid": [_page(TRUTH, usd=0.01, tokens=1000)],
        "auto": [_page(TRUTH, usd=0.004, tokens=400)],
    }
    ranked = scores.against_truth(systems, {("a.png", 0): TRUTH})
    text = "\n".join(answer.with_truth(ranked, systems))
    assert "use local" in text
    assert "saves 60% of its tokens" in text
    assert "a difference of one percentage point may be chance" in text


def test_a_failed_page_counts_as_lost() -> None:
    """Leaving it out would make the system look better."""
    systems = {"local": [PageText("a.png", 0, "", (), 0.0, problem="crashed")]}
    (score,) = scores.against_truth(systems, {("a.png", 0): TRUTH})
    assert (score.alnum_cer, score.failed) == (1.0, 1)


def test_pages_that_the_llm_did_not_read_are_named() -> None:
    """The local reading that stands there must not pass for the model's; a system without any page
    is left out.
    """
    systems = {
        "hybrid": [replace(_page(TRUTH), fell_back="refused"), replace(_page(TRUTH), index=1)],
        "llm": [],
    }
    ranked = scores.against_truth(systems, {("a.png", 0): TRUTH, ("a.png", 1): TRUTH})
    assert [(score.system, score.fell_back) for score in ranked] == [("hybrid", 1)]
    assert "hybrid: the LLM gave nothing on 1 of 2 pages" in "\n".join(
        answer.with_truth(ranked, systems)
    )


@pytest.mark.parametrize("tokens", [0, 900])
def test_a_reading_that_the_llm_had_no_part_in_is_not_recommended(tokens: int) -> None:
    """It is the local one, which is named in its place; nothing is said to be untried, nor that
    nothing left the machine.
    """
    poor, key = _page("Anna Mcier", agreed=0.5), ("a.png", 0)
    lost = replace(_page(TRUTH, tokens=tokens), fell_back="fell-back")
    systems = {"local": [poor], "hybrid": [lost], "auto: some-model": [lost]}
    ranked = scores.against_truth(systems, {key: TRUTH})
    assert ranked[-1].system == "local"
    said = "\n".join(answer.with_truth(ranked, systems))
    assert "On your 1 page: use local." in said
    assert "auto: some-model: the LLM gave nothing on 1 of 1 page" in said
    assert "was not tried" not in said
    del systems["local"]
    ranked = scores.against_truth(systems, {key: TRUTH})
    assert "leaves this machine" not in "\n".join(answer.with_truth(ranked, systems))


def test_texts_of_ones_own_have_a_sentence_and_neither_time_nor_price() -> None:
    """Somebody else read them: what that cost is not known, and 0.00 s is not how long it took."""
    key = ("-", 0)
    right, wrong = replace(_page(TRUTH), path="-"), replace(_page("Anna Meier"), path="-")
    systems = {"local": [right], "mine": [wrong]}
    ranked = scores.against_truth(systems, {key: TRUTH})
    lines = answer.with_truth(ranked, systems)
    (own,) = [line for line in lines if line.startswith("mine, as given: ")]
    assert "s a page" not in own
    assert "price" not in own
    report = document(Comparison(lines, systems, {key: TRUTH}, ranked, {}))
    row = report[report.index(">mine<") :].partition("</tr>")[0]
    cells = re.sub(r"<[^>]+>", " ", row).split()
    assert cells[-4:] == ["-", "-", "0", "0"]
    ranked = scores.against_truth({"local": [wrong], "mine": [right]}, {key: TRUTH})
    first = answer.with_truth(ranked, systems)[0]
    assert first.startswith("On your 1 page: use mine. 0.0%")
    assert "s a page" not in first


def test_without_truth_nobody_is_called_right() -> None:
    """The answer says what it cannot know."""
    systems = {"tesseract": [_page("Anna Mcier")], "ppocr": [_page("Anna Meier")]}
    text = "\n".join(answer.without_truth(scores.agreement(systems), systems))
    assert "nobody's error is known" in text
    assert "50.0% of their words" in text


def test_the_report_escapes_what_pages_say() -> None:
    """Text of a page is text, and the policy allows no script."""
    systems = {"local": [_page("<script>alert(1)</script> Meier")]}
    truths = {("a.png", 0): "Anna <b>Meier</b>"}
    ranked = scores.against_truth(systems, truths)
    text = document(Comparison(["<i>answer</i>"], systems, {}, ranked, {}))
    assert "<script" not in text
    assert "<i>answer" not in text
    assert "default-src 'none'" in text


@pytest.mark.parametrize(
    ("given", "model", "expected"),
    [
        ("", "", ("tesseract", "ppocr", "local")),
        ("", "some-model", ("tesseract", "ppocr", "local", "auto", "hybrid", "llm")),
        ("local, tesseract,local", "", ("local", "tesseract")),
    ],
)
def test_systems_are_those_that_can_run(given: str, model: str, expected: tuple[str, ...]) -> None:
    """An LLM takes part only where one is named."""
    settings = replace(Settings(), llm=replace(Settings().llm, model=model))
    assert chosen(given, settings) == expected


def test_a_pair_is_compared_where_a_second_model_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It alone asks the second one; without one there is no pair."""
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = replace(Settings().llm, model="gpt-4o", base_url="http://127.0.0.1:9/v1")
    two = replace(Settings(), llm=replace(first, second_model="claude-haiku-4.5"))
    assert chosen("", two)[-2:] == ("auto-pair", "pair")
    assert isinstance(endpoint("pair", two), PairVision)
    pages = replace(two, llm=replace(two.llm, second_model_for="pages"))
    assert chosen("", pages)[-2:] == ("auto-pair-pages", "pair-pages")
    for system, both in (("pair-pages", True), ("pair", False)):
        pair = endpoint(system, two)
        assert isinstance(pair, PairVision)
        assert pair.first.options.asks_both is both
    assert isinstance(endpoint("hybrid", two), VisionReader)
    with pytest.raises(BadArguments, match="two models"):
        chosen("pair", replace(Settings(), llm=first))


def test_an_unknown_system_is_refused() -> None:
    """With the names that there are."""
    with pytest.raises(BadArguments, match="choose from tesseract"):
        chosen("abbyy", Settings())


def test_one_command_compares_drawn_pages(tmp_path: Path) -> None:
    """The answer on standard output, the report with crops in the folder."""
    page = Image.new("L", (900, 160), 255)
    ImageDraw.Draw(page).text((30, 40), "Anna Meier 1913", fill=0, font_size=64)
    (tmp_path / "truth").mkdir()
    page.save(tmp_path / "card.png", dpi=(300, 300))
    (tmp_path / "truth" / "card.txt").write_text("Anna Maier 1913", encoding="utf-8")
    arguments = [
        str(tmp_path / "card.png"),
        "--truth",
        str(tmp_path / "truth"),
        "-o",
        str(tmp_path / "out"),
    ]
    done = CliRunner().invoke(
        command, [*arguments, "--systems", "tesseract,local"], catch_exceptions=False
    )
    assert done.stdout.startswith("On your 1 page: use ")
    report = (tmp_path / "out" / "compare.html").read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in report
    assert re.search(r"<b>Meier</b>", report)


def test_a_bad_truth_and_a_page_that_failed_cost_only_themselves(tmp_path: Path) -> None:
    """Both are named, the good page is scored, and the exit code is not 0; the report replaces no
    truth.
    """
    page = Image.new("L", (900, 160), 255)
    ImageDraw.Draw(page).text((30, 40), "Anna Meier 1913", fill=0, font_size=64)
    (tmp_path / "truth").mkdir()
    for name in ("card", "other"):
        page.save(tmp_path / f"{name}.png", dpi=(300, 300))
    (tmp_path / "torn.png").write_bytes((tmp_path / "card.png").read_bytes()[:150])
    (tmp_path / "truth" / "card.txt").write_text("Anna Meier 1913", encoding="utf-8")
    (tmp_path / "truth" / "other.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "truth" / "torn.txt").write_text("torn", encoding="utf-8")
    pages = [str(tmp_path / f"{name}.png") for name in ("card", "other", "torn")]
    given = [*pages, "--truth", str(tmp_path / "truth"), "--systems", "tesseract", "-q"]
    done = CliRunner().invoke(command, [*given, "-o", str(tmp_path / "out")], standalone_mode=False)
    assert (done.exception, done.return_value) == (None, 2)
    assert "other.txt: the truth is not UTF-8" in done.stderr
    assert "tesseract failed on 1 of 3 pages: " in done.stdout
    assert "On your 2 pages: use tesseract" in done.stdout
    (tmp_path / "truth" / "compare.html").write_text("truth of compare.png")
    done = CliRunner().invoke(
        command, [*given, "-o", str(tmp_path / "truth")], standalone_mode=False
    )
    assert isinstance(done.exception, BadArguments)
    assert (tmp_path / "truth" / "compare.html").read_text() == "truth of compare.png"


def test_a_failed_page_agrees_with_nobody() -> None:
    """Without truth the systems that failed are named, not called unlike."""
    lost = replace(_page(""), problem="a.png page 1: Tesseract was killed", exit_code=7)
    systems = {"tesseract": [_page("Anna Meier")], "ppocr": [_page("Anna Meier")], "local": [lost]}
    assert scores.agreement(systems) == {("tesseract", "ppocr"): 1.0}
    assert answer.failures(systems) == [
        "local failed on 1 of 1 page: a.png page 1: Tesseract was killed"
    ]


def rated(system: str, wrong: float, usd: float) -> Score:
    """A system on thirty pages, with the price of a thousand."""
    return Score(system, 30, wrong, wrong, wrong, 1 - wrong, 1.0, usd, 900.0 * bool(usd), 0, 0)


def test_a_pair_is_held_against_what_it_is_without_the_second_model() -> None:
    """Of each first model, with what it costs more; and what no other beats is listed."""
    ranked = [
        rated("auto-pair: a", 0.010, 2.5),
        rated("auto: a", 0.018, 2.0),
        rated("auto: b", 0.019, 4.0),
        rated("auto-pair: b", 0.021, 4.5),
        rated("local", 0.060, 0.0),
    ]
    text = "\n".join(answer.with_truth(ranked, {}))
    assert "use auto-pair: a." in text
    assert "The second model pays: auto-pair: a has -0.80% error beside auto: a, US$+0.50" in text
    assert "The second model does not pay on these pages: auto-pair: b has +0.20% error" in text
    assert (
        "None is both cheaper for 1,000 pages and better than: local (US$0.00, 6.0%),"
        " auto: a (US$2.00, 1.8%), auto-pair: a (US$2.50, 1.0%)." in text
    )
    assert "None is both" not in "\n".join(answer.with_truth(ranked[-2:], {}))
