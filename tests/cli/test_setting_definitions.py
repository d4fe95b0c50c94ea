"""A setting is defined once: flags, messages, rights and the documentation are made of that."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args, get_origin

import click
import pytest
from jsonschema import Draft202012Validator
from tests.cli.test_setting_origins import WRONG

from recto.cli.read import command
from recto.errors import RectoError
from recto.settings.authority import RIGHTS
from recto.settings.groups import GROUPS
from recto.settings.load import load
from recto.settings.setting import Defined, defined
from recto.settings.values import allowed

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "reference" / "settings.schema.json"
FIELDS = [(group, field) for group, kind in GROUPS.items() for field in defined(kind).values()]
OPTIONS = {each.name: each for each in command.params if isinstance(each, click.Option)}
CLICK = {int: "integer", float: "float", bool: "boolean"}


def ids(value: object) -> str | None:
    return value.name if isinstance(value, Defined) else None


def test_the_table_of_the_documentation_is_up_to_date() -> None:
    """`python scripts/settings_table.py` writes it."""
    script = ROOT / "scripts" / "settings_table.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("given", "remedy"), [("Accounts", "name yours with --glossary"), ("alchemy", "")]
)
def test_who_asks_for_a_subject_without_words_hears_what_to_do(given: str, remedy: str) -> None:
    """Beside the subjects that there are."""
    option = OPTIONS["local__domain"]
    context = click.Context(command)
    with pytest.raises(click.BadParameter, match="'genealogy', 'law'") as caught:
        option.type.convert(given, option, context)
    assert caught.value.message.endswith(remedy)
    assert ("--glossary" in caught.value.message) is bool(remedy)
    assert option.type.convert("LAW", option, context) == "law"


# What the schema cannot know is wrong: the forms of texts.
FORMED = {name for name, _, _ in WRONG if name.endswith(("pages", "cleaning", "provider", "url"))}
FORMED |= {
    "llm.api_key_env", "llm.second_api_key_env", "output.formats", "llm.model_profile",
}  # fmt: skip


@pytest.mark.parametrize(("setting", "value", "_"), WRONG)
def test_the_schema_refuses_what_the_program_refuses(setting: str, value: str, _: str) -> None:
    """For editors: wrong types, words and numbers, in TOML."""
    group, _, key = setting.partition(".")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    found = list(
        Draft202012Validator(schema).iter_errors(tomllib.loads(f"{group}.{key} = {value}"))
    )
    assert bool(found) or setting in FORMED


def test_the_schema_allows_the_defaults_and_no_other_key() -> None:
    """As far as TOML has a word for them."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    usual: dict[str, dict[str, object]] = {group: {} for group in GROUPS}
    for group, field in FIELDS:
        if field.default is not None and field.setting.from_file is None:
            value = field.default
            usual[group][field.name] = list(value) if isinstance(value, tuple) else value
    validator = Draft202012Validator(schema)
    assert validator.is_valid(usual)
    assert not validator.is_valid({"llm": {"headers": {}}})
    assert not validator.is_valid({"locall": {}})


@pytest.mark.parametrize(("group", "field"), FIELDS, ids=ids)
def test_a_flag_is_what_the_definition_says(group: str, field: Defined) -> None:
    """Names, type, choices and help of `recto read`; None where a setting has no flag."""
    option = OPTIONS.get(f"{group}__{field.name}")
    if field.setting.flag is None:
        assert option is None
        return
    assert option is not None
    names = "/".join([*option.opts, *option.secondary_opts]).split("/")
    assert names == "/".join(field.flags).split("/")
    assert option.help is not None
    assert option.help.startswith(field.setting.says)
    assert option.default is None, "what was not given must not hide the environment"
    if get_origin(field.kind) is Literal:
        assert isinstance(option.type, click.Choice)
        assert tuple(option.type.choices) == get_args(field.kind)
    else:
        assert option.type.name == CLICK.get(field.kind, "text")


def test_no_other_flag_of_the_command_chooses_a_setting() -> None:
    """`group__field` is a field's."""
    wanted = {f"{group}__{field.name}" for group, field in FIELDS}
    assert {name for name in OPTIONS if name and "__" in name} <= wanted


@pytest.mark.parametrize(
    ("group", "field"),
    [pair for pair in FIELDS if pair[1].kind in (int, float)],
    ids=ids,
)
@pytest.mark.parametrize("beyond", [False, True])
def test_a_number_has_bounds_and_both_are_allowed(group: str, field: Defined, beyond: bool) -> None:
    """The least and the most may stand there, one less and one more may not."""
    setting = field.setting
    for bound, step in ((setting.least, -1), (setting.most, 1)):
        value = field.kind(bound + step if beyond else bound)
        given = {f"RECTO_{group}_{field.name}".upper(): str(value)}
        if not beyond:
            found = getattr(load({}, environ=given), group)
            assert getattr(found, field.name) == value
            continue
        with pytest.raises(RectoError) as fault:
            load({}, environ=given)
        span = f"from {setting.least:g} to {setting.most:g}"
        assert fault.value.remedy == f"give a number {span}"
        assert allowed(field).endswith(span)


@pytest.mark.parametrize(
    ("group", "field"),
    [pair for pair in FIELDS if pair[1].setting.form or get_origin(pair[1].kind) is Literal],
    ids=ids,
)
def test_the_documentation_gives_what_the_message_gives(group: str, field: Defined) -> None:
    """One sentence for both."""
    with pytest.raises(RectoError) as fault:
        load({group: {field.name: "no such: thing"}}, environ={})
    assert fault.value.remedy == f"give {allowed(field)}"


@pytest.mark.parametrize(("group", "field"), FIELDS, ids=ids)
def test_a_right_is_the_definition_s(group: str, field: Defined) -> None:
    """What a folder of data may do stands beside the type, with its reason."""
    assert RIGHTS[group, field.name] is field.setting.right
    assert field.setting.right.why


# What sends, writes, spends or opens: by name, so that no definition can give it away unseen.
THE_USERS = {
    "input": {"fetch"},
    "local": {"calibration", "collection", "follow", "risk"},
    "llm": {
        "provider", "base_url", "model", "api_key_env", "model_profile", "second_provider",
        "second_base_url", "second_model", "second_api_key_env", "target_error", "timeout",
        "cache", "glossary", "batch", "dry_run", "examples",
    },
    "output": {"folder"},
    "batch": {
        "skip_existing", "max_failed", "strict", "max_errors", "log_json", "report", "engine",
        "address",
    },
}  # fmt: skip


def test_what_only_the_user_may_say_is_listed_here_once_more() -> None:
    """A right that changes is a change of two files, and seen."""
    found = {(group, key) for (group, key), right in RIGHTS.items() if right.kind == "user"}
    assert found == {(group, key) for group, keys in THE_USERS.items() for key in keys}
    free = {group for (group, _), right in RIGHTS.items() if right.kind == "free"}
    assert "llm" not in free


def test_a_field_without_its_setting_is_refused() -> None:
    """It would have no right."""

    @dataclass(frozen=True, slots=True)
    class Loose:
        size: int = 3

    with pytest.raises(ValueError, match=r"Loose\.size has no Setting"):
        defined(Loose)


def test_reading_settings_loads_no_schema_library() -> None:
    """pydantic takes longer to import than all settings to be read."""
    code = (
        "import sys; from recto.settings.load import load;"
        "load({'local': {'psm': '6'}}, environ={'RECTO_LLM_MODE': 'auto'});"
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
