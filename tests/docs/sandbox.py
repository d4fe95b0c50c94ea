"""A folder with what the documentation's commands read, and how they are run in it: as a shell runs
them, with a home of its own and a stand-in for every endpoint.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import img2pdf
import pikepdf
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont
from tests import warm

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0  # seconds
SAMPLES = ("letter", "receipt", "label")
TEXTS = {
    "ledger": ("The Sea Holly sailed with 27 men in 1868,", "and the cook was paid 15 shillings."),
    "register": ("Paid to the Harbour Museum", "for 14 volumes, 3 without covers."),
}
# Runs with one reader take a third of the time, and try the same commands; a label wants both.
ONE_READER = "RECTO_LOCAL_SECOND_READER"
BOTH_READERS = "--layout line"
SETTINGS = {ONE_READER: "off", "RECTO_BATCH_JOBS": "1"}
KEYS = ("OPENAI_API_KEY", "DASHSCOPE_API_KEY", "GEMINI_API_KEY")


@dataclass
class Sandbox:
    """A folder, and the variables that its commands see."""

    folder: Path
    endpoint: str
    is_cold: bool = True  # else `recto` starts warm (tests/warm.py)
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        home = self.folder.parent / f"{self.folder.name}-home"
        home.mkdir()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RECTO_", "OPENAI_"))}
        kept = {k: v for k, v in kept.items() if not k.startswith("XDG_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        keys = dict.fromkeys(KEYS, "sk-stand-in")
        places = {"HOME": str(home), "PATH": path, "RECTO_LLM_BASE_URL": self.endpoint}
        places["XDG_CACHE_HOME"] = str(self.folder.parents[1] / "cache")  # word lists, made once
        self.variables = {**kept, **SETTINGS, **keys, **places}
        if not self.is_cold and warm.may_be_warm(self.variables):
            programs = self.folder.parent / f"{self.folder.name}-programs"
            programs.mkdir()
            warm.stand_in(programs)
            self.variables["PATH"] = f"{programs}{os.pathsep}{path}"

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """One line of bash. `export` is remembered for the next."""
        name, _, value = command.removeprefix("export ").partition("=")
        if command.startswith("export ") and name.isidentifier():
            self.variables.setdefault(name, value)
            return subprocess.CompletedProcess(command, 0, "", "")
        if command.startswith("recto review") and "--" not in command:
            return self._review(command)
        if BOTH_READERS in command:
            command = f"unset {ONE_READER}; {command}"
        return self._run("bash", "-o", "pipefail", "-ec", command)

    def python(self, program: str) -> subprocess.CompletedProcess[str]:
        """A program, in which `await` may stand at the top, as in a notebook."""
        runner = (
            "import ast, asyncio, inspect, sys\n"
            "code = compile(sys.argv[1], 'page', 'exec', ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)\n"
            "if code.co_flags & inspect.CO_COROUTINE:\n"
            "    asyncio.run(eval(code, {'__name__': '__main__'}))\n"
            "else:\n"
            "    exec(code, {'__name__': '__main__'})\n"
        )
        return self._run(sys.executable, "-P", "-c", runner, program)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE,
        )

    def _review(self, command: str) -> subprocess.CompletedProcess[str]:
        """It serves until Ctrl-C: pressed once the address is there."""
        program = str(Path(sys.executable).with_name("recto"))  # that hears Ctrl-C itself
        words = [program, *command.split()[1:], "--no-browser"]
        served = subprocess.Popen(
            words,
            cwd=self.folder,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert served.stdout
        address = served.stdout.readline()
        served.send_signal(signal.SIGINT)
        printed, said = served.communicate(timeout=PATIENCE)
        code = served.returncode if address.startswith("http://127.0.0.1:") else 1
        return subprocess.CompletedProcess(command, code, address + printed, said)


def furnish(folder: Path) -> None:
    """Write the files that pages name."""
    for name in SAMPLES:
        shutil.copy(ROOT / "samples" / f"{name}.png", folder)
    (folder / "scans").mkdir()
    (folder / "truth").mkdir()
    for name, lines in TEXTS.items():
        draw(folder / "scans" / f"{name}.png", lines)
        (folder / "truth" / f"{name}.txt").write_text("\n".join(lines) + "\n")
    draw(folder / "page.png", TEXTS["ledger"])
    Image.open(folder / "page.png").save(folder / "page.jpg", quality=90)
    shutil.make_archive(str(folder / "scans"), "zip", folder / "scans")
    _scans(folder)
    _born_digital(folder / "report.pdf")
    with pikepdf.open(folder / "report.pdf") as document:
        rights = pikepdf.Encryption(owner="owner", user="secret")
        document.save(folder / "locked.pdf", encryption=rights)
    (folder / "terms.txt").write_text("Harbour Museum\nSea Holly\n")
    (folder / "recto.toml").write_text('[output]\nformats = ["txt"]\n')


def draw(path: Path, lines: tuple[str, ...]) -> None:
    """A page of two lines, 200 dpi."""
    picture = Image.new("L", (900, 60 + 60 * len(lines)), 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((40, 40 + 60 * number), line, font=ImageFont.load_default(30), fill=20)
    picture.save(path, dpi=(200, 200))


def _scans(folder: Path) -> None:
    one = str(folder / "page.png")
    for name, pages in {"in": 1, "scan": 1, "book": 7}.items():
        content = img2pdf.convert([one] * pages)
        assert content
        (folder / f"{name}.pdf").write_bytes(content)


def _born_digital(path: Path) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=14)
    for line in TEXTS["ledger"]:
        document.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    document.output(str(path))
