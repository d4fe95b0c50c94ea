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
printf '\nNext: put `recto` on your path with  source .venv/bin/activate
      then, e.g.,  recto read samples/receipt.png -o out -f html,pdf  and open out/receipt.html,
      or go through docs/tutorials/first-page.md\n'
