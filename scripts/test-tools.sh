#!/usr/bin/env bash
# Install what the tests look at Recto with: strace (what leaves the machine; Linux only), Poppler and qpdf (PDFs as other
# programs read them), Chromium and Node.js (the report as people use it), models of languages whose letters the
# second reader lacks, those that the documentation's commands name, and the fonts of made images. On macOS Homebrew
# brings all but strace and the fonts.
set -euo pipefail
cd "$(dirname "$0")/.."

PACKAGES=(strace poppler-utils qpdf chromium nodejs tesseract-ocr-deu tesseract-ocr-ell
    tesseract-ocr-rus tesseract-ocr-chi-sim tesseract-ocr-script-frak fonts-dejavu fonts-liberation fonts-urw-base35)

has() { command -v "$1" >/dev/null; }
browser() { has chromium || has google-chrome || has "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; }

fonts() {
    local folder=/usr/share/fonts
    [ -e $folder/truetype/dejavu/DejaVuSerif.ttf ] && [ -e $folder/truetype/liberation/LiberationMono-Bold.ttf ] &&
        [ -e $folder/opentype/urw-base35/P052-Roman.otf ]
}

complete() {
    local languages
    [ "$(uname -s)" != Linux ] || has strace || return 1
    [ "$(uname -s)" != Linux ] || fonts || return 1
    has pdftotext && has qpdf && has node && browser || return 1
    languages=$(tesseract --list-langs 2>/dev/null) || return 1
    grep -qx deu <<<"$languages" && grep -qx ell <<<"$languages" &&
        grep -qx rus <<<"$languages" && grep -qx chi_sim <<<"$languages" &&
        grep -qxE '(script/)?Fraktur' <<<"$languages"
}

if complete; then exit 0; fi
if [ "$(uname -s)" = Darwin ] && has brew; then
    brew install poppler qpdf node tesseract-lang
    brew install --cask google-chrome
elif has apt-get; then
    # Ubuntu's package of Chromium is a snap, which no container runs; its machines have Google's Chrome.
    if has google-chrome; then PACKAGES=("${PACKAGES[@]/chromium/}"); fi
    scripts/apt-install.sh ${PACKAGES[@]}
else
    echo "recto: install strace, Poppler, qpdf, Chromium, Node.js and Tesseract's models deu, ell, rus, chi_sim and" \
        "script/Fraktur, and the fonts DejaVu, Liberation and URW base 35, then run make again" >&2
    exit 1
fi
