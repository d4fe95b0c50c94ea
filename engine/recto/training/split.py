"""What is learned from and what is judged on: documents, each whole on one side.

Names of documents, a share and a seed enter; the part of each leaves. Only here: that lines of one
document never stand on both sides, and that a document keeps its side when others come. Its name
and the seed decide by a hash, so the share is met on average; where that leaves nothing to judge
on, the document that was nearest goes there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Literal

Part = Literal["train", "validation"]
PARTS: tuple[Part, ...] = ("train", "validation")
BYTES = 8  # of a hash that become a place between 0 and 1
MOST = 2.0 ** (8 * BYTES)


def parts_of(documents: Collection[str], share: float, seed: int) -> dict[str, Part]:
    """The part of each document; `share` of them are for validation."""
    nearest = sorted(
        documents,
        key=lambda document: place_of(document, seed),
    )
    count = 0
    for document in nearest:
        count += place_of(document, seed) < share
    several = len(nearest) > 1
    if several and share:
        count = max(1, count)  # something to judge on
        count = min(count, len(nearest) - 1)  # and something to learn from
    parts: dict[str, Part] = {}
    for rank, document in enumerate(nearest):
        parts[document] = "validation" if rank < count else "train"
    return parts


def place_of(document: str, seed: int) -> float:
    """From 0 to 1, the same for ever."""
    text = f"{seed}\n{document}"
    encoded = text.encode("utf-8", "surrogateescape")
    digest = hashlib.sha256(encoded).digest()
    number = int.from_bytes(digest[:BYTES], "big")
    return number / MOST
