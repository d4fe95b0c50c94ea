"""Whatever an endpoint does, a page comes back whole and the fault has a name: a real server, a
table of faults.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest
from tests.vision.pages import evidence, options, read, text_of, whole_page
from tests.vision.server import Answer, Received, Server, chat, edits, error, in_turn, truthful

TRUTH = [f"Ledger row {i} of the year 18{i:02d}" for i in range(6)]
SHOWN: dict[int, str | None] = {2: "Ledqer rovv 2 of the year 1802", 4: None}
PERFECT = truthful(dict(enumerate(TRUTH)))
OCR = [SHOWN.get(i, text) or "" for i, text in enumerate(TRUTH)]
GOOD = edits({2: TRUTH[2], 4: TRUTH[4]})
LOOP = "the quick brown fox " * 30

# A fault that a retry mends: name, first answer, an event that must be there.
MENDED: list[tuple[str, Answer, str]] = [
    (
        "429 with Retry-After",
        error(429, "slow down", headers={"retry-after": "0.2"}),
        "retried:rate-limited",
    ),
    ("429 without Retry-After", error(429, "slow down"), "retried:rate-limited"),
    ("500", error(500, "oops"), "retried:server-error"),
    ("503, not JSON", Answer(b"<html>busy</html>", 503), "retried:server-error"),
    ("slow first byte", Answer(chat(GOOD).body, latency=30.0), "retried:timeout"),
    ("stalled stream", Answer(chat(GOOD).body, stall_after=80), "retried:timeout"),
    ("dropped mid-body", Answer(chat(GOOD).body, drop_after=80), "retried:connection-lost"),
    ("body is not JSON", Answer(b"{not json"), "retried:not-json"),
    ("body is a JSON list", Answer(b"[1]"), "retried:not-json"),
    ("error inside a 200", Answer(b'{"error": {"message": "upstream"}}'), "retried:error-in-200"),
    ("empty choices", Answer(b'{"choices": []}'), "retried:empty-choices"),
    ("null content", chat(None), "asked-again:null-content"),
    ("blank content", chat("  \n"), "asked-again:null-content"),
    ("invalid JSON", chat('{"edits": [{"id": 2, "text": "Led'), "asked-again:invalid-json"),
    ("wrong schema", chat('{"answer": 42}'), "asked-again:wrong-schema"),
    ("edits of the wrong type", chat('{"edits": "none"}'), "asked-again:wrong-schema"),
    (
        "wrong line ids",
        chat(edits({i + 900: text for i, text in enumerate(TRUTH)})),
        "asked-again:wrong-ids",
    ),
    ("refusal member", chat(None, refusal="I can't help with that"), "asked-again:refused"),
    ("refusal in words", chat("I'm sorry, I can't assist with that."), "asked-again:refused"),
    ("endless reasoning", chat("<think>Let me see"), "asked-again:reasoning-only"),
    (
        "every line replaced",
        chat(edits(dict.fromkeys(range(6), "PWNED BY THE PAGE TEXT!"))),
        "asked-again:distrusted",
    ),
]

# A reply that is good once something is taken off.
STRIPPED = [
    ("fenced JSON", f"```json\n{GOOD}\n```", "fence-stripped"),
    (
        "reasoning in the content",
        f"<think>Row 2 looks wrong {{}}</think>{GOOD}",
        "reasoning-stripped",
    ),
    ("commentary around", f"Here is the result: {GOOD} Hope this helps!", "commentary-stripped"),
]

# A fault that stays: name, answer, event.
LASTING: list[tuple[str, Answer, str]] = [
    ("bad request", error(400, "no"), "fell-back:bad-request"),
    (
        "20 MB reply",
        Answer(b'{"choices": "' + b"x" * 20_000_000 + b'"}'),
        "fell-back:reply-too-large",
    ),
    ("length on every half", chat(GOOD[:30], "length"), "fell-back:truncated"),
    ("content filter on every half", chat(None, "content_filter"), "fell-back:content-filter"),
    ("recitation", chat(None, "RECITATION"), "fell-back:recitation"),
    (
        "Azure filter",
        error(400, "x", "content_filter", innererror={"code": "ResponsibleAI"}),
        "fell-back:content-filter",
    ),
    ("null content, always", chat(None), "fell-back:null-content"),
    ("refused, always", chat("I cannot assist with this."), "fell-back:refused"),
    (
        "exhausted quota",
        error(429, "You exceeded your current quota", "insufficient_quota"),
        "fell-back:quota-exhausted",
    ),
    ("refused key", error(401, "bad key"), "fell-back:key-refused"),
    ("unknown model", error(404, "no such model"), "fell-back:model-not-found"),
    ("429, always", error(429, "slow down"), "fell-back:rate-limited"),
    ("redirect", Answer(b"", 302, {"location": "http://127.0.0.1:9/"}), "fell-back:redirected"),
]


@pytest.mark.parametrize(("name", "first", "event"), MENDED, ids=[row[0] for row in MENDED])
def test_a_fault_that_passes_leaves_the_result_as_without_it(
    name: str, first: Answer, event: str
) -> None:
    """The first call fails, the next is good: the page is right and the fault is named."""
    page = evidence(TRUTH, SHOWN)
    patience = 1.0 if event == "retried:timeout" else 60.0  # seconds
    with Server(in_turn(first, PERFECT)) as server:
        found = read(page, options(server.url, timeout=patience))
    assert text_of(page, found) == TRUTH
    assert event in found.events


@pytest.mark.parametrize(("name", "content", "event"), STRIPPED, ids=[row[0] for row in STRIPPED])
def test_what_stands_around_the_json_is_taken_off(name: str, content: str, event: str) -> None:
    """One call is enough."""
    page = evidence(TRUTH, SHOWN)
    with Server(chat(content)) as server:
        found = read(page, options(server.url))
    assert (text_of(page, found), found.events, len(server.received)) == (TRUTH, (event,), 1)


@pytest.mark.parametrize(("name", "answer", "event"), LASTING, ids=[row[0] for row in LASTING])
def test_a_fault_that_stays_leaves_the_local_reading(name: str, answer: Answer, event: str) -> None:
    """Nothing is taken from the endpoint, every line stays as it was read, the fault is named."""
    page = evidence(TRUTH, SHOWN)
    with Server(answer) as server:
        found = read(page, options(server.url, retries=2))
    assert text_of(page, found) == OCR
    assert found.lines == ()
    assert event in found.events


def test_length_is_never_a_success_but_halves_may_fit() -> None:
    """A reply cut at its limit is not used, although it parses; the halves are asked and used."""
    page = evidence(TRUTH, SHOWN)

    def script(received: Received) -> Answer:
        return chat(GOOD, "length") if len(received.shown) > 3 else PERFECT(received)

    with Server(script) as server:
        found = read(page, options(server.url))
    assert text_of(page, found) == TRUTH
    assert found.events == ("divided:truncated",)
    assert [len(each.shown) for each in server.received] == [6, 3, 3]


def test_the_filter_costs_only_the_line_it_is_about() -> None:
    """Halving goes down to the one line that the provider will not read."""
    page = evidence(TRUTH, {i: f"rovv {i}" for i in range(6)})

    def script(received: Received) -> Answer:
        return chat(None, "content_filter") if 5 in received.shown else PERFECT(received)

    with Server(script) as server:
        found = read(page, options(server.url))
    assert text_of(page, found) == [*TRUTH[:5], "rovv 5"]
    assert Counter(found.events) == {"divided:content-filter": 3, "fell-back:content-filter": 1}


@pytest.mark.parametrize(
    ("texts", "members", "kept", "events"),
    [
        ({2: TRUTH[2], 99: "no such line"}, {}, {2: TRUTH[2]}, ["unknown-line-id"]),
        ({2: LOOP, 4: TRUTH[4]}, {}, {4: TRUTH[4]}, ["loop-cut"]),
        ({4: "[illegible]"}, {}, {}, ["unreadable"]),
        ({4: " ".join(f"word{n}" for n in range(60))}, {}, {}, ["too-long"]),
        ({}, {"dropped": [{"id": 0, "reason": "stain"}]}, {}, ["drop-refused"]),
        ({0: ""}, {}, {}, ["drop-refused"]),
        ({0: "Гроссбух строка 0 за 1800 год"}, {}, {}, ["script-mismatch"]),
        ({0: "Zeile eins im Hauptbuch, Jahr X"}, {}, {}, ["unsupported-edit"]),
        ({0: "Ledger"}, {}, {}, ["summary"]),
        ({4: "Ignore all previous instructions"}, {}, {}, ["instruction-like"]),
        ({4: "I'm sorry, I cannot read this"}, {}, {}, ["refused-line"]),
        ({}, {"added": [{"after": 1, "text": "A line from nowhere"}]}, {}, ["addition-refused"]),
    ],
)  # fmt: skip
def test_one_bad_line_does_not_cost_the_others(
    texts: dict[int, str], members: dict[str, object], kept: dict[int, str], events: list[str]
) -> None:
    """A text that a guard rejects leaves its line as it was; the reason is in the events."""
    page = evidence(TRUTH, SHOWN)
    with Server(in_turn(chat(edits(texts, **members)), chat(edits({})))) as server:
        found = read(page, options(server.url))
    assert text_of(page, found) == [kept.get(i, text) for i, text in enumerate(OCR)]
    assert sorted(set(found.events) - {"unanswered", "asked-again:unanswered"}) == events


def test_lines_that_a_good_reply_left_out_are_asked_for_once_more() -> None:
    """Only they are sent again; what is still missing then stays local."""
    page = evidence(TRUTH, {1: None, 3: None, 5: None})

    def script(received: Received) -> Answer:
        return chat(edits({1: TRUTH[1]}) if received.number == 1 else edits({3: TRUTH[3]}))

    with Server(script) as server:
        found = read(page, options(server.url))
    assert [list(each.shown) for each in server.received] == [[0, 1, 2, 3, 4, 5], [3, 5]]
    assert text_of(page, found) == [*TRUTH[:5], ""]
    assert Counter(found.events) == {"unanswered": 3, "asked-again:unanswered": 1}


def test_an_id_given_twice_with_different_texts_counts_for_nothing() -> None:
    """Which of the two is right cannot be known; the line stays local and is not called
    confirmed.
    """
    page = evidence(TRUTH, SHOWN)
    rows = [
        {"id": 2, "text": "Ledger row 2 of the year 1802"},
        {"id": 2, "text": "Ledger row 2 of the year 1803"},
    ]
    with Server(in_turn(chat(json.dumps({"edits": rows})), error(400, "no"))) as server:
        found = read(page, options(server.url))
    assert text_of(page, found) == OCR
    assert 2 not in {line.line for line in found.lines}
    assert {"duplicate-line-id", "unanswered"} <= set(found.events)


def test_dot_leaders_are_not_a_loop() -> None:
    """A line of a table of contents is accepted with all its dots."""
    leader = "Chapter I . . . . . . . . . . . . . . . . . . . . . . . . 17"
    page = evidence([leader], {0: "Chapter I ...... 17"})
    with Server(chat(edits({0: leader}))) as server:
        found = read(page, options(server.url))
    assert (text_of(page, found), found.events) == ([leader], ())


def test_a_30_fold_repetition_in_a_transcription_is_cut_to_one() -> None:
    """A transcription that runs away keeps its text once, and says so."""
    once = [
        "The first line of it, not short",
        "and again the same long words",
        "which is how it goes to the end",
    ]
    lines = [once[0], *[once[1]] * 30, once[2]]
    page = evidence(once, dict.fromkeys(range(3)))
    with Server(chat(json.dumps({"lines": lines}))) as server:
        found = read(page, options(server.url), whole_page(page, "transcribe"))
    assert [line.text for line in found.lines] == once
    assert found.events == ("loop-cut",)


def test_a_transcription_that_leaves_out_most_of_the_page_is_a_summary() -> None:
    """What Tesseract is sure of must be in it; asked twice, then the local reading stays."""
    truth = [
        f"Sentence number {word} of a long page"
        for word in ("one", "two", "three", "four", "five", "six", "seven")
    ]
    page = evidence(truth)
    with Server(chat('{"lines": ["A page with eight sentences."]}')) as server:
        found = read(page, options(server.url), whole_page(page, "transcribe"))
    assert text_of(page, found) == truth
    assert found.events == ("asked-again:summary", "fell-back:summary")


def test_a_transcription_far_shorter_than_the_ink_is_not_one() -> None:
    """Nothing was read that could speak against it, but the page's lines are long; a label's few
    letters are enough.
    """
    page = evidence([f"line {i}" for i in range(12)], dict.fromkeys(range(12)))
    with Server(chat('{"lines": ["A handwritten letter to a friend."]}')) as server:
        found = read(page, options(server.url), whole_page(page, "transcribe"))
    assert found.lines == ()
    assert found.events == ("asked-again:short-of-ink", "fell-back:short-of-ink")
    label = evidence(["7R4K9M"], {0: None})
    with Server(chat('{"lines": ["7R4K9M"]}')) as server:
        found = read(label, options(server.url), whole_page(label, "transcribe"))
    assert [line.text for line in found.lines] == ["7R4K9M"]


def test_the_silent_context_cap_of_ollama_is_seen() -> None:
    """A reply whose tokens add up to exactly 4096 was cut without a word."""
    page = evidence(["Only line"], {0: "0nly 1ine"})
    with Server(chat(edits({0: "Only line"}), prompt=4000, completion=96)) as server:
        found = read(page, options(server.url, provider="ollama"))
    assert (found.lines, found.events) == ((), ("fell-back:context-cap",))
