"""The code blocks of the documentation: what stands in README.md and in the pages of docs/ between
fences, and the commands in it.

Pages enter, blocks and commands leave. Included files are pages of their own.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LIST = Path(__file__).with_name("not_run.toml")
FENCE = re.compile(r"^(`{3,})(\S*)[^\n]*\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
FRONT = ("README.md", "README.zh.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
RUN = ("sh", "console", "python", "toml", "json")
SHOWN = ("text",)  # what a program prints, pictures of text, lists of files


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two fences."""

    page: str  # from the top of the checkout
    line: int  # of the opening fence, from 1
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a block, and what the page says that it prints; None: nothing is said."""

    block: Block
    text: str
    prints: str | None = None


@dataclass(frozen=True, slots=True)
class Special:
    """A row of not_run.toml: what begins so is not run, or ends with a code of its own."""

    begins: str
    why: str
    ends: int | None = None  # None: not run at all


def pages() -> list[Path]:
    """README and all that the site is made of, in the order of their names."""
    front = [ROOT / name for name in FRONT if (ROOT / name).exists()]
    return [*front, *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """Those of one page, in order; directives of Sphinx are none."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        language = found[2]
        if not language.startswith("{"):
            line = text.count("\n", 0, found.start()) + 1
            yield Block(str(page.relative_to(ROOT)), line, language, found[3])


def commands(block: Block) -> Iterator[Command]:
    """Of `sh` each line, of `console` each line behind a $ with what follows it."""
    if block.language == "sh":
        for line in block.text.replace("\\\n", " ").splitlines():
            if command := _without_remark(line):
                yield Command(block, command)
    if block.language == "console":
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield Command(block, command, printed)


def _without_remark(line: str) -> str:
    return re.sub(r"(^|\s+)# .*$", "", line).strip()


@cache
def listed() -> tuple[Special, ...]:
    """The list of what is not run."""
    rows = tomllib.loads(LIST.read_text(encoding="utf-8"))["command"]
    return tuple(Special(**row) for row in rows)


def exception_for(command: str) -> Special | None:
    """The first row that begins as it does."""
    return next((row for row in listed() if command.startswith(row.begins)), None)
