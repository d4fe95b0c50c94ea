"""A command in the file system that image_in_chroot.py has made, as a container would run it: the
image's user and environment, no network, a root that cannot be written to, a fresh /tmp.

python scripts/run_in_image.py WORK [--bind HOST:INSIDE]... -- ARGUMENTS     root is needed
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

INSIDE = """
set -e
image=$1 user=$2 folder=$3 binds=$4
shift 4
mount --bind "$image" "$image"
mount -t proc none "$image/proc"
mount --bind /dev "$image/dev"
for bind in $binds; do
    mkdir -p "$image/${bind#*:}"
    mount --bind "${bind%%:*}" "$image/${bind#*:}"
done
mount -o remount,bind,ro "$image"
mount -t tmpfs none "$image/tmp"
chmod 1777 "$image/tmp"
exec chroot --userspec="$user" "$image" sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
"""


def main() -> None:
    """In its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--bind", action="append", default=[], metavar="HOST:INSIDE")
    parser.add_argument("--health", action="store_true", help="run the check of the image's health")
    ours, arguments = _parted(sys.argv[1:])
    given = parser.parse_args(ours)
    about = json.loads((given.work / "image.json").read_text())
    command = [*about["entrypoint"], *(arguments or about["command"])]
    if given.health:
        command = about["healthcheck"]
    binds = []
    for bind in given.bind:
        host, _, inside = bind.partition(":")
        binds.append(f"{Path(host).resolve()}:{inside.lstrip('/')}")
    isolated = [
        "unshare",
        "--mount",
        "--net",
        "--pid",
        "--fork",
        "--kill-child",
        "sh",
        "-c",
        INSIDE,
        "sh",
    ]
    image = str(given.work.resolve() / "image")
    whole = [*isolated, image, about["user"], about["workdir"], " ".join(binds), *command]
    os.execvpe("unshare", whole, about["environment"] | {"PATH": _path(about)})  # noqa: S606


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """Before and behind "--"."""
    if "--" not in words:
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _path(about: dict[str, dict[str, str]]) -> str:
    """The image's, with the host's places of chroot and mount."""
    inside = about["environment"].get("PATH", "")
    return f"{inside}:/usr/sbin:/usr/bin:/sbin:/bin"


if __name__ == "__main__":
    main()
