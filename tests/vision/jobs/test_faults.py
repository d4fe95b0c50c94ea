"""Whatever a provider of batch jobs does, every reply is paid for once and used, and what is not
answered is said.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.vision.jobs.batch_server import Provider
from tests.vision.jobs.faults import Faults
from tests.vision.jobs.rounds import KEY, KEYS, PAGES, TRUTH, good, in_rounds, options, shelf
from tests.vision.jobs.shapes import size_of
from tests.vision.pages import read, whole_page
from tests.vision.server import Answer, Received, Server, chat

from recto.errors import FileAccess, InvalidConfig
from recto.pipeline.batch_vision import BatchVision
from recto.readers.vision.call.failures import CallFailed
from recto.readers.vision.jobs import offers
from recto.settings.llm import LlmOptions

FAULTS = {
    "in order": Faults(shuffled=False),
    "late": Faults(looks=5),
    "expired with half of the answers": Faults(expired=1),
    "expired twice": Faults(expired=2),
    "answers missing": Faults(missing=2),
    "failed as a whole": Faults(failed=1),
    "too many tokens wait, said at once": Faults(full_at_once=2),
    "too many tokens wait, said by the job": Faults(full=2),
    "503 on upload": Faults(uploads=3),
    "500 on looks": Faults(polls=3),
    "the job begins though the answer is a 503": Faults(creations_lost=1),
    "two requests in the error file": Faults(refused=2),
    "told twice": Faults(twice=True),
    "ids that nobody asked for": Faults(strangers=True),
    "a line that is no JSON": Faults(garbage=True),
    "a parameter that is not taken": Faults(complaint="Unsupported parameter: 'temperature'"),
    "a dated name of the model": Faults(model="gpt-4o-2024-11-20"),
    "all at once": Faults(2, 1, 0, 1, 1, 1, 1, 1, 1, 1, twice=True, strangers=True, garbage=True),
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_every_reply_is_paid_for_once_and_used(tmp_path: Path, faults: Faults) -> None:
    """All pages get the corrections that a live call would have brought; the bill has each once."""
    with Provider(good, replace(faults)) as provider:
        found = in_rounds(tmp_path, options(provider), shelf())
    assert len(provider.paid) == PAGES
    assert set(provider.paid.values()) == {1}, found.notes
    for transcript in found.transcripts:
        assert [line.text for line in transcript.lines if line.line == 1] == [TRUTH[1]]
        assert transcript.usage.calls == 1
        assert transcript.events == ()


@pytest.mark.parametrize("shape", ["openai", "gemini", "mistral"])
def test_each_shape_of_a_provider(tmp_path: Path, shape: str) -> None:
    """Late, half expired, a fault inside; the key in the header that this provider wants, and
    nowhere else.
    """
    faults = Faults(looks=2, expired=1, uploads=1, refused=1)
    with Provider(good, faults, shape) as provider:
        found = in_rounds(tmp_path, options(provider), shelf())
    assert set(provider.paid.values()) == {1}
    assert all(transcript.lines for transcript in found.transcripts)
    keys = {headers.get("x-goog-api-key", "") for _, _, headers in provider.calls}
    bearers = {headers.get("authorization", "") for _, _, headers in provider.calls}
    wanted = ({KEY}, {""}) if shape == "gemini" else ({""}, {f"Bearer {KEY}"})
    assert (keys, bearers) == wanted
    assert not [path for _, path, _ in provider.calls if KEY in path]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in written if KEY.encode() in path.read_bytes()]


def test_what_no_job_answers_stays_local_and_is_said(tmp_path: Path) -> None:
    """Three times, then it is given up: `batch-unanswered`."""
    with Provider(good, Faults(missing=99)) as provider:
        found = in_rounds(tmp_path, options(provider), shelf(1))
    assert len(provider.jobs) == 3
    assert found.transcripts[0].events == ("fell-back:batch-unanswered",)


def test_an_answer_of_another_model_is_not_used(tmp_path: Path) -> None:
    """Nor is it asked for again: it was paid for."""
    with Provider(good, Faults(model="gpt-3.5-turbo")) as provider:
        found = in_rounds(tmp_path, options(provider), shelf(2))
    assert len(provider.jobs) == 1
    assert {transcript.events for transcript in found.transcripts} == {("fell-back:other-model",)}


def test_what_a_filter_stops_is_halved_in_the_next_round(tmp_path: Path) -> None:
    """As in a live run."""
    with Provider(good, Faults(filtered=1)) as provider:
        found = in_rounds(tmp_path, options(provider), shelf(1))
    assert "divided:content-filter" in found.transcripts[0].events
    assert len(provider.jobs) == 2
    assert provider.paid.total() == 2
    assert [line.text for line in found.transcripts[0].lines if line.line == 1] == [TRUTH[1]]


def rejecting(received: Received) -> Answer:
    """Says no JSON at first, and what it should when it hears that."""
    again = any("not be used" in text or "rejected" in text for text in received.texts)
    return good(received) if again else chat("I see a page.")


def forgetful(received: Received) -> Answer:
    """Leaves a line out of a full answer, until it is asked about that alone."""
    if len(received.shown) == 1:
        return good(received)
    whole = good(received)
    return chat(json.loads(whole.body)["choices"][0]["message"]["content"], "length")


@pytest.mark.parametrize("script", [rejecting, forgetful])
def test_rounds_end_in_what_a_live_run_ends_in(tmp_path: Path, script: object) -> None:
    """Asks that depend on an answer wait for the next job; lines, events and tokens are those of
    live calls with the same replies, at half of the dollars.
    """
    (page,) = shelf(1)
    with Server(script) as server:  # type: ignore[arg-type]
        choice = LlmOptions("always", "openai", server.url, "gpt-4o")
        live = read(page, choice, environ=KEYS)
    with Provider(script) as provider:  # type: ignore[arg-type]
        found = in_rounds(tmp_path, options(provider), [page])
    (batch,) = found.transcripts
    assert found.count > 2
    assert batch.lines == live.lines
    assert batch.events == live.events
    assert batch.dropped == live.dropped
    assert provider.paid.total() == len(server.received) == live.usage.calls
    assert batch.usage.input_tokens == live.usage.input_tokens
    assert batch.usage.usd == pytest.approx(live.usage.usd / 2)


def test_files_are_split_at_the_provider_s_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By requests, and by bytes."""
    few = replace(offers.OFFERS["openai"], most_requests=3)
    monkeypatch.setitem(offers.OFFERS, "openai", few)
    with Provider(good) as provider:
        found = in_rounds(tmp_path / "a", options(provider), shelf(7))
    assert found.parts == [3, 3, 1]
    small = replace(offers.OFFERS["openai"], most_bytes=60_000)
    monkeypatch.setitem(offers.OFFERS, "openai", small)
    with Provider(good) as provider:
        again = in_rounds(tmp_path / "b", options(provider, model="gpt-4o-mini"), shelf(7))
    assert len(again.parts) > 2
    assert max(map(len, provider.files.values())) <= 60_000


