"""`recto calibrate`: fits the confidence to the user's own pages; the figures on standard output,
the fit in a file.

Paths and a folder of truth files enter; a calibration leaves that `recto read --calibration` takes.
Only here: that what is fitted is the confidence as shipped, and what a page without a truth costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.cli.options.given import settings_of
from recto.cli.options.own import FOLDER, output_option, quiet_flag, risk_option, truth_option
from recto.cli.options.settings import config_flag, llm_flags, reading_flags
from recto.cli.terminal import answer, say
from recto.errors import RectoError
from recto.text.messages import one_line

if TYPE_CHECKING:
    from recto.batch.stream import PageDone
    from recto.calibration.examples import Example
    from recto.calibration.fit import Fitted
    from recto.model.result import PageResult
    from recto.settings.groups import Settings


@click.command(name="calibrate", short_help="Fit the confidence to your own pages.")
@click.argument("paths", nargs=-1)
@truth_option()
@click.option(
    "--reviewed",
    type=FOLDER,
    metavar="OUT",
    help="In place of PATHS and a truth: what recto review and recto certify were told in OUT.",
)
@output_option("FILE", default="calibration.json")
@risk_option(0.02)
@click.option(
    "--partial-truth", is_flag=True, help="The truth leaves text out: do not count that as wrong."
)
@reading_flags
@llm_flags
@config_flag
@quiet_flag()
def command(
    paths: tuple[str, ...],
    truth: str | None,
    output: str,
    risk: float,
    reviewed: str | None,
    **given: Any,
) -> int:
    """Read pages whose truth you have, and fit the confidence of words to them.

    The truth of scan.png is TRUTH/scan.txt (or .hocr, ALTO or PAGE .xml). Use the file with recto
    read --calibration. Words are flagged so that about --risk of the others are wrong.
    """
    from dataclasses import replace

    from recto.calibration.examples import examples
    from recto.calibration.fit import fit
    from recto.pipeline.previous_result import with_images
    from recto.sources.folders import expand
    from recto.sources.kept import files_below, refuse_over_sources

    quiet, partial = given.pop("quiet"), given.pop("partial_truth")
    settings = settings_of(given)
    if reviewed:
        return _from_review(Path(reviewed), risk, settings, Path(output))
    if not paths or not truth:
        raise click.UsageError("give PATHS with --truth, or --reviewed OUT")
    # What is fitted is the shipped confidence.
    local = replace(settings.local, calibration=None)
    settings = replace(settings, local=local)

    sources = [source.path for source in expand(paths)]
    read: list[str | Path] = [*with_images(sources), *files_below(Path(truth)), *settings.files]
    refuse_over_sources([output], read, remedy="name another file with -o")

    words: list[Example] = []
    faults: list[RectoError] = []
    pages = _pages_with_truth(paths, Path(truth), settings, faults, quiet=quiet)
    for place, (page, text) in enumerate(pages):
        words += examples(page, text, place, partial=partial)
    fitted = fit(words, risk)

    answer(*_answer(words, fitted, risk))
    _write(words, fitted, risk, settings, Path(output))
    say(f"written to {output}; use it with --calibration {output}")
    return faults[0].exit_code if faults else 0


def _from_review(out: Path, risk: float, settings: Settings, output: Path) -> int:
    """Fit to what people said; the drawn words among it are of all kinds."""
    from recto.batch.ledger import ledger_path, open_ledger
    from recto.batch.ledger_check import refuse_wrong_values
    from recto.calibration.fit import fit
    from recto.review.lessons import lessons

    with open_ledger(out) as ledger:
        refuse_wrong_values(ledger.database, str(ledger_path(out)))
        found = lessons(ledger)
    fitted = fit(found.judged, risk, found.everyone)
    answer(*_answer(found.judged, fitted, risk))
    _write(found.judged, fitted, risk, settings, output)
    say(f"written to {output}; use it with --calibration {output}")
    return 0


def _pages_with_truth(
    paths: Sequence[str], folder: Path, settings: Settings, faults: list[RectoError], *, quiet: bool
) -> Iterator[tuple[PageResult, str]]:
    """Every page that was read and has a truth; one that has none, or one that cannot be used, is
    named on standard error, and its fault noted.
    """
    from recto.batch.answers import Fault
    from recto.batch.stream import read_in_order
    from recto.compare.truth import find
    from recto.pipeline.vision import sent_by_programs, vision_for
    from recto.sources import expand

    files = [source.path for source in expand(paths)]
    vision = vision_for(settings.llm, sent_by_programs(), settings.spelled)
    for done in read_in_order(files, settings, vision):
        if isinstance(done.answer, Fault):
            faults.append(done.answer.error)
            say(str(done.answer.error))
            continue

        try:
            text = find(folder, done.path, done.index or 0)
        except RectoError as fault:
            faults.append(fault)
            say(str(fault))
            continue
        if text is None:
            say(f"{_name(done)}: no truth in {folder}, so it is not used")
            continue

        if not quiet:
            say(_name(done))
        yield done.answer.result, text


def _name(done: PageDone) -> str:
    index = done.index or 0
    return one_line(f"{done.path} page {index + 1}")


def _answer(words: Sequence[Example], fitted: Fitted, risk: float) -> list[str]:
    """The figures, before and after."""
    before, after = fitted.before, fitted.after
    pages = {word.page for word in words}
    wrong = sum(not word.right for word in words)
    share = wrong / len(words)
    flagged = f"flagged, to leave {risk:.1%} wrong"
    risk_before, risk_after = before.risk or 0.0, after.risk or 0.0
    lines = [
        f"{len(words)} words on {len(pages)} pages, {wrong} wrong ({share:.1%})",
        _row("", "as shipped", "fitted"),
        _row("calibration error (ECE)", f"{before.ece:.3f}", f"{after.ece:.3f}"),
        _row("wrong words found (AUROC)", f"{before.auroc:.3f}", f"{after.auroc:.3f}"),
        _row(flagged, f"{before.flagged:.1%}", f"{after.flagged:.1%}"),
        _row("wrong among the others", f"{risk_before:.1%}", f"{risk_after:.1%}"),
        "fitted: each page judged by a fit to the others",
    ]
    if fitted.kept:
        lines.append(
            "the fit is no better on pages that it has not seen: the confidence stays as shipped"
        )
    lines.append(f"words below {fitted.calibration.flag_below:.2f} will be flagged")
    return lines


def _row(name: str, before: str, after: str) -> str:
    return f"{name:32}{before:>12}{after:>12}"


def _write(
    words: Sequence[Example], fitted: Fitted, risk: float, settings: Settings, path: Path
) -> None:
    from dataclasses import asdict

    from recto._version import __version__
    from recto.files.atomic import atomic
    from recto.settings.calibration import to_json

    pages = {word.page for word in words}
    fitted_on = {
        "engine": __version__,
        "language": settings.input.language,
        "llm": settings.llm.mode,
        "pages": len(pages),
        "words": len(words),
        "wrong": sum(not word.right for word in words),
        "risk": risk,
    }
    judged = {
        "before": asdict(fitted.before),
        "after": asdict(fitted.after),
        "kept_as_shipped": fitted.kept,
    }
    with atomic(path) as file:
        text = to_json(fitted.calibration, fitted_on, judged)
        file.write(text.encode("utf-8"))
