"""A finished job's result in one format, as an answer.

A Row, a format and perhaps a page enter; a file, or a ZIP of one file a page where the format holds
one page a file, leaves. Names of files come from the register, never from the request.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from recto.serve.refusals import Refused
from recto.serve.register import Row
from recto.serve.store import Store

MEDIA: Mapping[str, str] = {
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "hocr": "application/xhtml+xml",
    "alto": "application/xml",
    "page": "application/xml",
    "pdf": "application/pdf",
    "pdfa": "application/pdf",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "tei": "application/tei+xml",
}
ZIP = "application/zip"


async def result_of(row: Row, kind: str, page: int | None, store: Store) -> Response:
    """The answer. Raises Refused."""
    names = row.outcome.get("files", {}).get(kind)
    if not names:
        raise Refused(404, "there is no result in this format")
    paths = [store.result(row.id, name) for name in names]
    if page is not None:
        paths = [_of_page(paths, page)]
    if len(paths) == 1:
        return _file(paths[0], MEDIA[kind])
    packed = await run_in_threadpool(_packed, paths, store)
    name = f"{Path(row.name).stem}.{kind}.zip"
    ending = BackgroundTask(packed.unlink, missing_ok=True)
    return FileResponse(packed, media_type=ZIP, filename=name, background=ending)


def _of_page(paths: list[Path], page: int) -> Path:
    """Of a format that holds one page a file."""
    if len(paths) == 1:
        if page == 1:
            return paths[0]
    else:
        number = f"-{page:04}"
        for path in paths:
            stem, _, _ = path.name.partition(".")
            if stem.endswith(number):
                return path
    raise Refused(404, "there is no such page in a file of its own")


def _file(path: Path, media: str) -> Response:
    if not path.is_file():
        raise Refused(404, "the result is gone")
    # A page of text from anybody is shown in no browser as if it were ours.
    return FileResponse(path, media_type=media, filename=path.name)


def _packed(paths: list[Path], store: Store) -> Path:
    """A ZIP of them, beside the uploads, where the next start removes what is left."""
    place = store.new_place()
    with zipfile.ZipFile(place, "x", zipfile.ZIP_DEFLATED) as whole:
        for path in paths:
            whole.write(path, path.name)
    return place
