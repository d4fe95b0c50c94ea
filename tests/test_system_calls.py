"""With no LLM nothing leaves: proven on the system calls of the whole process tree, native code
included.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.batch.pages import folder_of, name
from tests.tracing import Trace, traced

from recto.telemetry import SWITCHES

pytestmark = [
    pytest.mark.measured,
    pytest.mark.skipif(sys.platform != "linux", reason="strace traces system calls on Linux only"),
]

PAGES = 7
# What has nothing to do with files: no bytes reach a disk there.
DEVICES = ("/dev/null", "/dev/tty", "/proc/", "/dev/shm/recto-page-")
A_KEY = {"OPENAI_API_KEY": "sk-not-a-key"}  # its mere presence sends nothing


def strays(trace: Trace, *allowed: Path) -> set[str]:
    """What was written outside the allowed folders."""
    good = (*map(str, allowed), *DEVICES)
    return {path for path in trace.written if not path.startswith(good)}


def assert_silent(trace: Trace, folder: Path, *more: Path) -> None:
    """No socket, no look-up, nothing written but results, temporary files and Recto's own cache.

    Nor is anything looked for in the working folder: no library, no word list, no settings of a
    library.
    """
    assert trace.network == []
    assert trace.lookups == []
    assert strays(trace, folder / "tmp", folder / "home" / ".cache" / "recto", *more) == set()
    assert sorted(path.name for path in (folder / "home").rglob("*") if path.is_file()) == [
        path.name
        for path in sorted((folder / "home" / ".cache" / "recto").rglob("*"))
        if path.is_file()
    ]
    assert {path for path in trace.opened if path.startswith(f"{folder / 'cwd'}/")} == set()


def of_recto(*arguments: str | Path) -> list[str]:
    """The command as it is installed beside this Python."""
    return [str(Path(sys.executable).with_name("recto")), *map(str, arguments)]


def test_a_run_in_workers_is_silent(tmp_path: Path) -> None:
    """Seven pages, both readers, two workers, every text format, and the wrong value of the
    switch outside.
    """
    pages = folder_of(tmp_path / "pages", PAGES)
    out = tmp_path / "out"
    command = of_recto(
        "read",
        pages,
        "-o",
        out,
        "-j",
        "2",
        "--second-reader",
        "on",
        "-f",
        "txt,json,hocr,alto,page,csv",
    )
    trace = traced(command, tmp_path, A_KEY | dict.fromkeys(SWITCHES, "0"))
    assert trace.done.returncode == 0, trace.done.stderr
    assert f"{PAGES} pages" in trace.done.stderr
    assert name(3) in (out / "shelf 0" / "page-3.txt").read_text()
    workers = [arguments for arguments in trace.programs if "recto.batch.worker" in arguments]
    assert len(workers) == 2
    assert sum("tessedit_create_hocr" in arguments for arguments in trace.programs) >= PAGES
    assert_silent(trace, tmp_path, out)


def test_a_pdf_into_every_heavy_format_is_silent(tmp_path: Path) -> None:
    """PDFium, pikepdf, fpdf2, img2pdf and lxml at work, in one process."""
    from PIL import Image

    pages = folder_of(tmp_path / "pages", 5)
    frames = [Image.open(path) for path in sorted(pages.rglob("*.png"))]
    frames[0].save(tmp_path / "in.pdf", save_all=True, append_images=frames[1:], resolution=200)
    out = tmp_path / "out"
    command = of_recto("read", tmp_path / "in.pdf", "-o", out, "-j", "1", "-f", "pdf,pdfa,html,md")
    trace = traced(command, tmp_path, A_KEY)
    assert trace.done.returncode == 0, trace.done.stderr
    assert {"in.pdf", "in.pdfa.pdf", "in.html", "in.md"} <= {path.name for path in out.iterdir()}
    assert_silent(trace, tmp_path, out)


LIBRARY = """
import os, sys
os.environ["ORT_DISABLE_TELEMETRY"] = "0"  # an environment can also be changed within the program
{imports}
document = recto.read(sys.argv[1], second_reader="on")
assert "Harbour" in document.text, document.text
"""


@pytest.mark.parametrize(
    "imports",
    [
        "import recto",
        "import recto; os.environ['ORT_DISABLE_TELEMETRY'] = 'no'",
        "from recto.readers.ppocr.reader import Ppocr; import recto",
        "import recto, rapidocr",
    ],
    ids=["recto", "changed after the import", "the reader itself", "rapidocr after recto"],
)
def test_the_library_is_silent(tmp_path: Path, imports: str) -> None:
    """Read from a program, whichever part of Recto it imports first, and whatever its environment
    says.
    """
    page = folder_of(tmp_path / "pages", 4) / "shelf 0" / "page-0.png"
    trace = traced([sys.executable, "-c", LIBRARY.format(imports=imports), page], tmp_path, {})
    assert trace.done.returncode == 0, trace.done.stderr
    assert_silent(trace, tmp_path)


WITHOUT = "import onnxruntime, time; time.sleep(.5)"
INET = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
INET6 = "import socket; socket.socket(socket.AF_INET6, socket.SOCK_STREAM)"
LOOKUP = "import socket; socket.getaddrinfo('localhost', 80)"
IN_A_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}])"
STRAY = "import pathlib; pathlib.Path.home().joinpath('stray').mkdir()"


@pytest.mark.parametrize(
    "code", [INET, INET6, IN_A_CHILD.format(code=INET)], ids=["v4", "v6", "in a child"]
)
def test_the_tracer_sees_a_socket(tmp_path: Path, code: str) -> None:
    """Otherwise the tests above would prove nothing."""
    trace = traced([sys.executable, "-c", code], tmp_path, {})
    assert trace.done.returncode == 0, trace.done.stderr
    assert [call for call in trace.network if "AF_INET" in call]


def test_the_tracer_sees_a_lookup(tmp_path: Path) -> None:
    """Even of a name that needs no network."""
    trace = traced([sys.executable, "-c", LOOKUP], tmp_path, {})
    assert set(trace.lookups) & {"/etc/hosts", "/etc/resolv.conf"}


def test_the_tracer_sees_a_stray(tmp_path: Path) -> None:
    """A folder in the home folder."""
    trace = traced([sys.executable, "-c", STRAY], tmp_path, {})
    assert strays(trace) == {str(tmp_path / "home" / "stray")}


@pytest.mark.parametrize("value", [None, "0", "2"])
def test_the_tracer_sees_what_onnxruntime_does_without_its_switch(
    tmp_path: Path, value: str | None
) -> None:
    """A device id in the cache at once; the look-up comes later. When this fails, the library has
    changed.
    """
    command = ["env", "-u", "ORT_DISABLE_TELEMETRY", sys.executable, "-c", WITHOUT]
    if value is not None:
        command[1:3] = [f"ORT_DISABLE_TELEMETRY={value}"]
    trace = traced(command, tmp_path, {})
    assert [
        path for path in strays(trace) if path.endswith(("deviceid", ".db")) or "deviceid" in path
    ]


def test_the_switch_is_set_before_onnxruntime_is_imported(tmp_path: Path) -> None:
    """The same program with Recto imported first: nothing is written."""
    trace = traced(
        [sys.executable, "-c", f"import recto; {WITHOUT}"], tmp_path, dict.fromkeys(SWITCHES, "0")
    )
    assert trace.done.returncode == 0, trace.done.stderr
    assert strays(trace) == set()


def test_an_onnxruntime_of_before_is_asked_to_log_no_more() -> None:
    """What it did when it was imported cannot be taken back; what it would log from now on can."""
    code = (
        "import types, sys; calls = []; fake = types.ModuleType('onnxruntime');"
        " fake.disable_telemetry_events = lambda: calls.append(1); sys.modules['onnxruntime'] ="
        " fake; import recto; print(len(calls))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("1\n", 0), done.stderr


def test_openvino_cannot_import_its_collector() -> None:
    """Its own stub takes over, as if the package were not installed."""
    code = "import recto\ntry: import openvino_telemetry\nexcept ImportError: print('gone')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "gone\n", done.stderr


def unknown_host() -> list[str]:
    """A wrapper in which this machine has a name that /etc/hosts does not know; empty where that is
    not allowed.
    """
    wrapper = [
        "unshare",
        "--map-root-user",
        "--uts",
        "sh",
        "-c",
        'hostname unheard.example && exec "$@"',
        "sh",
    ]
    done = subprocess.run([*wrapper, "true"], capture_output=True)
    return wrapper if done.returncode == 0 else []


def test_doctor_asks_no_name_server(tmp_path: Path) -> None:
    """`tesseract --version` would look this machine's own name up, and read an `ldaprc` in the
    working folder.
    """
    wrapper = unknown_host()
    trace = traced(of_recto("doctor"), tmp_path, {}, under=wrapper)
    assert trace.done.returncode == 0, trace.done.stderr
    assert [call for call in trace.network if "AF_INET" in call] == []
    assert str(tmp_path / "cwd" / "ldaprc") not in trace.opened
    assert os.environ.get("RES_OPTIONS") is None
