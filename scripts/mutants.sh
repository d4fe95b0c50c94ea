#!/usr/bin/env bash
# Mutation testing: make the mutants that scripts/mutants/plan.py asks for, try the tests on each, print the score.
# cosmic-ray, whose operators make them, is in an environment of its own: some 35 packages, none of which Recto needs.
# usage: scripts/mutants.sh PYTHON [MODULE] [--again] [--sample N] [--seed S]
#   MODULE: part of a module's path; --again: all but known kills; --sample: so many, spread over all modules
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 here=build/mutants
shift
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

if [ ! -x "$here/tool/bin/cosmic-ray" ]; then
    echo "recto: installing cosmic-ray into $here/tool"
    "$python" -m venv "$here/tool"
    "$here/tool/bin/python" -m pip install --quiet 'cosmic-ray==8.7.0'
fi
"$here/tool/bin/python" scripts/mutants/make.py $here/made.json
newer=$(find engine preprocessing tests -name '*.py' -newer $here/tests.json -print -quit 2>&1 || true)
if [ -n "$newer" ]; then "$python" scripts/mutants/which_tests.py $here/tests.json; fi
"$python" scripts/mutants/run.py $here/made.json $here/tests.json $here/results.jsonl "$@"
"$python" scripts/mutants/score.py $here/made.json $here/results.jsonl --survivors
