"""A reply's texts before anybody judges them: characters that no page prints leave, and are
counted.

A Reply enters, a Reply leaves. It stands before the guards, because a zero-width letter inside a
word hides an order from a pattern, and a line of tags looks empty to a person and full to a
program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from recto.readers.vision.reply.printable import UNPRINTABLE
from recto.readers.vision.reply.reply import Mark, Reply
from recto.text.legible import legible


def legible_reply(reply: Reply) -> Reply:
    """The same reply; one event for each text that held something else."""
    texts = [*reply.texts.values(), *reply.lines, *(text for _, text in reply.added)]
    changed = sum(legible(text) != text for text in texts)
    return replace(
        reply,
        texts={i: _one_line(text) for i, text in reply.texts.items()},
        lines=tuple(map(_one_line, reply.lines)),
        added=tuple((i, _one_line(text)) for i, text in reply.added),
        dropped=tuple((i, _one_line(text)) for i, text in reply.dropped),
        structure={i: _mark(mark) for i, mark in reply.structure.items()},
        events=(*reply.events, *_events(changed)),
    )


def _one_line(text: str) -> str:
    return " ".join(legible(text).split())


def _mark(mark: Mark) -> Mark:
    return replace(mark, cells=tuple(map(_one_line, mark.cells)))


def _events(count: int) -> Iterable[str]:
    return [UNPRINTABLE] * count
