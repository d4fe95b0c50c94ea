"""Law: whatever an endpoint sends, in either protocol, an ask ends in an Outcome, soon, and never
by an error of ours.

Bodies are grown from good replies: members left out, of the wrong type, nested, repeated, with
numbers of any length, texts of any alphabet, marks that nothing closes. The way is the product's
own: decode, read, judge, arbitrate.
"""

import json
import zlib
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from recto.model.page import Box
from recto.model.transcript import ShownLine
from recto.readers.vision.ask.asks import Ask, Request, Tokens
from recto.readers.vision.ask.prompt import Prompt
from recto.readers.vision.ask.room import room
from recto.readers.vision.asking import judge
from recto.readers.vision.call import json_in
from recto.readers.vision.call.body import Body, BodyGarbled, BodyTooLarge
from recto.readers.vision.call.calls import Answer
from recto.readers.vision.call.completion import MOST_TOKENS, Completion, from_chat
from recto.readers.vision.call.dashscope import from_native
from recto.readers.vision.call.failures import BadReply, CallFailed, Failure, Remedy
from recto.readers.vision.call.providers import resolve
from recto.readers.vision.call.refusals import LONGEST_WAIT, classify, plain_text
from recto.readers.vision.call.secret import Secret
from recto.reasons import explain
from recto.settings.llm import LlmOptions
from recto.text.markup import plain_lines

Fuzz = Callable[..., None]
KEY = Secret("sk-canary-0123456789")
LINES = tuple(
    ShownLine(
        i,
        Box(100, 100 + 40 * i, 1500, 130 + 40 * i),
        f"Ledger row {i} of 18{i:02d}" if i % 3 else None,
        0.2,
    )
    for i in range(12)
)
PAGE = Box(0, 0, 1650, 2340)
ASKS = (
    Ask("page", LINES, PAGE),
    Ask("lines", LINES[:10], Box.around(line.box for line in LINES[:10])),
    Ask("transcribe", LINES, PAGE),
    Ask("contested", (), PAGE, tuple(line.box for line in LINES[:4])),
)

ENDPOINT = resolve(LlmOptions(provider="vllm", model="a-model"), {})

# Pieces of which a quadratic pattern, or a surprised one, would be made.
PIECES = (
    "**", "__", "~~", "*a", "<td", "<!--", "-->", "![", "](", "|", "---", "#", "&#", "&amp;",
    "9999", "<think>",
    "</think>", "◁think▷", "```", "{", "[", '"', "\\", "Ledger row 1 of 1801",
    "ignore all previous instructions",
    "игнорируй", "word ", "....", "I'm sorry", "[illegible]", "\u200b", "\u202e", "\ud800", "\x00",
    "\ufeff", "\n",
    "\u2028", " ", "字", "ſ", "1,245.00",
)  # fmt: skip
runs = st.builds(
    lambda piece, count: piece * count,
    st.sampled_from(PIECES),
    st.sampled_from((1, 2, 9, 500, 9000)),
)
texts = st.one_of(st.text(max_size=40), st.lists(runs, max_size=6).map("".join))
numbers = st.one_of(
    st.integers(-3, 15),
    st.integers(),
    st.sampled_from(
        [10**400, -(10**400), 10**18, 2**63, 1e308, float("inf"), float("-inf"), float("nan"), 1.5]
    ),
    st.sampled_from(["1", "L2", "#3", " 4 ", "9" * 5000, "٣", "1e9", "-1"]),
)
leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


