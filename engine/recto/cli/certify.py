"""`recto certify`: how good is this collection, with a guarantee.

The output folder of a run enters; a sample to be read, or the certificate of one that was read,
leaves. Only here: in which of its three states (not drawn, not read to its end, read) a sample is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from recto.batch.sentences import many
from recto.cli.needed import need
from recto.cli.options.own import number_option, out_argument, output_option, source_option
from recto.cli.terminal import answer, say

if TYPE_CHECKING:
    from recto.batch.ledger import Ledger
    from recto.certify.collection import Collection
    from recto.certify.design import Design, Wanted

Percent = click.FloatRange(0, 100, min_open=True, max_open=True)
LINES = "Lines to type as a whole, to look for lost text."
SAME = 1e-6  # of two numbers that are equal but for rounding
HTML, JSON = "certificate.html", "certificate.json"


@click.command(name="certify", short_help="Say how good a run's text is, with a guarantee.")
@out_argument
@number_option("--target", Percent, 99.0, "Words right, %.")
@number_option("--confidence", Percent, 95.0, "Of it, %.")
@number_option("--margin", Percent, 0.5, "Half length, %.")
@number_option("--lines", click.IntRange(0, 10_000), 60, LINES)
@click.option(
    "--new",
    is_flag=True,
    help="Draw a new sample; forget the one that is there.",
)
@output_option("DIR", "Run over groups: where the drawn pages go.", usual="NAME-review")
@source_option
def command(
    out: str,
    target: float,
    confidence: float,
    margin: float,
    lines: int,
    output: str,
    sources: tuple[str, ...],
    *,
    new: bool,
) -> int:
    """Draw a sample of a run's words, and certify how many are right once people have read it.

    The first call draws the sample and says how many words it has, and how long they take. Read
    them with recto review OUT (its view "Sample" shows no reading). The next call writes
    OUT/certificate.html and OUT/certificate.json. Of a run over groups only the groups are opened
    of which words are drawn; sample and certificate lie in NAME-review, or -o.
    """
    from recto.certify.design import Wanted
    from recto.cli.far import is_far_run
    from recto.cli.gathering import gathered

    need("recto certify", "scipy", "uvicorn", "starlette")  # before words are drawn and read
    wanted = Wanted(target / 100, confidence / 100, margin / 100, lines)
    if not is_far_run(out):
        return _of_ledger(out, wanted, new=new)

    from recto.certify.collection import of_groups

    with gathered(out, output, sources) as run:
        collection = of_groups(run)
        if _is_drawn(run.ledger, new=new):
            return _next(collection, run.folder, out)
        _draw(collection, wanted, str(run.folder), out)
        query = "SELECT file.id FROM file JOIN sample ON sample.sha256 = file.sha256"
        run.fetch([file for (file,) in run.ledger.select(query)])
    return 0


def _of_ledger(out: str, wanted: Wanted, *, new: bool) -> int:
    from recto.batch.command import no_run
    from recto.batch.ledger import ledger_path, open_ledger
    from recto.batch.ledger_check import refuse_wrong_values
    from recto.certify.collection import of_ledger
    from recto.cli.gathering import refuse_gathered
    from recto.review.index import refresh

    folder = Path(out)
    where = str(ledger_path(folder))
    if not ledger_path(folder).exists():
        raise no_run(out)
    refuse_gathered(folder, "certify")
    with open_ledger(folder) as ledger:
        refuse_wrong_values(ledger.database, where)
        refresh(ledger)
        collection = of_ledger(ledger)
        if _is_drawn(ledger, new=new):
            return _next(collection, folder, out)
        _draw(collection, wanted, out, out)
    return 0


def _is_drawn(ledger: Ledger, *, new: bool) -> bool:
    return not new and bool(ledger.select("SELECT 1 FROM sample"))


def _next(collection: Collection, folder: Path, out: str) -> int:
    """Of a sample that is there: its certificate, or how much is left to read."""
    query = "SELECT count(*) FROM sample WHERE at = 0"
    ((left,),) = collection.ledger.select(query)
    if left:
        answer(f"{left:,} places of the sample are left: recto review {folder}, view Sample")
        return 0
    _certify(collection, folder)
    return 0


def _draw(collection: Collection, wanted: Wanted, folder: str, out: str) -> None:
    from recto.batch.spread import minutes_text
    from recto.certify.design import BLIND, LINE, design
    from recto.certify.drawing import draw, total
    from recto.certify.story import warnings

    ledger = collection.ledger
    spread = total(collection.cells)
    plan = design(spread, wanted)
    draw(ledger, collection.cells, plan, secrets.randbits(64), collection.begun)
    counts = dict(ledger.select("SELECT kind, count(*) FROM sample GROUP BY kind"))
    # A word that is drawn twice is looked at once: of few words there are few places.
    minutes = (BLIND * counts.get("word", 0) + LINE * counts.get("line", 0)) / 60
    places = f"{sum(counts.values()):,} places, about {minutes_text(minutes)}"
    answer(
        _size_told(plan, counts, places),
        f"read them with recto review {folder}, view Sample; then call recto certify {out} again",
    )
    for line in warnings(collection.story, wanted.confidence):
        say(line)
    if plan.expected > (1 - wanted.target) * plan.words:
        _tell_far(plan)


def _size_told(plan: Design, counts: Mapping[str, int], places: str) -> str:
    """How many words and lines are to be read, as a sentence."""
    from recto.certify.design import plain_size

    wanted = plan.wanted
    if plan.census:
        words, lines = many(plan.words, "word"), many(counts.get("line", 0), "line")
        return f"all {words} and {lines}, as so few allow no smaller sample: {places}"
    rate = plan.expected / plan.words
    plain = plain_size(rate, wanted.margin, wanted.confidence)
    return (
        f"{plan.size:,} words and {wanted.lines:,} lines drawn of {plan.words:,} words: {places}"
        f" (a plain random sample: {plain:,} words)"
    )


def _tell_far(plan: Design) -> None:
    expected = 1 - plan.expected / plan.words
    say(
        f"{100 * expected:.2f} % are expected to be right, fewer than the"
        f" {100 * plan.wanted.target:g} % asked for: review doubtful words first"
    )


def _tell_other(plan: Design) -> None:
    """A sample was drawn for something, and is not judged by anything else."""
    context = click.get_current_context()
    wanted = plan.wanted
    drawn = {
        "target": 100 * wanted.target,
        "confidence": 100 * wanted.confidence,
        "margin": 100 * wanted.margin,
        "lines": float(wanted.lines),
    }
    for name, value in drawn.items():
        is_given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if is_given and abs(context.params[name] - value) > SAME:
            say(f"the sample was drawn for --{name} {value:g}, which holds; --new draws another")


def _drawn(ledger: Ledger, folder: Path) -> Design:
    """How the sample was drawn. Raises FileAccess where the ledger does not say it."""
    from recto.certify.design import design_from
    from recto.certify.drawing import FACT
    from recto.errors import FileAccess

    try:
        return design_from(ledger.fact(FACT))
    except ValueError as fault:
        what = "the ledger does not say how its sample was drawn"
        raise FileAccess(
            what,
            where=str(folder),
            remedy="draw a new one with --new",
        ) from fault


def _certify(collection: Collection, folder: Path) -> None:
    from recto.certify.certificate import as_json, html, verdict
    from recto.certify.drawing import total
    from recto.certify.found import certified, refuse_other_sample, rows_of
    from recto.certify.mending import mend
    from recto.certify.story import FACT as STORY
    from recto.certify.story import text_of, warnings
    from recto.files.atomic import atomic
    from recto.text.names import shown

    ledger = collection.ledger
    plan = _drawn(ledger, folder)
    _tell_other(plan)
    story = replace(collection.story, is_certified=True)
    rows = rows_of(ledger)
    refuse_other_sample(rows, plan)
    found = certified(rows, plan, total(collection.cells), story)
    name = shown(folder.resolve().name)
    for file, text in ((HTML, html(found, name)), (JSON, as_json(found, name))):
        with atomic(folder / file) as out:
            out.write(text.encode())
    ledger.set_fact(STORY, text_of(story))
    mended = mend(ledger)
    answer(verdict(found))
    for line in warnings(story, found.confidence):
        say(line)
    if not found.is_reached:
        answer(
            f"to reach the target, review about {found.to_review:,} words: recto review {folder}"
        )
    say(f"written to {folder / HTML} and {folder / JSON}")
    if mended:
        are = "was wrong and is" if mended == 1 else "were wrong and are"
        say(f"{many(mended, 'word')} of the sample {are} corrected in the ledger")
