"""What answers for the vision LLM in a run: the vision reader, an estimate that sends nothing, or
nothing at all.

Options enter, a Vision leaves, or None with `--llm off`. The calls themselves are made by `asker`,
beside the workers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from recto.errors import InvalidConfig
from recto.files.own_folders import cache_folder, state_folder
from recto.model.page import Usage
from recto.model.transcript import Decision, Evidence, Transcript
from recto.settings.llm import LlmOptions

if TYPE_CHECKING:
    from recto.readers.vision.reader import VisionReader

Said = Callable[[str], str]  # "llm.model" -> where it was chosen
OF_A_MODEL = re.compile(r"(llm\.|--)(?=(provider|model|base.url|api.key.env)\b)")


class Vision(Protocol):
    """What answers for the LLM: VisionReader, or an estimate that sends nothing and answers
    None.
    """

    @property
    def notes(self) -> tuple[str, ...]:
        """What the summary must say: an endpoint that went down, an unknown price."""
        ...

    @property
    def no_answer(self) -> str:
        """One sentence when something was asked and no answer could be used; else empty."""
        ...

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript | None:
        """Ask what the decisions want."""
        ...

    async def aclose(self) -> None:
        """Close connections and the cache."""
        ...


class Estimates:
    """Answers for the LLM in a dry run: keeps what each page would send and cost, and sends
    nothing.
    """

    def __init__(self, reader: VisionReader, second: VisionReader | None = None) -> None:
        """`second` reads every page that goes whole, too."""
        self.reader = reader
        self.second = second
        self.pages: dict[str, str] = {}  # file and page -> what would be sent, for people
        self.total = Usage()
        self.cached = 0  # asks
        self.examples = (0, 0)  # lines of earlier pages in a request, and their tokens, at most

    @property
    def notes(self) -> tuple[str, ...]:
        """The sum, and what the reader has to say."""
        share = self.reader.options.contested
        other = self.reader.options.second
        of_whom = f", of {other.model or other.provider}" if other else ""
        more = (
            [f"what stays contested may take up to {share:.0%} more tokens{of_whom} (--contested)"]
            if share
            else []
        )
        if self.second:
            more.append(f"pages are read by {self.second.endpoint.model}, too: its part is counted")
        lines, tokens = self.examples
        if lines:
            more.append(f"in each request that shows text: {lines} examples, {tokens} tokens")
        return (
            f"dry run, nothing was sent: {self._described(self.total, self.cached)}",
            *more,
            *self.reader.notes,
        )

    @property
    def no_answer(self) -> str:
        """Nothing was asked."""
        return ""

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> None:
        """Work it out for this page."""
        from recto.readers.vision.ask.examples import tokens_of

        page = self.reader.estimate(evidence, decisions)
        actions = {each.action for each in decisions}
        if self.second and "transcribe" in actions:
            beside = self.second.estimate(evidence, decisions)
            page = replace(page, asks=page.asks + beside.asks)
        shown = (len(evidence.examples), tokens_of(evidence.examples))
        self.examples = max(self.examples, shown)
        self.total += page.usage
        cached = len(page.asks) - len(page.sent)
        self.cached += cached
        pictures = sum(len(ask.pictures) for ask in page.sent)
        self.pages[page.page] = (
            f"{_many(pictures, 'picture')}, {self._described(page.usage, cached)}"
        )

    async def aclose(self) -> None:
        """Close the readers."""
        await self.reader.aclose()
        if self.second:
            await self.second.aclose()

    def _described(self, usage: Usage, cached: int) -> str:
        has_prices = bool(self.reader.price)
        if self.second is not None:
            has_prices = has_prices and bool(self.second.price)
        price = f"${usage.usd:.4f}" if has_prices else "price not known"
        free = f"; {_many(cached, 'ask')} answered from the cache" if cached else ""
        tokens = f"{usage.input_tokens:,} + about {usage.output_tokens:,} tokens"
        return f"{_many(usage.calls, 'call')}, {tokens}, {price}{free}"


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def vision_for(
    options: LlmOptions,
    sent: Path,
    said: Said = str,
    *,
    budget_path: Path | None = None,
    prices_stored: bool = False,
) -> Vision | None:
    """What answers for the LLM in this run; None when it is off.

    `sent` is the file that records what leaves this machine. Raises InvalidConfig before any page
    is read, and for a dry run, which is promised to send nothing and for which there is
    `estimates_for`. `said` tells where a setting was chosen, for the message. `budget_path`: where
    the processes of one run keep the budget that they share; None: this process asks alone.
    `prices_stored`: answers of the cache count in a page's usage as if they were asked for now.
    """
    if options.mode == "off":
        return None
    refuse_other_ways(options, said)
    refuse_half_a_pair(options, said)
    from recto.readers.vision.reader import VisionReader

    make = partial(
        VisionReader,
        cache_path=reply_cache(),
        ledger_path=sent,
        budget_path=budget_path,
        prices_stored=prices_stored,
    )
    with saying(said):
        reader = make(options)
        reader.check()
    if options.second is None:
        return reader

    from recto.pipeline.pair_vision import PairVision

    with saying_of_second(said):
        second = make(options.second)
        second.check()
        second.spend_with(reader)
    return PairVision(reader, second)


def refuse_other_ways(options: LlmOptions, said: Said) -> None:
    """Raise InvalidConfig for settings that ask for another way than asking page by page."""
    if options.dry_run:
        what = "a dry run sends nothing, and there is none of this"
        remedy = (
            "use `recto read --dry-run`, or take dry_run out of the settings (RECTO_LLM_DRY_RUN)"
        )
        raise InvalidConfig(what, where=said("llm.dry_run"), remedy=remedy)
    if options.batch:
        what = "batch jobs are waited for in an output folder"
        remedy = "read with `recto read ... -o FOLDER --llm-batch`, or leave it out here"
        raise InvalidConfig(what, where=said("llm.batch"), remedy=remedy)


def refuse_half_a_pair(options: LlmOptions, said: Said) -> None:
    """Raise InvalidConfig where two models are to read pages and one is named."""
    if options.second is None and options.second_model_for == "pages":
        raise InvalidConfig(
            "no second model is named that could read pages",
            where=said("llm.second_model_for"),
            remedy="name it with --second-model, or leave out --second-model-for",
        )


@contextmanager
def saying(said: Said) -> Iterator[None]:
    """A fault of a setting ("llm.model") says where that was chosen."""
    try:
        yield
    except InvalidConfig as fault:
        if not fault.where.startswith("llm."):
            raise
        raise InvalidConfig(fault.what, where=said(fault.where), remedy=fault.remedy) from None


@contextmanager
def saying_of_second(said: Said) -> Iterator[None]:
    """The same of the second model's settings: what both have, a budget, is said of both;
    the second's flags are those of the remedy, too.
    """
    try:
        yield
    except InvalidConfig as fault:
        if not fault.where.startswith("llm."):
            raise
        where = OF_A_MODEL.sub("llm.second_", fault.where)
        remedy = OF_A_MODEL.sub("--second-", fault.remedy)
        raise InvalidConfig(fault.what, where=said(where), remedy=remedy) from None


def estimates_for(options: LlmOptions, said: Said = str) -> Estimates:
    """The same for a dry run, which needs no key. Raises InvalidConfig."""
    from recto.readers.vision.reader import VisionReader

    refuse_half_a_pair(options, said)
    with saying(said):
        reader = VisionReader(options, cache_path=reply_cache())
    if options.second is None or not options.asks_both:
        return Estimates(reader)
    with saying_of_second(said):
        return Estimates(reader, VisionReader(options.second, cache_path=reply_cache()))


def sent_by_programs() -> Path:
    """The record of what left this machine when no output folder holds it: in the working folder
    without a home.
    """
    return (state_folder() or Path()) / "sent.jsonl"


def reply_cache() -> Path | None:
    """Where replies that were paid for are kept; None for a user without a home."""
    folder = cache_folder()
    return folder / "replies.sqlite" if folder else None
