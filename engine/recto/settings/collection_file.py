"""A collection's file: a zip of JSON parts under a manifest, read as data that anybody may have
made.

A path enters, a Collection leaves, or InvalidConfig that says what is wrong; a Collection with its
manifest enters, bytes leave. Sizes are counted while a part is unpacked, names are those of the
table and no other, every value is checked by its type, and nothing of it is ever run but a network
that is the shipped one, byte for byte, except for its weights. What the file looks like is decided
here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict, astuple, dataclass, replace
from functools import lru_cache
from importlib import resources
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any, get_args, get_type_hints

from recto.errors import FileAccess, InvalidConfig
from recto.files.written_text import plain, plain_name
from recto.learned.onnx_weights import refusal
from recto.model.bounds import Count, Score
from recto.settings.calibration import LEAST_SHIFT, Calibration, weights_digest
from recto.settings.collection import (
    STRICT,
    Collection,
    Line,
    Recogniser,
    Taught,
    TesseractModel,
    Text,
)

SCHEMA = "recto-collection-1"
MANIFEST = "manifest"
MOST_BYTES = 64 * 2**20  # of the file
MOST_PART = 32 * 2**20  # of one part, unpacked: 200,000 words take 12 MB
MOST_MODEL = 256 * 2**20  # of a model of Tesseract beside it: the largest published one has half
AGAIN = "make it anew with `recto learn`"
# Of entries in a zip: a fixed day, so that what is the same has the same bytes.
DAY = (1980, 1, 1, 0, 0, 0)
ENCRYPTED = 1  # the bit of an entry's flags
NETWORKS = tuple(f"{name}.onnx" for name in get_args(Taught))
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one part when it was tried on pages that it was not learned from."""

    part: Text
    kept: bool
    what: Line = ""  # of several of one kind: an LLM's name
    why: Line = ""  # it was left out
    places: Count = 0
    mended: Count = 0
    harmed: Count = 0
    before: Score = 0.0
    after: Score = 0.0

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where a collection comes from, for people; `weights`: the shipped ones it was learned on."""

    schema: Text
    weights: Text
    engine: Text
    language: Line = ""
    pages: Count = 0
    documents: Count = 0
    places: Count = 0
    parts: tuple[Part, ...] = ()

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read."""

    collection: Collection
    manifest: Manifest


def written(collection: Collection, manifest: Manifest) -> bytes:
    """The bytes of the file; the same parts have the same bytes."""
    parts = asdict(collection)
    parts[MANIFEST] = asdict(manifest)
    if collection.tesseract:
        del parts["tesseract"]["place"]
    networks = {}
    for row in parts["recognisers"]:
        networks[f"{row['name']}.onnx"] = b64decode(row.pop("onnx"))
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, value in parts.items():
            if not value:
                continue
            text = json.dumps(value, ensure_ascii=False, indent=1)
            _pack(packed, f"{name}.json", text.encode())
        for name, data in networks.items():
            _pack(packed, name, data)
    return out.getvalue()


def _pack(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, DAY)
    packed.writestr(entry, data, zipfile.ZIP_DEFLATED)


def shipped_network(name: str) -> bytes:
    """The file that Recto brings along."""
    file = resources.files("recto") / "readers/lines/weights" / f"{name}.onnx"
    return file.read_bytes()


def read_collection(path: Path) -> Collection:
    """What a file teaches. Raises FileAccess, or InvalidConfig for one that is broken, or was
    learned on another version's weights.
    """
    return read(path).collection


