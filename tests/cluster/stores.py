"""A bucket of the tests' own S3 server: filled, emptied onto the disk, looked into."""

import os
from pathlib import Path
from typing import Any


def _store() -> Any:
    import s3fs

    return s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)


def new_bucket() -> str:
    """An empty one, by its URL."""
    bucket = f"harbour-{os.urandom(4).hex()}"
    _store().mkdir(bucket)
    return f"s3://{bucket}"


def uploaded(folder: Path, url: str) -> None:
    """Every file of a folder below a URL."""
    store = _store()
    for file in folder.rglob("*"):
        if file.is_file():
            store.put_file(str(file), f"{url}/{file.relative_to(folder).as_posix()}")


def downloaded(url: str, folder: Path) -> Path:
    """Every object below a URL as a file."""
    store = _store()
    lead = url.removeprefix("s3://")
    for name in store.find(url):
        place = folder / name.removeprefix(f"{lead}/")
        place.parent.mkdir(parents=True, exist_ok=True)
        store.get_file(name, str(place))
    return folder


def count_below(url: str, part: str) -> int:
    """Objects below a URL whose name has such a part."""
    return sum(part in name for name in _store().find(url))