LIMITS = [
    ({"max_calls": 2}, 2, "over-calls"),
    ({"max_tokens": 3000}, 1, "over-tokens"),
    ({"max_cost": 0.007}, 2, "over-cost"),
]


@pytest.mark.parametrize(("limit", "calls", "event"), LIMITS)
def test_a_limit_holds_over_all_jobs(
    tmp_path: Path, limit: dict[str, float], calls: int, event: str
) -> None:
    """What could pass it is never handed in: it waits until the others are paid, and then stays
    local, by name.
    """
    with Provider(good) as provider:
        found = in_rounds(tmp_path, options(provider, **limit), shelf())
    assert 1 <= provider.paid.total() <= PAGES - 1
    events = [event for transcript in found.transcripts for event in transcript.events]
    assert events == [f"fell-back:{event}"] * (PAGES - provider.paid.total())
    usd = sum(transcript.usage.usd for transcript in found.transcripts)
    assert usd <= limit.get("max_cost", 1.0)
    assert provider.paid.total() <= limit.get("max_calls", PAGES)


def test_a_page_twice_is_asked_about_once(tmp_path: Path) -> None:
    """The second use of an answer costs nothing, and says where it is from."""
    page = shelf(1)[0]
    twin = replace(page, name="twin.png page 1")
    with Provider(good) as provider:
        found = in_rounds(tmp_path, options(provider), [page, twin])
    assert provider.paid.total() == 1
    assert [transcript.usage.calls for transcript in found.transcripts] == [1, 0]
    assert found.transcripts[1].events == ("from-cache",)


