"""`recto cancel`: end the batch jobs that a folder waits for; what they have answered stays.

An output folder and today's settings enter, lines leave. Whom to ask, and with which key, comes
from flags, environment and the user's own file, never from the folder.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from recto.cli.options.given import settings_of
from recto.cli.options.settings import config_flag, endpoint_flags
from recto.cli.terminal import answer


@click.command(name="cancel", short_help="End the batch jobs that OUT waits for.")
@click.argument("out", type=click.Path(file_okay=False, exists=True))
@endpoint_flags
@config_flag
def command(out: str, **given: Any) -> int:
    """End the batch jobs of a run with --llm-batch into OUT, at the provider that has them.

    Give the --provider, --base-url and --model of the run again. What is answered already is paid
    for and stays: the same `recto read` fetches it, and hands in the rest anew.
    """
    from recto.batch.folder import SENT
    from recto.batch.lock import locked
    from recto.batch.sentences import many
    from recto.errors import FileAccess, NoAnswer
    from recto.pipeline.batch_vision import BatchVision
    from recto.readers.vision.call.failures import CallFailed
    from recto.readers.vision.jobs.state import FILE

    folder = Path(out)
    if not (folder / FILE).is_file():
        raise FileAccess("no batch job was ever handed in from here", where=out)
    settings = settings_of(given, hints=False)
    with locked(folder):
        sent = folder / SENT
        with closing(BatchVision(settings.llm, folder, sent, settings.spelled)) as batch:
            try:
                count = batch.cancel()
            except CallFailed as failed:
                answer(f"the batch interface of {batch.endpoint.host}: {failed}")
                return NoAnswer.exit_code
    answer(
        f"{many(count, 'batch job')} cancelled; what is answered stays, and is fetched next time"
    )
    return 0
