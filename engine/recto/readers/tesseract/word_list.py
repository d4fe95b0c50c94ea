"""The words inside one of Tesseract's models, without Tesseract's tools.

The bytes of a traineddata file enter, its words leave, in no order. The file is a table of offsets
and as many parts (ccutil/tessdatamanager.h). The words are a graph whose edges are whole numbers of
64 bits: the lowest bits a character's number, then three flags, then the node that the edge leads
to (dict/dawg.h, SquishedDawg).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

# Parts of the file, by their place in the table (enum TessdataType)
WORDS, CHARACTERS = 19, 21
NOWHERE = -1  # an offset of a part that the file lacks
MAGIC = 42  # of a graph
LAST_OF_NODE, WORD_ENDS = 1, 4  # flags of an edge
FLAG_BITS = 3
SPACE = "NULL"  # as a list of characters spells it
_TABLE, _OFFSET = struct.Struct("<i"), struct.Struct("<q")
_HEAD = struct.Struct("<hii")


def words_in(model: bytes) -> list[str]:
    """Its words; none where it has none. Raises ValueError for what is no model."""
    try:
        graph = _part(model, WORDS)
        listed = _part(model, CHARACTERS).decode("utf-8", "replace")
        if not graph:
            return []
        return _words(graph, _characters(listed))
    except (struct.error, IndexError, RecursionError) as fault:
        raise ValueError(f"no model of Tesseract's: {fault}") from None


def _part(model: bytes, number: int) -> bytes:
    """One part of the file; empty where it lacks it."""
    (count,) = _TABLE.unpack_from(model)
    if not 0 <= number < count < len(model):
        return b""
    offsets = []
    for place in range(count):
        (offset,) = _OFFSET.unpack_from(model, _TABLE.size + place * _OFFSET.size)
        offsets.append(offset)
    start = offsets[number]
    if start == NOWHERE:
        return b""
    later = [offset for offset in offsets if offset > start]
    end = min(later, default=len(model))
    return model[start:end]


def _characters(listed: str) -> list[str]:
    """By number: the first word of each line after the count."""
    _, *lines = listed.split("\n")
    characters = []
    for line in lines:
        character, _, _ = line.partition(" ")
        characters.append(" " if character == SPACE else character)
    return characters


def _words(graph: bytes, characters: Sequence[str]) -> list[str]:
    """All ways from the first node to a word's end."""
    magic, known, count = _HEAD.unpack_from(graph)
    if magic != MAGIC:
        raise ValueError("no model of Tesseract's: its words have another form")
    edges = np.frombuffer(graph, "<u8", count, _HEAD.size)
    flags_at = int(np.ceil(np.log2(known + 1)))
    letters = edges & np.uint64((1 << flags_at) - 1)
    flags = (edges >> np.uint64(flags_at)) & np.uint64((1 << FLAG_BITS) - 1)
    targets = edges >> np.uint64(flags_at + FLAG_BITS)
    ends = _Ends(letters.tolist(), flags.tolist(), targets.tolist(), characters)
    return ends.behind(0)


class _Ends:
    """What words may end in behind a node, each node's ends found once."""

    def __init__(
        self,
        letters: Sequence[int],
        flags: Sequence[int],
        targets: Sequence[int],
        characters: Sequence[str],
    ) -> None:
        self.letters, self.flags, self.targets = letters, flags, targets
        self.characters = characters
        self.found: dict[int, list[str]] = {}

    def behind(self, node: int) -> list[str]:
        """As deep as the longest word is long."""
        ends: list[str] = []
        edge = node
        while True:
            letter = self.characters[self.letters[edge]]
            flags, target = self.flags[edge], self.targets[edge]
            if flags & WORD_ENDS:
                ends.append(letter)
            if target:
                if target not in self.found:
                    self.found[target] = self.behind(target)
                ends += [letter + end for end in self.found[target]]
            if flags & LAST_OF_NODE:
                return ends
            edge += 1
