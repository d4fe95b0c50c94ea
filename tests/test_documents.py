"""What docs/architecture.md and CONTRIBUTING.md name is in the tree, and the tables are the
engine's.
"""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from recto.arbitration import flags
from recto.arbitration.page import choice
from recto.arbitration.word import local_rules, rules
from recto.reasons import BY_CODE, of_kind

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine" / "recto"
PREPROCESSING = ROOT / "preprocessing" / "recto_preprocessing"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DOCUMENTS = (ARCHITECTURE, ROOT / "CONTRIBUTING.md")
FOLDERS = (ENGINE, PREPROCESSING, ROOT / "tests", ROOT / "benchmarks", ROOT / "scripts")
YOURS = "NAME"  # stands in a recipe for what the reader of it chooses
TICKED = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"[\w./-]+(\.(py|sh|md|toml|txt|sql)|/)")
DOTTED = re.compile(r"[a-z_]\w*(\.\w+)+")
CLASS = re.compile(r"[A-Z][a-z]+[A-Za-z]*")
CONSTANT = re.compile(r"_?[A-Z]{2,}[A-Z_]*")
PRIVATE = re.compile(r"_[a-z_]+")
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
# Codes with hyphens that are names of the command line, or of systems, and no reasons.
NO_REASONS = frozenset({"text-layer"})
PYTHON_PATHS = ("view.",)  # a value of the sentence, not a module


def ticked(document: Path) -> list[str]:
    """What stands between back-ticks outside of pictures."""
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    return TICKED.findall(text)


def named(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(document, name) for all of a kind, each once."""
    found: dict[tuple[str, str], None] = {}
    for document in DOCUMENTS:
        for name in ticked(document):
            if pattern.fullmatch(name) and YOURS not in name:
                found[document.name, name] = None
    return list(found)


def is_there(path: str) -> bool:
    """As the documents have it: seen from the engine, or from the top."""
    return (ENGINE / path).exists() or (ROOT / path).exists()


@cache
def modules() -> dict[str, Path]:
    """Dotted path from the folder that holds it, package names without their __init__ -> file."""
    found = {}
    for folder in FOLDERS:
        for file in folder.rglob("*.py"):
            inside = file.relative_to(folder).with_suffix("")
            parts = [part for part in inside.parts if part != "__init__"]
            found[".".join([folder.name, *parts])] = file
    return found


@cache
def names_in(file: Path) -> frozenset[str]:
    """Functions, classes and constants of a module; members of its classes after their class."""
    found: set[str] = set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in tree.body:
        found.update(defined(node))
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                found.update(f"{node.name}.{name}" for name in defined(member))
    return frozenset(found)


def defined(node: ast.AST) -> Iterator[str]:
    """The names that one statement makes."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def homes(name: str) -> list[str]:
    """Modules whose path ends in the first part of a dotted name and that hold the rest of it."""
    parts = name.split(".")
    found = []
    for at in range(1, len(parts)):
        module, rest = ".".join(parts[:at]), ".".join(parts[at:])
        for path, file in modules().items():
            if f".{path}".endswith(f".{module}") and rest in names_in(file):
                found.append(path)
    return found


@cache
def everything() -> frozenset[str]:
    """All names of all modules, members of classes without their class."""
    found: set[str] = set()
    for file in modules().values():
        found.update(name.rpartition(".")[2] for name in names_in(file))
    return frozenset(found)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_name_is_closed_on_its_line(document: Path) -> None:
    """A back-tick without its other half would hide the names behind it."""
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    assert [line for line in text.splitlines() if line.count("`") % 2] == []


@pytest.mark.parametrize(("document", "path"), named(FILE))
def test_a_file_is_there(document: str, path: str) -> None:
    """Files and folders, seen from engine/recto or from the top."""
    assert is_there(path), f"{document} names {path}, which is not in the tree"


@pytest.mark.parametrize(("document", "name"), named(DOTTED))
def test_a_dotted_name_is_one_thing(document: str, name: str) -> None:
    """`module.function` and `module.Class.member` lead to one place, not to none or two."""
    if FILE.fullmatch(name) or name.startswith(PYTHON_PATHS):
        return
    found = homes(name)
    assert len(found) == 1, f"{document}: {name} is in {found or 'no module'}"


@pytest.mark.parametrize(
    "pattern", [CLASS, CONSTANT, PRIVATE], ids=["class", "constant", "private"]
)
def test_a_bare_name_is_defined_somewhere(pattern: re.Pattern[str]) -> None:
    """Classes of the picture's values, constants and private functions that a recipe names."""
    names = {name for _, name in named(pattern)}
    assert names - everything() == set()


def test_a_code_is_a_reason() -> None:
    """Codes are written as JSON has them."""
    codes = {name for _, name in named(CODE)} - NO_REASONS
    assert codes - set(BY_CODE) == set()


@pytest.mark.parametrize("kind", ["word", "flag", "page", "routing", "noticed"])
def test_every_reason_has_its_place(kind: str) -> None:
    """Whoever has a code from a result finds in the document where it was given."""
    told = set(ticked(ARCHITECTURE))
    # Literals
    reasons = of_kind(kind)  # type: ignore[arg-type]
    missing = [str(each) for each in reasons if str(each) not in told]
    assert missing == [], "docs/architecture.md does not say where these are decided"


@pytest.mark.parametrize(
    "table",
    [local_rules.RULES, choice.RULES, rules.RULES, flags.FLAGS],
    ids=["local rules", "page choice", "LLM rules", "flags"],
)
def test_a_table_of_the_document_is_the_engines(
    table: tuple[Callable[..., object], ...],
) -> None:
    """The same rules in the same order."""
    wanted = [f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}" for rule in table]
    modules = tuple({f"| `{name.partition('.')[0]}." for name in wanted})
    rows = ARCHITECTURE.read_text(encoding="utf-8").splitlines()
    told = [row.split("`")[1] for row in rows if row.startswith(modules)]
    assert told == wanted


def test_the_picture_shows_every_value() -> None:
    """Each value of the table under the picture stands in it, and fits a terminal."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    (picture,) = FENCED.findall(text)
    values = re.findall(r"^\| `(?:\w+\.)*([A-Z]\w+)` \|", text, re.MULTILINE)
    assert {"Page", "LocalPage", "Transcript", "PageResult"} <= set(values)
    assert [value for value in values if not re.search(rf"\b{value}\b", picture)] == []
    assert max(map(len, picture.splitlines())) <= 100


def test_every_layer_has_its_line() -> None:
    """From below, as pyproject.toml has them from above."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rows = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    wanted = [{part.strip() for part in row.split("|")} for row in reversed(rows)]
    told = []
    for row in _layer_rows():
        names = TICKED.findall(row.split("|")[1])
        told.append({name.removesuffix("/").removesuffix(".py") for name in names})
    assert told == wanted


def _layer_rows() -> list[str]:
    section = ARCHITECTURE.read_text(encoding="utf-8").partition("## 2.")[2].partition("## 3.")[0]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    return [row for row in rows if not row.startswith("| `preprocessing/")]
