"""The `recto` command as a process of its own that starts warm.

Arguments, standard input, a folder and an environment enter; what subprocess.run gives leaves. Half
of what a command costs for a small page is Python that starts and imports the same modules every
time. A server of this process imports them once, and each command is a fork of it: with arguments,
streams, folder, environment, exit code and end of its own, run as `python -m recto` runs it. What
must start cold does: in tests that are about starting, in the workers of every run, in the
documentation's commands.

Where a fork is not the same as a start (not Linux; a tracer of coverage; variables that Python
reads when it starts) the command is started cold here, too.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock, Thread

PATIENCE = 300.0  # seconds
ROOT = str(Path(__file__).parents[1])
LARGEST = 1 << 20  # bytes of a request: the arguments and the environment
# What a reading, a question to an LLM and a PDF load, beside Recto's own modules.
LIBRARIES = ("openai", "onnxruntime", "pypdfium2", "pikepdf", "pydantic", "lxml.etree")
APART = ("recto.plugins", "recto.cluster", "recto.__main__")  # not loaded by the command itself
AT_THE_START = ("PYTHON", "LC_", "LANG", "LD_PRELOAD", "OPENBLAS_", "OMP_", "COV")


@dataclass(slots=True)
class Warm:
    """The server, and the way to it."""

    process: subprocess.Popen[bytes]
    line: socket.socket
    at_start: dict[str, str]
    lock: Lock = field(default_factory=Lock)

    def run(
        self, arguments: list[str], stdin: bytes, cwd: str, environment: Mapping[str, str]
    ) -> tuple[int, bytes, bytes]:
        """A command to its end: its exit code (a signal is negative), and what it wrote."""
        request = json.dumps([arguments, cwd, dict(environment)]).encode("utf-8")
        (its_in, to_in), (from_out, its_out), (from_err, its_err) = (os.pipe() for _ in range(3))
        written = {from_out: b"", from_err: b""}
        threads = [Thread(target=_write, args=(to_in, stdin))]
        threads += [Thread(target=_read, args=(end, written)) for end in written]
        with self.lock:
            socket.send_fds(self.line, [request], [its_in, its_out, its_err])
            for end in (its_in, its_out, its_err):
                os.close(end)
            child = int(self.line.recv(64))
            for thread in threads:
                thread.start()
            code = self._ended(child)
        for thread in threads:
            thread.join()
        return code, written[from_out], written[from_err]

    def end(self) -> None:
        """Close the way to it, which ends it."""
        self.line.close()
        self.process.wait()

    def _ended(self, child: int) -> int:
        ready, _, _ = select.select([self.line], [], [], PATIENCE)
        if not ready:
            os.kill(child, signal.SIGKILL)
        code = int(self.line.recv(64))
        if not ready:
            raise subprocess.TimeoutExpired("recto", PATIENCE)
        return code


def _write(end: int, data: bytes) -> None:
    with open(end, "wb", buffering=0) as pipe, suppress(BrokenPipeError):  # it reads no more
        left = memoryview(data)
        while left:
            left = left[pipe.write(left) :]


def _read(end: int, written: dict[int, bytes]) -> None:
    with open(end, "rb") as pipe:
        written[end] = pipe.read()


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
    if not _may_be_warm(variables):
        return subprocess.run(
            command, input=stdin, capture_output=True, cwd=cwd, env=variables, timeout=PATIENCE
        )
    code, out, err = _server().run(arguments, stdin, str(cwd or Path.cwd()), variables)
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


def _may_be_warm(variables: Mapping[str, str]) -> bool:
    is_traced = any(name.startswith("COV") for name in variables)
    if sys.platform != "linux" or is_traced:
        return False
    return _at_start(variables) == _server().at_start


def _at_start(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith(AT_THE_START)}


@cache
def _server() -> Warm:
    """Started with the first command; it ends when this process does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    start = f"import sys; sys.path.append({ROOT!r}); from tests.warm import serve; serve()"
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", start, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # it would start them at its import
        )
    warm = Warm(process, ours, _at_start(os.environ))
    atexit.register(warm.end)
    return warm


def serve() -> None:
    """Fork a command for each request, until the other end is gone; in the fork, be the command."""
    import recto

    for module in pkgutil.walk_packages(recto.__path__, "recto."):
        if not module.name.startswith(APART):
            with suppress(ImportError):  # an extra that is not installed
                importlib.import_module(module.name)
    for library in LIBRARIES:
        importlib.import_module(library)
    # Else a lock that another thread holds would be held for ever in the fork.
    assert len(list(Path("/proc/self/task").iterdir())) == 1
    gc.freeze()
    if _is_command(socket.socket(fileno=int(sys.argv[1]))):
        runpy.run_module("recto", run_name="__main__", alter_sys=True)


def _is_command(line: socket.socket) -> bool:
    while True:
        request, ends, _, _ = socket.recv_fds(line, LARGEST, 3)
        if not request:
            return False
        child = os.fork()
        if child == 0:
            line.close()
            _become(ends, *json.loads(request))
            return True
        for end in ends:
            os.close(end)
        line.send(str(child).encode())
        _, status = os.waitpid(child, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(ends: list[int], arguments: list[str], cwd: str, environment: dict[str, str]) -> None:
    for stream, end in enumerate(ends):
        os.dup2(end, stream)
        os.close(end)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["recto", *arguments]
