"""`recto read in.pdf -o out.pdf`: where -o names the one file to write, and not a folder.

The paths, the flags and the settings enter; the file to write and its format leave, or nothing
where -o is a folder. A name is a file's when it ends like a format, and no folder of that name is
there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recto.errors import BadArguments
from recto.pipeline.previous_result import with_images
from recto.settings.groups import Settings
from recto.sources.folders import expand
from recto.sources.kept import refuse_over_sources

Flags = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class OneFile:
    """One source, one file, one format."""

    source: str
    path: Path
    settings: Settings  # with that format


def one_file(paths: Sequence[str], flags: Flags, settings: Settings) -> OneFile | None:
    """What -o names, if it is a file. Raises BadArguments where one file cannot hold what was asked
    for.
    """
    name = settings.output.folder
    path = Path(name)
    endings = _endings()
    fitting = [kind for kind, ending in endings.items() if name.lower().endswith(ending)]
    last = {_last(ending) for ending in endings.values()}
    if path.is_dir() or name.endswith("/") or not (fitting or _last(name) in last):
        return None
    formats = settings.output.formats if "formats" in flags.get("output", {}) else ()
    kind = _format(name, formats, fitting, endings)
    sources = expand(paths)
    if len(sources) != 1:
        raise BadArguments(
            f"names one file, and there are {len(sources)} to read",
            where=name,
            remedy="name a folder",
        )
    read = [*with_images([sources[0].path]), *settings.files]
    refuse_over_sources([path], read, remedy="name another file with -o")
    return OneFile(
        sources[0].path, path, replace(settings, output=replace(settings.output, formats=(kind,)))
    )


def _last(name: str) -> str:
    """ ".alto.xml" -> ".xml"; empty where there is no dot."""
    return Path(f"x{name}" if name.startswith(".") else name).suffix.lower()


def _endings() -> dict[str, str]:
    from recto.writers import WRITERS

    return {kind: WRITERS[kind].suffix for kind in WRITERS}


def _format(
    name: str, asked: Sequence[str], fitting: Sequence[str], endings: Mapping[str, str]
) -> str:
    """The format that was asked for, where the name fits it; else the one that the name ends
    like.
    """
    if len(asked) > 1:
        raise BadArguments(
            f"names one file, and {len(asked)} formats were asked for",
            where=name,
            remedy="name a folder",
        )
    if asked and asked[0] in endings:
        if _last(name) != _last(endings[asked[0]]):
            what = f"does not end like {asked[0]}, and -o names a folder or a file of that format"
            raise BadArguments(
                what, where=name, remedy=f"end it in {endings[asked[0]]}, or name a folder"
            )
        return asked[0]
    if asked or not fitting:
        known = ", ".join(kind for kind in endings if _last(endings[kind]) == _last(name))
        raise BadArguments(
            "does not say its format",
            where=name,
            remedy=f"say -f: one of {known or ', '.join(endings)}",
        )
    return max(fitting, key=lambda kind: len(endings[kind]))