def newest(name: str) -> Collection | None:
    """What a file teaches now; None where it is not there yet. Raises as `read_collection`."""
    try:
        status = Path(name).stat()
    except OSError:
        return None
    return _of_version(name, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _of_version(name: str, changed: int, size: int) -> Collection:
    return read_collection(Path(name))


def read(path: Path) -> Read:
    """The same with what it says of itself."""
    where = plain_name(path)
    parts = _unpacked(_bytes(path, where), where)
    if MANIFEST not in parts:
        raise _broken("is no collection (it has no manifest)", where)
    manifest: Manifest = _checked(Manifest, parts.pop(MANIFEST), MANIFEST, where)
    if manifest.schema != SCHEMA:
        raise _broken("is no collection of this version", where)
    if manifest.weights != weights_digest():
        raise _broken("was learned on another version of Recto", where)
    hints = get_type_hints(Collection, include_extras=True)
    networks = {name: parts.pop(name) for name in NETWORKS if name in parts}
    values = {}
    for name, data in parts.items():
        values[name] = _checked(
            hints[name],
            data,
            name,
            where,
        )
    collection = Collection(**values)
    _refuse_odd(collection.calibration, where)
    taught = _with_networks(collection.recognisers, networks, where)
    model = _with_place(collection.tesseract, path, where)
    return Read(replace(collection, recognisers=taught, tesseract=model), manifest)


def model_beside(path: Path) -> Path:
    """The file of a collection's model of Tesseract. It is not in the collection: Tesseract runs
    what is in it, and nobody can check that.
    """
    return path.with_name(f"{path.name}.traineddata")


def _with_place(model: TesseractModel | None, path: Path, where: str) -> TesseractModel | None:
    """Raises InvalidConfig where the file is not there, or the collection says where it is."""
    if model is None:
        return None
    beside = model_beside(path)
    if model.place:
        raise _broken("tesseract: place is no part of a collection", where)
    if not beside.is_file():
        what = f"names a model of Tesseract, and {plain_name(beside)} is not beside it"
        raise InvalidConfig(what, where=where, remedy="put it there, or learn the collection anew")
    if beside.stat().st_size > MOST_MODEL:
        what = f"names {plain_name(beside)}, which is larger than {MOST_MODEL // 2**20} MiB"
        raise _broken(what, where)
    return replace(model, place=str(beside.absolute()))


def _with_networks(
    rows: tuple[Recogniser, ...], networks: dict[str, bytes], where: str
) -> tuple[Recogniser, ...]:
    """Each with its file. Raises InvalidConfig for one that is not the shipped network with other
    weights, or not the one that the row is of.
    """
    found = []
    for row in rows:
        name = f"{row.name}.onnx"
        if row.onnx or name not in networks:
            raise _broken(f"recognisers: {name} is named and is not there", where)
        data = networks.pop(name)
        shipped = shipped_network(row.name)
        if hashlib.sha256(data).hexdigest() != row.sha256:
            raise _broken(f"{name} is not the file whose hash the collection has", where)
        if hashlib.sha256(shipped).hexdigest() != row.base:
            raise _broken(f"{name} was taught from a recogniser of another version", where)
        why = refusal(shipped, data)
        if why:
            raise _broken(f"{name} {why}", where)
        found.append(replace(row, onnx=b64encode(data).decode()))
    if networks:
        raise _broken(f"has {', '.join(networks)} that no part names", where)
    return tuple(found)


def _bytes(path: Path, where: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise FileAccess(reason, where=where, remedy="name a readable file") from error
    if len(data) > MOST_BYTES:
        raise _broken(f"is larger than {MOST_BYTES // 2**20} MiB, as no collection is", where)
    return data


def _unpacked(data: bytes, where: str) -> dict[str, bytes]:
    """The parts by name. Raises InvalidConfig for what `written` cannot have made."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            for entry in packed.infolist():
                name = _known_name(entry, where)
                if name in found:
                    raise _broken(f"has {name} twice", where)
                with packed.open(entry) as part:
                    found[name] = part.read(MOST_PART + 1)
                if len(found[name]) > MOST_PART:
                    most = MOST_PART // 2**20
                    raise _broken(f"{name} is larger than {most} MiB", where)
    except UNREADABLE as fault:
        what = plain(str(fault))
        raise _broken(f"is no collection ({what})", where) from fault
    return found


def _known_name(entry: zipfile.ZipInfo, where: str) -> str:
    """The part that an entry holds. Raises InvalidConfig for any other."""
    known = {MANIFEST, *Collection.__dataclass_fields__}
    files = {f"{name}.json": name for name in known}
    files.update(zip(NETWORKS, NETWORKS, strict=True))
    name = files.get(entry.filename, "")
    is_hidden = entry.flag_bits & ENCRYPTED
    if not name or is_hidden:
        shown = plain(entry.filename)
        raise _broken(f"has a part that no collection has: {shown}", where)
    return name


def _checked(kind: Any, data: bytes, name: str, where: str) -> Any:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_json(data, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, (name, *first["loc"])))
        raise _broken(f"{plain(place)}: {plain(first['msg'])}", where) from None


def _refuse_odd(calibration: Calibration | None, where: str) -> None:
    """Raises InvalidConfig where the order of words would turn around."""
    if calibration is None:
        return
    if not 0 <= calibration.flag_below <= 1:
        raise _broken("calibration: flag_below is no share", where)
    for each in (calibration.local, calibration.llm):
        numbers = astuple(each)
        is_finite = all(map(isfinite, numbers))
        rises = min(each.a, each.b) >= 0
        if not rises or not is_finite or each.c < LEAST_SHIFT:
            raise _broken("calibration: turns the order of words around", where)


def _broken(what: str, where: str) -> InvalidConfig:
    return InvalidConfig(what, where=where, remedy=AGAIN)
