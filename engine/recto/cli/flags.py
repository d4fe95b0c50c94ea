"""The flags that choose settings, in groups: one line a flag, `group__field` as its name inside.

`flags_of` turns what click collected into the mapping that load.py takes: only what the user gave,
so that the environment and recto.toml can fill the rest. `settings_of` goes on to the Settings, and
says what of a recto.toml was passed over: once a run, on standard error, under --quiet too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from recto.cli.terminal import say

if TYPE_CHECKING:
    from recto.settings.groups import Settings

Command = Callable[..., Any]
SEPARATOR = "__"


def _flag(
    names: str, target: str, kind: Any = None, **options: Any
) -> Callable[[Command], Command]:
    return click.option(*names.split(), target, type=kind, default=None, **options)


def _stack(*flags: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for flag in reversed(flags):
            command = flag(command)
        return command

    return decorate


input_flags = _stack(
    _flag(
        "-l --language",
        "input__language",
        metavar="LANG",
        help="Tesseract languages, e.g. eng+deu.  [eng]",
    ),
    _flag("--pages", "input__pages", metavar="1-3,7", help="Pages of a PDF or TIFF.  [all]"),
    _flag(
        "--dpi", "input__dpi", float, help="Draw PDF pages at, or believe of images.  [found out]"
    ),
    _flag(
        "--layout",
        "input__layout",
        click.Choice(["page", "line"]),
        help="line: a small image of a few characters, e.g. a label or a code.  [page]",
    ),
    _flag(
        "--text-layer",
        "input__text_layer",
        click.Choice(["keep", "redo", "compare"]),
        help=(
            "Text that PDF pages have: keep it if good (nothing is read or sent), redo all, or"
            " compare.  [keep]"
        ),
    ),
)

local_flags = _stack(
    _flag(
        "--second-reader",
        "local__second_reader",
        click.Choice(["auto", "off", "on"]),
        help=(
            "The second local reader; auto skips pages and lines of which Tesseract is sure. "
            " [auto]"
        ),
    ),
    _flag("--psm", "local__psm", int, help="Tesseract's page segmentation mode, 0 to 13.  [3]"),
    _flag(
        "--clean",
        "local__cleaning",
        metavar="STEPS",
        help="auto, off, or steps joined by commas.  [auto]",
    ),
)

calibration_flag = _flag(
    "--calibration",
    "local__calibration",
    metavar="FILE",
    help="Your own confidence, from recto calibrate.",
)

output_flags = _stack(
    _flag(
        "-o --output",
        "output__folder",
        metavar="DIR",
        help="Write here; the input tree is mirrored. A file for one result.",
    ),
    _flag(
        "-f --format",
        "output__formats",
        metavar="txt,md,...",
        help="Output formats, joined by commas.  [txt]",
    ),
    _flag(
        "--furniture",
        "output__furniture",
        click.Choice(["keep", "drop"]),
        help=(
            "drop: leave running heads, footers and page numbers out (not of JSON and PDF).  [keep]"
        ),
    ),
)

batch_flags = _stack(
    _flag("-j --jobs", "batch__jobs", int, help="Worker processes.  [one a processor]"),
    _flag(
        "--skip-existing",
        "batch__skip_existing",
        is_flag=True,
        help="Pass over files whose outputs are there.",
    ),
    _flag(
        "--timeout-per-page",
        "batch__timeout_per_page",
        float,
        metavar="SECONDS",
        help="Give up after.  [300]",
    ),
    _flag(
        "--max-failed",
        "batch__max_failed",
        int,
        metavar="N",
        help="Stop the run after N failed pages.",
    ),
    _flag(
        "--strict",
        "batch__strict",
        is_flag=True,
        help="Exit with 10 when a page failed or fell back.",
    ),
    _flag(
        "--log-json",
        "batch__log_json",
        metavar="FILE",
        help="One JSON object an event; - for standard error.",
    ),
    _flag(
        "--report/--no-report",
        "batch__report",
        is_flag=True,
        help="Write run-report.html at the end.  [report]",
    ),
)

endpoint_flags = _stack(
    _flag(
        "--provider",
        "llm__provider",
        metavar="NAME",
        help="openai, dashscope, gemini, ollama, ...  [openai]",
    ),
    _flag("--base-url", "llm__base_url", metavar="URL", help="Any OpenAI-compatible endpoint."),
    _flag("--model", "llm__model", metavar="NAME", help="The model.  [the provider's]"),
    _flag(
        "--api-key-env",
        "llm__api_key_env",
        metavar="VARIABLE",
        help="Where the key is.  [the provider's]",
    ),
)

llm_flags = _stack(
    _flag(
        "--llm",
        "llm__mode",
        click.Choice(["off", "auto", "always", "only"]),
        help="Ask a vision LLM.  [off]",
    ),
    endpoint_flags,
    _flag(
        "--reply",
        "llm__reply",
        click.Choice(["edits", "full"]),
        help="What the model answers.  [edits]",
    ),
    _flag(
        "--send",
        "llm__send",
        click.Choice(["auto", "lines", "page"]),
        help="What may leave this machine.  [auto]",
    ),
    _flag(
        "--max-cost",
        "llm__max_cost",
        float,
        metavar="USD",
        help="Never spend more than this in the run.",
    ),
    _flag(
        "--max-tokens",
        "llm__max_tokens",
        int,
        metavar="N",
        help="Never use more than this in the run.",
    ),
    _flag(
        "--max-calls",
        "llm__max_calls",
        int,
        metavar="N",
        help="Never call more often than this in the run.",
    ),
    _flag(
        "--target-error",
        "llm__target_error",
        float,
        metavar="SHARE",
        help="Share of wrong words to aim at.",
    ),
    _flag(
        "--contested",
        "llm__contested",
        float,
        metavar="SHARE",
        help="Tokens for a blind second look.  [0.25]",
    ),
    _flag(
        "--audit",
        "llm__audit",
        float,
        metavar="SHARE",
        help="Share of the skipped lines to send all the same.",
    ),
    _flag(
        "--glossary",
        "llm__glossary",
        metavar="FILE",
        help="Terms and names of the subject, one a line.",
    ),
    _flag(
        "--cache/--no-cache",
        "llm__cache",
        is_flag=True,
        help="Use replies that were paid for before.  [cache]",
    ),
)

config_flag = _flag(
    "--config",
    "config",
    metavar="FILE",
    help="Take the settings in FILE, all of them, and no recto.toml.",
)

dry_run_flag = _flag(
    "--dry-run",
    "llm__dry_run",
    is_flag=True,
    help="Show what would be sent, and its price; send nothing.",
)


def settings_of(given: dict[str, Any]) -> Settings:
    """The settings that apply to a command. Raises InvalidConfig, BadArguments or FileAccess."""
    from recto.settings.load import load_here

    loaded = load_here(flags_of(given), given.get("config") or "")
    for note in loaded.notes:
        say(note)
    return loaded.settings


def flags_of(given: dict[str, Any]) -> dict[str, dict[str, object]]:
    """{"llm__mode": "auto", "input__dpi": None} -> {"llm": {"mode": "auto"}}."""
    chosen: dict[str, dict[str, object]] = {}
    for name, value in given.items():
        group, _, field = name.partition(SEPARATOR)
        if field and value is not None:
            chosen.setdefault(group, {})[field] = value
    return chosen
