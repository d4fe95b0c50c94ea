"""`recto cache`: what Recto keeps between runs in your own folder, how much it is, and how to be
rid of it.

Nothing enters; lines leave. Replies that were paid for, and word lists out of Tesseract's models,
lie there; results and what was sent do not, and are never touched.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from recto.cli.terminal import answer, say

THOUSAND = 1000  # bytes, as file managers count


@click.group(
    name="cache",
    short_help="Say what is kept between runs, or clear it.",
    invoke_without_command=True,
)
@click.pass_context
def command(context: click.Context) -> int:
    """Say where replies and word lists are kept between runs, and how much they are."""
    if context.invoked_subcommand is None:
        folder = _folder()
        files = list(_files(folder))
        size = sum(_size(file) for file in files)
        many = "1 file" if len(files) == 1 else f"{len(files):,} files"
        answer(f"{folder}: {many}, {bytes_text(size)}")
    return 0


@command.command(name="clear")
@click.option("--replies", is_flag=True, help="Only the LLM's replies.")
def clear(replies: bool) -> int:
    """Delete what is kept between runs: the LLM's replies, which are paid for again when they are
    wanted again, and word lists, which are made again.

    Results, settings and the record of what was sent (sent.jsonl) are not there and stay.
    """
    from recto.errors import FileAccess

    folder = _folder()
    gone, size = 0, 0
    for file in list(_files(folder)):
        if replies and not file.name.startswith(REPLIES):
            continue
        bytes_of = _size(file)
        try:
            file.unlink()
        except OSError as fault:
            what = fault.strerror or str(fault)
            raise FileAccess(what, where=str(file), remedy="delete it yourself") from fault
        gone += 1
        size += bytes_of
    if not gone:
        say(f"nothing is kept in {folder}")
        return 0
    many = "1 file" if gone == 1 else f"{gone:,} files"
    say(f"{many} deleted, {bytes_text(size)}, in {folder}")
    return 0


REPLIES = "replies"  # how the names of SQLite's files begin (pipeline/vision.py)


def _folder() -> Path:
    from recto.errors import FileAccess
    from recto.files.own_folders import cache_folder

    folder = cache_folder()
    if folder is None:
        raise FileAccess("you have no cache folder here: nothing is kept between runs")
    return folder


def _files(folder: Path) -> Iterator[Path]:
    """Plain files below it; no link is followed."""
    for root, _, names in os.walk(folder, followlinks=False):
        for name in names:
            yield Path(root) / name


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def bytes_text(size: float) -> str:
    """1234567 -> "1.2 MB"."""
    for unit in ("B", "kB", "MB"):
        if size < THOUSAND:
            return f"{size:.1f} {unit}" if unit != "B" else f"{size:.0f} B"
        size /= THOUSAND
    return f"{size:.1f} GB"
