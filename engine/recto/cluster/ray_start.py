"""A Ray that calls nobody: told so before it starts, and started on this machine alone.

Settings enter; Ray, connected, leaves. Only here: what Ray would do unasked, as seen on system
calls, and how each of it is switched off.
"""

from __future__ import annotations

import os
import socket
import tempfile
from typing import Any

from recto.batch.stream import jobs_of
from recto.errors import FileAccess, MissingDependency
from recto.places.place import EXTRA
from recto.settings.groups import Settings

# Read by Ray while it is imported and started; whatever the environment says.
SILENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_USAGE_STATS_PROMPT_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
# Nodes of a Ray that is started here stay on the loopback, and nobody is asked which address this
# machine has.
ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}  # fmt: skip
PATIENCE = 10.0  # seconds for a cluster's first node to take a connection
LONGEST_FOLDER = 40  # characters: Ray's sockets below it may have 107


def quiet_ray(*, alone: bool) -> Any:
    """Ray, told to call nobody; `alone`: it is started here. Raises MissingDependency."""
    os.environ.update(SILENT)
    if alone:
        os.environ.update(ALONE)
    try:
        import ray
    except ImportError as fault:
        raise MissingDependency("--engine ray needs the package ray", remedy=EXTRA) from fault
    return ray


def own_folder() -> tempfile.TemporaryDirectory[str]:
    """For Ray's own files: it would leave its logs behind, and these go with the run."""
    is_long = len(tempfile.gettempdir()) > LONGEST_FOLDER
    parent = "/tmp" if is_long else None  # noqa: S108 - a folder of a name that nobody knows
    return tempfile.TemporaryDirectory(prefix="recto-ray-", dir=parent, ignore_cleanup_errors=True)


def connect(ray: Any, settings: Settings, folder: str) -> None:
    """To the cluster that the settings name, or to one that is started here, with its own files in
    a folder of ours. Raises FileAccess.
    """
    address = settings.batch.address
    try:
        if address:
            refuse_silent(address)
            ray.init(address=address, log_to_driver=False, logging_level="ERROR")
            return
        _start_no_dashboard()
        ray.init(
            num_cpus=jobs_of(settings),
            include_dashboard=False,
            log_to_driver=False,
            logging_level="ERROR",
            _node_ip_address="127.0.0.1",
            _temp_dir=folder,
        )
    except (ConnectionError, ValueError, RuntimeError, TimeoutError, OSError) as fault:
        what = f"no Ray cluster can be reached ({first_line(fault)})"
        where = address or "here"
        raise FileAccess(what, where=where, remedy="is it running? see ray status") from None


def refuse_silent(address: str) -> None:
    """Raise OSError where nobody answers: Ray itself asks such an address for minutes (2.60)."""
    rest = address.rpartition("://")[2]
    place = rest.partition("/")[0]
    host, _, port = place.rpartition(":")
    if not host or not port.isdecimal():  # "auto": Ray looks on this machine
        return
    first_node = (host.strip("[]"), int(port))
    with socket.create_connection(first_node, timeout=PATIENCE):
        pass


def _start_no_dashboard() -> None:
    """Ray starts that process always, without pages where it is switched off; and there its module
    of usage statistics, also where these are off, asks which cloud it is in (seen in 2.60: http to
    169.254.169.254, a look-up of metadata.google.internal). Nothing here needs it.
    """
    from ray._private.node import Node

    def start_api_server(node: Any, **_: object) -> None:
        """Nothing is started."""
        node._webui_url = None  # noqa: SLF001 - what it would set

    Node.start_api_server = start_api_server


def first_line(fault: BaseException) -> str:
    """What an error of Ray's says, which may be a page long."""
    lines = str(fault).strip().splitlines() or [type(fault).__name__]
    return lines[-1][:200]
