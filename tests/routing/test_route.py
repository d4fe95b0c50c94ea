"""What is sent to the LLM, and why."""

from collections import Counter
from dataclasses import replace

import pytest

from recto.model.page import Box
from recto.routing.route import LineDoubt, route
from recto.settings.llm import LlmOptions

PAGE = Box(0, 0, 1000, 1000)


def doubt(row: int, errors: float, *, alike: bool, left_open: float = 0.0) -> LineDoubt:
    """A line of 60 characters, ten words; `left_open` of the errors are where the readers
    differ.
    """
    return LineDoubt(Box(0, 30 * row, 600, 30 * row + 20), 60, 10, errors, alike, left_open)


SURE = [doubt(row, 0.1, alike=True) for row in range(8)]
BOTH = LlmOptions(second_model="b", second_model_for="pages")
SETTLED = doubt(10, 0.2, alike=False, left_open=0.1)
UNSURE = [doubt(8, 2.0, alike=False, left_open=0.6), doubt(9, 1.0, alike=False, left_open=0.4)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (LlmOptions(), {"keep": 1}),
        (LlmOptions(mode="always"), {"page": 1}),
        (LlmOptions(mode="always", send="lines"), {"lines": 11}),
        (LlmOptions(mode="auto"), {"keep": 9, "lines": 2}),
        (LlmOptions(mode="auto", send="page"), {"page": 1}),
        (LlmOptions(mode="auto", target_error=0.02), {"keep": 10, "lines": 1}),
        (LlmOptions(mode="auto", target_error=0.017), {"keep": 9, "lines": 2}),
        (LlmOptions(mode="auto", target_error=0.5), {"keep": 11}),
        (LlmOptions(mode="auto", audit=1.0), {"page": 1}),
        # two models that both read pages are shown no text; lines are one model's
        (replace(BOTH, mode="always"), {"transcribe": 1}),
        (replace(BOTH, mode="auto"), {"keep": 9, "lines": 2}),
        (replace(BOTH, mode="auto", send="page"), {"transcribe": 1}),
        (replace(BOTH, mode="always", send="lines"), {"lines": 11}),
        (replace(BOTH, mode="only"), {"page": 1}),
        (replace(BOTH, mode="always", second_model_for="doubts"), {"page": 1}),
        (replace(BOTH, mode="always", second_model=""), {"page": 1}),
    ],
)
def test_actions(options: LlmOptions, expected: dict[str, int]) -> None:
    """Lines without a likely error are kept; a target that is met keeps more; an audit sends kept
    ones.
    """
    decisions = route([*SURE, *UNSURE, SETTLED], PAGE, 0.95, 0.9, options)
    actions = [decision.action for decision in decisions]
    assert {action: actions.count(action) for action in set(actions)} == expected


def placed(row: int, *, unsure: bool, alike: bool = True) -> LineDoubt:
    """The same with a place in the page's order that may be another."""
    return replace(doubt(row, 0.1, alike=alike), order_is_unsure=unsure)


@pytest.mark.parametrize(
    ("unsure", "options", "expected"),
    [
        (0, LlmOptions(mode="auto"), "keep"),
        (3, LlmOptions(mode="auto"), "keep"),
        (4, LlmOptions(mode="auto"), "page"),
        (10, LlmOptions(mode="auto"), "page"),
        (10, LlmOptions(mode="auto", send="lines"), "keep"),
        (10, LlmOptions(mode="auto", target_error=0.5), "keep"),
        (10, LlmOptions(), "keep"),
    ],
)
def test_a_page_whose_order_is_unsure_goes_whole(
    unsure: int, options: LlmOptions, expected: str
) -> None:
    """From three tenths of its text on: an answer about a line cannot put the page in order."""
    lines = [placed(row, unsure=row < unsure) for row in range(10)]
    found = route(lines, PAGE, 0.95, 0.9, options)
    assert {decision.action for decision in found} == {expected}
    is_for_order = found[0].reason == "page-order-in-doubt"
    assert is_for_order is (expected == "page")


def test_the_worst_line_goes_first() -> None:
    """With room for one, the line with most expected errors is sent."""
    decisions = route([*SURE, *UNSURE], PAGE, 0.95, 0.9, LlmOptions(mode="auto", target_error=0.02))
    sent = [decision.region.top for decision in decisions if decision.action == "lines"]
    assert sent == [240]


@pytest.mark.parametrize(("send", "action"), [("auto", "transcribe"), ("lines", "lines")])
def test_a_collapsed_page_is_transcribed_unless_only_lines_may_leave(
    send: str, action: str
) -> None:
    """Handwriting: neither local reader can read it, so its text is not shown."""
    # Both are Literals
    options = LlmOptions(mode="auto", send=send)  # type: ignore[arg-type]
    decisions = route(UNSURE, PAGE, 0.1, 0.2, options)
    assert {decision.action for decision in decisions} == {action}


