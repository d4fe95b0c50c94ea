"""The server behind warm.py: a process that has imported all that the command imports, and forks.

    python -P -c "... from tests.forking import serve; serve()" LISTENER

A request enters through the listening socket: arguments, folder and environment as JSON, with the
three streams. The command's process number and then its exit code leave. The server ends when its
standard input does. Each request is attended to by a fork that waits for the command, which is a
fork of that, so that the commands of a pipeline run side by side.
"""

import json
import os
import socket
import sys

LARGEST = 1 << 20  # bytes of a request: the arguments and the environment
# What a reading, a question to an LLM and a PDF load, beside Recto's own modules.
LIBRARIES = ("openai", "onnxruntime", "pypdfium2", "pikepdf", "pydantic", "lxml.etree")
APART = ("recto.plugins", "recto.cluster", "recto.__main__")  # not loaded by the command itself
Line = socket.socket


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
    """Until standard input is closed; in a fork, be the command."""
    import gc
    import runpy

    listener = socket.socket(fileno=int(sys.argv[1]))
    _import_all()
    gc.freeze()
    if _is_command(listener):
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


def _is_command(listener: Line) -> bool:
    """False at the end of the server, True in the process that is to be a command."""
    import select

    while True:
        ready, _, _ = select.select([sys.stdin, listener], [], [])
        _reap()
        if sys.stdin in ready:
            return False
        line, _ = listener.accept()
        with line:
            if os.fork() == 0:
                listener.close()
                return _attended(line)


def _reap() -> None:
    """Those who have waited for a command."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _attended(line: Line) -> bool:
    request, streams, _, _ = socket.recv_fds(line, LARGEST, 3)
    child = os.fork()
    if child == 0:
        line.close()
        _become(streams, *json.loads(request))
        return True
    for stream in streams:
        os.close(stream)
    line.send(str(child).encode())
    _, status = os.waitpid(child, 0)
    line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(
    streams: list[int], arguments: list[str], cwd: str, environment: dict[str, str]
) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["recto", *arguments]
