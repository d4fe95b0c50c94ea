"""The `recto` command as a process of its own that starts warm.

Arguments, standard input, a folder and an environment enter; what subprocess.run gives leaves. Half
of what a command costs for a small page is Python that starts and imports the same modules every
time. A server of these tests (forking.py) imports them once, and each command is a fork of it: with
arguments, streams, folder, environment, exit code and end of its own, run as `python -m recto` runs
it. Its workers are such forks as well, with the settings and tasks that come through their pipes and
nothing else of the command's. What must start cold does: in tests that are about starting, in the
commands of README, in the workers of commands that start cold and of calls of the library.

Where a fork is not the same as a start (not Linux; a tracer of coverage; variables that Python
reads when it starts) the command is started cold here, too.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread

from tests.forking import ask

PATIENCE = 300.0  # seconds
ROOT = Path(__file__).parents[1]
AT_THE_START = ("PYTHON", "LC_", "LANG", "LD_PRELOAD", "OPENBLAS_", "OMP_")
STAND_IN = f"""#!{sys.executable} -P
import os, sys
sys.path.append({str(ROOT)!r})
from tests.forking import ask, ended
line, _ = ask({{place!r}}, sys.argv[1:], os.getcwd(), dict(os.environ), [0, 1, 2])
code = ended(line)
os._exit(code if code >= 0 else 128 - code)
"""


@dataclass(frozen=True, slots=True)
class Warm:
    """The server."""

    process: subprocess.Popen[bytes]
    place: str  # its socket
    at_start: Mapping[str, str]

    def end(self) -> None:
        """No command is under way any more."""
        with self.process as server:
            server.kill()
        shutil.rmtree(Path(self.place).parent)


def run(
    arguments: list[str],
    *,
    stdin: bytes = b"",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """`python -m recto ARGUMENTS`. Raises subprocess.TimeoutExpired."""
    variables = os.environ if environment is None else environment
    command = [sys.executable, "-m", "recto", *arguments]
    if not may_be_warm(variables):
        return subprocess.run(
            command, input=stdin, capture_output=True, cwd=cwd, env=variables, timeout=PATIENCE
        )
    code, out, err = _forked(arguments, stdin, str(cwd or Path.cwd()), variables)
    return subprocess.CompletedProcess(command, code, out, err)


def recto(
    *arguments: str | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """The same, what it wrote as text."""
    done = run(list(map(str, arguments)), stdin=stdin, cwd=cwd, environment=environment)
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def stand_in(folder: Path) -> None:
    """Write a program `recto` there for shells to find on PATH."""
    program = folder / "recto"
    program.write_text(STAND_IN.format(place=_server().place))
    program.chmod(0o755)


def may_be_warm(variables: Mapping[str, str]) -> bool:
    """Whether a fork is the same as a start with these variables."""
    is_traced = any(name.startswith("COV") for name in variables)
    if sys.platform != "linux" or is_traced:
        return False
    return _at_start(variables) == _server().at_start


def _at_start(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith(AT_THE_START)}


@cache
def _server() -> Warm:
    """Started with the first command; it ends when this process does."""
    place = str(Path(tempfile.mkdtemp(prefix="recto-warm-")) / "socket")
    start = f"import sys; sys.path.append({str(ROOT)!r}); from tests.forking import serve; serve()"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with listener:
        listener.bind(place)
        listener.listen()
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", start, str(listener.fileno())],
            pass_fds=[listener.fileno()],
            stdin=subprocess.PIPE,  # closed when this process ends, however it ends
            stdout=subprocess.DEVNULL,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # it would start them at its import
        )
    warm = Warm(process, place, _at_start(os.environ))
    atexit.register(warm.end)
    return warm


def _forked(
    arguments: list[str], stdin: bytes, cwd: str, environment: Mapping[str, str]
) -> tuple[int, bytes, bytes]:
    """A command to its end: its exit code (a signal is negative), and what it wrote."""
    (its_in, to_in), (from_out, its_out), (from_err, its_err) = (os.pipe() for _ in range(3))
    its = [its_in, its_out, its_err]
    line, child = ask(_server().place, arguments, cwd, dict(environment), its)
    for end in its:
        os.close(end)
    written = {from_out: b"", from_err: b""}
    threads = [Thread(target=_write, args=(to_in, stdin))]
    threads += [Thread(target=_read, args=(end, written)) for end in written]
    for thread in threads:
        thread.start()
    code = _ended(line, child)
    for thread in threads:
        thread.join()
    return code, written[from_out], written[from_err]


def _ended(line: socket.socket, child: int) -> int:
    line.settimeout(PATIENCE)
    with line:
        try:
            return int(line.recv(64))
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            raise subprocess.TimeoutExpired("recto", PATIENCE) from None


def _write(end: int, data: bytes) -> None:
    with open(end, "wb", buffering=0) as pipe, suppress(BrokenPipeError):  # it reads no more
        left = memoryview(data)
        while left:
            left = left[pipe.write(left) :]


def _read(end: int, written: dict[int, bytes]) -> None:
    with open(end, "rb") as pipe:
        written[end] = pipe.read()
