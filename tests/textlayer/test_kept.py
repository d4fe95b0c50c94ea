"""The words of a layer that stands: each with the reason for what the pixels say of it."""

import pytest
from tests.local.made import line, reading

from recto.model.result import Word
from recto.textlayer.fill import NOBODY, Filling
from recto.textlayer.judgement import Judgement
from recto.textlayer.kept import Checked, kept_lines
from recto.textlayer.layer import PRINTED, TextLayer
from recto.textlayer.outcomes import AGREED, LayerCheck, Outcome, WordCheck


def kept(
    text: str,
    check: WordCheck,
    *,
    printed: float = PRINTED,
    blank: bool = False,
    filling: Filling | None = None,
) -> Word:
    """A layer of this word and three others, which the pixels confirm, as it stands then."""
    read = reading("tesseract", line(text, confidence=printed), line("one two three", top=30.0))
    judgement = Judgement("good", "", "", frozenset({0} if blank else ()))
    layer = TextLayer(read, judgement)
    fillings = {} if filling is None else {0: filling}
    checked = Checked(layer, LayerCheck((check, AGREED, AGREED, AGREED)), fillings)
    return kept_lines(checked)[0].words[0]


@pytest.mark.parametrize(
    ("outcome", "reason", "flagged"),
    [
        ("agreed", "text-layer-checked", False),
        ("drawn", "text-layer-drawn-alike", False),
        ("covered", "text-layer-not-seen", True),
        ("doubtful", "text-layer-doubted", True),
        ("opposed", "text-layer-doubted", True),
        ("unspelled", "text-layer-unspelled", False),
        ("unlike", "text-layer-doubted", True),
        ("misstated", "text-layer-doubted", True),
        ("unread", "text-layer-unchecked", False),
    ],
)
def test_what_became_of_a_word_is_its_reason(outcome: Outcome, reason: str, flagged: bool) -> None:
    """It is printed as the layer has it, and a person looks where the pixels do not confirm it."""
    word = kept("harbour", WordCheck(outcome))
    assert (word.text, word.origin) == ("harbour", "text-layer")
    assert (word.reason, word.flagged) == (reason, flagged)


def test_a_number_that_nobody_looked_at_is_flagged() -> None:
    """No digit is settled by its layer alone."""
    word = kept("1450", WordCheck("unread"))
    assert (word.reason, word.flagged) == ("text-layer-unchecked", True)


def test_an_invisible_word_that_nobody_looked_at_says_so() -> None:
    """Some program put it under a scan."""
    assert kept("harbour", WordCheck(), printed=0.0).reason == "text-layer-invisible"


def test_a_word_on_blank_paper_is_flagged() -> None:
    """Whatever became of it otherwise."""
    word = kept("harbour", AGREED, blank=True)
    assert (word.reason, word.flagged, word.confidence) == ("text-layer-on-blank-paper", True, 0.0)


def test_a_word_whose_characters_have_no_meaning() -> None:
    """Filled in from the pixels, or flagged with what a reader made of it."""
    filled = kept("har\ufffdour", AGREED, filling=Filling("harbour", 0.9))
    lost = kept("har\ufffdour", AGREED, filling=Filling("har\ufffdour", NOBODY, "harb"))
    assert (filled.text, filled.reason, filled.flagged) == ("harbour", "text-layer-filled", False)
    assert (lost.text, lost.reason) == ("har\ufffdour", "text-layer-without-meaning")
    assert (lost.flagged, lost.alternatives) == (True, ("harb",))


def test_a_word_that_both_readers_read_otherwise_is_read_anew() -> None:
    """Theirs is printed, flagged, and the layer's is offered."""
    word = kept("harbour", WordCheck("differs", "haven"))
    assert (word.text, word.origin, word.reason) == ("haven", "agreed", "text-layer-contradicted")
    assert (word.flagged, word.alternatives) == (True, ("harbour",))
