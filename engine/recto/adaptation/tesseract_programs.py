"""Tesseract's own trainer: lines in its form, a few hundred steps, the errors of a model.

Paths and texts enter, paths of models and what they read leave. The programs (lstmtraining,
lstmeval, combine_tessdata) come with Debian's tesseract-ocr; each runs in the folder that it is
given and writes nothing elsewhere.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from recto.errors import InvalidConfig, MissingDependency, ReaderFailed
from recto.files.written_text import plain, plain_name
from recto.model.page import Pixels
from recto.working_folder import environment

PROGRAMS = ("tesseract", "lstmtraining", "lstmeval", "combine_tessdata")
RATE = 1e-4  # as tesstrain's own fine-tuning has it
NO_TARGET = 0.001  # % of characters wrong: it does not stop by itself before the steps are done
LAST_WORDS = 200  # characters of what a program said that a message gives
FLOAT = "int_mode=0"
_READ = re.compile(r"^Truth:(.*)\nOCR  :(.*)$", re.MULTILINE)


def needs_programs() -> None:
    """Raises MissingDependency where one of them is not installed."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        raise MissingDependency(
            f"teaching Tesseract needs {', '.join(missing)}",
            remedy="install tesseract-ocr (Debian, Ubuntu), or Tesseract with its training tools",
        )


def refuse_integer(model: Path) -> None:
    """Raises InvalidConfig for what is no model that can be taught further; programs open it again
    and again, which no pipe allows.
    """
    if not model.is_file():
        what = "is a pipe or a device"
        raise InvalidConfig(what, where=plain_name(model), remedy="give the model as a file")
    said = _run("combine_tessdata", "-l", model, fails=False)
    if FLOAT in said:
        return
    what = "is no model of Tesseract"
    if "int_mode=1" in said:
        what = "is an integer model, which nobody can teach further"
    raise InvalidConfig(
        what,
        where=plain_name(model),
        remedy="give a float model of the same language, from tessdata_best",
    )


@dataclass(frozen=True, slots=True)
class Trained:
    """A training under way, in a folder of its own."""

    base: Path  # the float model
    folder: Path

    def begin(self) -> None:
        """Take the network out of the model."""
        self.folder.mkdir(parents=True, exist_ok=True)
        network = self.folder / "base.lstm"
        _run("combine_tessdata", "-e", self.base, network)

    def go_on(self, lines: Path, steps: int) -> Path:
        """Up to so many steps in all; the model as it then is, in whole numbers as Tesseract is
        quickest with. What is there of an earlier call is gone on with.
        """
        output = self.folder / "model"
        _run(
            "lstmtraining",
            *("--continue_from", self.folder / "base.lstm", "--traineddata", self.base),
            *("--model_output", output, "--train_listfile", lines),
            *("--max_iterations", steps, "--learning_rate", RATE),
            *("--target_error_rate", NO_TARGET),
        )
        model = self.folder / f"{steps}.traineddata"
        _run(
            "lstmtraining",
            *("--stop_training", "--convert_to_int"),
            *("--continue_from", f"{output}_checkpoint", "--traineddata", self.base),
            *("--model_output", model),
        )
        return model


def line_file(pixels: Pixels, text: str, place: Path) -> Path:
    """A line in the trainer's form; `place` is its name without a suffix. Raises ReaderFailed."""
    height, width = pixels.shape[:2]
    picture = place.with_suffix(".png")
    cv2.imwrite(str(picture), pixels)
    box = f"WordStr 0 0 {width} {height} 0 #{text}\n\t 0 0 {width} {height} 0\n"
    place.with_suffix(".box").write_text(box, encoding="utf-8")
    _run("tesseract", picture, place, "--psm", "13", "lstm.train")
    made = place.with_suffix(".lstmf")
    if not made.exists():
        raise ReaderFailed("Tesseract made no training file of a line", where=plain_name(picture))
    return made


def listed(lines: Sequence[Path], file: Path) -> Path:
    """The list of lines that the programs take."""
    names = [f"{line}\n" for line in lines]
    file.write_text("".join(names), encoding="utf-8")
    return file


def read_by(model: Path, lines: Path) -> dict[str, str]:
    """What a model reads of each text; those that it cannot write are not there."""
    said = _run("lstmeval", "--model", model, "--eval_listfile", lines, "--verbosity", 2)
    found = {}
    for truth, read in _READ.findall(said):
        text = truth.strip()
        found[text] = read.strip()
    return found


def _run(program: str, *arguments: object, fails: bool = True) -> str:
    """What it said. Raises ReaderFailed where it fails."""
    found = shutil.which(program)
    if found is None:
        needs_programs()
    line = [str(found), *map(str, arguments)]
    done = subprocess.run(
        line,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment(OMP_THREAD_LIMIT="1"),
        check=False,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode and fails:
        one_line = " ".join(said.split())
        words = plain(one_line)
        last = words[-LAST_WORDS:] or "no message"
        raise ReaderFailed(f"{program} failed: {last}", remedy="see `recto doctor`")
    return said
