"""`recto explain`: every reason in words, on a terminal of 80 columns."""

import pytest
from tests.conftest import Recto

from recto.reasons import Reason


def test_all_reasons_are_listed_in_80_columns(recto: Recto) -> None:
    """By kind; a reason of two kinds stands twice, and every sentence is whole."""
    done = recto("explain")
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    listed = " ".join(done.stdout.split())
    for reason in Reason:
        assert listed.count(f"{reason} {reason.sentence}") >= len(reason.about.kinds), reason
    assert "What became of a page: ok the page was read" in listed


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "digits-read-twice",
            [
                "digits-read-twice: two local readers have other digits than the LLM",
                "tells: why a word is printed, or is not",
                "confidence: through the map for words of a page that an LLM has read",
                "flag: always",
                "guard: counts each of its words",
            ],
        ),
        (
            "readers-agree",
            [
                "confidence: through the map for words of the local readers",
                "flag: where the word is unsure, or a number is not settled",
                "guard: no",
            ],
        ),
        ("noise", ["confidence: through no map", "flag: never", "guard: no"]),
        ("loop-cut", ["confidence: of no word", "guard: counts each time"]),
        (
            "fell-back:timeout",
            [
                "fell-back:timeout: the local reading stands: no whole reply within",
                "fell-back tells: what the vision reader did; or what became of a page",
                "timeout tells: why an ask of the vision reader was repeated",
            ],
        ),
    ],
)
def test_a_reason_is_told_with_what_follows_from_it(
    recto: Recto, code: str, said: list[str]
) -> None:
    """Kind, map, flag and guard."""
    done = recto("explain", code)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(part in done.stdout for part in said), done.stdout


def test_several_reasons_are_told_in_the_order_given(recto: Recto) -> None:
    """One after the other."""
    lines = recto("explain", "ok", "blank", "ok").stdout.splitlines()
    heads = [line.partition(":")[0] for line in lines if not line.startswith(" ")]
    assert heads == ["ok", "blank", "ok"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("digit-read-twice", "did you mean 'digits-read-twice'?"),
        ("fel-back:timout", "did you mean 'fell-back:timeout'?"),
        ("retried:loop-cut", "`recto explain` lists all of them"),
        ("qqqq", "no reason is called 'qqqq'; `recto explain` lists all of them"),
        ("a\x1b[2Jb", "no reason is called 'a\\x1b[2Jb'"),
        ("", "no reason is called ''"),
    ],
)
def test_an_unknown_reason_is_refused(recto: Recto, code: str, said: str) -> None:
    """As other arguments that cannot be used; nothing is printed of the others."""
    done = recto("explain", "ok", code)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
