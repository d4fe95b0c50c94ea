"""A Ray that Recto starts speaks to this machine alone, seen on system calls."""

import ipaddress
import re
from pathlib import Path

import pytest
from tests.batch.pages import folder_of
from tests.test_system_calls import A_KEY, of_recto
from tests.tracing import traced

pytest.importorskip("ray", reason="needs the packages of recto[cluster]")

ADDRESS = re.compile(r'inet_(?:addr\("|pton\(AF_INET6, ")([^"]+)"')


def is_own(address: str) -> bool:
    """Whether it is the loopback, perhaps written as an address of the sixth version."""
    found = ipaddress.ip_address(address)
    plain = getattr(found, "ipv4_mapped", None) or found
    return bool(plain.is_loopback)


def test_a_local_ray_reaches_nobody(tmp_path: Path) -> None:
    """Every address that any of its processes connects to is this machine's own, also where the
    environment asks for usage statistics; no name is looked up.
    """
    pages = folder_of(tmp_path / "pages", 4)
    command = of_recto(
        "read", pages, "-o", tmp_path / "out", "-j", "1", "--engine", "ray", "-f", "jsonl,txt",
        "--second-reader", "off", "--clean", "off",
    )  # fmt: skip
    asks = {"RAY_USAGE_STATS_ENABLED": "1", "RAY_USAGE_STATS_PROMPT_ENABLED": "1"}
    trace = traced(command, tmp_path, A_KEY | asks)
    assert trace.done.returncode == 0, trace.done.stderr
    connects = [call for call in trace.network if call.startswith("connect(")]
    addresses = {address for call in connects for address in ADDRESS.findall(call)}
    assert addresses, "the tracer has seen no connection of Ray's at all"
    assert {each for each in addresses if not is_own(each)} == set()
    assert not any("raylet" in program and "dashboard.py" in program for program in trace.programs)
