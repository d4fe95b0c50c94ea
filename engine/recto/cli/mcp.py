"""`recto mcp`: pages for an agent, over standard input and output, by the Model Context Protocol.

Folders and flags of the operator enter; the protocol is all that leaves on standard output. Only
here: that nothing but a flag of this command turns an LLM on.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from recto.cli.grouped import Grouped
from recto.cli.needed import need
from recto.cli.options.given import flags_of, settings_of
from recto.cli.options.settings import config_flag, llm_flags, reading_flags


@click.command(name="mcp", cls=Grouped, short_help="Serve pages to an agent (MCP).")
@click.option(
    "--root",
    "roots",
    multiple=True,
    required=True,
    metavar="DIR",
    help="Let the agent read what lies in here; may be given several times.",
)
@reading_flags
@llm_flags
@config_flag
def command(roots: tuple[str, ...], **given: Any) -> int:
    """Read files for an agent: a server of the Model Context Protocol on standard input and output.

    The agent can list, read, ask for doubtful words and compare readers, in the --root folders and
    nowhere else. It cannot write, nor choose an LLM: none is asked unless --llm is given here.
    """
    from recto.agent.fence import fence
    from recto.errors import BadArguments
    from recto.pipeline.vision import sent_by_programs, vision_for

    need("recto mcp", "mcp.server.mcpserver", extra="mcp")
    settings = settings_of(given)
    if "mode" not in flags_of(given).get("llm", {}):
        settings = replace(settings, llm=replace(settings.llm, mode="off"))
    if settings.input.pages:
        remedy = "leave it out; the agent says which pages it wants"
        raise BadArguments("recto mcp reads what it is asked for", where="--pages", remedy=remedy)
    inside = fence(roots)
    vision_for(settings.llm, sent_by_programs(), settings.spelled)  # what is wrong is said now

    from recto.agent.answering import Answering
    from recto.agent.server import server

    with tempfile.TemporaryDirectory(prefix="recto-budget-") as folder:
        budget = Path(folder) / "budget.sqlite"
        server(Answering(inside, settings, budget)).run("stdio")
    return 0
