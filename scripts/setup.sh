#!/usr/bin/env bash
# Install recto, the benchmark extras and the test tools into an environment, at the versions of constraints.txt.
# usage: scripts/setup.sh VENV [WHEEL]     (no WHEEL: this checkout, editable)
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1 wheel=${2:-}

echo "recto: installing packages into $venv (some minutes the first time)"
recto=(--editable '.[bench,web]')
if [ -n "$wheel" ]; then recto=("recto-ocr[bench,web] @ file://$(realpath "$wheel")"); fi
"$venv/bin/python" -m pip install --quiet --constraint constraints.txt --group dev "${recto[@]}"
