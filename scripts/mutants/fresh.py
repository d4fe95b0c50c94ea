"""Run tests in a process into which a mutant is imported instead of the module's file.

python scripts/mutants/fresh.py < [MUTANT, IDS]      pytest's exit status
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path
from types import CodeType, ModuleType

import pytest
from tried import name_of


class Mutated(importlib.machinery.SourceFileLoader):
    """Imports a module with another text than its file's."""

    text: str

    def get_code(self, fullname: str) -> CodeType:
        """Compiled from the mutant; no .pyc is read or written."""
        return compile(self.text, self.path, "exec")


class Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is mutated."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self.name = name
        self.loader = Mutated(name, str(path))
        self.loader.text = text

    def find_spec(
        self, fullname: str, path: object = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The mutant, under its module's name."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname, self.loader.path, loader=self.loader
        )


class Chosen:
    """A plugin of pytest: these tests, and no other."""

    def __init__(self, ids: list[str]) -> None:
        self.place = {test: k for k, test in enumerate(ids)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests that are asked for, quick ones first."""
        kept = [item for item in items if item.nodeid in self.place]
        items[:] = sorted(kept, key=lambda item: self.place[item.nodeid])


def main() -> int:
    """A mutant and the ids of its tests come in, as JSON."""
    mutant, ids = json.load(sys.stdin)
    path = Path(mutant["module"]).resolve()
    sys.meta_path.insert(0, Finder(name_of(mutant["module"]), path, mutant["text"]))
    files = sorted({test.partition("::")[0] for test in ids})
    told = ("-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=ci")
    return int(pytest.main([*told, *files], plugins=[Chosen(ids)]))


if __name__ == "__main__":
    sys.exit(main())
