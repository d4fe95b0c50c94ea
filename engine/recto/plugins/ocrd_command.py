"""`ocrd-recto-recognize`: the processor, or one sentence where OCR-D is not installed."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from recto.errors import MissingDependency


def main() -> None:
    """Run the processor; OCR-D's own command line does the rest."""
    if find_spec("ocrd") is None:
        remedy = "pip install 'recto-ocr[ocrd]'"
        missing = MissingDependency("OCR-D is not installed", remedy=remedy)
        sys.stderr.write(f"{missing}\n")
        sys.exit(missing.exit_code)
    from recto.plugins.ocrd_recognize import cli

    cli()
