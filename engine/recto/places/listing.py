"""Which sources a command line of places names: folders, URLs, archives and lists, one by one.

Paths enter, Founds leave in an order that is the same every time, a folder at a time: a run over
millions of files holds the names of one folder of them. Links out of a folder are not followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from recto.errors import BadArguments, FileAccess, InputError
from recto.places.lists import is_fetched, is_list, pages
from recto.places.members import is_archive, member_path
from recto.places.place import entries, system_of
from recto.places.urls import MARK, base_name, checked, is_url
from recto.sources.folders import ENDINGS, natural

# Kinds of images of which a file holds one: nobody needs to look how many pages it has.
SINGLE = frozenset({
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".jp2", ".j2k", ".jpx",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One source."""

    path: str  # a path, a URL, or a member of an archive (archives.py)
    relative: str  # with its ending, posix; mirrors the input tree
    stamp: str  # another one once the source has changed

    @property
    def is_single(self) -> bool:
        """Whether it has one page by its kind."""
        return PurePosixPath(self.relative).suffix.lower() in SINGLE


def is_place(path: str) -> bool:
    """Whether a path of a command line is more than a file or a folder of this machine."""
    return is_url(path) or is_archive(path) or is_list(path)


def listed(paths: Sequence[str], *, fetch: bool = False) -> Iterator[Found]:
    """Every source behind the paths. `fetch`: pages of lists may be on the web.

    Raises InputError for a place with nothing to read, BadArguments for pages on the web without
    `fetch`, FileAccess, TooLarge.
    """
    leads = _leads(paths)
    for path in paths:
        lead = leads.pop(0)
        empty = True
        for found in _behind(path, lead, fetch=fetch):
            empty = False
            yield found
        if empty:
            remedy = "name a file or another folder"
            raise InputError("no images or PDFs in this folder", where=path, remedy=remedy)


def _leads(paths: Sequence[str]) -> list[str]:
    """The folder of each path's results: none for one path alone, else one of its own."""
    if len(paths) == 1:
        return [""]
    counts: Counter[str] = Counter()
    leads = []
    for path in paths:
        stem = _stem(path)
        counts[stem] += 1
        leads.append(f"{stem}/" if counts[stem] == 1 else f"{stem}-{counts[stem]}/")
    return leads


def _behind(path: str, lead: str, *, fetch: bool) -> Iterator[Found]:
    if is_archive(path):
        from recto.places.archives import members

        for entry in members(path):
            place = member_path(entry.name, path)
            yield Found(place, f"{lead}{entry.name}", f"{entry.size}-{entry.stamp}")
    elif is_url(path):
        yield from _objects(checked(path), lead)
    elif is_list(path):
        yield from _pages(path, lead, fetch=fetch)
    elif Path(path).is_dir():
        yield from _files(
            Path(path),
            Path(path).resolve(),
            lead,
        )
    else:
        yield Found(
            path,
            Path(path).name,
            _stamp_of(Path(path)),
        )


def _files(folder: Path, root: Path, lead: str) -> Iterator[Found]:
    """Of a folder, files and folders in natural order."""
    try:
        listing = sorted(folder.iterdir(), key=lambda entry: natural(entry.name))
    except OSError as fault:
        what = f"cannot be listed ({fault.strerror})"
        raise FileAccess(what, where=str(folder), remedy="check its permissions") from None
    for entry in listing:
        is_link = entry.is_symlink()
        leads_out = is_link and not entry.resolve().is_relative_to(root)
        if entry.name.startswith(".") or leads_out:
            continue
        if entry.is_dir() and not is_link:
            yield from _files(entry, root, f"{lead}{entry.name}/")
        elif entry.suffix.lower() in ENDINGS and entry.is_file():
            yield Found(
                str(entry),
                f"{lead}{entry.name}",
                _stamp_of(entry),
            )


def _objects(url: str, lead: str) -> Iterator[Found]:
    """Of a store, in natural order."""
    kind = url.partition(MARK)[0]
    if kind == "file":
        path = "/" + url.partition(MARK)[2].lstrip("/")
        yield from _behind(path, lead, fetch=False)
        return
    system = system_of(url)
    listing = entries(system, url)
    for entry in sorted(listing, key=lambda entry: natural(base_name(entry["name"]))):
        name = base_name(entry["name"])
        is_itself = entry["name"].strip("/") == url.partition(MARK)[2].strip("/")
        if name.startswith("."):
            continue
        if entry.get("type") != "directory":
            place = url if is_itself else f"{url}/{name}"
            yield from _object(entry, place, f"{lead}{name}", is_named=is_itself)
        elif not is_itself:
            yield from _objects(f"{url}/{name}", f"{lead}{name}/")


def _object(
    entry: Mapping[str, Any], place: str, relative: str, *, is_named: bool
) -> Iterator[Found]:
    """One object, where it is called like an image or a PDF, or was named itself."""
    ending = PurePosixPath(relative).suffix.lower()
    if is_named or ending in ENDINGS:
        marks = [entry.get(name) for name in ("ETag", "etag", "LastModified")]
        stamp = next(filter(None, marks), "")
        size = entry.get("size", -1)
        yield Found(place, relative, f"{size}-{stamp}")


def _pages(path: str, lead: str, *, fetch: bool) -> Iterator[Found]:
    stem = _stem(path)
    for number, address in enumerate(pages(path), 1):
        if is_fetched(address) and not fetch:
            what = f"its pages are on the web ({address.partition(MARK)[2].partition('/')[0]})"
            raise BadArguments(what, where=path, remedy="give --fetch to have them fetched")
        ending = PurePosixPath(base_name(address)).suffix.lower()
        name = f"{number:05}{ending if ending in ENDINGS else '.jpg'}"
        stamp = "" if is_fetched(address) else _stamp_of(Path(address))
        yield Found(address, f"{lead}{stem}/{name}", stamp)


def _stem(path: str) -> str:
    name = base_name(path)
    return PurePosixPath(name).stem or "pages"


def _stamp_of(path: Path) -> str:
    """Size and time; empty where there is no file: reading it says so."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size}-{status.st_mtime_ns}"
