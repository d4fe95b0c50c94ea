"""Settings from anywhere: a RectoError or Settings, and never more than a folder may say."""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st

from recto.errors import RectoError
from recto.settings.authority import RIGHTS
from recto.settings.groups import Settings
from recto.settings.layers import GROUPS, default, field_names
from recto.settings.load import Loaded, load, load_here
from recto.text.messages import one_line

Fuzz = Callable[..., None]
Found = TypeVar("Found", Loaded, Settings)

WORDS = [
    "off",
    "auto",
    "always",
    "lines",
    "page",
    "edits",
    "full",
    "deu",
    "txt",
    "json",
    "1-3",
    "recto.toml",
    "/dev/full",
]
KEYS = sorted({key for group in GROUPS for key in field_names(group)})
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=30))
VALUES = st.recursive(
    st.one_of(
        TEXTS,
        st.integers(),
        st.integers(0, 9),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.one_of(st.sampled_from([*GROUPS, "inputt", "llms"]), st.text(max_size=12))
TABLES = st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=12)), VALUES, max_size=8)
FILES = st.dictionaries(NAMES, st.one_of(TABLES, TABLES, TABLES, VALUES), max_size=5)

# Pieces of TOML, so that what comes near it is met as well as noise.
PIECES = st.one_of(
    st.sampled_from([
        "[llm]\n", "[[llm]]\n", "[input]\n", "[", "]", "{", "}", "=", ".", "\n", "\r", '"', '"""',
        "'", "#", ",", " ",
        "mode", "language", "max_cost", "inf", "nan", "1e999", "0x", "9" * 400,
        "1979-05-27T07:32:00Z", "\\u0000",
        "a." * 300, "[" * 300, "\0", "\x1b", "\ufeff",
    ]),
    st.text(max_size=10),
)  # fmt: skip
TOML = st.one_of(
    st.binary(max_size=300),
    st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode()),
)


def toml(value: Any) -> str:
    """A value as TOML; what TOML cannot hold does not come."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(each):08x}" for each in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(each)}" for key, each in value.items()) + "}"
    return value.isoformat() if hasattr(value, "isoformat") else repr(value).replace("+", "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and an empty configuration folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def answer(ask: Callable[[], Found]) -> Found | None:
    """What comes of it; None for an error that Recto raises on purpose, in printable words."""
    try:
        return ask()
    except RectoError as error:
        said = str(error)
    assert one_line(said) == said
    return None


def within_its_rights(loaded: Loaded | None) -> None:
    """Nothing that only the user may say counts, nothing is raised, every note is printable."""
    if loaded is None:
        return
    for (group, key), right in RIGHTS.items():
        found, usual = getattr(getattr(loaded.settings, group), key), default(group, key)
        allowed = right.kind == "free" or found == usual or right.lowers(found, usual)
        assert allowed, (group, key, found)
    assert all(one_line(note) == note and len(note) < 3000 for note in loaded.notes)


def test_bytes_as_a_folder_s_file(fuzz: Fuzz, folder: Path) -> None:
    """Noise and broken TOML."""

    def law(data: bytes) -> None:
        (folder / "recto.toml").write_bytes(data)
        within_its_rights(answer(lambda: load_here({}, environ={})))

    fuzz(law, TOML)


def test_values_in_a_folder_s_file(fuzz: Fuzz, folder: Path) -> None:
    """Sound TOML with values of every kind under every name."""

    def law(file: dict[str, Any]) -> None:
        text = "\n".join(f"{toml(group)} = {toml(table)}" for group, table in file.items())
        (folder / "recto.toml").write_text(text)
        within_its_rights(answer(lambda: load_here({}, environ={})))

    fuzz(law, FILES)


def test_values_in_the_user_s_file_and_in_variables(fuzz: Fuzz, folder: Path) -> None:
    """With full authority: Settings, or a message; whatever the surroundings hold."""

    def law(file: dict[str, Any], variables: dict[str, str]) -> None:
        text = "\n".join(f"{toml(group)} = {toml(table)}" for group, table in file.items())
        place = folder / "own.toml"
        place.write_text(text)
        found = answer(lambda: load({}, environ=variables, file=place))
        assert found is None or len(found.digest()) == 16

    ours = st.tuples(st.sampled_from([*GROUPS]), st.sampled_from([*KEYS, "", "mod"]))
    name = st.one_of(
        ours.map(lambda pair: f"RECTO_{pair[0]}_{pair[1]}".upper()), st.text(max_size=12)
    )
    value = st.one_of(TEXTS, st.binary(max_size=12).map(os.fsdecode))
    fuzz(law, FILES, st.dictionaries(name, value, max_size=6))


def test_the_values_are_written_as_toml() -> None:
    """What the harnesses write is what they mean to write."""
    value = {"llm": {"max_cost": 1e22, "model": 'a"\n', "list": [1, True, {"x": "y"}]}}
    assert tomllib.loads(f"llm = {toml(value['llm'])}") == value
