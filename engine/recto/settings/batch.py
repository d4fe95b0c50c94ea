"""How many pages are worked through: the group of settings of runs.

Only here: the fields of Batch, each with its Setting (setting.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from recto.settings.setting import Setting, free, user

# Seconds a page. 2.5 times what Tesseract may take for one (Local.timeout), and 20 times the
# slowest of 1,800 public PDFs: only a page that would never end comes near it.
USUAL_TIMEOUT = 300.0


@dataclass(frozen=True, slots=True)
class Batch:
    """How a run over many pages behaves."""

    jobs: Annotated[
        int,
        Setting(
            "Worker processes; 0: one a processor.",
            free("how the work is shared out on this machine"),
            flag="-j --jobs",
            shown="N",
            usual="0",
            least=0,
            most=512,
        ),
    ] = 0
    # whoever wrote them
    skip_existing: Annotated[
        bool,
        Setting(
            "Pass over files whose outputs are there.",
            user("would take files that lie about for results"),
        ),
    ] = False
    # for every stage of a page together; None: no limit
    timeout_per_page: Annotated[
        float | None,
        Setting(
            "Give up after.",
            free("how long its pages may take"),
            shown="SECONDS",
            least=0.1,
            most=86_400,
        ),
    ] = USUAL_TIMEOUT
    max_failed: Annotated[
        int | None,
        Setting(
            "Stop the run after N failed pages.",
            user("would end the run before its pages are read"),
            shown="N",
            least=0,
            most=1e9,
        ),
    ] = None
    strict: Annotated[
        bool,
        Setting(
            "Exit with 10 when a page failed or fell back.",
            user("the exit code is for who started the run"),
        ),
    ] = False
    max_errors: Annotated[
        float | None,
        Setting(
            "Exit with 12 when more of a page's words are expected wrong or missing, e.g. 0.02.",
            user("the exit code is for who started the run"),
            shown="SHARE",
            least=0,
            most=1,
        ),
    ] = None
    log_json: Annotated[
        str,
        Setting(
            "One JSON object an event; - for standard error.",
            user("writes at any place"),
            shown="FILE",
        ),
    ] = ""
    engine: Annotated[
        Literal["local", "ray"],
        Setting(
            "ray: read on a Ray cluster; without --address one is started here.",
            user("sends pages to other machines"),
        ),
    ] = "local"
    address: Annotated[
        str,
        Setting(
            "The Ray cluster: auto, or ray://HOST:PORT.",
            user("sends pages to other machines"),
            shown="ADDRESS",
        ),
    ] = ""
    # 0: as many as a group has
    shard_pages: Annotated[
        int,
        Setting(
            "Pages that are handed out, and written into a shard, at a time.",
            free("how the results are cut into files"),
            shown="N",
            usual="200, or fewer so that every worker has four",
            least=0,
            most=100_000,
        ),
    ] = 0
    report: Annotated[
        bool,
        Setting(
            "Write run-report.html at the end.", user("what failed is told to who started the run")
        ),
    ] = True
