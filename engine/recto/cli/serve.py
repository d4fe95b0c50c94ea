"""`recto serve`: documents in over HTTP, results out, until Ctrl-C.

Flags enter; a served folder, or a new token, leaves. Only here: what the flags are called.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from click import FloatRange, IntRange

from recto.cli.grouped import Grouped
from recto.cli.needed import need
from recto.cli.options.given import settings_of
from recto.cli.options.own import host_option, number_option, port_option
from recto.cli.options.settings import (
    calibration_flag,
    config_flag,
    local_flags,
    output_flags,
    risk_flag,
    service_flags,
    service_input_flags,
    service_llm_flags,
)
from recto.cli.terminal import answer, beside, say

COMMON = ("--output", "--host", "--port", "--tokens", "--new-token", "--jobs", "--llm", "--keep")
MB = 1_000_000
HOUR = 3600
QUEUE = "Most jobs that wait or are read; more are answered with 429."
WAIT = "Longest that a request may wait for its result."
GRACE = "What jobs under way have at the end, before the next start goes on with them."


@click.command(name="serve", cls=Grouped, common=COMMON, short_help="Read documents over HTTP.")
@host_option("Address to serve on; any but this machine's own wants tokens.")
@port_option(8000)
@click.option(
    "--tokens",
    metavar="FILE",
    help="TOML file of who may ask: hashes of tokens, scopes and quotas.",
)
@click.option("--new-token", metavar="NAME", help="Print a new token and its table, and end.")
@number_option("--max-body", IntRange(1, 10_000), 50, "Largest request.", "MB")
@number_option("--max-pages", IntRange(1, 1_000_000), 500, "Most pages of a document.", "N")
@number_option("--queue", IntRange(1, 100_000), 100, QUEUE, "N")
@number_option("--max-wait", IntRange(0, HOUR), 60, WAIT, "SECONDS")
@number_option("--keep", FloatRange(0.001, 100_000), 24, "How long results are kept.", "HOURS")
@number_option("--grace", IntRange(0, HOUR), 20, GRACE, "SECONDS")
@service_flags
@service_input_flags
@local_flags
@calibration_flag
@risk_flag
@output_flags
@service_llm_flags
@config_flag
def command(**given: Any) -> int:
    """Serve an HTTP interface that reads documents: POST /v1/documents.

    What is accepted is kept in the folder -o names (recto-service, if none is named), survives a
    restart, and is removed --keep hours after its end. Settings given here hold for every job;
    clients choose language, formats and the like, an LLM only as far as --llm and its limits
    allow, and never where anything is sent or written. GET /openapi.json describes all of it.
    """
    if given["new_token"]:
        return _new_token(given["new_token"])
    need("recto serve", "uvicorn", "starlette", "python_multipart", "prometheus_client")
    from recto.serve.limits import Limits
    from recto.serve.serving import Chosen, serve

    settings = settings_of(given)
    limits = Limits(
        body=given["max_body"] * MB,
        pages=given["max_pages"],
        queue=given["queue"],
        wait=float(given["max_wait"]),
        keep=given["keep"] * HOUR,
        grace=float(given["grace"]),
    )
    tokens = Path(given["tokens"]).absolute() if given["tokens"] else None
    folder = Path(settings.output.folder or "recto-service").absolute()
    chosen = Chosen(folder, settings, given["host"], given["port"], tokens, limits)

    def started(address: str) -> None:
        answer(address)
        sys.stdout.flush()
        say(f"serving from {folder}; Ctrl-C ends, and the same command goes on")

    serve(chosen, started, say)
    return 0


def _new_token(name: str) -> int:
    """The token on standard output, once; its table, which holds no secret, on standard error."""
    from recto.serve.tokens import new_token

    token, table = new_token(name)
    answer(token)
    say("give the token above to the client; it is shown once. For the file of --tokens:")
    beside(*table.splitlines())
    return 0
