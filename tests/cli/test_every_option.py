"""Every option of every command: help, man page, settings' page and what it does agree."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args, get_origin

import click
import pytest
from click.testing import CliRunner

from recto.cli import cli
from recto.cli.grouped import Grouped
from recto.cli.options.given import flags_of
from recto.cli.read import COMMON, command
from recto.settings.keywords import every_setting
from recto.settings.load import load
from recto.settings.setting import Defined

DOCS = Path(__file__).parents[2] / "docs"
FLAGS = [(group, field) for group, field in every_setting() if field.setting.flag is not None]


def commands(group: click.Group, context: click.Context) -> list[tuple[str, click.Command]]:
    found = []
    for name in group.list_commands(context):
        each = group.get_command(context, name)
        assert each is not None
        found.append((f"{context.command_path} {name}", each))
        if isinstance(each, click.Group):
            inner = click.Context(each, info_name=name, parent=context)
            found += commands(each, inner)
    return found


COMMANDS = commands(cli, click.Context(cli, info_name="recto"))


@pytest.mark.parametrize(("path", "each"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_help_fits_eighty_columns_and_names_every_option(path: str, each: click.Command) -> None:
    """By --help-all where a command has it; every option says what it is."""
    flag = "--help-all" if isinstance(each, Grouped) and each.common else "--help"
    arguments = [*path.split()[1:], flag]
    done = CliRunner(env={"COLUMNS": "80"}).invoke(cli, arguments, terminal_width=80)
    assert done.exit_code == 0, done.output
    assert max(map(len, done.output.splitlines())) <= 80
    options = [option for option in each.params if isinstance(option, click.Option)]
    for option in options:
        assert option.help, option.name
        assert all(name in done.output for name in option.opts), option.opts


def test_the_common_options_come_first() -> None:
    """Ten of them, and how to see the others."""
    done = CliRunner(env={"COLUMNS": "80"}).invoke(
        cli, ["read", "--help"], prog_name="recto", terminal_width=80
    )
    shown = [line.split()[0].strip(",") for line in done.output.splitlines() if line[:3] == "  -"]
    assert len(COMMON) == 10
    assert len(shown) == 11  # with --help
    assert "recto read --help-all shows all" in done.output


def test_the_man_page_has_every_option() -> None:
    """Of commands at the top; those below one are in its help."""
    page = (DOCS / "recto.1").read_text(encoding="utf-8").replace("\\-", "-")
    for path, each in COMMANDS:
        if path.count(" ") > 1:
            continue
        for option in each.params:
            if isinstance(option, click.Option):
                assert all(name in page for name in option.opts), (path, option.opts)


@pytest.mark.parametrize(
    ("group", "field"), FLAGS, ids=[f"{group}.{field.name}" for group, field in FLAGS]
)
def test_a_flag_does_what_the_settings_page_says(
    group: str, field: Defined, tmp_path: Path
) -> None:
    """It is named there, and a value that may stand there arrives in the settings."""
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert f"`{field.flags[-1]}`" in page
    if field.setting.from_file is not None:
        return  # what its file holds is another test's
    written, value = sample(field)
    flag = field.flags[-1].split("/")[-1] if field.default is True else field.flags[-1]
    arguments = ["x.png", flag] if field.kind is bool else ["x.png", flag, written]
    context = command.make_context("read", arguments)
    settings = load(flags_of(context.params), environ={})
    assert getattr(getattr(settings, group), field.name) == value


TEXTS = {
    "language": ("deu", "deu"),
    "pages": ("1-3", "1-3"),
    "cleaning": ("off", "off"),
    "folder": ("out", "out"),
    "formats": ("md,json", ("md", "json")),
    "provider": ("ollama", "ollama"),
    "base_url": ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
    "model_profile": ("none", "none"),
    "second_provider": ("ollama", "ollama"),
    "second_base_url": ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
}


def sample(field: Defined) -> tuple[str, object]:
    """A value that is not the usual one, as written and as it arrives."""
    if field.name in TEXTS:
        return TEXTS[field.name]
    if field.kind is bool:
        return "", not field.default
    if get_origin(field.kind) is Literal:
        word = next(word for word in get_args(field.kind) if word != field.default)
        return word, word
    if field.kind in (int, float):
        number = field.kind(max(field.setting.least, min(2, field.setting.most)))
        return str(number), number
    return "NAME", "NAME"
