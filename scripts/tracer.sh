#!/usr/bin/env bash
# Install strace, with which the tests see what leaves the machine; systems other than Linux have none and skip them.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(uname -s)" != Linux ] || command -v strace >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null; then
    scripts/apt-install.sh strace
else
    echo "recto: install strace from your system's packages, then run make again" >&2
    exit 1
fi
