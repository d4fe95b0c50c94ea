"""A run over groups: what is left of it is planned, handed out and counted.

A place, paths and Settings enter; Events leave, and at the end a State. What stands in the place
decides what is done: a group with a manifest is, all others are not. So the run may be killed at
any moment, and the same command goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from recto.batch.answers import Fault
from recto.batch.command import command_of
from recto.batch.events import Began, Event, FileEnded, Stopped
from recto.batch.plan import LEFT_BY_LLM, SECOND_BEST
from recto.batch.totals import State
from recto.cluster.groups import Group, Job, Piece
from recto.cluster.hands import Hands
from recto.cluster.kept import BLOCK, Kept, Known, known
from recto.cluster.manifest import AGAIN, Manifest
from recto.cluster.named import Named, refuse_others
from recto.cluster.planning import counted, cut, owned_by, placed
from recto.cluster.shown import shown_events
from recto.cluster.totals import Totals, reckoned
from recto.cluster.versions import mark, with_group, without
from recto.places.listing import Found, listed
from recto.places.place import Place
from recto.settings.groups import Settings

MOST_FAULTS = 3  # groups one after the other that could not be published: the place is gone


@dataclass(slots=True, eq=False)
class FarRun:
    """Everything that one run holds."""

    place: Place
    key: str  # of everything that decides what is written
    paths: Sequence[str]
    settings: Settings
    hands: Hands
    retry: bool = False
    totals: Totals = field(default_factory=Totals)
    fault: Fault | None = None  # of the last group that could not be published
    failed: int = 0  # pages and files, in this run
    stopped: bool = False  # before all groups were handed out
    counted: bool = False  # whether the totals have what earlier runs did

    @property
    def kept(self) -> Kept:
        """What the run keeps."""
        return Kept(self.place, self.key)

    def events(self) -> Iterator[Event]:
        """Do what is left."""
        run = self._planned()
        done = self.kept.manifests()
        redo = frozenset(self._again(done))
        finished = frozenset(done).difference(redo)
        yield Began(run.files, self.hands.count)
        yield from self._all(run, finished, done)
        yield from self._counted_before(finished, done)
        if self.fault is None and not self.stopped:
            self.kept.remember(replace(run, ended=True))

    def state(self) -> State:
        """How it stands."""
        run = known(self.place)
        if run is None:
            run = Known(self.key, "")
        if not self.counted:  # interrupted: what earlier runs did is not in the totals
            return reckoned(self.kept, run)
        left = run.groups - self.totals.groups
        return self.totals.state(run, left)

    def _all(self, run: Known, finished: frozenset[int], before: dict[int, str]) -> Iterator[Event]:
        """Groups that read, and then those that join what these have read."""
        parts: set[int] = set()  # groups with parts of documents that are read now
        yield from self._handed_out(self._reading(run, finished, parts), before)
        if self.fault is None and not self.stopped:
            yield from self._handed_out(self._joining(run, finished, parts), before)

    def _reading(self, run: Known, finished: frozenset[int], parts: set[int]) -> Iterator[Job]:
        named = Named(self.paths)
        for group in self.kept.groups(run.groups, finished):
            if group.joins or group.number in finished:
                continue
            refuse_others(group, named)
            if any(piece.part for piece in group.pieces):
                parts.add(group.number)
            yield Job("write", group)

    def _joining(self, run: Known, finished: frozenset[int], parts: set[int]) -> Iterator[Job]:
        """A document is joined again where a part of it was read again."""
        named = Named(self.paths)
        looked_into = frozenset[int]() if parts else finished
        for group in self.kept.groups(run.groups, looked_into):
            if not group.joins:
                continue
            if group.number not in finished or parts.intersection(group.joins):
                refuse_others(group, named)
                yield Job("write", group)

    def _handed_out(self, jobs: Iterator[Job], before: dict[int, str]) -> Iterator[Event]:
        faults = 0
        most = self.settings.batch.max_failed
        for ended in self.hands.do(jobs):
            manifest = ended.manifest
            if manifest is None:
                faults += 1
                self.fault = ended.fault
                if faults >= MOST_FAULTS:
                    yield Stopped("results cannot be published")
                    return
                continue
            faults = 0
            self._take(manifest, before)
            yield from shown_events(manifest)
            if most is not None and self.failed > most:
                self.stopped = True
                yield Stopped(f"more than {most} pages failed")
                return

    def _take(self, manifest: Manifest, before: dict[int, str]) -> None:
        self.totals.add(manifest)
        self.failed += manifest.failed
        old = before.get(manifest.group, manifest.name)
        if old != manifest.name:
            self.kept.forget(old)

    def _counted_before(self, finished: frozenset[int], names: dict[int, str]) -> Iterator[Event]:
        """What earlier runs did is counted at the end, and shown as passed over."""
        for manifest in self.kept.read([names[number] for number in sorted(finished)]):
            self.totals.add(manifest)
            for file in manifest.files:
                if file.outputs:
                    yield FileEnded(file.path, skipped="nothing has changed")
        self.counted = True

    def _again(self, done: dict[int, str]) -> Iterator[int]:
        """Groups that are done and are to be done again."""
        wanted = SECOND_BEST | {"failed"}
        if self.settings.llm.mode == "off":  # as plan.left: what an LLM left is not the reader's
            wanted -= LEFT_BY_LLM
        for number, name in done.items():
            if name.endswith(AGAIN):
                yield number
        if self.retry:
            for manifest in self.kept.read(done.values()):
                ends = {page.outcome for page in manifest.pages}
                if manifest.failed or ends & wanted:
                    yield manifest.group

    def _planned(self) -> Known:
        """The plan: the one that stands, where its run has not come to its end; else what has
        changed since is planned anew.
        """
        before = known(self.place)
        if before and before.key == self.key and before.planned:
            if self.retry or not before.ended:
                return before
            return self._refreshed(before)
        return self._plan_all()

    def _plan_all(self) -> Known:
        founds = self._listed()
        pieces = placed(founds, self.settings)
        groups = self._cut(pieces)
        command = command_of(self.paths, self.settings)
        run = Known(self.key, command.text())
        return self._put(groups, run)

    def _cut(self, pieces: Iterator[Piece], first: int = 0) -> Iterator[Group]:
        hands = self.hands
        with_pages = counted(pieces, hands.do, self._is_single)
        chosen = self.settings.batch.shard_pages
        return cut(
            with_pages,
            hands.count,
            chosen,
            first,
        )

    def _is_single(self, piece: Piece) -> bool:
        asks_pages = bool(self.settings.input.pages)
        found = Found(piece.path, piece.key, "")
        return found.is_single and not asks_pages

    def _listed(self) -> Iterator[Found]:
        fetch = self.settings.input.fetch
        return listed(self.paths, fetch=fetch)

    def _put(self, groups: Iterator[Group], run: Known) -> Known:
        """Keep a plan, a block at a time."""
        self.kept.remember(run)
        block: list[Group] = []
        for group in groups:
            block.append(group)
            run = with_group(run, group)
            if len(block) == BLOCK:
                self.kept.plan(group.number // BLOCK, block)
                block = []
        if block:
            self.kept.plan(block[-1].number // BLOCK, block)
        run = replace(run, planned=True)
        self.kept.remember(run)
        return run

    def _refreshed(self, before: Known) -> Known:
        """The plan with what has come, changed or gone since it was made; groups that nothing
        happened to stay done.
        """
        now = {mark(found.path, found.stamp) for found in self._listed()}
        old: set[int] = set()
        stale: set[int] = set()
        for group in self.kept.groups(before.groups):
            marks = {mark(piece.path, piece.stamp) for piece in group.pieces}
            old |= marks
            if not marks <= now:
                stale.add(group.number)
        if not stale and now <= old:
            run = replace(before, ended=False)
            self.kept.remember(run)
            return run
        return self._replanned(
            before,
            stale,
            now,
            now - old,
        )

    def _replanned(self, before: Known, stale: set[int], now: set[int], new: set[int]) -> Known:
        names = self.kept.manifests()
        run = replace(
            before,
            groups=0,
            pages=0,
            files=0,
            planned=False,
            ended=False,
        )
        groups = list(self.kept.groups(before.groups))
        for number in stale & names.keys():
            self.kept.forget(names[number])
        founds = (found for found in self._listed() if mark(found.path, found.stamp) in new)
        pieces = placed(
            founds,
            self.settings,
            owned_by(groups),
        )
        left = [without(group, now) if group.number in stale else group for group in groups]
        return self._put(chain(left, self._cut(pieces, len(groups))), run)
