"""`recto read in.pdf -o out.pdf`: where -o names the one file to write, and not a folder.

The paths, the flags and the settings enter; the file to write and its format leave, or nothing
where -o is a folder. A name is a file's when it ends like a format, and no folder of that name is
there; a FIFO and an open descriptor (/dev/stdout, /dev/fd/3) are files of any name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from recto.errors import BadArguments
from recto.pipeline.previous_result import with_images
from recto.settings.groups import Settings
from recto.sources.folders import expand
from recto.sources.kept import refuse_over_sources
from recto.writers import WRITERS
from recto.writers.streams import is_stream

Flags = Mapping[str, Mapping[str, object]]
FOLDER = "output__folder"  # what -o is called among a command's flags


def in_and_out(
    paths: tuple[str, ...], given: dict[str, Any]
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """`in.pdf out.pdf` as `in.pdf -o out.pdf`, where the second ends like a format. Raises
    BadArguments where it is there already: it may be a page to read.
    """
    if len(paths) != 2 or given.get(FOLDER) or not _ends_like_a_format(paths[1]):
        return paths, given
    source, output = paths
    if os.path.lexists(output):
        what = "is there already, and is either a second page to read or a result to replace"
        remedy = f"say which: recto read {source} -o {output}, or both with -o DIR"
        raise BadArguments(what, where=output, remedy=remedy)
    return (source,), {**given, FOLDER: output}


def _ends_like_a_format(name: str) -> bool:
    lasts = {_last(writer.suffix) for writer in WRITERS.values()}
    return _last(name) in lasts


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
    if name.endswith("/") or Path(name).is_dir():
        return None

    formats = settings.output.formats
    endings = {kind: writer.suffix for kind, writer in WRITERS.items()}
    lasts = {_last(ending) for ending in endings.values()}
    if _fitting(name, endings) or _last(name) in lasts:
        asked = formats if "formats" in flags.get("output", {}) else ()
        kind = _format(name, asked, endings)
    elif is_stream(name):
        kind = _only(name, formats)
    else:
        return None

    sources = expand(paths)
    if len(sources) != 1:
        what = f"names one file, and there are {len(sources)} to read"
        remedy = "name a folder, or give --merge for one PDF of all"
        raise BadArguments(what, where=name, remedy=remedy)
    source, path = sources[0].path, Path(name)
    read = [*with_images([source]), *settings.files]
    refuse_over_sources([path], read, remedy="name another file with -o")
    output = replace(settings.output, formats=(kind,))
    return OneFile(source, path, replace(settings, output=output))


def _fitting(name: str, endings: Mapping[str, str]) -> list[str]:
    """The formats that the name ends like."""
    lower = name.lower()
    return [kind for kind, ending in endings.items() if lower.endswith(ending)]


def _last(name: str) -> str:
    """ ".alto.xml" -> ".xml"; empty where there is no dot."""
    stem = "x" if name.startswith(".") else ""
    return Path(f"{stem}{name}").suffix.lower()


def _only(name: str, formats: Sequence[str]) -> str:
    """What goes into a stream whose name says no format. Raises BadArguments for more than one, or
    an unknown one.
    """
    from recto.batch.outputs import suffixes

    suffixes(formats)
    if len(formats) != 1:
        what = f"is one stream, and {len(formats)} formats were asked for"
        raise BadArguments(what, where=name, remedy="give one with -f, or name a folder")
    return formats[0]


def _format(name: str, asked: Sequence[str], endings: Mapping[str, str]) -> str:
    """The format that was asked for, where the name fits it; else the one that the name ends
    like.
    """
    if len(asked) > 1:
        what = f"names one file, and {len(asked)} formats were asked for"
        raise BadArguments(what, where=name, remedy="name a folder")

    if asked and asked[0] in endings:
        kind = asked[0]
        ending = endings[kind]
        if _last(name) != _last(ending):
            what = f"does not end like {kind}, and -o names a folder or a file of that format"
            raise BadArguments(what, where=name, remedy=f"end it in {ending}, or name a folder")
        return kind

    fitting = _fitting(name, endings)
    if asked or not fitting:
        likely = [kind for kind, ending in endings.items() if _last(ending) == _last(name)]
        known = ", ".join(likely or endings)
        raise BadArguments("does not say its format", where=name, remedy=f"say -f: one of {known}")
    return max(fitting, key=lambda kind: len(endings[kind]))
