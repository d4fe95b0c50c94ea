"""A request's body as a file of ours, no longer than it may be and no slower than it may come.

A request and Limits enter; an Upload leaves, or Refused. The body is either multipart (the file in
the part `file`, choices beside it) or the file itself. It goes to the disk as it comes.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from recto.serve.kinds import HEAD, TAKEN, ending_of, safe_name
from recto.serve.limits import MB, Limits
from recto.serve.refusals import Refused

PIECE = MB  # bytes that are written at once
MOST_FIELDS = 40
MOST_FIELD = 4096  # bytes
DRAINED = MB  # bytes of a refused request that are read, so that its client hears why
DRAIN_TIME = 2.0  # seconds
ARRIVED = "recto.arrived"  # in the scope of a request whose body was read to its end
AS_FILE = "send the file as the body, or as the part `file` of multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """What came, on the disk."""

    path: Path  # to be moved to its job
    name: str  # by which it goes from now on
    size: int  # bytes
    sha256: str
    fields: Mapping[str, str]  # that came beside it


async def received(request: Request, place: Path, limits: Limits, name: str = "") -> Upload:
    """Take the body to `place`; `name`: what the client calls a body that is the file itself.

    Raises Refused; then nothing lies there.
    """
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > limits.body:
        raise too_large(limits)
    try:
        async with asyncio.timeout(limits.upload):
            return await _taken(request, place, limits, name)
    except TimeoutError:
        place.unlink(missing_ok=True)
        what = f"the request did not arrive within {limits.upload:g} s"
        raise Refused(408, what, {"Connection": "close"}) from None
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def too_large(limits: Limits) -> Refused:
    """A body that is longer than bodies may be."""
    what = f"the request is larger than {limits.body / MB:g} MB"
    return Refused(413, what, {"Connection": "close"})


async def _taken(request: Request, place: Path, limits: Limits, name: str) -> Upload:
    counted = Request(request.scope, _Counted(request, limits).receive)
    kind = request.headers.get("content-type", "")
    fields: dict[str, str] = {}
    with place.open("xb") as out:
        if kind.lower().startswith("multipart/form-data"):
            name = await _parts(counted, out, fields)
        else:
            await _raw(counted, out)
        out.flush()
        await run_in_threadpool(os.fsync, out.fileno())
    head, size, digest = await run_in_threadpool(_looked_at, place)
    if not size:
        raise Refused(422, f"the request has no file; {AS_FILE}")
    ending = ending_of(head)
    if not ending:
        raise Refused(415, f"the file is none that is read here; send {TAKEN}")
    return Upload(place, safe_name(name, ending), size, digest, fields)


@dataclass(slots=True, eq=False)
class _Counted:
    """A body that ends where it is longer than bodies may be."""

    request: Request
    limits: Limits
    size: int = 0

    async def receive(self) -> Message:
        message = await self.request.receive()
        self.size += len(message.get("body", b""))
        if self.size > self.limits.body:
            raise too_large(self.limits)
        return message


async def _raw(request: Request, out: BinaryIO) -> None:
    pending = bytearray()
    async for piece in request.stream():
        pending += piece
        if len(pending) >= PIECE:
            await run_in_threadpool(out.write, bytes(pending))
            pending.clear()
    await run_in_threadpool(out.write, bytes(pending))


async def _parts(request: Request, out: BinaryIO, fields: dict[str, str]) -> str:
    """Fill `fields`, and the file; its client's name for it. Raises Refused."""
    try:
        form = request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD)
        async with form as parts:
            name = None
            for key, value in parts.multi_items():
                if isinstance(value, UploadFile):
                    name = value.filename or ""
                    await _copied(value, out)
                elif key in fields:
                    raise Refused(422, f"{key[:MOST_FIELD]} is there twice")
                else:
                    fields[key] = value
    except HTTPException as fault:  # of the parser
        raise Refused(400, f"the multipart body cannot be read ({fault.detail})") from fault
    if name is None:
        raise Refused(422, f"the request has no file; {AS_FILE}")
    return name


async def _copied(file: UploadFile, out: BinaryIO) -> None:
    while piece := await file.read(PIECE):
        await run_in_threadpool(out.write, piece)


def _looked_at(place: Path) -> tuple[bytes, int, str]:
    with place.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return head, file.tell(), digest


async def drained(request: Request) -> None:
    """Read what is on its way of a request that is refused: a connection that is closed over unread
    bytes takes the answer with it.
    """
    size = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_TIME):
            while size < DRAINED and not request.scope.get(ARRIVED):
                message = await request.receive()
                size += len(message.get("body", b""))
