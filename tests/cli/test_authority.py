"""What a recto.toml in the working folder may say, may only lower, and may not say at all."""

import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from recto.errors import InvalidConfig
from recto.settings.authority import RIGHTS
from recto.settings.groups import Settings
from recto.settings.layers import GROUPS, default
from recto.settings.load import load_here

Here = Callable[..., Path]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    """Writes recto.toml into the working folder, and the user's into the configuration folder."""
    folder, home = tmp_path / "here", tmp_path / "home"
    (home / "recto").mkdir(parents=True)
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))

    def write(text: str | bytes = b"", own: str = "") -> Path:
        data = text.encode() if isinstance(text, str) else text
        (folder / "recto.toml").write_bytes(data)
        if own:
            (home / "recto" / "recto.toml").write_text(own)
        return folder

    return write


def names(kind: str) -> list[tuple[str, str]]:
    return [name for name, right in RIGHTS.items() if right.kind == kind]


def test_every_field_of_every_group_has_its_right_and_reason() -> None:
    """A new setting must be decided about before it can be released."""
    every = {(group, each.name) for group, kind in GROUPS.items() for each in fields(kind)}
    assert set(RIGHTS) == every
    assert all(right.why for right in RIGHTS.values())


def test_what_can_be_lowered_can_be_ordered() -> None:
    """A number, or words of which the least are listed."""
    for group, key in names("lower"):
        usual = default(group, key)
        assert RIGHTS[group, key].order or usual is None or isinstance(usual, int | float), (
            group,
            key,
        )


@pytest.mark.parametrize(
    "value", ['"http://127.0.0.1:1/v1"', "5", "[1, 2]", "{ a = 1 }", "1979-05-27", "true"]
)
@pytest.mark.parametrize(("group", "key"), names("user"))
def test_what_only_the_user_may_say_is_passed_over_whatever_it_is(
    here: Here, group: str, key: str, value: str
) -> None:
    """Well-formed or not: it is data, so it neither counts nor ends the run, and it is named."""
    here(f"[{group}]\n{key} = {value}\n")
    loaded = load_here({}, environ={})
    assert loaded.settings == Settings()
    assert loaded.passed == (f"{group}.{key}",)
    assert f"{group}.{key}" in loaded.notes[0]
    assert "--config recto.toml" in loaded.notes[0]


FREE = [
    ("input", "language", '"deu+eng"', "deu+eng"),
    ("input", "pages", '"2-3"', "2-3"),
    ("input", "dpi", "300", 300.0),
    ("input", "layout", '"line"', "line"),
    ("input", "text_layer", '"redo"', "redo"),
    ("local", "second_reader", '"off"', "off"),
    ("local", "tesseract", '"command"', "command"),
    ("local", "device", '"cpu"', "cpu"),
    ("local", "old_letters", '"keep"', "keep"),
    ("local", "domain", '"medicine"', "medicine"),
    ("local", "psm", "6", 6),
    ("local", "cleaning", '"off"', "off"),
    ("local", "timeout", "9", 9.0),
    ("output", "formats", '["txt", "json"]', ("txt", "json")),
    ("output", "furniture", '"drop"', "drop"),
    ("output", "deskew", "true", True),
    ("output", "optimize", "2", 2),
    ("input", "profile", '"book"', "book"),
    ("batch", "jobs", "3", 3),
    ("batch", "timeout_per_page", "60", 60.0),
    ("batch", "shard_pages", "50", 50),
]


def test_the_table_below_has_every_free_setting() -> None:
    """So that none goes untried."""
    assert {(group, key) for group, key, *_ in FREE} == set(names("free"))


@pytest.mark.parametrize(("group", "key", "written", "value"), FREE)
def test_what_a_folder_may_say_counts(
    here: Here, group: str, key: str, written: str, value: object
) -> None:
    """And nothing is said about it."""
    here(f"[{group}]\n{key} = {written}\n")
    loaded = load_here({}, environ={})
    assert getattr(getattr(loaded.settings, group), key) == value
    assert loaded.notes == ()


