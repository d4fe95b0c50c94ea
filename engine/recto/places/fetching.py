"""From where sources are to files of this machine: what a worker does before it reads a page.

Paths, URLs, members of archives and pages of lists enter, with a folder of ours; for each a file,
or what is wrong with it, leaves. A plain path is its own file, and nothing is copied. An http
address is fetched here only, and only for runs that were told to (listing.py refuses others).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from recto.errors import FileAccess, InputError, RectoError, TooLarge
from recto.places.archives import MOST_MEMBER, extract
from recto.places.lists import is_fetched
from recto.places.members import split
from recto.places.place import place_of, told
from recto.places.urls import MARK, base_name, is_url

if TYPE_CHECKING:
    import httpx2

AT_ONCE = 8  # requests of one worker: a store answers each in 20 to 100 ms
TIMEOUT = 60.0  # seconds for an http server to say something
REDIRECTS = 5

Arrived = Mapping[str, str | RectoError]


def is_far(path: str) -> bool:
    """Whether a source is not a plain file of this machine."""
    return is_url(path)


def arrived(paths: Sequence[str], folder: Path) -> Arrived:
    """Path -> the file that holds it here, or what is wrong with it."""
    found: dict[str, str | RectoError] = {}
    packed: dict[str, list[str]] = defaultdict(list)
    alone = []
    for path in paths:
        _, archive = split(path)
        if archive:
            packed[archive].append(path)
        elif is_url(path):
            alone.append(path)
        else:
            found[path] = path

    for number, (archive, wanted) in enumerate(packed.items()):
        found.update(_unpacked(archive, wanted, folder / f"a{number}"))
    places = [folder / str(number) for number in range(len(alone))]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        found.update(
            zip(
                alone,
                threads.map(_copied, alone, places),
                strict=True,
            )
        )
    return found


def _unpacked(archive: str, paths: Sequence[str], folder: Path) -> Arrived:
    by_member = {split(path)[0]: path for path in paths}
    try:
        files = extract(
            archive,
            list(by_member),
            folder,
        )
    except RectoError as fault:
        return dict.fromkeys(paths, fault)
    found: dict[str, str | RectoError] = {}
    for member, file in files.items():
        found[by_member[member]] = file if isinstance(file, RectoError) else str(file)
    return found


def _copied(path: str, folder: Path) -> str | RectoError:
    """One object or address as a file of its own name."""
    name = base_name(unquote(urlsplit(path).path)) or "page"
    file = folder / name.replace("\0", "")[-200:]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_fetched(path):
            _fetched(path, file)
        else:
            root, _, last = path.rpartition("/")
            place_of(root if MARK in root else path).get(last, file)
    except RectoError as fault:
        return fault
    except OSError as fault:
        return FileAccess(told(fault), where=path, remedy="make room; the same command goes on")
    return str(file)


def _client() -> httpx2.Client:
    import httpx2

    return httpx2.Client(timeout=TIMEOUT, follow_redirects=True, max_redirects=REDIRECTS)


def _fetched(address: str, file: Path) -> None:
    """Raises InputError, TooLarge or FileAccess."""
    import httpx2

    size = 0
    try:
        with _client() as client, client.stream("GET", address) as reply:
            if reply.status_code != httpx2.codes.OK:
                what = f"the server answers {reply.status_code}"
                raise InputError(what, where=address, remedy="check the list")
            with file.open("wb") as out:
                for piece in reply.iter_bytes():
                    size += len(piece)
                    if size > MOST_MEMBER:
                        raise TooLarge(f"more than {MOST_MEMBER:,} bytes", where=address)
                    out.write(piece)
    except httpx2.HTTPError as fault:
        what = f"cannot be fetched ({type(fault).__name__})"
        raise FileAccess(what, where=address, remedy="the same command goes on") from None
