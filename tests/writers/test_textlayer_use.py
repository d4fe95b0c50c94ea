"""What becomes of a page's own text: told why it was not kept, or compared word by word."""

from dataclasses import replace

import pytest
from tests.writers.samples import line

from recto.model.page import Line, ReaderWord, Reading
from recto.model.result import PageResult, ResultLine
from recto.textlayer import TextLayer, with_layer, with_loss
from recto.textlayer.judgement import ON_BLANK_PAPER, Judgement


def layer(*texts: str, printed: bool = True, judgement: Judgement | None = None) -> TextLayer:
    """Words where `samples.line` puts them, 30 px a line."""
    return TextLayer(
        Reading(
            "text-layer",
            tuple(read(line(text, top=100 + 30 * i), printed) for i, text in enumerate(texts)),
            0.1,
        ),
        judgement or Judgement("good", "", "all of it"),
    )


def read(found: ResultLine, printed: bool) -> Line:
    words = tuple(ReaderWord(word.text, word.box, float(printed)) for word in found.words)
    return Line(words, found.box, found.baseline)


def result(*texts: str) -> PageResult:
    """The same texts as our reading."""
    lines = tuple(line(text, top=100 + 30 * i) for i, text in enumerate(texts))
    return PageResult("x.pdf", 0, 800, 1000, 300, "eng", lines)


@pytest.mark.parametrize(
    ("read", "kept"), [("one two", True), ("one two three four", False), ("", True)]
)
def test_reading_anew_never_loses_words(read: str, kept: bool) -> None:
    """A faulty layer that says more than the reading stands, every word of it flagged."""
    bad = Judgement("garbage", "words that the pixels contradict", "")
    told = with_layer(
        result(*read.splitlines()), layer("uno due tre quattro", judgement=bad), compare=False
    )
    assert told.text_layer
    assert (told.text_layer.action == "kept") == kept
    assert told.text == ("uno due tre quattro" if kept else read)
    assert all(word.flagged and word.confidence < 0.5 for word in told.words) == kept


@pytest.mark.parametrize(
    ("read", "own", "lost"),
    [
        ("", "uno due tre", "about 3 of the 3 words"),
        ("one", "uno due tre quattro", "about 3 of the 4 words"),
        ("one two three", "uno due tre quattro", ""),
        ("one two three four five", "uno due", ""),
        ("", "\ufffd", ""),
    ],
)
def test_what_a_page_read_anew_lost_is_said(read: str, own: str, lost: str) -> None:
    """Asked for or not: the page's own text is not used, but a page that it shows words on is not
    blank.
    """
    page = result(*read.splitlines())
    page = replace(page, status="ok" if read else "blank")
    told = with_loss(page, layer(own))
    assert told.text == page.text
    assert told.text_layer is None
    assert (told.status, len(told.notes)) == (
        (page.status, 0) if not lost else ("ok" if read else "unreadable", 1)
    )
    assert all(lost in note and "--text-layer keep" in note for note in told.notes)


@pytest.mark.parametrize("fault", ["", ON_BLANK_PAPER])
def test_unseen_words_of_a_page_read_anew_are_no_loss(fault: str) -> None:
    """They are on no paper."""
    judgement = Judgement("garbage" if fault else "good", fault, "", unseen=frozenset(range(3)))
    assert with_loss(result(), layer("uno due tre", judgement=judgement)).notes == ()


def test_words_on_blank_paper_are_no_loss() -> None:
    """Nobody sees them."""
    bad = Judgement("garbage", "words on blank paper", "", unseen=frozenset(range(3)))
    told = with_layer(result("one"), layer("uno due tre", judgement=bad), compare=False)
    assert told.text == "one"


def test_a_page_read_anew_says_why() -> None:
    """The summary names the fault, the section the numbers."""
    bad = Judgement("garbage", "characters without meaning", "30 of 40 have no meaning")
    told = with_layer(result("one"), layer("\ufffd", judgement=bad), compare=False)
    assert told.notes == ("text layer read anew: characters without meaning",)
    assert told.text_layer
    assert (told.text_layer.action, told.text_layer.reason) == (
        "read-anew",
        "30 of 40 have no meaning",
    )
    assert told.text == "one"


@pytest.mark.parametrize(
    ("own", "ours", "agreement", "differences"),
    [
        (["one two", "three four"], ["one two", "three four"], 1.0, []),
        (["the first line", "of ﬁve"], ["the first line", "of five"], 1.0, []),
        (["second column", "first column"], ["first column", "second column"], 1.0, []),
        (["one hundred men"], ["one hundred man"], 24 / 26, [("men", "man")]),
        (
            ["one hundred men"],
            ["one hundred men", "and women"],
            26 / 34,
            [("", "and"), ("", "women")],
        ),
    ],
)
def test_both_texts_are_compared_whatever_their_order(
    own: list[str], ours: list[str], agreement: float, differences: list[tuple[str, str]]
) -> None:
    """Spaces, ligatures and order are no difference; words that one side lacks are."""
    told = with_layer(result(*ours), layer(*own), compare=True)
    assert told.text_layer
    assert told.text_layer.agreement == pytest.approx(agreement)
    assert [(each.layer, each.read) for each in told.text_layer.differences] == differences
    assert told.notes == (f"text layer agrees to {100 * agreement:.0f} %",)


def test_a_word_that_the_layer_has_otherwise_is_flagged_and_offers_it() -> None:
    """A person should look; a layer that is garbage is no reason to."""
    told = with_layer(result("one hundred man"), layer("one hundred men"), compare=True)
    assert [(word.flagged, word.alternatives) for word in told.words] == [
        (False, ()),
        (False, ()),
        (True, ("men",)),
    ]
    bad = Judgement("garbage", "characters without meaning", "")
    told = with_layer(
        result("one hundred man"), layer("one hundred men", judgement=bad), compare=True
    )
    assert not any(word.flagged for word in told.words)
    assert told.notes == ("text layer agrees to 92 % (characters without meaning)",)
