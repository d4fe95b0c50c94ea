"""A vision reader that serves a recorded reading: for benchmarks, demonstrations and tests without
any endpoint.

Evidence and decisions enter as they do for VisionReader; a Transcript marked `replayed` leaves. A
page ask gets the recorded text whole. A line ask gets the words of the recorded text that stand
where the asked lines are: that is an approximation (the model was never asked about those lines,
nor shown Tesseract's text), and the events say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from recto.model.transcript import Decision, Evidence, ShownLine, Transcript, TranscriptLine
from recto.readers.vision.ask.regions import asked_lines
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.text.markup import plain_lines
from recto.text.placement import Matched, align_lines
from recto.text.spacing import joined, words_of

# characters by which recorded words may outgrow the page's before they are trimmed
RATIO, SLACK = 1.2, 2
HYPHENS = tuple("-\u00ac=\u2e17\u2010\u00ad")
APPROXIMATED = Reason.REPLAY_APPROXIMATED  # the recorded model was asked something else


@dataclass(frozen=True, slots=True)
class ReplayVision:
    """Serves one recorded text for every page it is asked about; `saw` is what the recorded model
    had seen.
    """

    text: str
    model: str
    saw: str = "image"
    # by line id: a better text than the one shown, to find it by
    guide: Mapping[int, str] = field(default_factory=dict)

    async def read(self, evidence: Evidence, decisions: Sequence[Decision]) -> Transcript:
        """The recorded reading, whole or cut to the asked lines; nothing is sent, nothing is
        paid.
        """
        actions = {decision.action for decision in decisions}
        if not actions.isdisjoint(("page", "transcribe")):
            return self._transcript(whole(self.text), asked=None)
        asked = asked_lines(evidence.lines, decisions)
        shown: list[ShownLine] = []
        for line in evidence.lines:
            text = self.guide.get(line.id, line.text)
            shown.append(replace(line, text=text))
        lines = cut_to_lines(self.text, shown, asked)
        ids = tuple(line.id for line in asked)
        return self._transcript(lines, ids)

    async def aclose(self) -> None:
        """Nothing is open."""

    def _transcript(
        self, lines: tuple[TranscriptLine, ...], asked: tuple[int, ...] | None
    ) -> Transcript:
        """As the vision reader's, and marked as replayed."""
        events = (APPROXIMATED,) if asked else ()
        return Transcript(
            lines,
            self.model,
            self.saw,
            asked,
            events=events,
            replayed=True,
        )


def whole(text: str) -> tuple[TranscriptLine, ...]:
    """Every recorded line that is not blank, naming no local line."""
    lines: list[TranscriptLine] = []
    for row in text.splitlines():
        line = row.strip()
        if line:
            lines.append(TranscriptLine(line))
    return tuple(lines)


def cut_to_lines(
    text: str, shown: Sequence[ShownLine], asked: Sequence[ShownLine]
) -> tuple[TranscriptLine, ...]:
    """The recorded words that answer each asked line; a line that the recorded text does not have
    gets none.

    All lines of the page are placed together, so that a line which stands twice goes to its own
    place.
    """
    recorded: list[str] = []
    for row in plain_lines(text):
        recorded += row
    words_shown = [words_of(line.text or "") for line in shown]
    groups = align_lines(words_shown, recorded)
    trimmed = [_trimmed(group, words_shown, recorded) for group in groups]
    words = _words_by_line(trimmed, words_shown, recorded)
    _take_marks_home(words, words_shown)

    wanted = {line.id for line in asked}
    lines: list[TranscriptLine] = []
    for number, line in enumerate(shown):
        answer = words[number]
        if answer and line.id in wanted:
            lines.append(TranscriptLine(joined(answer), line.id))
    return tuple(lines)