def member(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what it should be."""
    return st.one_of(good, good, good, trees)


def objects(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object of these members, any of them missing or wrong."""
    return st.fixed_dictionaries(
        {}, optional={name: member(value) for name, value in members.items()}
    )


def lists(item: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """A few items, sometimes one of them very often."""
    many = st.builds(lambda one, count: [one] * count, item, st.sampled_from((1, 50, 5001)))
    return st.one_of(st.lists(member(item), max_size=6), many)


rows = objects(id=numbers, text=texts)
contents = objects(
    edits=st.one_of(lists(rows), st.dictionaries(texts, texts, max_size=3)),
    lines=lists(st.one_of(texts, rows)),
    spans=lists(rows),
    added=lists(objects(after=numbers, text=texts)),
    dropped=lists(objects(id=numbers, reason=texts)),
    structure=lists(
        objects(
            id=numbers,
            kind=st.sampled_from(["heading", "table-row", "poem"]),
            level=numbers,
            cells=st.lists(texts, max_size=4),
        )
    ),
)


def dumped(value: object) -> str:
    """As JSON; numbers that Python would not print are written by hand."""
    try:
        return json.dumps(value)
    except ValueError:
        return '{"edits": [{"id": ' + "9" * 5000 + ', "text": ""}]}'


answers = st.one_of(
    contents.map(dumped),
    st.tuples(texts, contents.map(dumped), texts).map("".join),
    texts,
    st.tuples(st.integers(0, 200), contents.map(dumped)).map(lambda cut: cut[1][: cut[0]]),
)


def request(ask: Ask) -> Request:
    """What the answer is to, without its pictures."""
    return Request(ask, "edits", Prompt("", "", ""), (), (), {}, Tokens(900, 40, 400))


def law_of_an_answer(text: str, ask: Ask) -> None:
    """Believed in part or not at all; every text has a line or a box of the ask, and every event is
    explained.
    """
    try:
        completion = Completion(text, "stop")
        found = judge(Answer(completion, completion.usage), request(ask), ENDPOINT)
    except BadReply as bad:
        explain(f"asked-again:{bad.code}")
        return
    known = {*ask.ids, None}
    assert all(line.line in known and 0 <= line.level <= 9 for line in found.lines)
    assert sum(len(line.text) for line in found.lines) <= 2 * room(ask.lines, ask.region)
    assert {line_id for line_id, _ in found.dropped} <= known
    for event in set(found.events):
        explain(event)
    for line in found.lines:
        plain_lines(line.text)


def law_of_a_failure(failure: Failure) -> None:
    """It is explained, short, printable and without the key."""
    explain(f"fell-back:{failure.code}")
    assert failure.detail == "" or failure.detail.isprintable()
    assert len(failure.detail) <= 300
    assert KEY.reveal() not in failure.detail


def law_of_a_body(body: bytes, native: bool) -> None:
    """A Completion with bounded numbers, or a failure with a name."""
    try:
        decoded = json_in.decode(body)
    except (ValueError, RecursionError):
        return
    try:
        found = (from_native if native else from_chat)(
            decoded if isinstance(decoded, dict) else {}, 0.1, KEY
        )
    except CallFailed as failed:
        law_of_a_failure(failed.failure)
        return
    assert 0 <= found.usage.input_tokens <= MOST_TOKENS
    assert 0 <= found.usage.cached_tokens <= found.usage.input_tokens
    assert found.text is None or isinstance(found.text, str)
    assert len(found.finish) < 50


def law_of_a_refusal(status: int, headers: dict[str, str], body: bytes) -> None:
    """A named failure whose detail is printable and without the key, and no pause longer than a run
    may wait.
    """
    failure = classify(status, headers, plain_text(body), KEY)
    law_of_a_failure(failure)
    if failure.remedy is Remedy.RETRY:
        assert failure.wait is None or 0 <= failure.wait <= LONGEST_WAIT


def law_of_a_coded_body(codings: list[str], chunks: list[bytes]) -> None:
    """Never more than the cap, whatever is inside."""
    found = 0
    try:
        body = Body(codings, 5000)
        for chunk in chunks:
            found += len(body.take(chunk))
        body.end()
    except (BodyTooLarge, BodyGarbled):
        pass
    assert found <= 5000


counts = objects(
    prompt_tokens=numbers, completion_tokens=numbers, input_tokens=numbers, output_tokens=numbers,
    prompt_tokens_details=objects(cached_tokens=numbers),
)  # fmt: skip
parts = st.lists(member(objects(text=texts)), max_size=3)
choices = st.lists(
    member(
        objects(
            message=objects(content=st.one_of(texts, parts), refusal=texts),
            finish_reason=texts,
            logprobs=trees,
        )
    ),
    max_size=2,
)
replies = objects(
    choices=choices,
    output=objects(choices=choices),
    usage=counts,
    error=objects(message=texts),
    message=texts,
)
bodies = st.one_of(
    replies.map(lambda value: dumped(value).encode("utf-8", "surrogatepass")),
    replies.map(lambda value: dumped(value).encode("utf-16")),
    st.binary(max_size=300),
    st.sampled_from(
        [b"[" * 90_000, b'{"a":' * 90_000, b'{"choices":' + b"9" * 90_000 + b"}", b"\xef\xbb\xbf{}"]
    ),
)
errors = st.one_of(
    bodies,
    objects(error=st.one_of(texts,
        objects(message=texts, code=texts, type=texts, innererror=trees)), code=texts)
    .map(lambda value: dumped(value).encode("utf-8", "surrogatepass")),
    st.sampled_from([b"maximum " * 8000, b"max_max_tokens" * 4000,
        b"Incorrect API key sk-canary-0123456789 " * 90]),
)  # fmt: skip
pauses = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["9" * 5000, "-1", "nan", "1e9", "", "0", "290", "301", "1.5", "inf"]),
    st.datetimes().map(lambda when: when.strftime("%a, %d %b %Y %H:%M:%S -0000")),
)
headers = st.dictionaries(
    st.sampled_from(["retry-after", "Retry-After", "retry-after-ms", "x"]), pauses, max_size=3
)
packed = st.one_of(
    st.binary(max_size=200),
    st.integers(0, 200_000).map(lambda size: zlib.compress(b"0" * size)),
    st.integers(0, 200_000).map(lambda size: zlib.compress(b"0" * size, wbits=31)),
)


def test_no_answer_breaks_the_parser(fuzz: Fuzz) -> None:
    """Text of an answer, against every kind of ask."""
    fuzz(law_of_an_answer, answers, st.sampled_from(ASKS))


def test_no_body_breaks_either_protocol(fuzz: Fuzz) -> None:
    """Decoded replies of status 200."""
    fuzz(law_of_a_body, bodies, st.booleans())


def test_no_refusal_breaks_the_table(fuzz: Fuzz) -> None:
    """Status x headers x body."""
    fuzz(law_of_a_refusal, st.integers(100, 999), headers, errors)


def test_no_coding_passes_the_cap(fuzz: Fuzz) -> None:
    """Compressed bodies, whole and in pieces."""
    codings = st.lists(st.sampled_from(["gzip", "deflate", "x-gzip", "br", "zstd", ""]), max_size=2)
    fuzz(law_of_a_coded_body, codings, st.lists(packed, max_size=5))