def test_a_page_mostly_in_doubt_is_sent_whole() -> None:
    """One page ask costs less than nearly all of its lines."""
    decisions = route(
        [*SURE[:4], *UNSURE], PAGE, 0.95, 0.9, LlmOptions(mode="auto", target_error=0.01)
    )
    assert [(d.action, d.reason) for d in decisions] == [("page", "most-lines-in-doubt")]


def test_a_page_with_many_likely_errors_is_sent_whole() -> None:
    """However few of its lines hold them; but never where only lines may leave, nor for what two
    readers agree on.
    """
    agreed = [*SURE, doubt(8, 6.0, alike=False)]
    assert {
        decision.action for decision in route(agreed, PAGE, 0.95, 0.9, LlmOptions(mode="auto"))
    } == {"keep"}
    page = [*SURE, doubt(8, 6.0, alike=False, left_open=6.0)]
    (whole,) = route(page, PAGE, 0.95, 0.9, LlmOptions(mode="auto"))
    assert (whole.action, whole.reason) == ("page", "page-in-doubt")
    decisions = route(page, PAGE, 0.95, 0.9, LlmOptions(mode="auto", send="lines"))
    assert [decision.action for decision in decisions] == ["keep"] * 8 + ["lines"]


ALL = [*SURE, *UNSURE, SETTLED]
EACH = {"readers-alike": 8, "readers-differ": 2, "difference-settled": 1}


@pytest.mark.parametrize(
    ("lines", "options", "expected"),
    [
        (ALL, LlmOptions(), {"llm-off": 1}),
        (ALL, LlmOptions(mode="always"), {"all-pages": 1}),
        (ALL, LlmOptions(mode="always", send="lines"), {"all-lines": 11}),
        (ALL, LlmOptions(mode="auto"), EACH),
        (ALL, LlmOptions(mode="auto", send="page"), {"most-lines-in-doubt": 1}),
        (SURE, LlmOptions(mode="auto", send="page"), {"readers-alike": 1}),
        (UNSURE, LlmOptions(mode="auto", send="page"), {"page-in-doubt": 1}),
        (
            ALL,
            LlmOptions(mode="auto", target_error=0.02),
            {"readers-alike": 8, "readers-differ": 1, "target-reached": 2},
        ),
        (
            ALL,
            LlmOptions(mode="auto", send="lines", audit=1.0),
            {"audit": 9, "readers-differ": 2},
        ),
    ],
)
def test_every_region_has_its_reason(
    lines: list[LineDoubt], options: LlmOptions, expected: dict[str, int]
) -> None:
    """Why it is sent, or why it is kept."""
    decisions = route(lines, PAGE, 0.95, 0.9, options)
    assert Counter(str(decision.reason) for decision in decisions) == expected


def test_a_page_that_nobody_reads_says_so() -> None:
    """Neither confident nor of one opinion."""
    (whole,) = route(UNSURE, PAGE, 0.1, 0.2, LlmOptions(mode="always"))
    assert whole.reason == "local-reading-collapsed"


@pytest.mark.parametrize(
    ("agreement", "tesseract_mean", "expected"),
    [
        (0.49, 0.49, "transcribe"),
        (0.49, 0.5, "page"),  # half of the one is enough
        (0.5, 0.49, "page"),
        (0.1, 0.9, "page"),  # one reader that is sure reads it
        (0.9, 0.1, "page"),
        (0.0, 0.0, "transcribe"),
        (1.0, 1.0, "page"),
    ],
)
def test_a_page_has_collapsed_when_both_numbers_say_so(
    agreement: float, tesseract_mean: float, expected: str
) -> None:
    """The readers' agreement and Tesseract's confidence, each below a half."""
    (found,) = route(ALL, PAGE, agreement, tesseract_mean, LlmOptions(mode="always"))
    assert found.action == expected


def sized(row: int, characters: int, errors: float, left_open: float) -> LineDoubt:
    """A line of so many characters, and 100 words, whose readers differ."""
    return LineDoubt(
        Box(0, 30 * row, 600, 30 * row + 20), characters, 100, errors, False, left_open
    )


@pytest.mark.parametrize(
    ("left_open", "expected"),
    [(0.2, "readers-differ"), (0.19, "difference-settled"), (0.0, "difference-settled")],
)
def test_a_line_is_asked_from_a_fifth_of_an_open_word(left_open: float, expected: str) -> None:
    """Less is settled."""
    lines = [sized(0, 10, 1.0, left_open), sized(1, 90, 0.0, 0.0)]
    first, _ = route(lines, PAGE, 0.9, 0.9, LlmOptions(mode="auto"))
    assert first.reason == expected


@pytest.mark.parametrize(
    ("left_open", "expected"), [(1.375, "readers-differ"), (1.39, "page-in-doubt")]
)
def test_a_page_is_in_doubt_above_eleven_open_words_in_a_thousand(
    left_open: float, expected: str
) -> None:
    """Of 125 words that is 1.375, which still goes by lines."""
    lines = [
        LineDoubt(Box(0, 0, 600, 20), 10, 25, 2.0, False, left_open),
        sized(1, 90, 0.0, 0.0),
    ]
    assert route(lines, PAGE, 0.9, 0.9, LlmOptions(mode="auto"))[0].reason == expected


