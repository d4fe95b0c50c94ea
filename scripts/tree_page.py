"""Keep the tree of the documentation true: one line a file, each with the first sentence of its own
docstring.

python scripts/tree_page.py          write it into docs/explanation/tree.md
python scripts/tree_page.py --check  say whether it is up to date
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from marked import DOCS, keep

ROOT = Path(__file__).parent.parent
PAGE = DOCS / "explanation" / "tree.md"
ROOTS = ("engine", "preprocessing", "benchmarks")
WIDTH = 110  # characters of a summary


def tree() -> str:
    """The tree as an indented list."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *ROOTS]
    files = subprocess.run(
        listed, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    lines: list[str] = []
    folders: set[Path] = set()
    for name in sorted(set(files), key=_order):
        path = Path(name)
        if path.suffix != ".py" or not (ROOT / path).is_file():
            continue
        for folder in reversed(path.parents[:-1]):
            if folder not in folders:
                folders.add(folder)
                lines.append(f"{'  ' * (len(folder.parts) - 1)}{folder.name}/")
        if summary := _summary(ROOT / path):
            lines.append(f"{'  ' * (len(path.parts) - 1)}{path.name:<22} {summary}")
    return "\n".join(lines)


def _order(name: str) -> tuple[tuple[int, str], ...]:
    """The engine first; files of a folder before its folders."""
    root, *folders, file = Path(name).parts
    return ((ROOTS.index(root), root), *((1, folder) for folder in folders), (0, file))


def _summary(path: Path) -> str:
    text = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
    first = " ".join(text.split()).split(". ")[0].rstrip(".")
    return first if len(first) <= WIDTH else first[:WIDTH].rsplit(" ", 1)[0] + " ..."


if __name__ == "__main__":
    sys.exit(keep(PAGE, "tree", f"```text\n{tree()}\n```", "tree_page.py"))
