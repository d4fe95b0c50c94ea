"""The words of a layer that stands: what each says, how sure it is, and why.

A TextLayer, its LayerCheck and the fillings of its unmapped words enter; ResultLines and notes
leave. Every word has a reason of its own: read on its pixels, not looked at, doubted, read anew,
filled in, or not to be seen at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recto.local.spelling import unspelled
from recto.model.page import Box, Origin, ReaderWord
from recto.model.result import ResultLine, Word
from recto.reasons import Reason
from recto.settings.calibration import FLAG_BELOW
from recto.text.agreement import has_figure
from recto.text.spacing import words_of
from recto.textlayer.fill import Filling
from recto.textlayer.layer import PRINTED, TextLayer
from recto.textlayer.outcomes import LayerCheck
from recto.textlayer.worth import confidence, share

# P(right) of a word that is read against its layer: both readers say it, or the only one says it
# twice.
ANEW, ANEW_ALONE = 0.9, 0.5
REASONS = {
    "agreed": Reason.LAYER_CHECKED,
    "drawn": Reason.LAYER_DRAWN_ALIKE,
    "covered": Reason.LAYER_NOT_SEEN,
    "doubtful": Reason.LAYER_DOUBTED,
    "opposed": Reason.LAYER_DOUBTED,
    "unspelled": Reason.LAYER_UNSPELLED,
    "unlike": Reason.LAYER_DOUBTED,
    "misstated": Reason.LAYER_DOUBTED,
    "unread": Reason.LAYER_UNCHECKED,
}
FLAGGED = frozenset({"covered", "doubtful", "opposed", "unlike", "misstated"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A layer with what was found out about its words."""

    layer: TextLayer
    check: LayerCheck
    fillings: Mapping[int, Filling]  # of words with unmapped characters, by number
    two_readers: bool = True


def kept_lines(checked: Checked) -> list[ResultLine]:
    """The layer's lines, in its own order."""
    base = share(checked.check)
    lines = []
    number = 0
    for line in checked.layer.reading.lines:
        words: list[Word] = []
        for word in line.words:
            words += _kept_word(word, number, checked, base)
            number += 1
        lines.append(ResultLine(tuple(words), line.box, line.baseline))
    return lines


def _kept_word(word: ReaderWord, number: int, checked: Checked, base: float) -> Iterator[Word]:
    """The word; several where the pixels have several in its place."""
    if number in checked.layer.judgement.unseen:
        yield Word(
            word.text,
            word.box,
            0.0,
            "text-layer",
            Reason.LAYER_ON_BLANK_PAPER,
            flagged=True,
        )
        return
    if number in checked.fillings:
        yield _filled(word, checked.fillings[number])
        return

    found = checked.check.words[number]
    if found.outcome == "differs":
        yield from _read_anew(word, found.read, checked.two_readers)
        return

    sure = confidence(found.outcome, base)
    reason = REASONS[found.outcome]
    if found.outcome == "unread" and word.raw_confidence != PRINTED:
        reason = Reason.LAYER_INVISIBLE
    is_doubted = found.outcome in FLAGGED or sure < FLAG_BELOW
    is_unread_number = found.outcome == "unread" and has_figure(word.text)
    others = (found.read,) if found.read else ()
    yield Word(
        word.text,
        word.box,
        sure,
        "text-layer",
        reason,
        alternatives=others,
        flagged=is_doubted or is_unread_number,
    )


def _filled(word: ReaderWord, filling: Filling) -> Word:
    reason = Reason.LAYER_FILLED if filling.is_filled else Reason.LAYER_WITHOUT_MEANING
    flagged = filling.confidence < ANEW
    others = {filling.read} - {"", filling.text}
    return Word(
        filling.text,
        word.box,
        filling.confidence,
        "text-layer",
        reason,
        alternatives=tuple(others),
        flagged=flagged,
    )


def _read_anew(word: ReaderWord, read: str, two_readers: bool) -> Iterator[Word]:
    """The words that were read, each in its share of the place."""
    parts = words_of(read)
    total = sum(map(len, parts))
    at = 0
    origin: Origin = "agreed" if two_readers else "tesseract"
    sure = ANEW if two_readers else ANEW_ALONE
    agreement = 1.0 if two_readers else None
    for part in parts:
        start = at / total
        at += len(part)
        end = at / total
        box = Box(
            word.box.left + word.box.width * start,
            word.box.top,
            word.box.left + word.box.width * end,
            word.box.bottom,
        )
        yield Word(
            part,
            box,
            sure,
            origin,
            Reason.LAYER_CONTRADICTED,
            agreement,
            (word.text,),
            flagged=True,
        )


def notes(checked: Checked) -> list[str]:
    """What the summary must say of the words."""
    said = ["text layer kept"]
    check = checked.check
    if not check.checked and not check.count("unspelled"):
        said.append("nothing of the text layer could be compared with the pixels")
    different = check.count("differs")
    if different:
        said.append(f"words of the text layer read anew, since the pixels show others: {different}")
    doubted = check.count("doubtful", "opposed", "covered", "unlike", "misstated")
    if doubted:
        said.append(f"words of the text layer that the pixels do not confirm, flagged: {doubted}")
    filled = sum(filling.is_filled for filling in checked.fillings.values())
    if filled:
        said.append(
            "words of the text layer with characters without meaning, read from the pixels:"
            f" {filled}"
        )
    unfilled = len(checked.fillings) - filled
    if unfilled:
        said.append(f"words of the text layer with characters without meaning, flagged: {unfilled}")
    return [*said, *_foreign(checked)]


FOREIGN = {
    "drawn": "only the shapes of its letters were checked",
    "unspelled": "it was not checked",
    "unlike": "its letters do not look as they should",
}


def _foreign(checked: Checked) -> Iterator[str]:
    """A note for each kind of words in letters that no reader has."""
    words = checked.layer.reading.words
    for outcome, done in FOREIGN.items():
        pairs = zip(words, checked.check.words, strict=True)
        texts = [word.text for word, found in pairs if found.outcome == outcome]
        script = unspelled(texts)
        if script:
            yield f"text layer kept in {script}, which no reader here can spell: {done}"
