"""`recto export`: what people know of a run's lines, as files that others train their readers on.

The output folder of a run enters; a new folder leaves, with a manifest, or nothing does. Only here:
whose form is wanted, and what is said of the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recto.batch.sentences import many
from recto.cli.options.given import settings_of
from recto.cli.options.own import number_option, out_argument, output_option
from recto.cli.options.settings import config_flag, taught_flags
from recto.cli.terminal import answer, say

if TYPE_CHECKING:
    from recto.settings.groups import Settings
    from recto.training.export import Taking
    from recto.training.manifest import Chosen

LINES = ("tesstrain", "kraken", "ppocr")
# Whose endpoint an LLM's asks are made for, and its model where the user names none.
CHATS: Mapping[str, tuple[str, str]] = {
    "openai": ("openai", ""),
    "qwen": ("vllm", "Qwen/Qwen2.5-VL-7B-Instruct"),
}
LEAST, MOST = 10, 50_000  # examples that OpenAI wants in a file, and takes


@click.command(name="export", short_help="Write corrected lines for training other readers.")
@out_argument
@click.option(
    "--for",
    "kind",
    required=True,
    type=click.Choice([*LINES, *CHATS], case_sensitive=False),
    help="Whose form.",
)
@click.option(
    "--licence",
    required=True,
    metavar="TEXT",
    help="Of pictures and texts, e.g. CC-BY-4.0; goes into the manifest.",
)
@output_option("DIR", "A new folder.", usual="OUT-FORM")
@number_option("--validation", click.FloatRange(0, 0.9), 0.1, "Documents to judge on.", "SHARE")
@click.option(
    "--documents",
    type=click.Choice(["file", "folder"]),
    default="file",
    show_default=True,
    help="What is split as one: a file, or all files of a folder.",
)
@number_option("--seed", click.IntRange(0), 1, "Of the split.")
@click.option("--model", metavar="NAME", help="openai, qwen: the model to be trained.")
@taught_flags
@config_flag
def command(out: str, kind: str, output: str, **given: Any) -> int:
    """Write the lines of OUT that people have looked at word by word, to train other readers on.

    A line counts where each of its words was confirmed or corrected in recto review, or typed blind
    for recto certify, or where it was typed as a whole. Pictures are cut from the sources, turned
    and levelled as the readers saw them. openai and qwen write the asks that Recto sends, with the
    right answers. Nothing is sent, no source is touched, nothing is written over.
    """
    from recto.batch.ledger import open_ledger
    from recto.batch.ledger_check import refuse_wrong_values
    from recto.errors import BadArguments
    from recto.review.desk import Desk
    from recto.training.export import Export, new_folder
    from recto.training.manifest import Chosen

    _refuse_no_run(out)
    licence = given["licence"].strip()
    if not licence:
        remedy = "name one, or say that none is known"
        raise BadArguments("is empty", where="--licence", remedy=remedy)
    if given["model"] and kind in LINES:
        remedy = "leave it out, or choose openai or qwen"
        raise BadArguments(f"{kind} trains no LLM", where="--model", remedy=remedy)
    settings = settings_of(given, hints=False)
    target = Path(output or f"{out.rstrip('/')}-{kind}")
    model = given["model"] or CHATS.get(kind, ("", ""))[1]
    chosen = Chosen(
        kind,
        licence,
        given["validation"],
        given["seed"],
        given["documents"],
        model,
    )
    with new_folder(target) as folder, open_ledger(Path(out)) as ledger:
        refuse_wrong_values(ledger.database, out)
        taking, chosen = _taking(chosen, folder, settings)
        found = Export(Desk(ledger, Path(out)), chosen, taking, say)
        found.run()
        notes = list(_notes(kind, folder))
        written = found.end(folder, notes)
    for line in (*notes, *_left(written)):
        say(line)
    answer(*_counted(written, target))
    return found.fault.exit_code if found.fault else 0


def _refuse_no_run(out: str) -> None:
    """Raise FileAccess or BadArguments where no ledger of a run lies there."""
    from recto.batch.command import no_run
    from recto.batch.ledger import ledger_path
    from recto.cli.far import is_far_run
    from recto.errors import BadArguments

    if is_far_run(out):
        what = "is a run over groups, whose pages are reviewed in a folder of their own"
        remedy = "name that folder (recto review OUT makes it)"
        raise BadArguments(what, where=out, remedy=remedy)
    if not ledger_path(Path(out)).exists():
        raise no_run(out)


def _taking(chosen: Chosen, folder: Path, settings: Settings) -> tuple[Taking, Chosen]:
    """What writes this form, and the choice with the model whose asks they are. Raises
    InvalidConfig.
    """
    from recto.training import line_files

    if chosen.kind in LINES:
        form = line_files.FORMS[chosen.kind]
        return line_files.LineFiles(folder, form), replace(chosen, model="")

    from recto.pipeline.stages import prepare
    from recto.readers.vision.call.providers import resolve
    from recto.settings.llm import LlmOptions
    from recto.training import chats

    options = LlmOptions(
        provider=CHATS[chosen.kind][0],
        model=chosen.model,
        glossary=settings.llm.glossary,
    )
    endpoint = resolve(options, {})
    local = replace(settings.local, second_reader="off")
    stages = prepare(replace(settings, local=local, llm=options))
    taking = chats.Chats(
        folder,
        chats.FORMS[chosen.kind],
        endpoint,
        settings.llm.reply,
        stages,
    )
    return taking, replace(chosen, model=endpoint.model)


def _notes(kind: str, folder: Path) -> Iterator[str]:
    """What whoever receives it would refuse."""
    learned = folder / "train.jsonl"
    if kind != "openai" or not learned.exists():
        return
    with learned.open("rb") as lines:
        count = sum(1 for _ in lines)
    if not LEAST <= count <= MOST:
        yield f"{learned.name} has {count:,} examples: OpenAI takes {LEAST} to {MOST:,}"


def _left(written: Mapping[str, Any]) -> Iterator[str]:
    for why, count in written["left_out"].items():
        yield f"{many(count, 'line')} left out: {why}"
    if not written["counts"]["validation"]["documents"]:
        yield "nothing to judge on: all lines are of one document, or --validation is 0"


def _counted(written: Mapping[str, Any], target: Path) -> Iterator[str]:
    for part, counts in written["counts"].items():
        lines = many(counts["lines"], "line")
        documents = many(counts["documents"], "document")
        yield f"{part}: {lines} of {documents}, {counts['characters']:,} characters"
    yield f"written to {target}"
