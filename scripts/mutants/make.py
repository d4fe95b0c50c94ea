"""Write every mutant of the modules to a file: what is changed where, and the module as it is then.

python scripts/mutants/make.py OUT      run in the environment that holds cosmic-ray

Of cosmic-ray's operators those are taken that a slip of the pen could be; the others (a shift where
a sum was, `is` between numbers) fail at the first call, and would only raise the score.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import plan
from changes import Places, changed, changes, inside, silent
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ARITHMETIC = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul")
SETS = ("BitAnd_BitOr", "BitOr_BitAnd")
# For each comparison its boundary, its opposite, and what the other half of it says.
COMPARED = (
    *("Lt_LtE", "Lt_GtE", "Lt_NotEq", "LtE_Lt", "LtE_Gt", "LtE_Eq"),
    *("Gt_GtE", "Gt_LtE", "Gt_NotEq", "GtE_Gt", "GtE_Lt", "GtE_Eq"),
    *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
)
OPERATORS = (
    *(f"ReplaceBinaryOperator_{pair}" for pair in (*ARITHMETIC, *SETS)),
    *(f"ReplaceComparisonOperator_{pair}" for pair in COMPARED),
    *("ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not", "AddNot"),
    *("ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ZeroIterationForLoop"),
    *("NumberReplacer", "ExceptionReplacer", "RemoveDecorator"),
)
Made = tuple[str, int, str]  # the operator, the line, the module's text


def by_cosmic_ray(source: str) -> Iterator[Made]:
    """The mutants of the operators above."""
    places = Places(source)
    still = silent(ast.parse(source), places)
    lines = source.splitlines()
    parsed = get_ast(source)
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        positions = [
            begin for node in ast_nodes(parsed) for begin, _ in operator.mutation_positions(node)
        ]
        for occurrence, (line, column) in enumerate(positions):
            in_bytes = len(lines[line - 1][:column].encode())
            if not inside(places.offset(line, in_bytes), still):
                yield name, line, mutate_code(source, operator, occurrence) or source


def by_hand(source: str) -> Iterator[Made]:
    """The mutants of our own rules."""
    for change in changes(source):
        yield change.name, change.line, changed(source, change)


def mutants(module: Path) -> Iterator[dict[str, object]]:
    """Those of one module, each once, without those that do not parse, or that say the same as
    before but for how arguments may be passed.
    """
    source = module.read_text(encoding="utf-8")
    seen = {_said(source)}
    for name, line, text in (*by_cosmic_ray(source), *by_hand(source)):
        try:
            tree = _said(text)
        except SyntaxError:
            continue
        if tree not in seen:
            seen.add(tree)
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            key = f"{module}:{line}:{name}:{digest}"
            yield {"key": key, "module": str(module), "line": line, "operator": name, "text": text}


def _said(text: str) -> str:
    """The syntax tree as text, `*` and `/` of signatures aside."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.posonlyargs, node.kwonlyargs = [], []
            node.defaults = [*node.defaults, *filter(None, node.kw_defaults)]
            node.kw_defaults = []
    return ast.dump(tree)


def main(out: str) -> int:
    """Write them all."""
    modules = plan.modules()
    found = [mutant for module in modules for mutant in mutants(Path(module))]
    Path(out).write_text(json.dumps(found), encoding="utf-8")
    print(f"{len(found)} mutants of {len(modules)} modules")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