@pytest.mark.parametrize(
    ("key", "user", "folder", "stands"),
    [
        ("mode", "always", '"off"', "off"),
        ("mode", "always", '"auto"', "always"),
        ("mode", None, '"auto"', "off"),
        ("mode", None, '"only"', "off"),
        ("max_cost", 5.0, "1.5", 1.5),
        ("max_cost", 5.0, "50", 5.0),
        ("max_cost", None, "50", 50.0),
        ("max_tokens", 1000, "999", 999),
        ("max_calls", 10, "0", 0),
        ("max_calls", 10, "11", 10),
        ("concurrency", None, "2", 2),
        ("concurrency", None, "64", 8),
        ("concurrency", 64, "32", 32),
        ("requests_per_minute", None, "30", 30),
        ("tokens_per_minute", 500, "1000", 500),
        ("retries", None, "9", 4),
        ("retries", None, "0", 0),
        ("contested", None, "0.1", 0.1),
        ("contested", 0.0, "1", 0.0),
        ("audit", None, "0.5", 0.0),
        ("audit", 0.5, "0.1", 0.1),
        ("send", None, '"lines"', "lines"),
        ("send", None, '"page"', "auto"),
        ("send", "page", '"auto"', "auto"),
        ("send", "lines", '"auto"', "lines"),
        ("reply", "full", '"edits"', "edits"),
        ("reply", None, '"full"', "edits"),
    ],
)
@pytest.mark.parametrize("layer", ["flag", "environment", "own"])
def test_of_an_llm_the_lower_wins_whoever_says_it(
    here: Here, key: str, user: object, folder: str, stands: object, layer: str
) -> None:
    """Never raised, whether a flag, a variable or the user's own file says what stands."""
    own = f"[llm]\n{key} = {user!r}\n" if user is not None and layer == "own" else ""
    here(f"[llm]\n{key} = {folder}\n", own)
    flags = {"llm": {key: user}} if user is not None and layer == "flag" else {}
    environ = (
        {f"RECTO_LLM_{key.upper()}": str(user)}
        if user is not None and layer == "environment"
        else {}
    )
    loaded = load_here(flags, environ=environ)
    assert getattr(loaded.settings.llm, key) == stands
    was = default("llm", key) if user is None else user
    # silent only where nobody had chosen
    assert bool(loaded.notes) is (user is not None or stands == was)


def test_the_layers_one_on_the_other(here: Here) -> None:
    """Defaults, the user's file, the folder's, environment, flags: both files apply."""
    mine = (
        '[local]\npsm = 6\n[llm]\nmodel = "mine"\nprovider = "ollama"\n[input]\nlanguage = "deu"\n'
    )
    here('[local]\npsm = 4\n[batch]\njobs = 2\n[input]\nlanguage = "fra"\ndpi = 100\n', own=mine)
    found = load_here({"input": {"dpi": 300.0}}, environ={"RECTO_BATCH_JOBS": "7"}).settings
    assert (found.local.psm, found.batch.jobs, found.input.dpi) == (4, 7, 300.0)
    assert (found.input.language, found.llm.model, found.llm.provider) == ("fra", "mine", "ollama")


