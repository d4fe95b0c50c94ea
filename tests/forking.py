"""The server behind warm.py: a process that has imported all that the command imports, and forks.

    python -P -c "... from tests.forking import serve; serve()" LISTENER

A request enters through the listening socket: arguments, folder and environment as JSON, with the
three streams. The command's process number and then its exit code leave. The server ends when its
standard input does. Each request is attended to by a fork that waits for the command, which is a
fork of that, so that the commands of a pipeline run side by side. The workers of a command are such
forks, too: what a worker knows comes to it through its pipe all the same.
"""

import json
import os
import socket
import sys

LARGEST = 1 << 20  # bytes of a request: the arguments and the environment
# What a reading, a question to an LLM and a PDF load, beside Recto's own modules.
LIBRARIES = ("openai", "onnxruntime", "pypdfium2", "pikepdf", "pydantic", "lxml.etree")
APART = ("recto.plugins", "recto.cluster", "recto.__main__")  # not loaded by the command itself
WORKER = "recto.batch.worker"
Line = socket.socket


class Worker:
    """As much of a subprocess.Popen as the pool uses of its workers'."""

    def __init__(self, place: str, handle: int, environment: dict[str, str]) -> None:
        from pathlib import Path

        streams = [0, 1, 2, handle]
        self.line, self.pid = ask(place, [WORKER], str(Path.cwd()), environment, streams)
        self.returncode: int | None = None

    def wait(self) -> int:
        """Its exit code; a signal is negative."""
        if self.returncode is None:
            with self.line:
                self.returncode = ended(self.line)
        return self.returncode

    def poll(self) -> int | None:
        """The same once it has ended, None before."""
        import select

        if self.returncode is None and not select.select([self.line], [], [], 0)[0]:
            return None
        return self.wait()


def ask(
    place: str, arguments: list[str], cwd: str, environment: dict[str, str], streams: list[int]
) -> tuple[Line, int]:
    """Start a command; where its exit code will come, and its process number."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.connect(place)
    request = json.dumps([arguments, cwd, environment]).encode("utf-8")
    socket.send_fds(line, [request], streams)
    return line, int(line.recv(64))


def ended(line: Line) -> int:
    """Its exit code; a signal is negative."""
    return int(line.recv(64))


def serve() -> None:
    """Until standard input is closed; in a fork, be the command or the worker."""
    import gc
    import importlib
    import runpy

    listener = socket.socket(fileno=int(sys.argv[1]))
    _import_all()
    gc.freeze()
    if not _is_called(listener):
        return
    if sys.argv[0] == WORKER:
        importlib.import_module(WORKER).main()
    else:
        runpy.run_module("recto", run_name="__main__", alter_sys=True)


def _import_all() -> None:
    import importlib
    import pkgutil
    from contextlib import suppress
    from pathlib import Path

    import recto
    from recto.readers.tesseract.plumbing import pytesseract

    own = [module.name for module in pkgutil.walk_packages(recto.__path__, "recto.")]
    for name in (*own, *LIBRARIES):
        if not name.startswith(APART):
            with suppress(ImportError):  # an extra that is not installed
                importlib.import_module(name)
    pytesseract()
    # Else a lock that another thread holds would be held for ever in a fork.
    threads = list(Path("/proc/self/task").iterdir())
    assert len(threads) == 1, threads


def _is_called(listener: Line) -> bool:
    """False at the end of the server, True in the process that is to be a command or a worker."""
    import select

    while True:
        ready, _, _ = select.select([sys.stdin, listener], [], [])
        _reap()
        if sys.stdin in ready:
            return False
        line, _ = listener.accept()
        with line:
            if os.fork() == 0:
                place = listener.getsockname()
                listener.close()
                return _attended(line, place)


def _reap() -> None:
    """Those who have waited for a command."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _attended(line: Line, place: str) -> bool:
    from contextlib import suppress

    request, streams, _, _ = socket.recv_fds(line, LARGEST, 4)
    called, cwd, environment = json.loads(request)
    child = os.fork()
    if child == 0:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environment)
        for number, stream in enumerate(streams[:3]):
            os.dup2(stream, number)
            os.close(stream)
        if called[0] == WORKER:
            os.setsid()
            sys.argv = [WORKER, str(streams[3])]
        else:
            sys.argv = ["recto", *called]
            _fork_workers(place)
        line.send(str(os.getpid()).encode())
        line.close()
        return True
    for stream in streams:
        os.close(stream)
    _, status = os.waitpid(child, 0)
    with suppress(OSError):  # nobody waits for it any more
        line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _fork_workers(place: str) -> None:
    """Have the workers of this command forked, not started."""
    from types import SimpleNamespace

    from recto.batch import pool

    def forked(_: list[str], pass_fds: list[int], env: dict[str, str], **_same: bool) -> Worker:
        return Worker(place, pass_fds[0], env)

    pool.subprocess = SimpleNamespace(Popen=forked)
