"""Settings: which layer wins, what may be written, and how a wrong value is named."""

from pathlib import Path

import pytest

from recto.errors import BadArguments, FileAccess, InvalidConfig
from recto.settings.groups import Batch, Input, Local, Settings
from recto.settings.llm import LlmOptions
from recto.settings.load import load
from recto.settings.values import convert


def written(folder: Path, text: str) -> Path:
    path = folder / "recto.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_given_means_the_defaults() -> None:
    """No flag, no variable, no file."""
    assert load({}, environ={}) == Settings()


@pytest.mark.parametrize(
    ("flag", "variable", "file", "wins"),
    [
        (None, None, None, "auto"),
        (None, None, "fra", "fra"),
        (None, "deu", "fra", "deu"),
        ("por", "deu", "fra", "por"),
        ("por", None, "fra", "por"),
    ],
)
def test_flags_beat_variables_beat_the_file_beats_defaults(
    tmp_path: Path, flag: str | None, variable: str | None, file: str | None, wins: str
) -> None:
    """The nearest layer that says anything decides."""
    flags = {"input": {"language": flag}} if flag else {}
    environ = {"RECTO_INPUT_LANGUAGE": variable} if variable else {}
    path = written(tmp_path, f'[input]\nlanguage = "{file}"\n') if file else None
    assert load(flags, environ=environ, file=path).input.language == wins


def test_every_group_can_stand_in_the_file(tmp_path: Path) -> None:
    """One table a group, TOML's own types."""
    path = written(
        tmp_path,
        """
        [local]
        second_reader = "off"
        psm = 6
        [llm]
        mode = "auto"
        max_cost = 2
        [output]
        formats = ["txt", "pdf"]
        [batch]
        strict = true
        """,
    )
    settings = load({}, environ={}, file=path)
    assert settings.local == Local(second_reader="off", psm=6)
    assert settings.llm == LlmOptions(mode="auto", max_cost=2.0)
    assert settings.output.formats == ("txt", "pdf")
    assert settings.batch == Batch(strict=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[locall]\n", r"unknown table \[locall\]; use one of \[input\]"),
        ("[local]\npsn = 6\n", r"unknown key local\.psn; did you mean 'psm'\?"),
        ("[local]\npsm = 14\n", r"local\.psm cannot be 14; give a number from 0 to 13"),
        ('[local]\npsm = "six"\n', r"local\.psm cannot be 'six'; give a whole number"),
        ("[local]\npsm = true\n", r"local\.psm cannot be True; give a whole number"),
        (
            '[llm]\nmode = "sometimes"\n',
            r"llm\.mode cannot be 'sometimes'; give one of off, auto, always, only",
        ),
        (
            '[local]\ndomain = "accounts"\n',
            r"local\.domain cannot be 'accounts'; give one of none, .*law; .* with --glossary",
        ),
        (
            '[local]\ncleaning = "polish"\n',
            r"local\.cleaning cannot be 'polish'; give auto, off, or some of inversion",
        ),
        ("[output]\nformats = 3\n", r"output\.formats cannot be 3; give a list of words"),
        ('[batch]\nstrict = "maybe"\n', r"batch\.strict cannot be 'maybe'; give true or false"),
        ("[input]\nlanguage = 5\n", r"input\.language cannot be 5; give text in quotes"),
        ('language = "eng"\n', r"'language' stands outside a table"),
        ("[input\n", r"not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name_key_and_remedy(
    tmp_path: Path, text: str, said: str
) -> None:
    """The message can be acted on without a manual."""
    path = written(tmp_path, text)
    with pytest.raises(InvalidConfig, match=said) as caught:
        load({}, environ={}, file=path)
    assert str(path) in str(caught.value)


def test_a_wrong_variable_is_named() -> None:
    """Variables are misspelled as easily as keys."""
    with pytest.raises(
        InvalidConfig, match="environment: unknown key RECTO_LLM_BASE_ULR; did you mean 'base_url'"
    ):
        load({}, environ={"RECTO_LLM_BASE_ULR": "x"})


def test_other_programs_variables_are_left_alone() -> None:
    """RECTO_CORPORA belongs to the tests, not to the settings."""
    assert load({}, environ={"RECTO_CORPORA": "/x", "RECTO": "y", "RECTO_LLM_": "z"}) == Settings()


def test_a_wrong_flag_is_an_argument_error() -> None:
    """Exit code 1, not 9."""
    with pytest.raises(BadArguments, match="--audit cannot be 2.0; give a number from 0 to 1"):
        load({"llm": {"audit": 2.0}}, environ={})


def test_a_glossary_file_lies_beside_the_recto_toml_that_names_it(tmp_path: Path) -> None:
    """A relative name in a file is relative to that file; comments and empty lines are no terms."""
    (tmp_path / "terms.txt").write_text("\ufeffestoppel\n\n# law\nlien \n", encoding="utf-8")
    path = written(tmp_path, '[llm]\nglossary = "terms.txt"\n')
    assert load({}, environ={}, file=path).llm.glossary == ("estoppel", "lien")


def test_a_glossary_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Not an empty glossary in silence."""
    with pytest.raises(FileAccess, match="nowhere.txt"):
        load({"llm": {"glossary": str(tmp_path / "nowhere.txt")}}, environ={})


@pytest.mark.parametrize(
    ("value", "wanted", "becomes"),
    [
        ("on", bool, True),
        ("No", bool, False),
        ("7", int, 7),
        ("2.5", float | None, 2.5),
        ("txt, md,", tuple[str, ...], ("txt", "md")),
        (None, float | None, None),
    ],
)
def test_text_becomes_the_field_s_type(value: object, wanted: object, becomes: object) -> None:
    """As it comes from a variable."""
    assert convert(value, wanted) == becomes


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (Settings(Input(language="deu")), False),
        (Settings(local=Local(second_reader="off")), False),
        (Settings(llm=LlmOptions(mode="always")), False),
        (Settings(llm=LlmOptions(glossary=("lien",))), False),
        (Settings(Input(pages="1-3")), True),
        (Settings(batch=Batch(jobs=7)), True),
        (Settings(llm=LlmOptions(model="other")), True),  # the LLM is off
        (Settings(local=Local(timeout=5)), True),
    ],
)
def test_the_digest_changes_with_what_changes_a_page_s_text(changed: Settings, same: bool) -> None:
    """So that a resumed run reads again what it must, and nothing else."""
    assert (changed.digest() == Settings().digest()) is same


def test_a_budget_does_not_change_the_digest_but_a_model_does() -> None:
    """With the LLM on."""
    asked = Settings(llm=LlmOptions(mode="auto"))
    assert asked.digest() == Settings(llm=LlmOptions(mode="auto", max_cost=1.0)).digest()
    assert asked.digest() != Settings(llm=LlmOptions(mode="auto", model="other")).digest()
