"""A reply's texts before anybody judges them: characters that no page prints leave, and are
counted.

A Reply enters, a Reply leaves. It stands before the guards, because a zero-width letter inside a
word hides an order from a pattern, and a line of tags looks empty to a person and full to a
program.
"""

from __future__ import annotations

from dataclasses import replace

from recto.readers.vision.reply.printable import UNPRINTABLE
from recto.readers.vision.reply.reply import Mark, Reply
from recto.text.legible import legible


def legible_reply(reply: Reply) -> Reply:
    """The same reply; one event for each text that held something else."""
    added = [text for _, text in reply.added]
    texts = [*reply.texts.values(), *reply.lines, *added]
    changed = sum(legible(text) != text for text in texts)
    return replace(
        reply,
        texts={line_id: _one_line(text) for line_id, text in reply.texts.items()},
        lines=tuple(map(_one_line, reply.lines)),
        added=tuple((after, _one_line(text)) for after, text in reply.added),
        dropped=tuple((line_id, _one_line(reason)) for line_id, reason in reply.dropped),
        structure={line_id: _legible_mark(mark) for line_id, mark in reply.structure.items()},
        events=(*reply.events, *[UNPRINTABLE] * changed),
    )


def _one_line(text: str) -> str:
    return " ".join(legible(text).split())


def _legible_mark(mark: Mark) -> Mark:
    return replace(mark, cells=tuple(map(_one_line, mark.cells)))
