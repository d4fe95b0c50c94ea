"""The working folder is data: no module, library or program is to be found in it.

`python -m` puts the working folder before everything else on the module path, so that a file
`json.py` beside the scans would be run. `leave` takes it off again, as far as that can still be
done; `program` starts our own processes so that it never gets there; `environment` is what the
programs that we start inherit. Folders that the user put on a path by name stay there. Imported
first of all, so it imports only what Python has loaded before it starts.
"""

import os
import sys

# Not with pathlib, which imports a lot.
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120

# An empty part of these stands for the working folder. OpenCV's package leaves one in
# LD_LIBRARY_PATH when it is imported (seen in 5.0): the loader would take a libz.so.1 beside the
# scans for Tesseract's.
PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH", "PATH")


def leave() -> None:
    """Take the folder in which `python -m recto` was started off the module path; for that start
    only.

    A program of the user's that `python -m` starts, and that imports Recto, keeps its own folder.
    Where Recto itself lies there, the folder goes last, behind the standard library and what is
    installed. What Python imports before it comes to us (runpy and its kin) it has looked for
    already: `recto` and `python -P -m recto` have no such gap.
    """
    # While Python imports the packages around the module that -m names, that is the program's name.
    if sys.argv[:1] != ["-m"] or not _names_recto():
        return
    if sys.flags.safe_path or not sys.path:
        return

    first = sys.path.pop(0)
    if first == ROOT:
        sys.path.append(first)


def _names_recto() -> bool:
    """Whether it is Recto that -m names: `-m recto`, `-mrecto`, `-Bm recto.cli`."""
    before = ""
    for part in sys.orig_argv[1:]:
        flags, together, module = part.partition("mrecto")
        if together and flags.startswith("-") and module[:1] in ("", "."):
            return True
        if before.startswith("-") and before.endswith("m"):
            return part.split(".")[0] == "recto"
        before = part
    return False


def program(module: str) -> list[str]:
    """The command that calls `main` of one of our modules in a new process; its arguments follow.

    The folder that holds Recto goes last on its module path: there it is found, shadowing nothing.
    """
    start = f"import sys; sys.path.append({ROOT!r}); from {module} import main; main()"
    return [sys.executable, "-P", "-c", start]


def environment(**defaults: str) -> dict[str, str]:
    """The user's environment for a program that we start, over `defaults`; no path has an empty
    part.
    """
    kept = {**defaults, **os.environ}
    for name in PATHS:
        if name not in kept:
            continue
        parts = kept[name].split(os.pathsep)
        path = os.pathsep.join(filter(None, parts))
        if path:
            kept[name] = path
        else:
            del kept[name]
    return kept