def test_an_allowed_key_with_a_wrong_value_says_what_to_mend(here: Here) -> None:
    """In a folder's file as in the user's own."""
    here("[local]\npsm = 99\n")
    with pytest.raises(
        InvalidConfig, match=r"recto\.toml: local\.psm cannot be 99; give a number from 0 to 13"
    ):
        load_here({}, environ={})


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("[evil]\nx = 1\n", ("evil",)),
        ("evil = 1\n", ("evil",)),
        ("llm = 5\n", ("llm",)),
        ("[[input]]\nlanguage = 'deu'\n", ("input",)),
        ("[llm]\nheaders = { Authorization = 'x' }\n", ("llm.headers",)),
        ('[llm]\n"\\u001b[31m\\nforged" = 1\n', (r"llm.\x1b[31m\nforged",)),
        ('["\\u202e\\u0007"]\nx = 1\n', (r"\u202e\x07",)),
    ],
)
def test_names_that_nobody_knows_are_passed_over_and_printable(
    here: Here, text: str, passed: tuple[str, ...]
) -> None:
    """A newer version's, another program's, or an attacker's."""
    here(text)
    loaded = load_here({}, environ={})
    assert loaded.settings == Settings()
    assert loaded.passed == passed
    assert all(note.isprintable() for note in loaded.notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[locall]\npsm = 6\n", r"unknown table \[locall\]; use one of \[input\]"),
        ("[local]\npsn = 6\n", r"unknown key local\.psn; did you mean 'psm'\?"),
        ("[input\n", r"not valid TOML"),
        ("a = " + "[" * 900, "nested too deeply"),
        ("[local]\npsm = " + "9" * 990, r"local\.psm cannot be 99.*…; give a number from 0 to 13"),
        (".".join("a" * 600) + " = 1\n", "a line of 1,203 characters, 1,000 at most"),
        ("# line\n" * 10_000, "is larger than 64 KiB"),
        ("[local]\npsm = 6\n".encode("utf-16"), "is UTF-16.*save it as UTF-8"),
        ("[local]\npsm = 6\n".encode("utf-16-be"), "is UTF-16.*save it as UTF-8"),
        (
            "[input]\nlanguage = 'M\xfcller'\n".encode("latin-1"),
            r"is not UTF-8 \(byte 22\); save it as UTF-8",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_mend(
    here: Here, text: str | bytes, said: str
) -> None:
    """At once: a dotted key of 32,000 parts took 11 s."""
    here(text)
    with pytest.raises(InvalidConfig, match=said):
        load_here({}, environ={})


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_byte_order_mark_is_no_text(here: Here, ending: str) -> None:
    """Windows Notepad writes one, and its line ends."""
    here(b"\xef\xbb\xbf" + f"[local]{ending}psm = 6{ending}".encode())
    assert load_here({}, environ={}).settings.local.psm == 6


def test_a_message_names_not_more_keys_than_can_be_read(here: Here) -> None:
    """However many there are."""
    here("[llm]\n" + "".join(f"xyzzy{number} = 1\n" for number in range(3000)))
    note = load_here({}, environ={}).notes[0]
    assert "xyzzy11 and 2,988 more" in note
    assert len(note) < 600


def test_a_link_out_of_the_folder_is_passed_over(here: Here, tmp_path: Path) -> None:
    """Whatever it leads to is not echoed; a link inside the folder is read."""
    folder = here()
    (tmp_path / "elsewhere.toml").write_text("[local]\npsm = 6\n")
    (folder / "recto.toml").unlink()
    (folder / "recto.toml").symlink_to(tmp_path / "elsewhere.toml")
    loaded = load_here({}, environ={})
    assert loaded.settings == Settings()
    assert "it is a link that leads out of the folder" in loaded.notes[0]
    (folder / "settings.toml").write_text("[local]\npsm = 4\n")
    (folder / "recto.toml").unlink()
    (folder / "recto.toml").symlink_to("settings.toml")
    assert load_here({}, environ={}).settings.local.psm == 4


def test_what_is_no_file_does_not_hold_the_run_up(here: Here) -> None:
    """A pipe, a folder, a circle of links."""
    place = here() / "recto.toml"
    place.unlink()
    os.mkfifo(place)
    assert "it is not a plain file" in load_here({}, environ={}).notes[0]
    place.unlink()
    place.symlink_to("recto.toml")
    assert load_here({}, environ={}).notes == ()
    place.unlink()
    place.mkdir()
    assert load_here({}, environ={}).notes == ()


def test_in_the_user_s_configuration_folder_it_is_the_user_s(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same file, whichever way it is reached."""
    folder = here()
    (folder / "recto").mkdir()
    (folder / "recto.toml").unlink()
    (folder / "recto" / "recto.toml").write_text('[llm]\nmodel = "mine"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.chdir(folder / "recto")
    loaded = load_here({}, environ={})
    assert (loaded.settings.llm.model, loaded.notes, loaded.files.here) == ("mine", (), None)


def test_a_file_that_is_named_has_all_authority_and_stands_alone(here: Here) -> None:
    """--config recto.toml is how a user takes a folder's file for their own."""
    here('[llm]\nmode = "auto"\nmodel = "theirs"\n', own="[llm]\nmax_cost = 1.0\n")
    loaded = load_here({}, "recto.toml", environ={})
    assert (loaded.settings.llm.mode, loaded.settings.llm.model) == ("auto", "theirs")
    assert (loaded.settings.llm.max_cost, loaded.notes) == (None, ())
