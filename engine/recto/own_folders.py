"""Where the user's own files lie: the folders of Recto's configuration and cache in the user's home.

Nothing enters, a folder leaves, or None where the user has no home. Only here: that such a folder is never looked for
below the working folder. platformdirs answers "~/.config/recto", a relative name, for a user whom the system does not
know and who has no HOME (a container with a number for a user), and whoever filled the working folder could have put
that there.
"""

from __future__ import annotations

from pathlib import Path


def config_folder() -> Path | None:
    """Where the user's recto.toml and prices.toml lie."""
    import platformdirs

    return _absolute(platformdirs.user_config_dir("recto"))


def cache_folder() -> Path | None:
    """Where replies that were paid for, and word lists, are kept."""
    import platformdirs

    return _absolute(platformdirs.user_cache_dir("recto"))


def _absolute(name: str) -> Path | None:
    folder = Path(name)
    return folder if folder.is_absolute() else None
