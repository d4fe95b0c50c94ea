#!/usr/bin/env bash
# Install the gateway that tests/vision/test_litellm.py asks, into an environment of its own: some 90 packages, none of
# which Recto needs.
# usage: scripts/test-doors.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2

if [ -x "$venv/bin/litellm" ]; then exit 0; fi
echo "recto: installing litellm[proxy] into $venv (some minutes)"
"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet 'litellm[proxy]>=1.80,<2'
