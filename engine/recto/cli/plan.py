"""`recto plan`: what a collection will take and cost, before anything is spent.

Paths, a number of pages and today's settings enter; a plan leaves on standard output. A sample is
read on this machine; nothing is sent, and nothing is written.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click import FloatRange, IntRange

from recto.batch.sentences import many
from recto.cli.options.given import settings_of
from recto.cli.options.own import json_flag, number_option, paths_argument
from recto.cli.options.settings import (
    calibration_flag,
    config_flag,
    jobs_flag,
    local_flags,
    page_flags,
    planned_llm_flags,
)
from recto.cli.terminal import answer, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recto.batch.tasks import Answer
    from recto.planning.figures import Sampled
    from recto.planning.plan import Costs
    from recto.settings.groups import Settings

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}
NUMBER = re.compile(r"(\d+(?:\.\d+)?) ?([kmg]?)", re.IGNORECASE)
FEWEST, MOST_SAMPLE = 3, 100_000  # pages
SHARE = FloatRange(0.5, 0.99999)  # of right words
SHOWN = 3  # files that cannot be opened, by name


@click.command(name="plan", short_help="Say what a collection will take and cost.")
@paths_argument
@click.option("--pages", metavar="N", default="", help="Pages of the whole, e.g. 10M.  [as found]")
@number_option("--sample", IntRange(FEWEST, MOST_SAMPLE), 200, "Pages to read for it.")
@number_option("--right", SHARE, 0.999, "Share of right words to review for.")
@number_option("--core-hour", FloatRange(0), 0.04, "US dollars.")
@number_option("--person-hour", FloatRange(0), 25.0, "US dollars.")
@jobs_flag
@page_flags
@local_flags
@calibration_flag
@planned_llm_flags
@config_flag
@json_flag
def command(
    paths: tuple[str, ...],
    pages: str,
    sample: int,
    right: float,
    core_hour: float,
    person_hour: float,
    as_json: bool,
    **given: Any,
) -> int:
    """Read a sample of a collection, and say what the whole takes: core-hours, tokens, US dollars
    live and in batches, wrong words, words to review. Nothing is sent.

    Every figure has an interval. PATHS are files and folders, all of the collection or a part of
    it that is like the whole; --pages says how many pages the whole has.
    """
    from recto.planning.drawing import drawn
    from recto.planning.plan import planned
    from recto.planning.told import lines
    from recto.sources.folders import expand

    settings = settings_of(given, hints=False)
    settings = replace(settings, llm=replace(settings.llm, mode="auto", batch=False))
    total = number_of(pages)
    costs = _costs(settings, core_hour, person_hour)
    files = [source.path for source in expand(paths)]
    found = drawn(files, settings.input.pages, sample)
    for fault in found.faults[:SHOWN]:
        say(fault)
    if len(found.faults) > SHOWN:
        say(f"{len(found.faults) - SHOWN:,} other files cannot be opened, either")
    sampled = _read(found.pages, settings)
    plan = planned(sampled, total or found.a_file * len(files), _cores(), costs, right)
    if as_json:
        answer(*json.dumps(plan.as_json(), indent=2).split("\n"))
    else:
        answer(*lines(plan), *_of_examples(settings))
    return 0


def _of_examples(settings: Settings) -> list[str]:
    """What showing lines of the collection costs, where the user wants it."""
    from recto.readers.vision.ask.examples import tokens_of

    collection, most = settings.local.collection, settings.llm.examples
    if collection is None or not most:
        return []
    shown = [(each.read, each.printed) for each in collection.examples[:most]]
    tokens = tokens_of(shown)
    return [f"of them {tokens} in each request that shows text are {len(shown)} examples at most"]


def number_of(text: str) -> float:
    """ "10M" -> 10,000,000; 0 for nothing. Raises BadArguments."""
    from recto.errors import BadArguments

    if not text:
        return 0.0
    found = NUMBER.fullmatch(text.replace(",", ""))
    if found is None:
        raise BadArguments(f"--pages {text!r} is no number", remedy="give e.g. 10M, 250k or 12000")
    return float(found[1]) * UNITS[found[2].lower()]


def _cores() -> int:
    from recto.batch.stream import jobs_of
    from recto.settings.groups import Settings as Usual

    return jobs_of(Usual())


def _read(pages: tuple[tuple[str, int], ...], settings: Settings) -> list[Sampled]:
    """The sample, measured. Raises InputError where no page of it can be read."""
    from recto.batch.answers import Fault
    from recto.errors import InputError
    from recto.planning.probe import Probed

    sampled: list[Sampled] = []
    for found in _probed(pages, settings):
        if isinstance(found, Probed):
            sampled.append(found.sampled)
        elif isinstance(found, Fault):
            say(str(found.error))
    failed = len(pages) - len(sampled)
    if failed:
        say(f"{failed:,} of {len(pages):,} pages could not be read, and are not in the plan")
    if len(sampled) < FEWEST:
        what = (
            f"{many(len(sampled), 'page')} could be read; fewer than {FEWEST} say nothing of others"
        )
        raise InputError(what, remedy="name files with more pages that can be read")
    return sampled


def _probed(pages: tuple[tuple[str, int], ...], settings: Settings) -> Iterator[Answer]:
    """What became of each page."""
    from recto.batch.runs import running
    from recto.batch.stream import jobs_of
    from recto.planning.probe import Probe

    waiting = [Probe(path, index) for path, index in pages]
    jobs = min(jobs_of(settings), len(waiting))
    with running(settings, jobs, None) as runs:
        while waiting or runs.busy:
            while waiting and runs.has_room:
                runs.start(waiting.pop())
            for _, found in runs.finished():
                yield found


def _costs(settings: Settings, core_hour: float, person_hour: float) -> Costs:
    """With the prices of the provider that today's settings name. Raises InvalidConfig."""
    import os

    from recto.errors import InvalidConfig
    from recto.planning.plan import Costs
    from recto.readers.vision.call import cost
    from recto.readers.vision.call.providers import resolve
    from recto.readers.vision.jobs.offers import batch_price
    from recto.readers.vision.voices import voices

    endpoint = resolve(settings.llm, os.environ)
    prices = cost.load(os.environ)
    try:
        batch = batch_price(replace(settings.llm, batch=True), endpoint, prices)
    except InvalidConfig:
        batch = None
    say(f"prices of {endpoint.provider}, {endpoint.model}, of {prices.date}")
    found = voices(settings.llm, os.environ)
    for voice in found:
        say(f"{voice.part}: {voice.text}")
    looks = found[-1].price
    share = found[-1].share if len(found) > 1 else 0.0
    asked_by = found[-1].part
    return Costs(core_hour, person_hour, prices.of(endpoint), batch, looks, share, asked_by)
