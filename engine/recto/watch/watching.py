"""The watch: look, read what has come whole, see to what failed, and look again.

An Inbox and Settings enter; Events leave, those of the batch's runs and what is to be said. Every
round is a run of the batch over the files that are due, so that the ledger decides what of them is
left to read: after a kill -9 the next watch goes on where this one was. What is kept here is only
what this process has seen; it may be lost at any moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic

from recto.batch.events import Event, FileEnded, Found, PageEnded, Said, Stopped
from recto.batch.folder import SENT, prepared
from recto.batch.runner import Run
from recto.batch.stopping import Stop
from recto.batch.stream import jobs_of
from recto.errors import BadArguments, FileAccess, InputError, RectoError
from recto.pipeline.vision import Vision, vision_for
from recto.settings.groups import Settings
from recto.text.names import shown
from recto.watch.aside import move_aside
from recto.watch.fates import Fate, Faulty, exit_code, fate, pause
from recto.watch.inbox import Inbox, Seen, State, by_path, unchanged
from recto.watch.reporting import Reports

FAILED = frozenset({"failed"})
SLOWER = 10  # pauses are at least so many times as long as a look takes


@dataclass(frozen=True, slots=True)
class Postponed:
    """A file that is tried again."""

    state: State
    tries: int
    until: float  # monotonic seconds

    def holds(self, file: Seen, now: float) -> bool:
        """Whether the file, as it is, has to wait."""
        return self.state == file.state and now < self.until


@dataclass(slots=True, eq=False)
class Round:
    """What the events of one run say of its files."""

    opened: set[str] = field(default_factory=set)  # paths
    ended: set[str] = field(default_factory=set)
    faults: dict[str, list[Faulty]] = field(default_factory=lambda: defaultdict(list))

    def take(self, event: Event) -> None:
        """Note an event."""
        match event:
            case Found(path=path):
                self.opened.add(path)
            case PageEnded(path=path, kind=kind, error=error) if error:
                self.faults[path].append(Faulty(kind, error))
            case FileEnded(path=path, kind=kind, error=error, lost=lost):
                self.ended.add(path)
                if error:
                    fault = Faulty(kind, error, of_source=path not in self.opened)
                    self.faults[path].append(fault)
                self.faults[path] += [Faulty(each.kind, each.error) for each in lost]
            case _:
                pass


@dataclass(slots=True, eq=False)
class Watch:
    """One folder under watch."""

    inbox: Inbox
    settings: Settings
    stop: Stop
    budget: Path  # what all rounds have spent on an LLM
    reports: Reports
    done: dict[str, State] = field(default_factory=dict)  # path -> as it was read
    postponed: dict[str, Postponed] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)  # path -> exit code of its last fault
    said: dict[str, str] = field(default_factory=dict)  # about what -> what was said last
    rounds: int = 0
    failed: int = 0  # pages and files
    no_answer: str = ""  # where an LLM was asked in vain
    is_over: bool = False  # more failed than were allowed

    def events(self, interval: float, *, once: bool) -> Generator[Event, None, None]:
        """Until it is asked to stop; `once`: until what has come whole is read."""
        while True:
            begun = monotonic()
            files = yield from self._look(once=once)
            took = monotonic() - begun
            due = self._due(files)
            finished = self.inbox.finished(due)
            if once and len(finished) < len(due):
                self._sleep(self.inbox.settle)
                due = self._due(self.inbox.look())
                finished = self.inbox.finished(due)
            if finished:
                yield from self._read(finished)
                self.rounds += 1
            if once:
                yield from self._unfinished(due, finished)
            if once or self.is_over or self.stop.asked:
                return
            self._sleep(max(interval, SLOWER * took))
            if self.stop.asked:
                return

    def _look(self, *, once: bool) -> Generator[Event, None, list[Seen]]:
        """What lies there; nothing where the folder cannot be listed, which passes."""
        try:
            files = self.inbox.look()
        except RectoError as fault:
            if once:
                raise
            yield from self._say("folder", str(fault))
            return []
        yield from self._say("folder", "")
        for folder, why in self.inbox.refused.items():
            yield from self._say(folder, f"{folder}: {why}; what lies in it is not read")
        for path, why in self.inbox.left.items():
            yield from self._say(
                path, f"{path}: {why}, and is left alone: put the file itself there"
            )
        return files

    def _due(self, files: list[Seen]) -> list[Seen]:
        """Those that were not read as they are now, and that are not to be tried later."""
        now = monotonic()
        there = by_path(files)
        if files:
            self._forget(there)
        due = []
        for path, file in there.items():
            later = self.postponed.get(path)
            if later is not None and later.holds(file, now):
                continue
            if self.done.get(path) != file.state:
                due.append(file)
        return due

    def _forget(self, there: Container[str]) -> None:
        """What was taken away."""
        for known in (self.done, self.postponed):
            gone = [path for path in known if path not in there]
            for path in gone:
                del known[path]

    def _unfinished(self, due: Sequence[Seen], finished: Sequence[Seen]) -> Iterator[Event]:
        for file in due:
            if file not in finished:
                what = "is empty or still being written, and left for the next time"
                yield Said(f"{file.source.path}: {what}")

    def _sleep(self, seconds: float) -> None:
        self.stop.bell.poll(seconds)

    def _say(self, about: str, text: str) -> Iterator[Event]:
        """What is the matter with something, once until it changes."""
        if self.said.get(about, "") == text:
            return
        self.said[about] = text
        if text:
            yield Said(text)

    def _read(self, files: Sequence[Seen]) -> Iterator[Event]:
        """One run over the files; where one of them stands in the way of it, each alone."""
        round_of = Round()
        root = str(self.inbox.root)
        came = [file.source for file in files]
        try:
            with prepared([root], self.settings, came=came) as run:
                run.again, run.anew = FAILED, self.rounds > 0
                run.stop, run.failed = self.stop, self.failed
                run.vision = self.vision()
                for event in run.events(jobs_of(self.settings)):
                    round_of.take(event)
                    self.is_over = self.is_over or _is_over(event, self.stop)
                    yield event
                self.failed = run.failed
                yield from self._heard(run.vision)
                yield from self._see_to(files, round_of, run)
                yield from self._report(run)
            yield from self._say("run", "")
        except (BadArguments, InputError) as fault:
            if len(files) > 1:
                for file in files:
                    yield from self._read([file])
                return
            (file,) = files
            refused = Faulty(type(fault).__name__, str(fault))
            yield Said(str(fault))
            yield from self._move(file, [refused])
        except RectoError as fault:
            yield from self._say("run", str(fault))
            for file in files:
                self._postpone(file)

    def vision(self) -> Vision | None:
        """What answers for the LLM in a round: its budget is that of the whole watch."""
        sent = Path(self.settings.output.folder) / SENT
        spelled = self.settings.spelled
        return vision_for(self.settings.llm, sent, spelled, budget_path=self.budget)

    def _heard(self, vision: Vision | None) -> Iterator[Event]:
        """What is to be said of the LLM; each note once."""
        if vision is None:
            return
        for note in vision.notes:
            yield from self._say(note, note)
        self.no_answer = vision.no_answer
        if self.no_answer:
            yield Said(self.no_answer)

    def _report(self, run: Run) -> Iterator[Event]:
        """Over all that has come so far; where it cannot be written, the watch goes on."""
        try:
            self.reports.after_round(run)
        except FileAccess as fault:
            yield from self._say("report", str(fault))
            return
        yield from self._say("report", "")

    def _see_to(self, files: Sequence[Seen], round_of: Round, run: Run) -> Iterator[Event]:
        """What becomes of every file of a round that has ended."""
        for file in files:
            path = file.source.path
            if path not in round_of.ended:
                continue
            faults = round_of.faults[path]
            match fate(faults, self._tries(file)):
                case Fate.DONE:
                    self.done[path] = file.state
                    self.postponed.pop(path, None)
                    self.codes.pop(path, None)
                case Fate.AGAIN:
                    self.codes[path] = exit_code(faults[0].kind)
                    self._postpone(file)
                    yield Said(f"{path}: stays where it is, and is tried again in a while")
                case Fate.ASIDE if Path(path).is_symlink() or Path(path).exists():
                    yield from self._move(file, faults)
                case Fate.ASIDE:
                    run.ledger.unlist(shown(path))
                    yield Said(f"{path}: was taken away before it was read")

    def _postpone(self, file: Seen) -> None:
        tries = self._tries(file)
        until = monotonic() + pause(tries)
        self.postponed[file.source.path] = Postponed(file.state, tries, until)

    def _tries(self, file: Seen) -> int:
        """How often it was tried as it is, this time included."""
        before = self.postponed.get(file.source.path)
        if before is None or before.state != file.state:
            return 1
        return before.tries + 1

    def _move(self, file: Seen, faults: Sequence[Faulty]) -> Iterator[Event]:
        """Aside, unless it has changed since: then it is read anew when it rests."""
        path = file.source.path
        if not unchanged(path, file.state):
            yield Said(f"{path}: has changed while it was read, and is read again")
            return
        self.codes[path] = exit_code(faults[0].kind)
        self.postponed.pop(path, None)
        text = self._note(file, faults)
        try:
            place = move_aside(
                Path(path), file.source.relative, self.inbox.leave, text, below=self.inbox.root
            )
        except RectoError as fault:
            self.done[path] = file.state  # not read again and again
            yield Said(str(fault))
            return
        yield Said(f"{path}: moved to {place}, with a note")

    def _note(self, file: Seen, faults: Sequence[Faulty]) -> str:
        """For whoever finds the file."""
        when = datetime.now().astimezone().isoformat(" ", "seconds")
        out = self.settings.output.folder
        path = shown(file.source.path)
        lines = [
            f"{shown(file.source.relative)}\n",
            *(f"- {shown(fault.text)}" for fault in faults),
            "",
            f"It came as {path} and was moved here on {when}.",
            f"What could be read of it, if anything, is in {shown(out)}.",
            "Mend it, or have what it lacks, and put it back there: then it is read anew.",
            "",
        ]
        return "\n".join(lines)


def _is_over(event: Event, stop: Stop) -> bool:
    return isinstance(event, Stopped) and not stop.asked