@pytest.mark.parametrize(
    ("characters", "expected"), [(30, "readers-differ"), (31, "most-lines-in-doubt")]
)
def test_a_page_goes_whole_above_three_characters_in_ten(characters: int, expected: str) -> None:
    """Up to there its lines cost less."""
    lines = [sized(0, characters, 1.0, 0.5), sized(1, 100 - characters, 0.0, 0.0)]
    assert route(lines, PAGE, 0.9, 0.9, LlmOptions(mode="auto"))[0].reason == expected


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        (0.015625, [0, 1]),  # 3.125 errors may stay, of 6
        (0.02, [0]),  # 4 of 6: what is left after the first is exactly that
        (0.03, []),
        (0.0, [0, 1, 2]),
    ],
)
def test_the_most_errors_a_character_go_first_until_the_target_is_met(
    target: float, sent: list[int]
) -> None:
    """Not the most errors: a long line costs more to ask."""
    lines = [
        sized(0, 2, 2.0, 0.0),  # one a character
        sized(1, 4, 1.0, 0.0),  # a quarter
        sized(2, 300, 3.0, 0.0),  # a hundredth
    ]
    doubtful = [
        LineDoubt(line.box, line.characters, 66, line.expected_errors, False, 0.0) for line in lines
    ]
    doubtful[2] = LineDoubt(lines[2].box, 300, 68, 3.0, False, 0.0)  # 200 words in all
    options = LlmOptions(mode="auto", send="lines", target_error=target)
    found = route(doubtful, PAGE, 0.9, 0.9, options)
    assert [i for i, each in enumerate(found) if each.action == "lines"] == sent


def test_a_line_without_characters_counts_as_one() -> None:
    """It is asked after one with more errors a character, before one with fewer."""
    empty = LineDoubt(Box(0, 0, 9, 9), 0, 100, 0.5, False, 0.0)
    lines = [sized(1, 4, 1.0, 0.0), empty, sized(2, 2, 1.5, 0.0)]
    options = LlmOptions(mode="auto", send="lines", target_error=0.005)  # 1.5 of 3 may stay
    found = route(lines, PAGE, 0.9, 0.9, options)
    assert [each.action for each in found] == ["keep", "keep", "lines"]
    stricter = LlmOptions(mode="auto", send="lines", target_error=0.004)
    found = route(lines, PAGE, 0.9, 0.9, stricter)
    assert [each.action for each in found] == ["keep", "lines", "lines"]


def test_an_audit_takes_its_share() -> None:
    """Of many kept lines about as many as were asked for, and the same ones each time."""
    lines = [doubt(row, 0.0, alike=True) for row in range(2000)]
    options = LlmOptions(mode="auto", send="lines", audit=0.25)
    first, again = (route(lines, PAGE, 0.9, 0.9, options) for _ in range(2))
    assert first == again
    assert sum(each.reason == "audit" for each in first) == pytest.approx(500, abs=60)
    none = route(lines, PAGE, 0.9, 0.9, LlmOptions(mode="auto", send="lines"))
    assert {str(each.reason) for each in none} == {"readers-alike"}


# words, expected wrong ones: what becomes of the page where Tesseract read it alone
ALONE = (
    ([(10, 1.0)] * 5, {"sure-enough-alone"}),  # .1 of its words
    ([(10, 1.0)] * 9 + [(10, 5.0)], {"sure-enough-alone"}),  # one bad line
    ([(10, 3.0)] * 5, {"page-in-doubt"}),
    ([(10, 0.0)] * 5, {"sure-enough-alone"}),
)


@pytest.mark.parametrize(("rows", "reasons"), ALONE)
def test_where_tesseract_reads_alone_its_own_doubt_decides(
    rows: list[tuple[int, float]], reasons: set[str]
) -> None:
    """Nobody differs from it, so the thresholds of two readers would send every page."""
    lines = [
        LineDoubt(Box(0, 40 * at, 900, 40 * at + 30), 60, words, wrong, False, wrong)
        for at, (words, wrong) in enumerate(rows)
    ]
    found = route(lines, PAGE, 0.0, 0.9, LlmOptions(mode="auto"), two_readers=False)
    assert {decision.reason for decision in found} == reasons
    by_line = LlmOptions(mode="auto", send="lines")
    asked = {each.action for each in route(lines, PAGE, 0.0, 0.9, by_line, two_readers=False)}
    assert asked == ({"lines"} if rows[0][1] else {"keep"})
    two = route(lines, PAGE, 0.9, 0.9, LlmOptions(mode="auto"))
    assert {decision.reason for decision in two}.isdisjoint({"sure-enough-alone", "unsure-alone"})
