"""The file of a collection: what was written comes back, and what anybody made up is refused."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from tests.adaptation.made import other_network, taught

from recto.errors import FileAccess, InvalidConfig
from recto.settings.calibration import Calibration, WordMap, weights_digest
from recto.settings.collection import (
    NOTHING,
    ChoiceWeights,
    Collection,
    Confusion,
    KnownWord,
    LlmWeights,
    LoneWeights,
    NumberRule,
)
from recto.settings.collection_file import (
    MOST_PART,
    SCHEMA,
    Manifest,
    Part,
    read,
    shipped_network,
    written,
)
from recto.settings.groups import Local, Settings

OWN = Collection(
    words=(KnownWord("kaufmann", 12), KnownWord("größe", 1)),
    numbers=(NumberRule("99.Aaa9999", 3),),
    confusions=(Confusion("ppocr", "m", "rn", 4), Confusion("ppocr", "", "i", 2)),
    choice=ChoiceWeights(base=0.9, seen=0.25),
    lone=LoneWeights(known=0.5),
    llms=(LlmWeights("a-model", agreeing=1.5, mistaken=-0.25),),
    calibration=Calibration(local=WordMap(1.1, 0.9, -0.2)),
    recognisers=(taught("all", other_network("all")),),
)
ABOUT = Manifest(
    SCHEMA,
    weights_digest(),
    "1",
    "deu",
    5,
    2,
    900,
    (Part("readers", kept=True, places=90, mended=9, harmed=1, before=0.1, after=0.08),),
)


def put(path: Path, parts: dict[str, object]) -> Path:
    """A zip of JSON parts, whatever they are."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, value in parts.items():
            packed.writestr(name, value if isinstance(value, bytes) else json.dumps(value))
    path.write_bytes(out.getvalue())
    return path


def manifest(**more: object) -> dict[str, object]:
    return {"schema": SCHEMA, "weights": weights_digest(), "engine": "1", **more}


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    """Every part, with its digest; the same parts have the same bytes."""
    path = tmp_path / "own.recto"
    path.write_bytes(written(OWN, ABOUT))
    found = read(path)
    assert (found.collection, found.manifest) == (OWN, ABOUT)
    assert found.collection.digest == OWN.digest != NOTHING.digest
    assert written(found.collection, found.manifest) == path.read_bytes()


def test_another_collection_is_another_setting() -> None:
    """So pages that were read with one are read again with the other."""
    digests = {
        Settings(local=Local(collection=each)).digest()
        for each in (None, OWN, Collection(words=(KnownWord("kaufmann", 13),)))
    }
    assert len(digests) == 3