def _trimmed(group: Matched, shown: Sequence[Sequence[str]], recorded: Sequence[str]) -> Matched:
    """The group without recorded words at its ends that answer nothing: text that the page's lines
    do not have.

    The stretch most like the page's words stays, widened to whole words; only overlong groups are
    looked at.
    """
    page = ""
    for line, word in group.page:
        page += compact(shown[line][word])
    keys = [compact(recorded[at]) for at in group.text]
    text = "".join(keys)
    is_overlong = len(text) > RATIO * len(page) + SLACK
    if not page or not is_overlong:
        return group
    stretch = fuzz.partial_ratio_alignment(page, text)
    if stretch is None:
        return group

    kept: list[int] = []
    end = 0
    for at, key in zip(group.text, keys, strict=True):
        size = len(key)
        end += size
        middle = end - size / 2
        if stretch.dest_start <= middle <= stretch.dest_end:
            kept.append(at)
    return Matched(group.page, tuple(kept))


def _words_by_line(
    groups: Sequence[Matched], shown: Sequence[Sequence[str]], recorded: Sequence[str]
) -> dict[int, list[str]]:
    """Recorded words for each line.

    Words without a counterpart belong to a line when they stand inside it, not when they stand
    between two.
    """
    by_line: dict[int, list[str]] = defaultdict(list)
    for at, group in enumerate(groups):
        words = [recorded[place] for place in group.text]
        if not words:
            continue
        if group.page:
            for line, part in _parted(group, shown, words):
                by_line[line] += part
        else:
            inside = _line_around(groups, at)
            if inside is not None:
                by_line[inside] += words
    return by_line


def _take_marks_home(words: dict[int, list[str]], shown: Sequence[Sequence[str]]) -> None:
    """A mark that opens a line of the page comes to that line.

    Marks without letters are aligned with what stands before them, so the dash of "— Wilh." had
    ended the answer to the line above.
    """
    for line in range(1, len(shown)):
        above = words.get(line - 1)
        own = words.get(line)
        if not above or not own or not shown[line]:
            continue
        mark = shown[line][0]
        is_here = own[0] == mark or shown[line - 1][-1:] == [mark]
        if not compact(mark) and above[-1] == mark and not is_here:
            own.insert(0, above.pop())


def _line_around(groups: Sequence[Matched], at: int) -> int | None:
    """The line in which the groups before and after this one stand; None where it is not one
    line.
    """
    if not 0 < at < len(groups) - 1:
        return None
    before = groups[at - 1].page
    after = groups[at + 1].page
    if not before or not after:
        return None
    last_line, _ = before[-1]
    next_line, _ = after[0]
    if last_line != next_line:
        return None
    return last_line


def _parted(
    group: Matched, shown: Sequence[Sequence[str]], words: list[str]
) -> Iterator[tuple[int, list[str]]]:
    """Each line's own part of the words: of a joined word, too, each half belongs where the page
    has it.
    """
    rows: dict[int, list[str]] = {}
    for line, word in group.page:
        row = rows.setdefault(line, [])
        row.append(shown[line][word])
    keys: dict[int, str] = {}
    for line, row in rows.items():
        keys[line] = "".join(map(compact, row))
    page = "".join(keys.values())

    *earlier, last = rows
    for line in earlier:
        size = len(keys[line])
        text = "".join(map(compact, words))
        # The place in the text that answers the line's end on the page
        end = len(text)
        for op in Levenshtein.opcodes(page, text):
            if op.src_end >= size:
                inside = size - op.src_start
                end = min(op.dest_end, op.dest_start + inside)
                break
        part, words = _split(words, end)
        last_word = rows[line][-1]
        if part and words and last_word.endswith(HYPHENS) and not part[-1].endswith(HYPHENS):
            part[-1] += last_word[-1]
        yield line, part
        page = page[size:]
    yield last, words


def _split(words: Sequence[str], at: int) -> tuple[list[str], list[str]]:
    """Words before and after that many letters and digits; a word may be cut in two."""
    first: list[str] = []
    for number, word in enumerate(words):
        size = len(compact(word))
        if size > at:
            cut = 0  # behind the word's first so many letters and digits
            while len(compact(word[:cut])) < at:
                cut += 1
            head = word[:cut]
            tail = word[cut:]
            if head:
                first.append(head)
            behind = words[number + 1 :]
            return first, [tail, *behind]
        first.append(word)
        at -= size
    return first, []
