"""What a command asks of the system, seen by strace over the whole process tree: sockets, and files
that are written.

A command line enters, a Trace leaves. Attempts count, whether or not they succeed. Linux only:
there `make test` installs strace, and a machine without it fails the tests, since a promise that
nobody checks is none.
"""

import codecs
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recto import working_folder

# A question mark: not every processor architecture has this call.
CALLS = (
    "socket,connect,io_uring_setup,openat,?open,?openat2,?creat,?mkdir,mkdirat,?mknod,"
    "mknodat,?rename,?renameat,renameat2,?link,linkat,?symlink,symlinkat,?truncate,"
    "?unlink,unlinkat,?rmdir,?chmod,fchmodat,?utimensat,execve"
)
CALL = re.compile(r"(?P<pid>\d+) +(?P<name>\w+)\((?P<arguments>.*)")
PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?"(?P<path>(?:[^"\\]|\\.)*)"')
WRITES = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND", "O_TMPFILE")
CHANGES = re.compile(r"creat|mkdir|mknod|rename|link|symlink|truncate|unlink|rmdir|f?chmod|utimens")
# What glibc reads when a host name is looked up.
RESOLVER = ("/etc/resolv.conf", "/etc/host.conf", "/etc/hosts", "/etc/gai.conf")


@dataclass(frozen=True)
class Trace:
    """One traced command."""

    done: subprocess.CompletedProcess[str]
    calls: tuple[tuple[str, str], ...]  # name, arguments as strace prints them
    cwd: Path

    @property
    def network(self) -> list[str]:
        """Sockets but UNIX and NETLINK ones, whatever is connected to, and io_uring, whose calls
        are hidden.
        """
        return [
            f"{name}({arguments}" for name, arguments in self.calls if _reaches_out(name, arguments)
        ]

    @property
    def lookups(self) -> list[str]:
        """Files of the resolver that are read."""
        return [
            path
            for name, arguments in self.calls
            for path in self._paths(arguments)
            if path in RESOLVER
        ]

    @property
    def written(self) -> set[str]:
        """Absolute paths that are opened for writing, made, renamed, removed or changed."""
        found: set[str] = set()
        for name, arguments in self.calls:
            if CHANGES.match(name) or (
                name.startswith("open") and any(flag in arguments for flag in WRITES)
            ):
                found.update(self._paths(arguments))
        return found

    @property
    def programs(self) -> list[str]:
        """Arguments of every program that is started."""
        return [arguments for name, arguments in self.calls if name == "execve"]

    @property
    def opened(self) -> set[str]:
        """Absolute paths that are opened in any way, found or not."""
        return {
            path
            for name, arguments in self.calls
            if name.startswith("open")
            for path in self._paths(arguments)
        }

    def _paths(self, arguments: str) -> Iterator[str]:
        for match in PATH.finditer(arguments):
            text = codecs.escape_decode(match["path"].encode())[0].decode(
                "utf-8", "surrogateescape"
            )
            yield os.path.normpath(Path(match["folder"] or self.cwd, text))


def _reaches_out(name: str, arguments: str) -> bool:
    if name == "socket":
        return not arguments.startswith(("AF_UNIX", "AF_NETLINK"))
    return name in ("connect", "io_uring_setup")


def traced(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    under: Sequence[str] = (),
) -> Trace:
    """Run the command in `folder`/cwd with HOME, caches and temporary files below `folder`;
    `under`: a wrapper.
    """
    strace = shutil.which("strace")
    assert strace, "install strace: `make test` does"
    places = {
        "HOME": "home",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_CONFIG_HOME": "home/.config",
        "TMPDIR": "tmp",
    }
    for name in (*places.values(), "cwd"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    # Under CI libraries behave: onnxruntime sends nothing there. A user's machine is what is
    # promised.
    inherited = {
        name: value for name, value in working_folder.environment().items() if name != "CI"
    }
    # No bytecode: an editable checkout has none yet, and Python would write it there.
    own = {name: str(folder / place) for name, place in places.items()} | {
        "PYTHONDONTWRITEBYTECODE": "1"
    }
    log = folder / "strace.log"
    tracer = [
        strace,
        "-f",
        "-y",
        "--seccomp-bpf",
        "-s",
        "4096",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        log,
    ]
    done = subprocess.run(
        [*under, *tracer, *command],
        # Without what OpenCV has put into this process's, if another test has imported it.
        env=inherited | own | environment,
        cwd=folder / "cwd",
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )
    calls = tuple(_calls(log.read_text(errors="surrogateescape")))
    assert "execve" in dict(calls), done.stderr  # a trace of nothing proves nothing
    return Trace(done, calls, folder / "cwd")


def _calls(log: str) -> Iterator[tuple[str, str]]:
    """Every call at its start: of one that another process interrupted, the arguments known by
    then.
    """
    for line in log.splitlines():
        match = CALL.match(line)
        if match:
            yield match["name"], match["arguments"]
