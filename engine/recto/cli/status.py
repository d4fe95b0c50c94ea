"""`recto status`: how far a run is, what failed and why, what it cost; the run may be going on
meanwhile.

An output folder or place enters; lines for people, or JSON for programs, leave. The ledger, or the
manifests of a run over groups, are only read.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recto.batch.sentences import failed_as, many
from recto.cli.options.own import json_flag, out_argument
from recto.cli.terminal import answer
from recto.files.written_text import plain

if TYPE_CHECKING:
    from recto.batch.totals import State
    from recto.readers.vision.call.sent import Sent
    from recto.readers.vision.jobs.state import Part

LONGEST = 1_000  # characters of an error


@click.command(name="status", short_help="Show how far a run is.")
@out_argument
@json_flag
def command(out: str, as_json: bool) -> int:
    """Show progress, failures with reasons, cost and time left of a run into OUT."""
    from recto.batch.folder import SENT
    from recto.batch.ledger import ledger_path, open_ledger
    from recto.batch.ledger_check import refuse_wrong_values
    from recto.batch.lock import holder_of
    from recto.batch.totals import reckon
    from recto.cli.far import far_state, is_far_run
    from recto.readers.vision.call.sent import sent_by_model

    jobs: list[Part] = []
    sent: list[Sent] = []
    if is_far_run(out):
        state, running = far_state(out)
    else:
        folder = Path(out)
        with open_ledger(folder, read_only=True) as ledger:
            refuse_wrong_values(ledger.database, str(ledger_path(folder)))
            state = reckon(ledger)
        running = holder_of(folder)
        jobs = jobs_of(folder)
        sent = sent_by_model(folder / SENT)
    if as_json:
        told = for_programs(state, running) | {
            "batch_jobs": [asdict(job) for job in jobs],
            "sent": [asdict(each) for each in sent],
        }
        answer(*json.dumps(told, indent=2).split("\n"))
    else:
        answer(*described(state, running, out), *map(job_line, jobs), *map(sent_line, sent))
    return 0


def sent_line(sent: Sent) -> str:
    """What one model was sent, for people; the cost is in the sum of all."""
    name, host = plain(sent.model, LONGEST), plain(sent.host, LONGEST)
    what = "second looks, with no text shown" if sent.is_second_look else "asked"
    return f"{what}: {name} at {host}, {many(sent.pictures, 'picture')} sent"


def jobs_of(folder: Path) -> list[Part]:
    """The batch jobs that the folder has waited for, or waits for. Raises FileAccess."""
    from recto.readers.vision.jobs.state import FILE, State

    if not (folder / FILE).is_file():
        return []
    with closing(State(folder, read_only=True)) as state:
        return state.parts()


def job_line(job: Part) -> str:
    """A batch job for people."""
    name = plain(job.job) or "not handed in"
    detail = plain(job.detail, LONGEST)
    counts = f"{job.answered:,} of {job.requests:,} answered"
    told = detail if " answered" in detail else f"{detail}, {counts}".lstrip(", ")
    return f"batch job {job.number} ({name}): {job.state}; {told}"


def for_programs(state: State, running: str) -> dict[str, object]:
    """The state as JSON values."""
    summary = state.summary
    return {
        "files": state.files,
        "pages": summary.pages,
        "pages_left": state.pages_left,
        "seconds_left": state.seconds_left,
        "running": running,
        "words": summary.words,
        "flagged": summary.flagged,
        "mean_confidence": summary.mean_confidence,
        "usage": asdict(summary.usage),
        "outcomes": dict(summary.outcomes),
        "guards": dict(summary.guards),
        "notes": dict(summary.notes),
        "failures": [asdict(failure) for failure in state.failures],
    }


def described(state: State, running: str, out: str) -> list[str]:
    """The state for people."""
    done, left = state.summary.pages, state.pages_left
    pages = done + left
    unopened = sum(lost.page is None for lost in state.failures)
    files = many(state.files - unopened, "file")
    text = [f"{done:,} of {pages:,} pages in {files}"]
    if unopened:
        text.append(f"{many(unopened, 'file')} could not be opened")
    text.append(f"running: {running}" if running else "not running")
    if left and state.pace:
        time_left = clock(state.seconds_left)
        text.append(f"about {time_left} left at the pace of the last pages")
    text += [plain(line, LONGEST) for line in state.summary.lines()]

    for lost in state.failures:
        error = plain(lost.error, LONGEST)
        text.append(f"failed, {failed_as(lost.kind)}: {error}")
    if state.failures:
        text.append(f"mend what can be mended; `recto retry {out}` reads them again")
    return text


def clock(seconds: float) -> str:
    """75 -> "1 min", 7300 -> "2 h 1 min"."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min"
