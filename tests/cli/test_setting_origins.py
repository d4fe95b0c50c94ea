"""A wrong value is told with the place where it was chosen, and with what may stand there
instead.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from tests.conftest import Recto

from recto.errors import BadArguments, InvalidConfig, RectoError
from recto.settings.groups import Settings
from recto.settings.layers import GROUPS
from recto.settings.load import load

PNG = "letter.png"

# (setting, wrong in TOML, the same in a variable or a flag; "": no text can be wrong): every field
# has its line.
WRONG = [
    ("input.language", "7", ""),
    ("input.pages", '"three"', "three"),
    ("input.pages", '"1-2-3"', "1-2-3"),
    ("input.dpi", '"fine"', "fine"),
    ("input.layout", '"book"', "book"),
    ("input.text_layer", '"lose"', "lose"),
    ("input.profile", '"novel"', "novel"),
    ("local.risk", "0.9", "0.9"),
    ("output.deskew", '"perhaps"', "perhaps"),
    ("output.optimize", "4", "4"),
    ("input.fetch", '"perhaps"', "perhaps"),
    ("local.second_reader", '"maybe"', "maybe"),
    ("local.tesseract", '"server"', "server"),
    ("local.device", '"abacus"', "abacus"),
    ("local.psm", "99", "99"),
    ("local.cleaning", '"polish"', "polish"),
    ("local.timeout", "0", "0"),
    ("local.calibration", "7", ""),
    ("local.collection", "7", ""),
    ("local.follow", "7", ""),
    ("llm.mode", '"sometimes"', "sometimes"),
    ("local.old_letters", '"both"', "both"),
    ("local.domain", '"alchemy"', "alchemy"),
    ("llm.provider", '"nobody"', "nobody"),
    ("llm.base_url", '"here"', "here"),
    ("llm.base_url", '"http://["', "http://["),
    ("llm.model", "7", ""),
    ("llm.api_key_env", '"sk-canary-5f2c"', "sk-canary-5f2c"),
    ("llm.model_profile", '"tesseract"', "tesseract"),
    ("llm.second_model", "7", ""),
    ("llm.second_model_for", '"lines"', "lines"),
    ("llm.second_provider", '"nobody"', "nobody"),
    ("llm.second_base_url", '"here"', "here"),
    ("llm.second_api_key_env", '"sk-canary-5f2c"', "sk-canary-5f2c"),
    ("llm.reply", '"long"', "long"),
    ("llm.send", '"all"', "all"),
    ("llm.max_cost", '"much"', "much"),
    ("llm.max_tokens", "-1", "-1"),
    ("llm.max_calls", "1.5", "1.5"),
    ("llm.target_error", "7", "7"),
    ("llm.concurrency", "0", "0"),
    ("llm.requests_per_minute", "0", "0"),
    ("llm.tokens_per_minute", "0", "0"),
    ("llm.timeout", '"long"', "long"),
    ("llm.retries", "-1", "-1"),
    ("llm.cache", '"perhaps"', "perhaps"),
    ("llm.contested", "2", "2"),
    ("llm.audit", "2", "2"),
    ("llm.glossary", "7", ""),
    ("llm.examples", "99", "99"),
    ("llm.batch", '"perhaps"', "perhaps"),
    ("llm.dry_run", '"perhaps"', "perhaps"),
    ("output.folder", "7", ""),
    ("output.formats", '["txt", "rtf"]', "txt,rtf"),
    ("output.formats", "[]", ","),
    ("output.furniture", '"sell"', "sell"),
    ("batch.jobs", "-1", "-1"),
    ("batch.skip_existing", '"perhaps"', "perhaps"),
    ("batch.timeout_per_page", "0", "0"),
    ("batch.max_failed", '"few"', "few"),
    ("batch.strict", '"perhaps"', "perhaps"),
    ("batch.max_errors", "2", "2"),
    ("batch.log_json", "7", ""),
    ("batch.report", '"perhaps"', "perhaps"),
    ("batch.engine", '"spark"', "spark"),
    ("batch.address", "7", ""),
    ("batch.shard_pages", "-1", "-1"),
]
SPELLED = [line for line in WRONG if line[2]]


def refused(
    flags: dict[str, dict[str, object]], environ: dict[str, str], file: Path | None
) -> RectoError:
    with pytest.raises(RectoError) as fault:
        load(flags, environ=environ, file=file)
    return fault.value


def test_every_setting_has_a_wrong_value_here() -> None:
    """A field that is added gets its line."""
    named = {f"{group}.{field.name}" for group, kind in GROUPS.items() for field in fields(kind)}
    assert {setting for setting, _, _ in WRONG} == named


@pytest.mark.parametrize(("setting", "value", "_"), WRONG)
def test_a_file_is_named_with_its_key(tmp_path: Path, setting: str, value: str, _: str) -> None:
    """And what may stand there."""
    group, _, key = setting.partition(".")
    path = tmp_path / "mine.toml"
    path.write_text(f"[{group}]\n{key} = {value}\n")
    fault = refused({}, {}, path)
    assert isinstance(fault, InvalidConfig)
    assert str(fault).startswith(f"{path}: {setting} cannot be ")
    assert fault.remedy.startswith("give ")


@pytest.mark.parametrize(("setting", "_", "value"), SPELLED)
def test_a_variable_is_named(setting: str, _: str, value: str) -> None:
    """As it is written in a shell."""
    name = f"RECTO_{setting.replace('.', '_')}".upper()
    fault = refused({}, {name: value}, None)
    assert isinstance(fault, InvalidConfig)
    assert f"{name} cannot be " in str(fault)
    assert fault.remedy.startswith("give ")


@pytest.mark.parametrize(("setting", "_", "value"), SPELLED)
def test_a_flag_is_named(setting: str, _: str, value: str) -> None:
    """Exit code 1: what was typed was wrong, no file."""
    group, _, key = setting.partition(".")
    fault = refused({group: {key: value}}, {}, None)
    assert isinstance(fault, BadArguments)
    assert str(fault).startswith("--")
    assert fault.remedy.startswith("give ")


@pytest.mark.parametrize("setting", ["llm.base_url", "llm.api_key_env"])
@pytest.mark.parametrize(
    "key", ["sk-canary-5f2c", "https://me:sk-canary-5f2c@host/v1", "x?k=sk-canary-5f2c"]
)
def test_a_key_that_was_put_there_by_mistake_is_not_printed(setting: str, key: str) -> None:
    """Where people paste their key, the message says what belongs there and quotes nothing."""
    group, _, name = setting.partition(".")
    for flags, environ in (({group: {name: key}}, {}), ({}, {f"RECTO_LLM_{name.upper()}": key})):
        assert "canary" not in str(refused(flags, environ, None))


@pytest.mark.parametrize("setting", ["llm.glossary", "local.calibration"])
def test_a_file_that_a_setting_names_is_told_with_the_setting(tmp_path: Path, setting: str) -> None:
    """Two files can be wrong: the one that is not there, and the one that names it."""
    group, _, key = setting.partition(".")
    path = tmp_path / "mine.toml"
    path.write_text(f'[{group}]\n{key} = "gone.txt"\n')
    said = str(refused({}, {}, path))
    assert str(tmp_path / "gone.txt") in said
    assert f"{setting} in {path}" in said


@pytest.mark.parametrize(
    ("flags", "environ", "file", "said"),
    [
        ({}, {}, "", "--pages"),
        ({}, {}, "[input]\npages = '1'", "input.pages in {file}"),
        ({}, {"RECTO_INPUT_PAGES": "1"}, "[input]\npages = '2'", "RECTO_INPUT_PAGES"),
        ({"input": {"pages": "1"}}, {"RECTO_INPUT_PAGES": "1"}, "", "--pages"),
    ],
)
def test_settings_remember_who_chose(
    tmp_path: Path,
    flags: dict[str, dict[str, object]],
    environ: dict[str, str],
    file: str,
    said: str,
) -> None:
    """The layer that won; its flag where nobody did."""
    path = tmp_path / "mine.toml"
    path.write_text(file)
    settings = load(flags, environ=environ, file=path)
    assert settings.spelled("input.pages") == said.format(file=path)


# (settings, command, exit code, what the message says beside the file's name): found only when a
# page is met.
LATE = [
    (
        "[input]\npages = '9'",
        ["read", PNG],
        1,
        "input.pages in recto.toml: 9 is not within 1-1; give pages",
    ),
    (
        "[input]\nlanguage = 'german'",
        ["read", PNG],
        3,
        "input.language in recto.toml: there is no Tesseract",
    ),
    (
        "[input]\nlanguage = 'iku'",
        ["read", PNG, "-o", "out"],
        3,
        "input.language in recto.toml: Tesseract lang",
    ),
    (
        "[output]\nformats = ['rtf']",
        ["read", PNG],
        9,
        "recto.toml: output.formats cannot be ['rtf']; give",
    ),
]


@pytest.mark.parametrize(("text", "command", "code", "said"), LATE)
def test_what_only_a_page_can_tell_names_the_file_too(
    recto: Recto, samples: Path, tmp_path: Path, text: str, command: list[str], code: int, said: str
) -> None:
    """From a recto.toml in the working folder, through the whole program."""
    here = tmp_path / "here"
    (here / PNG).write_bytes((samples / "letter.png").read_bytes())
    (here / "recto.toml").write_text(text)
    done = recto(*command)
    assert done.returncode == code
    assert said in done.stderr


# (settings, what the message begins with): what only the endpoint's own rules tell.
ENDPOINTS = [
    ("provider = 'azure'\nmodel = 'x'", "llm.provider in {file}: azure needs a base URL"),
    (
        "provider = 'openai'\nmodel = 'x9'\nmax_cost = 1",
        "llm.max_cost in {file}: no price known for x9",
    ),
    (
        "provider = 'openai'\nmodel = 'x'\napi_key_env = 'NO_KEY'",
        "llm.api_key_env in {file}: no API key",
    ),
]


@pytest.mark.parametrize(("text", "said"), ENDPOINTS)
def test_an_endpoint_that_cannot_be_asked_names_the_setting(
    recto: Recto, samples: Path, tmp_path: Path, text: str, said: str
) -> None:
    """Before any page is read."""
    file = tmp_path / "mine.toml"
    file.write_text(f"[llm]\nmode = 'always'\n{text}\n")
    done = recto("read", samples / "letter.png", "--config", file)
    assert done.returncode == 9
    assert done.stderr.startswith(f"recto: {said.format(file=file)}"), done.stderr


def test_the_origin_changes_no_digest() -> None:
    """Who chose is no part of what was chosen: the same pages are not read again."""
    assert load({"input": {"language": "deu"}}, environ={}).digest() != Settings().digest()
    one = load({}, environ={"RECTO_INPUT_LANGUAGE": "deu"})
    other = load({"input": {"language": "deu"}}, environ={})
    assert one == other
    assert one.digest() == other.digest()
