"""The Dockerfile without a daemon: every stage in a folder, every RUN in a chroot of that folder.

python scripts/image_in_chroot.py WORK [--mirror URL]     root and debootstrap are needed

A Dockerfile, .dockerignore and the checkout enter; WORK/image, the file system that the image would
have, and WORK/image.json, with its user, environment, folder and entry point, leave. Instructions
that the Dockerfile does not use are refused, so that none is passed over in silence. It proves that
the steps work and what is in the image; what a daemon adds (layers, isolation) it does not try.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
MIRROR = "http://deb.debian.org/debian"
ASSIGNED = re.compile(r'(\w+(?:\.\w+)*)=("(?:[^"\\]|\\.)*"|\S*)')
VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
BASE = re.compile(r"debian:(\w+)-slim")
# What a build finds outside of its image: where packages come from, and whom to trust for that.
RESOLVER = "etc/resolv.conf"
LENT = "lent"  # a folder of the image for as long as a step takes
USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
IN_CHROOT = """
mount -t proc none "$0/proc"
mount --bind /dev "$0/dev"
exec chroot "$0" sh -ec "$1"
"""
PASSED_ON = ("PIP_", "SSL_", "REQUESTS_", "HTTP", "http", "https", "no_proxy", "NO_PROXY")


@dataclass(slots=True)
class Stage:
    """One FROM and what follows it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    user: str = "0:0"
    workdir: str = "/"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    healthcheck: list[str] = field(default_factory=list)


def instructions(text: str) -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with its arguments on one line."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found = []
    for line in filter(None, map(str.strip, joined.splitlines())):
        name, _, rest = line.partition(" ")
        found.append((name.upper(), rest.strip()))
    return found


