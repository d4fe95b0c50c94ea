#!/usr/bin/env bash
# Read the three sample pages as a user would; no key and no network are used.
# usage: scripts/demo.sh RECTO
set -euo pipefail
cd "$(dirname "$0")/.."
recto=$1
show() { printf '\n$ recto %s\n' "$*"; "$recto" "$@"; }
show read samples/letter.png
show read samples/receipt.png
show read samples/label.png --layout line
