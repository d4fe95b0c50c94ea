"""Whether a wheel holds what git has of the two packages, the licence, and nothing else.

python scripts/wheel_contents.py WHEEL     1 where it does not, with every file that is too much or
missing
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = {"engine": "recto", "preprocessing": "recto_preprocessing"}
SHARED = {"share/man/man1/recto.1"}  # beside the packages: the man page
METADATA = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def expected() -> set[str]:
    """The files that users get, by their paths in the wheel."""
    found = set()
    for folder, package in PACKAGES.items():
        command = ["git", "ls-files", "-z", "--", f"{folder}/{package}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        paths = done.stdout.split("\0")
        found.update(path.removeprefix(f"{folder}/") for path in paths if path)
    return found


def held(wheel: Path) -> set[str]:
    """The files in it; those of its own metadata by their names alone."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def main() -> int:
    """Compare, and print the differences."""
    wheel = Path(sys.argv[1])
    files = held(wheel)
    own = {name for name in files if ".dist-info/" in name}
    shared = {name for name in files if ".data/data/" in name}
    found = {name.partition(".data/data/")[2] for name in shared}
    metadata = {name.partition(".dist-info/")[2] for name in own}
    wanted = expected()
    faults = [f"missing: {name}" for name in sorted(wanted - files)]
    faults += [f"too much: {name}" for name in sorted(files - own - shared - wanted)]
    faults += [f"not as it should be: {name}" for name in sorted(found ^ SHARED)]
    faults += [f"missing metadata: {name}" for name in sorted(METADATA - metadata)]
    for fault in faults:
        print(f"{wheel.name}: {fault}", file=sys.stderr)
    if not faults:
        print(f"{wheel.name}: {len(wanted)} files, as git has them, and the licence")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
