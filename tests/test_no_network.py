"""Recto with no LLM opens no socket: proven by refusing every one, in the command and all that it starts."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Loaded by every Python that starts with this folder on its path, workers included.
REFUSE = """
import socket, sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        sys.stderr.write(f"NETWORK {event} {arguments[1:]}\\n")
        raise PermissionError(f"{event} in an offline run")

sys.addaudithook(refuse)
"""


def refusing(folder: Path) -> dict[str, str]:
    (folder / "sitecustomize.py").write_text(REFUSE)
    return os.environ | {"PYTHONPATH": str(folder), "OPENAI_API_KEY": "sk-not-a-key"}


def test_the_refusal_itself_works(tmp_path: Path) -> None:
    """Otherwise the tests below would prove nothing."""
    script = "import socket; socket.create_connection(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", script], env=refusing(tmp_path), capture_output=True, text=True)
    assert "NETWORK socket." in done.stderr
    assert done.returncode != 0


def test_reading_in_workers_opens_no_socket(tmp_path: Path, samples: Path) -> None:
    """Both local readers, every stage, a key in the environment notwithstanding."""
    out = tmp_path / "out"
    command = [sys.executable, "-m", "recto", "read", str(samples), "-o", str(out), "-j", "2", "--second-reader", "on"]
    done = subprocess.run(command, env=refusing(tmp_path), capture_output=True, text=True, timeout=120)
    assert "NETWORK" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert "Thank you for the ledgers" in (out / "letter.txt").read_text()


def test_reading_in_one_process_opens_no_socket(tmp_path: Path, samples: Path) -> None:
    """A single page starts no worker."""
    command = [sys.executable, "-m", "recto", "read", str(samples / "label.png"), "--layout", "line"]
    done = subprocess.run(command, env=refusing(tmp_path), capture_output=True, text=True, timeout=120)
    assert "NETWORK" not in done.stderr
    assert (done.stdout.strip(), done.returncode) == ("7R4K9M", 0)


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no unshare on this system")
def test_reading_works_where_there_is_no_network_at_all(tmp_path: Path, samples: Path) -> None:
    """In a network namespace of its own, without even a loopback: native code is covered too."""
    isolated = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*isolated, "true"], capture_output=True).returncode != 0:
        pytest.skip("this system does not let us make a network namespace")
    command = [*isolated, sys.executable, "-m", "recto", "read", str(samples / "label.png"), "--layout", "line"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout.strip(), done.returncode) == ("7R4K9M", 0), done.stderr
