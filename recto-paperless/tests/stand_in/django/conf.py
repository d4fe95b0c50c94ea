"""A stand-in, see README.md."""

import tempfile
from pathlib import Path


class settings:  # noqa: N801 - Django's name
    """Where paperless keeps what it works on."""

    SCRATCH_DIR = Path(tempfile.gettempdir()) / "recto-paperless-scratch"
