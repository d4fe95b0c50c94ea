#!/usr/bin/env bash
# Install what the tests look at Recto with: strace (what leaves the machine; Linux only), Poppler and qpdf (PDFs as other
# programs read them), and models of languages whose letters the second reader lacks.
set -euo pipefail
cd "$(dirname "$0")/.."

PACKAGES=(strace poppler-utils qpdf tesseract-ocr-deu tesseract-ocr-ell)

complete() {
    command -v strace >/dev/null && command -v pdftotext >/dev/null && command -v qpdf >/dev/null &&
        tesseract --list-langs 2>/dev/null | grep -qx deu && tesseract --list-langs 2>/dev/null | grep -qx ell
}

if [ "$(uname -s)" != Linux ] || complete; then exit 0; fi
if command -v apt-get >/dev/null; then
    scripts/apt-install.sh "${PACKAGES[@]}"
else
    echo "recto: install strace, Poppler, qpdf and Tesseract's deu and ell models, then run make again" >&2
    exit 1
fi