HOSTILE: dict[str, tuple[bytes | dict[str, object], str]] = {
    "no zip": (b"PK\x03\x04 but no more", "is no collection"),
    "no manifest": ({"words.json": []}, "has no manifest"),
    "another version": ({"manifest.json": {**manifest(), "schema": "2"}}, "of this version"),
    "other weights": (
        {"manifest.json": manifest() | {"weights": "00"}},
        "another version of Recto",
    ),
    "a name that leads out": (
        {"manifest.json": manifest(), "../../words.json": []},
        "a part that no collection has",
    ),
    "a program": (
        {"manifest.json": manifest(), "words.pickle": b"cos\nsystem\n"},
        "a part that no collection has",
    ),
    "a word that is none": (
        {"manifest.json": manifest(), "words.json": [{"letters": 7, "times": 1}]},
        "words.0.letters",
    ),
    "a key that is none": (
        {"manifest.json": manifest(), "words.json": [{"letters": "a", "times": 1, "url": "http"}]},
        "words.0.url",
    ),
    "a setting": (
        {"manifest.json": manifest(base_url="http://127.0.0.1")},
        "manifest.base_url",
    ),
    "a line break in a word": (
        {"manifest.json": manifest(), "words.json": [{"letters": "a\nb", "times": 1}]},
        "words.0.letters",
    ),
    "a weight without end": (
        {"manifest.json": manifest(), "choice.json": b'{"base": 1e999}'},
        "choice.base",
    ),
    "a model's weight without end": (
        {"manifest.json": manifest(), "llms.json": b'[{"model": "m", "agreeing": 1e999}]'},
        "llms.0.agreeing",
    ),
    "a model that goes elsewhere": (
        {"manifest.json": manifest(), "llms.json": [{"model": "m", "base_url": "http://h"}]},
        "llms.0.base_url",
    ),
    "a weight of words": ({"manifest.json": manifest(), "choice.json": {"base": "1"}}, "choice"),
    "no number": (
        {"manifest.json": manifest(), "calibration.json": b'{"local": {"a": NaN}}'},
        "calibration",
    ),
    "an order turned around": (
        {"manifest.json": manifest(), "calibration.json": {"local": {"a": -1.0}}},
        "turns the order",
    ),
    "a line of flags above all": (
        {"manifest.json": manifest(), "calibration.json": {"flag_below": 2.0}},
        "flag_below",
    ),
    "nested without end": (
        {"manifest.json": manifest(), "words.json": b"[" * 100_000},
        "words",
    ),
    "a bomb": (
        {"manifest.json": manifest(), "words.json": b" " * (MOST_PART + 2)},
        "is larger than 32 MiB",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_anybody_made_up_is_refused(tmp_path: Path, kind: str) -> None:
    """With the file's name, what is wrong, and the remedy."""
    given, what = HOSTILE[kind]
    path = tmp_path / "own.recto"
    if isinstance(given, bytes):
        path.write_bytes(given)
    else:
        put(path, given)
    with pytest.raises(InvalidConfig) as fault:
        read(path)
    assert what in str(fault.value)
    assert "own.recto" in str(fault.value)
    assert "recto learn" in fault.value.remedy


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """Nobody can say which counts."""
    path = put(tmp_path / "own.recto", {"manifest.json": manifest()})
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("manifest.json", json.dumps(manifest()))
    with pytest.raises(InvalidConfig, match="twice"):
        read(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """As any other."""
    with pytest.raises(FileAccess, match=r"gone\.recto"):
        read(tmp_path / "gone.recto")


def network_file(path: Path, data: bytes, **changed: object) -> Path:
    """A collection with a network, whose hash is right unless it is said otherwise."""
    row = {
        "name": "all",
        "sha256": hashlib.sha256(data).hexdigest(),
        "base": hashlib.sha256(shipped_network("all")).hexdigest(),
        "lines": 50,
        "licence": "Apache-2.0",
        "authors": "somebody",
        "changed": "taught",
        **changed,
    }
    return put(
        path,
        {"manifest.json": manifest(), "recognisers.json": [row], "all.onnx": data},
    )


def with_number(data: bytes, number: float) -> bytes:
    """The same with a weight that is no number."""
    return other_network("all", lambda weights: np.full_like(weights, number))


NETWORKS: dict[str, tuple[Callable[[bytes], bytes], dict[str, object], str]] = {
    "of another size": (lambda data: data + b" ", {}, "has 2290538 bytes"),
    "of another hash": (bytes, {"sha256": "0" * 64}, "not the file whose hash"),
    "of another base": (bytes, {"base": "0" * 64}, "of another version"),
    "with another operator": (
        lambda data: data.replace(b"LeakyRelu", b"Hardmaxxx"),
        {},
        "other operators",
    ),
    "with another shape": (
        lambda data: data.replace(b"\x08\x80\x02\x08\xcb\x01", b"\x08\x81\x02\x08\xcb\x01"),
        {},
        "other operators, names or shapes",
    ),
    "with a weight without end": (lambda data: with_number(data, np.inf), {}, "no number"),
    "of another name": (bytes, {"name": "multiscript"}, "recognisers.0.name"),
    "that is inside the JSON": (bytes, {"onnx": "AAAA"}, "all.onnx is named"),
    "that is no network": (lambda data: bytes(len(data)), {}, "other operators"),
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_network_that_is_not_the_shipped_one_with_other_weights_is_refused(
    tmp_path: Path, kind: str
) -> None:
    """By its name; nothing of it is opened."""
    change, changed, what = NETWORKS[kind]
    data = change(other_network("all"))
    path = network_file(tmp_path / "own.recto", data, **changed)
    with pytest.raises(InvalidConfig) as fault:
        read(path)
    assert what in str(fault.value)
    assert "own.recto" in str(fault.value)
    assert "recto learn" in fault.value.remedy


def test_a_network_that_no_part_names_is_refused(tmp_path: Path) -> None:
    """Nobody can say where it comes from."""
    parts = {"manifest.json": manifest(), "fraktur.onnx": shipped_network("fraktur")}
    with pytest.raises(InvalidConfig, match="no part names"):
        read(put(tmp_path / "own.recto", parts))