def test_answers_are_in_the_reply_cache_afterwards(tmp_path: Path) -> None:
    """A live run asks nobody."""
    page = shelf(1)[0]
    with Provider(good) as provider:
        in_rounds(tmp_path, options(provider), [page])
        live = options(provider, batch=False)
        found = read(
            page, live, environ=KEYS, cache_path=tmp_path / "cache" / "recto" / "replies.sqlite"
        )
    assert found.events == ("from-cache",)


def asked_once(choice: LlmOptions, out: Path) -> BatchVision:
    """A run that has written what it asks about one page."""
    batch = BatchVision(choice, out, out / "sent.jsonl", environ=KEYS)

    async def ask() -> None:
        reader = batch.vision()
        page = shelf(1)[0]
        await reader.read(page, whole_page(page))
        await reader.aclose()

    asyncio.run(ask())
    return batch


def test_a_job_that_the_provider_does_not_know_is_not_asked_again_by_itself(tmp_path: Path) -> None:
    """It may be another account's: nothing is paid twice for a wrong key."""
    with Provider(good) as provider:
        batch = asked_once(options(provider), tmp_path)
        batch.hand_in()
        provider.jobs.clear()
        with pytest.raises(FileAccess, match="has no batch job batch_1"):
            batch.look()
        with pytest.raises(CallFailed, match="waits-for-batch"):
            batch.desk.answered(*waiting(batch))
        batch.close()
    assert len(provider.files) == 1


def waiting(batch: BatchVision) -> tuple[str, str]:
    """A request that has no answer, and its page."""
    ((name, page),) = batch.desk.state.select("SELECT name, page FROM request")
    return str(name), str(page)


def test_nobody_is_asked_anywhere_but_where_the_settings_say(tmp_path: Path) -> None:
    """A folder whose jobs are with somebody else is refused, and its own word on a job's name does
    not get into a URL.
    """
    with Provider(good, Faults(looks=99)) as provider, Provider(good) as other:
        batch = asked_once(options(provider), tmp_path)
        batch.hand_in()
        batch.close()
        with pytest.raises(InvalidConfig, match="are with"):
            BatchVision(options(other), tmp_path, tmp_path / "sent.jsonl", environ=KEYS)
        assert not other.calls
        with closing(sqlite3.connect(tmp_path / ".recto" / "jobs.sqlite")) as database:
            database.execute("UPDATE part SET job = '../../admin'")
            database.commit()
        with pytest.raises(FileAccess, match="as no provider does"):
            BatchVision(options(provider), tmp_path, tmp_path / "sent.jsonl", environ=KEYS)


def test_an_upload_that_is_sent_elsewhere_is_refused(tmp_path: Path) -> None:
    """Gemini says where the bytes go: on its own host they may, to another the key does not."""

    class Elsewhere(Provider):
        @property
        def url(self) -> str:
            return super().url.replace("127.0.0.1", "localhost")

    with Elsewhere(good, shape="gemini") as provider:
        batch = asked_once(options(provider), tmp_path)
        with pytest.raises(CallFailed, match="elsewhere"):
            batch.hand_in()
        batch.close()
    assert not provider.files


def test_the_estimate_is_within_a_tenth_of_the_bill(tmp_path: Path) -> None:
    """For an endpoint that counts as its family's formula says, and answers as expected."""
    from recto.readers.vision.ask.text_tokens import text_tokens
    from recto.readers.vision.ask.tokens import family

    counting = family("gpt-4o")

    def counted(received: Received) -> Answer:
        body = json.loads(good(received).body)
        text = body["choices"][0]["message"]["content"]
        rules = received.body["messages"][0]["content"]
        given = text_tokens("".join([rules, *received.texts]))
        for picture in received.pictures:
            given += counting.tokens(*size_of(picture))
        # a run of signs is a token, a word one for each six letters: near what tokenisers do
        pieces = re.findall(r"[^\w\s]+|\w{1,6}", text)
        return chat(text, prompt=given, completion=len(pieces))

    with Provider(counted) as provider:
        found = in_rounds(tmp_path, options(provider), shelf())
    bill = sum(transcript.usage.usd for transcript in found.transcripts)
    assert found.expected == pytest.approx(bill, rel=0.1)
