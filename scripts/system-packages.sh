#!/usr/bin/env bash
# Install Tesseract 5 with the eng and osd models, unless they are here already.
set -euo pipefail
cd "$(dirname "$0")/.."

complete() {
    local languages
    languages=$(tesseract --list-langs 2>/dev/null) || return 1
    grep -qx eng <<<"$languages" && grep -qx osd <<<"$languages"
}

if complete; then exit 0; fi
if [ "$(uname -s)" = Darwin ]; then
    if ! command -v brew >/dev/null; then
        echo "recto: Tesseract is missing; install Homebrew, then: brew install tesseract" >&2
        exit 1
    fi
    brew install tesseract
elif command -v apt-get >/dev/null; then
    scripts/apt-install.sh tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd
else
    echo "recto: install Tesseract 5 with its eng and osd models from your system's packages" \
        "(Fedora: dnf install tesseract; Arch: pacman -S tesseract tesseract-data-eng tesseract-data-osd)," \
        "then run make again" >&2
    exit 1
fi
complete || { echo "recto: Tesseract is installed but has no eng or osd model" >&2; exit 1; }
