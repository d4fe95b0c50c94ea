"""The one list of reasons: what stands in it is whole, and nothing of it is typed anywhere else."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from tests.conftest import ROOT

import recto
from recto.batch.facts import Outcome
from recto.model.result import PageResult
from recto.reasons import (
    BY_CODE,
    Kind,
    Learner,
    Reason,
    explain,
    learned_by,
    members,
    of_kind,
    told,
)
from recto.textlayer.kept import FLAGGED, REASONS

ENGINE = Path(recto.__file__).parent
# Codes that are also ordinary words ("timeout", "summary") are looked for here only.
VISION = Path("readers/vision")
# Strings that are spelled as a code and are none, with the cause.
NO_CODES = {
    ("arbitration/outcome.py", "fell-back"): "a page's status, of a Literal",
    ("textlayer/keeping.py", "unread-ink"): "the name of a stage in a page's seconds",
    ("readers/vision/reply/guards.py", "recitation"): "a provider's word for how an answer ended",
    ("readers/vision/call/refusals.py", "recitation"): "a provider's word in an error",
}


def test_a_code_is_a_plain_word_and_stands_once() -> None:
    """Aliases would be dropped silently by the enum."""
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code) for code in BY_CODE)
    assert len(BY_CODE) == len(Reason.__members__)


def test_a_sentence_is_for_people() -> None:
    """One line, no capital or full stop about it, and no code in it."""
    for reason in Reason:
        assert reason.sentence == " ".join(reason.sentence.split())
        assert reason.sentence[-1:].isalnum() or reason.sentence.endswith(")")
        spelled = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", reason.sentence)
        assert not BY_CODE.keys() & set(spelled)


def test_every_reason_has_a_kind() -> None:
    """So that the list by kinds holds all of them."""
    kinds = get_args(Kind)
    listed = {reason for kind in kinds for reason in of_kind(kind)}
    assert listed == set(Reason)


def test_how_a_page_ended_is_an_outcome() -> None:
    """In a result as in a ledger."""
    statuses = get_args(get_type_hints(PageResult)["status"])
    outcomes = {str(reason) for reason in of_kind("outcome")}
    assert len(statuses) > 1
    assert set(statuses) <= outcomes
    assert set(get_args(Outcome)) == outcomes


@pytest.mark.parametrize("learner", ["local", "llm"])
def test_learned_reasons_are_the_columns_of_the_weights(learner: Learner) -> None:
    """In the order of the header, behind all other columns."""
    weights = files("recto.confidence") / "weights" / f"{learner}.json"
    header = json.loads(weights.read_text(encoding="utf-8"))["features"]
    columns = [str(reason) for reason in learned_by(learner)]
    assert columns
    assert header[-len(columns) :] == columns
    assert not BY_CODE.keys() & set(header[: -len(columns)])


def test_what_was_learned_has_a_map() -> None:
    """A learned probability is calibrated, by the map of the readers that it was learned of."""
    for reason in Reason:
        if reason.about.learner:
            assert reason.about.map == reason.about.learner
        if reason.about.map != "none" or reason.about.is_guard or reason.about.flag != "never":
            assert "word" in reason.about.kinds


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("blank", "the page has no ink"),
        ("retried:rate-limited", "the call was sent again: too many requests (429)"),
        (
            "fell-back:timeout",
            "the local reading stands: no whole reply within the time limit",
        ),
    ],
)
def test_a_code_or_an_event_is_explained(code: str, said: str) -> None:
    """An event is what was done, and why."""
    assert (explain(code), told(code)) == (said, said)


@pytest.mark.parametrize(
    "code",
    ["", ":", "blank:", ":timeout", "timeout:blank", "blank:timeout", "fell-back:x", "Blank"],
)
def test_what_is_no_reason_is_not_explained(code: str) -> None:
    """In counts of an earlier version it stays as it is."""
    with pytest.raises(KeyError):
        members(code)
    assert told(code) == code


def test_the_table_of_the_documentation_is_up_to_date() -> None:
    """`python scripts/reasons_table.py` writes it."""
    script = ROOT / "scripts" / "reasons_table.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the engine but the list itself, by its path inside the engine."""
    for path in sorted(ENGINE.rglob("*.py")):
        name = path.relative_to(ENGINE)
        if name != Path("reasons.py"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def is_literal(node: ast.AST) -> bool:
    """`Literal["a", "b"]` of an annotation or an alias."""
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"


def strings(node: ast.AST) -> Iterator[str]:
    """All strings of a tree, those of Literals left out."""
    if is_literal(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from strings(child)


def is_code(text: str, module: Path) -> bool:
    """Whether a string can only be meant as a code, or as an event or the first half of one."""
    done, colon, why = text.partition(":")
    spelled = done in BY_CODE and (not why or why in BY_CODE)
    return spelled and ("-" in text or bool(colon) or module.is_relative_to(VISION))


def test_no_code_is_typed_twice() -> None:
    """Rules give members: a code that is changed in the list is changed everywhere."""
    found = set()
    for name, tree in modules():
        codes = {text for text in strings(tree) if is_code(text, name)}
        found |= {(name.as_posix(), code) for code in codes}
    assert found == NO_CODES.keys()


def test_a_code_in_a_module_is_found() -> None:
    """What the test before looks for, on a module of its own."""
    tree = ast.parse(
        'A: Literal["llm-alone"] = f(["llm-only", "timeout", f"retried:{a}", "ok: x"])'
    )
    elsewhere = [text for text in strings(tree) if is_code(text, Path("a.py"))]
    inside = [text for text in strings(tree) if is_code(text, VISION / "a.py")]
    assert elsewhere == ["llm-only", "retried:"]
    assert inside == ["llm-only", "timeout", "retried:"]


def decided(call: ast.Call) -> Iterator[tuple[str, bool]]:
    """The reasons that a call gives to a choice or a word, and whether it is flagged outright."""
    values = {each.arg: each.value for each in call.keywords}
    flag = values.get("doubtful", values.get("flagged"))
    always = isinstance(flag, ast.Constant) and flag.value is True
    # the LLM alone has it: a person looks, whatever the score
    origin = values.get("origin")
    always |= isinstance(origin, ast.Constant) and origin.value == "llm"
    for given in (*call.args, *values.values()):
        for node in ast.walk(given):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Reason":
                yield node.attr, always


def test_reasons_that_always_flag_are_those_that_the_rules_flag() -> None:
    """Read from the calls that make choices and words; those that hand the reason on by a name are
    listed.
    """
    flags: dict[str, set[bool]] = {}
    for name, tree in modules():
        if name.parts[0] not in ("arbitration", "textlayer"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "LlmChoice", "Word", "replace",
            ):  # fmt: skip
                for reason, always in decided(node):
                    flags.setdefault(reason, set()).add(always)
    always = {Reason[name] for name, found in flags.items() if found == {True}}
    always |= {REASONS[outcome] for outcome in FLAGGED}
    # words of the LLM alone: the first row of arbitration/flags.py
    always |= {Reason.ADDED_OVER_INK, Reason.READ_FROM_UNREAD_INK}
    always |= {Reason.LLM_ONLY, Reason.LLM_UNSUPPORTED}
    assert always == {reason for reason in Reason if reason.about.flag == "always"}


def named(tree: ast.Module) -> Iterator[str]:
    """The codes that a module of tests names: in a text, as a part of an event, or as a member."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from (part for part in node.value.split(":") if part in BY_CODE)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Reason":
            yield str(Reason[node.attr])


def test_every_reason_is_named_by_a_test() -> None:
    """A reason that no test names is given by code that no test watches; this file does not
    count.
    """
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        if path != Path(__file__):
            found.update(named(ast.parse(path.read_text(encoding="utf-8"))))
    assert BY_CODE.keys() - found == set()
