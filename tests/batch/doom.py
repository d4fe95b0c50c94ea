"""Tasks that end badly, for the pool: they are pickled to real workers."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass

from recto.batch.tasks import Answer, Written
from recto.errors import InputError
from recto.settings import Settings


@dataclass(frozen=True, slots=True)
class Doom:
    """What the path says: "echo", "die", "exit", "hang", "raise", "bug", "memory"."""

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
            case "memory":
                raise MemoryError
        time.sleep(0.01)
        return Written((self.name, str(os.getpid()), os.environ.get("OMP_THREAD_LIMIT", "")))
