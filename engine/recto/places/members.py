"""What archives and their members are called among sources: names alone, nothing is opened."""

from __future__ import annotations

ZIP, TAR, WARC = "zip://", "tar://", "warc://"
BETWEEN = "::"  # "zip://shelf/page.png::scans.zip", as fsspec chains them
TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
WARCS = (".warc", ".warc.gz")


def is_archive(path: str) -> bool:
    """Whether the path or URL is called like a tar, a zip or a WARC file."""
    lower = path.lower()
    return lower.endswith((".zip", *TARS, *WARCS))


def is_warc(path: str) -> bool:
    """Whether it is called like a WARC file."""
    return path.lower().endswith(WARCS)


def split(path: str) -> tuple[str, str]:
    """A member's path as (member, archive); two empty texts for any other path."""
    if not path.startswith((ZIP, TAR, WARC)) or BETWEEN not in path:
        return "", ""
    member, _, archive = path.partition("://")[2].rpartition(BETWEEN)
    return member, archive


def member_path(member: str, archive: str) -> str:
    """How a member of an archive is called among sources."""
    kind = TAR
    if is_warc(archive):
        kind = WARC
    elif archive.lower().endswith(".zip"):
        kind = ZIP
    return f"{kind}{member}{BETWEEN}{archive}"
