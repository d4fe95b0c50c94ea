#!/usr/bin/env bash
# Print the versions installed in an environment as pip constraints, recto itself left out.
# usage: scripts/lock.sh PYTHON
set -euo pipefail
echo "# The versions that are tested together; written by \`make lock\`. setup.sh installs with \`pip -c\`."
"$1" -m pip list --format=freeze --exclude-editable --exclude pip --exclude setuptools --exclude recto-ocr 2>/dev/null
