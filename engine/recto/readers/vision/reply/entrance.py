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
    changed = 0
    texts: dict[int, str] = {}
    for line_id, text in reply.texts.items():
        texts[line_id] = _one_line(text)
        changed += legible(text) != text

    lines: list[str] = []
    for text in reply.lines:
        lines.append(_one_line(text))
        changed += legible(text) != text

    added: list[tuple[int | None, str]] = []
    for after, text in reply.added:
        added.append((after, _one_line(text)))
        changed += legible(text) != text

    dropped: list[tuple[int, str]] = []
    for line_id, reason in reply.dropped:
        clean_reason = _one_line(reason)
        dropped.append((line_id, clean_reason))

    structure: dict[int, Mark] = {}
    for line_id, mark in reply.structure.items():
        cells = tuple(map(_one_line, mark.cells))
        structure[line_id] = replace(mark, cells=cells)
    return replace(
        reply,
        texts=texts,
        lines=tuple(lines),
        added=tuple(added),
        dropped=tuple(dropped),
        structure=structure,
        events=(*reply.events, *[UNPRINTABLE] * changed),
    )


def _one_line(text: str) -> str:
    """Without what no page prints, and without breaks."""
    words = legible(text).split()
    return " ".join(words)
