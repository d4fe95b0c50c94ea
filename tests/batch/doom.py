"""Tasks that end badly, for the pool: they are pickled to real workers."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass

import numpy as np

from recto.arbitration.local_reading import judge_page
from recto.batch.answers import PageRead, Written
from recto.batch.facts import PageCounts
from recto.batch.tasks import Answer
from recto.batch.turns import Pending
from recto.errors import InputError
from recto.ink.strokes import NO_STROKES
from recto.model.transcript import Evidence, Transcript
from recto.pipeline.local_page import LocalPage, ReadPage
from recto.readers.tesseract.lexicon import EMPTY
from recto.settings.groups import Settings
from recto.witnesses.local import page_facts
from recto_preprocessing import IDENTITY, View


@dataclass(frozen=True, slots=True)
class Doom:
    """What the path says: "echo", "die", "exit", "hang", "raise", "bug", "memory", "system" (error
    `number`).
    """

    path: str
    number: int = 0

    @property
    def name(self) -> str:
        return f"{self.path} {self.number}"

    def run(self, settings: Settings) -> Answer:
        match self.path:
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                os._exit(3)
            case "hang":
                subprocess.run(["sleep", "4711"], check=False)
            case "raise":
                raise InputError("is torn", where=self.name, remedy="mend it")
            case "bug":
                raise ZeroDivisionError("oh")
            case "system":
                raise OSError(self.number, os.strerror(self.number))
            case "memory":
                raise MemoryError
        time.sleep(0.01)
        return Written((self.name, str(os.getpid()), os.environ.get("OMP_THREAD_LIMIT", "")))


@dataclass(frozen=True, slots=True, eq=False)
class Waiting(Pending):
    """A page at the endpoint; it ends as the names of what it went through."""

    name: str = ""

    def finish(self, transcript: Transcript | None, settings: Settings) -> PageRead:
        model = transcript.model if transcript else "nothing sent"
        return PageRead(f"{self.name} read by {model}".encode(), PageCounts())


@dataclass(frozen=True, slots=True)
class NeedsLlm:
    """A page that is to be asked about."""

    path: str

    @property
    def name(self) -> str:
        return self.path

    def run(self, settings: Settings) -> Answer:
        view = View(np.zeros((4, 4), np.uint8), IDENTITY, 300.0)
        facts = page_facts((), EMPTY, "eng", two_readers=False)
        read = ReadPage(
            self.path, 0, 4, 4, 300.0, 0.0, "eng", (), None, (), (), is_cut_off=False, seconds={}
        )
        shown = Evidence(self.path, view, (), "eng")
        local = LocalPage(read, judge_page((), facts), (), shown, NO_STROKES)
        return Waiting(local, (), name=self.path)


@dataclass(frozen=True, slots=True, eq=False)
class Stubborn(Waiting):
    """A page that cannot be finished with an answer that has any text: "hang" or "die"."""

    end: str = ""

    def finish(self, transcript: Transcript | None, settings: Settings) -> PageRead:
        if transcript is not None and transcript.lines:
            Doom(self.end).run(settings)
        return Waiting.finish(self, transcript, settings)


@dataclass(frozen=True, slots=True)
class NeedsPatience:
    """A page that is to be asked about, and then ends as its path says."""

    path: str

    @property
    def name(self) -> str:
        return self.path

    def run(self, settings: Settings) -> Answer:
        page = NeedsLlm(self.path).run(settings)
        assert isinstance(page, Pending)
        return Stubborn(page.local, (), name=self.path, end=self.path)
