"""PDFs written by hand, object by object, for what no library would write."""

from collections.abc import Mapping
from pathlib import Path


def raw(path: Path, objects: Mapping[int, bytes], trailer: bytes = b"") -> Path:
    """A PDF of exactly these objects, the first of which is its root, with a cross-reference table that is right."""
    data, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        data += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    path.write_bytes(data + b"trailer\n<</Root 1 0 R/Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))
    return path
