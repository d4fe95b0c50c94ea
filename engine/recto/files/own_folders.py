"""Where the user's own files lie: Recto's configuration, cache and records in the user's home.

Nothing enters, a folder leaves, or None where the user has no home: one whom the system does not
know and who has no HOME, e.g. in a container with a number for a user. Only here: that such a
folder is never looked for below the working folder, where others could have put it. Older versions
of platformdirs answer "~/.config/recto", a relative name, for such a user; newer ones raise
RuntimeError.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def config_folder() -> Path | None:
    """Where the user's recto.toml and prices.toml lie."""
    import platformdirs

    return _absolute(platformdirs.user_config_dir)


def cache_folder() -> Path | None:
    """Where replies that were paid for, and word lists, are kept."""
    import platformdirs

    return _absolute(platformdirs.user_cache_dir)


def state_folder() -> Path | None:
    """Where it is recorded what left this machine, when no output folder holds that."""
    import platformdirs

    return _absolute(platformdirs.user_state_dir)


def _absolute(ask: Callable[[str], str]) -> Path | None:
    try:
        folder = Path(ask("recto"))
    except RuntimeError:
        return None
    if folder.is_absolute():
        return folder
    return None