def filled(text: str, values: dict[str, str]) -> str:
    """With its variables; one that is not known stays for the shell."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1] or found[2], found[0])

    return VARIABLE.sub(value, text)


def assigned(text: str, values: dict[str, str]) -> dict[str, str]:
    """`A=1 B="2 3"` as a mapping."""
    return {name: filled(value.strip('"'), values) for name, value in ASSIGNED.findall(text)}


def is_ignored(path: str, patterns: list[str]) -> bool:
    """Whether .dockerignore leaves a file out: the last pattern that fits it, or a folder of it,
    decides.
    """
    names = [path, *map(str, Path(path).parents)][:-1]
    ignored = False
    for pattern in patterns:
        bare = pattern.removeprefix("!")
        fits = any(_fits(name, bare) for name in names)
        if fits:
            ignored = not pattern.startswith("!")
    return ignored


def _fits(name: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch.fnmatch(Path(name).name, pattern.removeprefix("**/"))
    return fnmatch.fnmatch(name, pattern)


def lend(path: Path, folder: Path) -> str:
    """A copy of a file of the host, by the name that it has inside."""
    place = folder / f"{len(list(folder.iterdir()))}-{path.name}"
    shutil.copyfile(path, place)
    return f"/{LENT}/{place.name}"


def run(*command: str | Path, **more: object) -> None:
    """A program to its end, or leave with what it says."""
    subprocess.run(list(map(str, command)), check=True, **more)  # type: ignore[call-overload]


class Build:
    """The stages, in their order."""

    def __init__(self, work: Path, mirror: str) -> None:
        self.work, self.mirror = work, mirror
        self.stages: dict[str, Stage] = {}
        self.arguments: dict[str, str] = {}  # of before the first stage
        self.stage: Stage | None = None

    def do(self, name: str, text: str) -> None:
        """One instruction."""
        print(f"recto: {name} {text[:90]}", flush=True)
        if name == "FROM":
            self.begin(text)
            return
        if self.stage is None:
            if name != "ARG":
                raise SystemExit(f"{name} before the first FROM")
            self.arguments |= assigned(text, {})
            return
        self.in_stage(self.stage, name, text)

    def begin(self, text: str) -> None:
        """A stage of its own, or one that goes on where another ended."""
        base, _, name = filled(text, self.arguments).partition(" AS ")
        folder = self.work / (name or "image")
        if folder.exists():
            shutil.rmtree(folder)
        if base in self.stages:
            before = self.stages[base]
            run("cp", "--archive", "--reflink=auto", before.folder, folder)
            self.stage = Stage(folder, dict(before.environment))
        else:
            release = BASE.fullmatch(base)
            if release is None:
                raise SystemExit(f"no way to make {base} without a daemon")
            self.bootstrap(release[1], folder)
            self.stage = Stage(folder)
        self.stages[name or "image"] = self.stage

    def bootstrap(self, release: str, folder: Path) -> None:
        """Debian's smallest, as debian:RELEASE-slim is but for the documentation that it lacks."""
        kept = self.work / f"debian-{release}"
        if not (kept / "etc" / "debian_version").exists():
            shutil.rmtree(kept, ignore_errors=True)
            run("debootstrap", "--variant=minbase", release, kept, self.mirror)
        run("cp", "--archive", "--reflink=auto", kept, folder)

    def in_stage(self, stage: Stage, name: str, text: str) -> None:
        """An instruction of a stage."""
        match name:
            case "ARG":
                given = assigned(text, self.arguments)
                stage.arguments |= given | {
                    each: os.environ[each] for each in given if each in os.environ
                }
            case "ENV":
                known = {"PATH": USUAL_PATH}
                stage.environment |= assigned(text, known | stage.environment)
            case "RUN":
                self.in_chroot(stage, text)
            case "COPY":
                self.copy(stage, text)
            case "WORKDIR":
                stage.workdir = text
                (stage.folder / text.lstrip("/")).mkdir(parents=True, exist_ok=True)
            case "USER":
                stage.user = text
            case "ENTRYPOINT":
                stage.entrypoint = json.loads(text)
            case "CMD":
                stage.command = json.loads(text)
            case "HEALTHCHECK":
                stage.healthcheck = json.loads(text.partition("CMD ")[2])
            case "LABEL":
                assigned(text, {})
            case _:
                raise SystemExit(f"{name} is not known here")

    def in_chroot(self, stage: Stage, script: str) -> None:
        """A RUN, with what a daemon would mount and pass on."""
        lent = stage.folder / LENT
        lent.mkdir()
        passed = {}
        for key, value in os.environ.items():
            if key.startswith(PASSED_ON):
                is_file = Path(value).is_file()
                passed[key] = lend(Path(value), lent) if is_file else value
        passed.pop("SSL_CERT_DIR", None)
        configured = Path.home() / ".config/pip/pip.conf"
        if configured.exists():
            passed["PIP_CONFIG_FILE"] = lend(configured, lent)
        names = stage.folder / RESOLVER
        before = names.read_bytes() if names.exists() else None
        if Path(f"/{RESOLVER}").exists():
            names.unlink(missing_ok=True)
            shutil.copyfile(f"/{RESOLVER}", names)
        environment = {"PATH": USUAL_PATH, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
        environment |= passed | stage.arguments | stage.environment
        isolated = ["unshare", "--mount", "--pid", "--fork", "sh", "-ec", IN_CHROOT]
        try:
            run(*isolated, stage.folder, script, env=environment)
        finally:
            shutil.rmtree(lent)
            names.unlink(missing_ok=True)
            if before is not None:
                names.write_bytes(before)

    def copy(self, stage: Stage, text: str) -> None:
        """Out of another stage, or out of the checkout without what .dockerignore leaves out."""
        words = shlex.split(text)
        if words[0].startswith("--from="):
            other = self.stages[words[0].removeprefix("--from=")]
            source, target = words[1:]
            place = stage.folder / target.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            run("cp", "--archive", "--reflink=auto", other.folder / source.lstrip("/"), place)
            return
        lines = (ROOT / ".dockerignore").read_text().splitlines()
        patterns = [line for line in lines if line and not line.startswith("#")]
        (_, target) = words
        for path in _wanted(patterns):
            relative = path.relative_to(ROOT).as_posix()
            if not is_ignored(relative, patterns):
                place = stage.folder / target.lstrip("/") / relative
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, place)


def _wanted(patterns: list[str]) -> Iterator[Path]:
    """Files below what .dockerignore takes back in."""
    for pattern in patterns:
        if pattern.startswith("!"):
            start = ROOT / pattern.removeprefix("!")
            found = start.rglob("*") if start.is_dir() else [start]
            yield from (path for path in found if path.is_file())


def main() -> None:
    """Build, and say what the image is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--mirror", default=os.environ.get("DEBIAN_MIRROR", MIRROR))
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    build = Build(given.work.resolve(), given.mirror)
    for name, text in instructions((ROOT / "Dockerfile").read_text()):
        build.do(name, text)
    stage = build.stage
    if stage is None:
        sys.exit("no stage")
    about = {
        "user": stage.user, "workdir": stage.workdir, "environment": stage.environment,
        "entrypoint": stage.entrypoint, "command": stage.command, "healthcheck": stage.healthcheck,
    }  # fmt: skip
    (given.work / "image.json").write_text(json.dumps(about, indent=2) + "\n")


if __name__ == "__main__":
    main()
