#!/usr/bin/env bash
# Make an empty virtual environment with a current pip, from the first Python 3.11+ on PATH (or $PYTHON).
# usage: scripts/venv.sh VENV
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.11 python3.12 python3.13}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "recto: Python 3.11 or newer is not on PATH; install it, or say where it is: make PYTHON=/path/to/python3" >&2
    return 1
}

python=$(find_python)
echo "recto: making $venv with $("$python" -V)"
if ! "$python" -m venv "$venv" 2>/dev/null; then
    # Debian and Ubuntu ship Python without venv; it is a package of its own.
    rm -rf "$venv"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    scripts/apt-install.sh "python$version-venv" python3-venv
    "$python" -m venv "$venv"
fi
# `pip install --group` (PEP 735) needs pip 25.1; Python 3.11 brings 23 or 24.
"$venv/bin/python" -m pip install --quiet --upgrade 'pip>=25.1'
