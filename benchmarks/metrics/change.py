"""What a correction did to the OCR text: help, harm, copied errors; deletions and fabrications.

Two Judged against one truth enter, a Change of counts leaves. Definitions, over truth words
(letters and digits): help = share of the words that the OCR had wrong which the final text has
right; harm = share of the words that the OCR had right which the final text has wrong; copy = share
of the OCR's wrong words that stand in the final text unchanged; deletion = share of all truth words
in whose place the final text has nothing; fabrication = share of the final text's words that answer
no word of the truth. Help, harm and copy are counted as in the analysis of the outputs of Greif,
Griesshaber, Greif (2025); deletion and fabrication are ours, since one rate of errors hides both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from recto.metrics.word_fate import Judged


@dataclass(frozen=True, slots=True)
class Change:
    """Counts; add them up over pages before taking rates."""

    ocr_wrong: int = 0
    ocr_right: int = 0
    helped: int = 0
    harmed: int = 0
    copied: int = 0
    deleted: int = 0
    truth_words: int = 0
    invented: int = 0
    output_words: int = 0

    def __add__(self, other: Change) -> Change:
        sums = [getattr(self, name) + getattr(other, name) for name in self.__slots__]
        return Change(*sums)

    @property
    def help(self) -> float:
        """Helped / OCR wrong."""
        return _share(self.helped, self.ocr_wrong)

    @property
    def harm(self) -> float:
        """Harmed / OCR right."""
        return _share(self.harmed, self.ocr_right)

    @property
    def copy(self) -> float:
        """Copied / OCR wrong."""
        return _share(self.copied, self.ocr_wrong)

    @property
    def deletion(self) -> float:
        """Deleted / truth words."""
        return _share(self.deleted, self.truth_words)

    @property
    def fabrication(self) -> float:
        """Invented / output words."""
        return _share(self.invented, self.output_words)


def change(ocr: Judged, final: Judged) -> Change:
    """Both judged against the same truth. Raises ValueError when they were not."""
    counts: Counter[str] = Counter()
    for before, after in zip(ocr.fates, final.fates, strict=True):
        counts["ocr_right" if before.right else "ocr_wrong"] += 1
        counts["deleted"] += after.read is None
        if before.right:
            counts["harmed"] += not after.right
        elif after.right:
            counts["helped"] += 1
        elif before.read is not None:  # a word that is missing in both is lost, not copied
            counts["copied"] += before == after
    output_words = sum(label is not None for label in final.labels)
    return Change(
        **counts,
        truth_words=len(final.fates),
        invented=final.invented,
        output_words=output_words,
    )


def total(changes: Sequence[Change]) -> Change:
    """All pages together."""
    return sum(changes, Change())


def _share(part: int, whole: int) -> float:
    if not whole:
        return float("nan")
    return part / whole
