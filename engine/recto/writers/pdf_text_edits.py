"""What is changed in one content stream so that none of its text is found, and nothing that is seen
moves.

The bytes of a stream and the state in which it is drawn enter, its Edits leave. Text that is shown
in render mode 3 (ISO 32000-1, 9.3.6) is taken out, unless text that is seen follows on its line and
would move; all other text, also what serves as a clip, is marked to stand for a space (ActualText,
14.9.4). Only here: which text is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from recto.writers.pdf_content import Change, Operation, operations

INVISIBLE = 3
LAST_MODE = 7
# Poppler and PDFium both honour a space; an empty text PDFium takes for none.
MUTE = b"/Span <</ActualText ( )>> BDC "
UNMUTE = b" EMC"
SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})
# Where the next text stands no longer depends on how wide the last was (9.4.2).
PLACING = frozenset({b"BT", b"ET", b"Td", b"TD", b"Tm", b"T*", b"'", b'"'})
# Between two texts that one mark covers there may only be these, which nest nothing.
WITHIN_MARK = PLACING - {b"BT", b"ET"} | SHOWING | frozenset(
    {b"Tf", b"Tr", b"Tc", b"Tw", b"Tz", b"TL", b"Ts", b"g", b"G", b"rg", b"RG", b"k", b"K"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """What a form takes over from where it is drawn, of what matters here."""

    mode: int = 0  # render mode
    font_is_type_3: bool = False  # of the font in use


@dataclass(frozen=True, slots=True)
class Drawn:
    """One use of an external object."""

    name: bytes  # as it stands in the content, with its slash
    start: int  # of that name
    end: int
    state: State


@dataclass(frozen=True, slots=True)
class Edits:
    """What to do to one stream."""

    changes: tuple[Change, ...]  # in order
    drawn: tuple[Drawn, ...]


@dataclass(slots=True)
class _Scan:
    """One way through the content."""

    data: bytes
    type_3: Mapping[bytes, bool]  # the stream's fonts by name, with their slash
    state: State
    saved: list[State] = field(default_factory=list)
    removable: list[Operation] = field(default_factory=list)  # hidden, on this line
    run: list[Operation] = field(default_factory=list)  # texts that one mark will cover
    changes: list[Change] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)

    def take(self, operation: Operation) -> None:
        """One operator more."""
        name = operation.name
        if name in PLACING:
            self._remove()
        if name not in WITHIN_MARK:
            self._mark()
        if name in SHOWING:
            self._show(operation)
        elif name == b"Do":
            self._draw(operation)
        else:
            self._follow(operation)

    def end(self) -> Edits:
        """Nothing follows."""
        self._remove()
        self._mark()
        changes = sorted(self.changes)
        return Edits(tuple(changes), tuple(self.drawn))

    def _follow(self, operation: Operation) -> None:
        name = operation.name
        state = self.state
        if name == b"q":
            self.saved.append(state)
        elif name == b"Q" and self.saved:
            self.state = self.saved.pop()
        elif name == b"Tr" and operation.operands:
            operand = self._operand(operation, -1)
            mode = _mode(operand, state.mode)
            self.state = State(mode, state.font_is_type_3)
        elif name == b"Tf" and operation.operands:
            font = self._operand(operation, 0)
            is_type_3 = self.type_3.get(font, False)
            self.state = State(state.mode, is_type_3)

    def _show(self, operation: Operation) -> None:
        """The render mode has no effect on a Type 3 font (9.3.6), though PDFium hides that, too."""
        state = self.state
        if state.mode == INVISIBLE and not state.font_is_type_3:
            self.removable.append(operation)
            return
        # What is seen begins where the hidden text before it ends: that must stay, under this mark
        # or its own.
        for hidden in self.removable:
            if not self.run or hidden.start < self.run[0].start:
                self.changes += _marked(hidden.start, hidden.end)
        self.removable = []
        self.run.append(operation)

    def _draw(self, operation: Operation) -> None:
        if not operation.operands:
            return
        start, end = operation.operands[-1]
        name = self.data[start:end]
        use = Drawn(name, start, end, self.state)
        self.drawn.append(use)

    def _remove(self) -> None:
        for operation in self.removable:
            left = self._without_text(operation)
            change = (operation.start, operation.end, left)
            self.changes.append(change)
        self.removable = []

    def _mark(self) -> None:
        if self.run:
            first, last = self.run[0], self.run[-1]
            self.changes += _marked(first.start, last.end)
        self.run = []

    def _without_text(self, operation: Operation) -> bytes:
        """What else the operator does: ' begins a line, and \" sets the spacing, too."""
        name = operation.name
        if name not in (b"'", b'"'):
            return b""
        if name == b"'" or len(operation.operands) <= 2:
            return b" T* "
        words = self._operand(operation, -3)
        characters = self._operand(operation, -2)
        return b" %b Tw %b Tc T* " % (words, characters)

    def _operand(self, operation: Operation, index: int) -> bytes:
        start, end = operation.operands[index]
        return self.data[start:end]


def text_edits(data: bytes, type_3: Mapping[bytes, bool], state: State) -> Edits:
    """The changes to a stream that is drawn in `state`. Raises UnreadableContent."""
    scan = _Scan(data, type_3, state)
    for operation in operations(data):
        scan.take(operation)
    return scan.end()


def _marked(start: int, end: int) -> list[Change]:
    return [(start, start, MUTE), (end, end, UNMUTE)]


def _mode(operand: bytes, present: int) -> int:
    """PDFium, too, passes over a mode that there is not."""
    try:
        mode = int(float(operand))
    except (ValueError, OverflowError):
        return present
    return mode if 0 <= mode <= LAST_MODE else present
