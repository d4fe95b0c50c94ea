"""The service from its start to its end: what it refuses to do, the port, and the signals.

What the operator chose enters; nothing leaves but exit. Only here: that nobody is served on another
address than this machine's own without tokens, and that one service has one folder.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from types import FrameType

import uvicorn

from recto.batch.lock import locked
from recto.batch.stream import jobs_of
from recto.errors import BadArguments
from recto.pipeline.vision import vision_for
from recto.readers.tesseract.install import check_language
from recto.review.asking import has_limit
from recto.serve.app import made
from recto.serve.limits import Limits
from recto.serve.register import open_register
from recto.serve.service import Service
from recto.serve.shared import SharedPool
from recto.serve.store import Store
from recto.serve.tokens import VARIABLE, tokens_of
from recto.settings.groups import Settings
from recto.settings.names import SHARDS
from recto.web.guard import LOCAL, Guard, in_url
from recto.web.serve import Served, ended_by_signals, listening

NO_LIMIT = (
    "no limit is set for the LLM: each job may ask as much as it likes (--max-cost, --max-calls)"
)
HEADERS = 32_768  # bytes of a request's headers
CONNECTIONS = 1000  # at once
SLACK = 5  # seconds that answers have when jobs under way have ended


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the operator said."""

    folder: Path
    settings: Settings
    host: str = LOCAL
    port: int = 8000
    tokens: Path | None = None
    limits: Limits = field(default_factory=Limits)


def serve(chosen: Chosen, started: Callable[[str], None], say: Callable[[str], None]) -> None:
    """Serve until the process is told to stop; `started` gets the address.

    Raises BadArguments, InvalidConfig, or FileAccess for a folder or a port that cannot be used.
    """
    tokens = tokens_of(chosen.tokens, os.environ)
    if not (tokens.are_wanted or is_this_machine(chosen.host)):
        what = f"{chosen.host} can be reached from elsewhere, and no token is wanted"
        remedy = f"give --tokens FILE or {VARIABLE}, or serve on {LOCAL}"
        raise BadArguments(what, remedy=remedy)
    settings = checked(chosen.settings)
    if settings.llm.mode != "off" and not has_limit(settings):
        say(NO_LIMIT)
    with locked(chosen.folder), listening(Served(chosen.host, chosen.port)) as listener:
        os.chdir(chosen.folder)  # what a result says of its source is no path of this machine
        store = Store(chosen.folder)
        store.open()
        pool = SharedPool(settings, jobs_of(settings))
        register = open_register(Path())
        service = Service(settings, chosen.limits, tokens, register, store, pool)
        port = listener.getsockname()[1]
        config = uvicorn.Config(
            made(service, Guard(chosen.host, port)),
            log_config=None,
            log_level="error",  # what is no HTTP is its sender's business
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=HEADERS,
            timeout_graceful_shutdown=round(2 * chosen.limits.grace) + SLACK,
        )
        server = _Server(config, service)
        with ended_by_signals(server.handle_exit):
            started(f"http://{in_url(chosen.host)}:{port}")
            server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Ends as uvicorn's does, with the jobs first."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self.service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal: take nothing more. A second one waits for nobody."""
        if not self.service.stopping:
            threading.Thread(target=self.service.stop, name="stop", daemon=True).start()
        super().handle_exit(sig, frame)


def is_this_machine(host: str) -> bool:
    """Whether nobody else can come to this address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked(settings: Settings) -> Settings:
    """What all jobs begin with. Raises BadArguments, InvalidConfig or MissingDependency."""
    shards = [name for name in settings.output.formats if name in SHARDS]
    if shards:
        what = f"{shards[0]} is a format of a whole run, and a job is one document"
        raise BadArguments(what, remedy="give -f txt,json")
    check_language(settings.input.language, ["page.png"], settings.spelled("input.language"))
    vision_for(settings.llm, Path(os.devnull), settings.spelled)  # is there a key?
    return replace(settings, batch=replace(settings.batch, max_failed=None, log_json=""))
