"""`python -m benchmarks.layouts make`: pages of every family into a folder, each with its truth;
`learn`: the weights of reading order from them; `report`: how right it is on what it never saw;
`transcripts`: what simulated LLMs write of them; `learn-structure` and `report-structure`: the same
for paragraphs and headings; `learn-tables` and `report-tables`: when an LLM's table markup is
taken.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import cv2
import numpy as np

from benchmarks.corpora import CorpusPage, load
from benchmarks.corpora import folder as folder_of_corpora
from benchmarks.layouts import breaks, headings, marked_composed, marked_real, marked_tables
from benchmarks.layouts import learn as learning
from benchmarks.layouts.compose import Composed, compose
from benchmarks.layouts.degrade import photo, scan
from benchmarks.layouts.families import BY_NAME, FAMILIES, HELD_OUT
from benchmarks.layouts.marked_examples import Example
from benchmarks.layouts.order_examples import examples
from benchmarks.layouts.render import Rendered, render
from benchmarks.layouts.texts import FOLDER
from benchmarks.layouts.truth import save
from recto.layout import believed, learned_headings, paragraphs
from recto.learned.trees import trees_of
from recto.learned.weights import weights_of
from recto.reading_order import choice

LOOKS = {"clean": None, "scan": scan, "photo": photo}
ANY_FILE = click.Path(path_type=Path)
OLD_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW_FILE = click.Path(path_type=Path, dir_okay=False)
OUT_FOLDER = click.Path(path_type=Path, file_okay=False)
FOLDER_OF_LAYOUTS = click.Path(path_type=Path, exists=True, file_okay=False)
ORDER = Path(str(choice.SHIPPED))
PARAGRAPHS = Path(str(paragraphs.SHIPPED))
HEADINGS = Path(str(learned_headings.SHIPPED))
TABLES = Path(str(believed.SHIPPED))


@click.group()
def cli() -> None:
    """Pages composed with exact truth."""


@cli.command()
@click.argument("out", type=OUT_FOLDER)
@click.option("--family", "names", multiple=True, help="Only this family; may be repeated.")
@click.option("--seeds", default="0-4", show_default=True, help="FIRST-LAST.")
@click.option(
    "--look",
    "looks",
    type=click.Choice([*LOOKS, "no-image"]),
    multiple=True,
    default=("clean",),
    show_default=True,
)
@click.option("--texts", type=ANY_FILE, default=FOLDER, show_default=True)
def make(
    out: Path, names: tuple[str, ...], seeds: str, looks: tuple[str, ...], texts: Path
) -> None:
    """Write FAMILY-LANGUAGE-SEED.LOOK.png and .json into OUT."""
    out.mkdir(parents=True, exist_ok=True)
    seen = set(looks) != {"no-image"}
    for rendered in render(_composed(names, seeds, texts), shown=seen):
        for look in looks:
            _write(rendered, look, out)


def _composed(names: Sequence[str], seeds: str, texts: Path) -> Iterator[Composed]:
    """Every family, or those named, with every seed."""
    chosen = [BY_NAME[name] for name in names] or list(FAMILIES)
    first, _, last = seeds.partition("-")
    for seed in range(int(first), int(last or first) + 1):
        for family in chosen:
            yield compose(family, seed, folder=texts)


def _write(rendered: Rendered, look: str, out: Path) -> None:
    name = f"{rendered.layout.id}.{look}"
    degrade = LOOKS.get(look)
    if degrade is not None:
        dice = random.Random(name)  # noqa: S311  # a page that can be made again, not a secret
        rendered = degrade(rendered, dice)
    save(rendered.layout, out / f"{name}.json")
    if look != "no-image" and rendered.pixels is not None:
        cv2.imwrite(str(out / f"{name}.png"), rendered.pixels)


@cli.command("learn")
@click.argument("folder", type=FOLDER_OF_LAYOUTS)
@click.option("--out", type=ANY_FILE, default=ORDER)
@click.option("--beside", type=OLD_FILE, help="Earlier weights: the mean of both is written.")
def learn_command(folder: Path, out: Path, beside: Path | None) -> None:
    """Learn the weights of reading order from the layouts in FOLDER."""
    earlier = json.loads(beside.read_text(encoding="utf-8")) if beside else None
    found = learning.pages(folder)
    click.echo(f"{len(found.taught)} pages to learn from, {len(found.held_out)} held out")
    out.write_text(learning.learn(found.taught, earlier), encoding="utf-8")


@cli.command("report")
@click.argument("folder", type=FOLDER_OF_LAYOUTS)
@click.option("--weights", type=ANY_FILE, default=ORDER)
def report_command(folder: Path, weights: Path) -> None:
    """How right the order of the families held out is, by weights and without."""
    trees = trees_of(weights_of(weights, choice.COLUMNS))
    held_out = learning.pages(folder).held_out
    click.echo(learning.report(held_out, learning.as_learned(trees)))


@cli.command("transcripts")
@click.argument("folder", type=FOLDER_OF_LAYOUTS)
@click.option("--out", type=NEW_FILE, required=True)
def transcripts_command(folder: Path, out: Path) -> None:
    """Simulate what LLMs write of the layouts in FOLDER: lessons for whose order is printed."""
    lines = list(examples(folder))
    text = "".join(f"{line}\n" for line in lines)
    out.write_text(text, encoding="utf-8")
    click.echo(f"{len(lines)} blocks, all of them simulated")


@cli.command("learn-structure")
@click.argument("folders", nargs=-1, type=FOLDER_OF_LAYOUTS)
@click.option(
    "--paragraphs",
    "with_paragraphs",
    is_flag=True,
    help="Where paragraphs begin, too, unless families held out lose by it.",
)
def learn_structure(folders: tuple[Path, ...], with_paragraphs: bool) -> None:
    """Learn what is a heading from the layouts in FOLDERS; weights of where paragraphs begin stay
    as they are unless they are asked for.
    """
    taught, held_out = breaks.sheets(folders)
    click.echo(f"{len(taught)} pages to learn from, {len(held_out)} held out")
    if with_paragraphs:
        said = breaks.learn_better(taught, held_out, PARAGRAPHS)
        click.echo(said)
    HEADINGS.write_text(headings.learn(taught), encoding="utf-8")


@cli.command("learn-tables")
@click.argument("folders", nargs=-1, type=FOLDER_OF_LAYOUTS)
@click.option("--out", type=ANY_FILE, default=TABLES)
def learn_tables(folders: tuple[Path, ...], out: Path) -> None:
    """Learn from the layouts in FOLDERS when an LLM's table is taken; report families held out."""
    taught: list[Example] = []
    held_out: list[Example] = []
    for folder in folders:
        for example in marked_composed.examples(folder):
            (held_out if example.document in HELD_OUT else taught).append(example)
    out.write_text(marked_tables.learn(taught), encoding="utf-8")
    click.echo(marked_tables.report(held_out, marked_tables.fitted(taught)))


@cli.command("report-tables")
@click.option("--corpora", type=ANY_FILE, default=None)
@click.option("--store", type=ANY_FILE, required=True, help="Stored readings.")
@click.option("--weights", type=ANY_FILE, default=TABLES)
def report_tables(corpora: Path | None, store: Path, weights: Path) -> None:
    """What the rule makes of recorded readings of real pages, none of which taught it."""
    pages: list[CorpusPage] = []
    for corpus in load(folder_of_corpora(corpora)):
        pages += corpus.pages
    found = list(marked_real.examples(pages, store))
    learned = weights_of(weights, believed.Figures._fields)["logistic"]
    click.echo(marked_tables.report(found, np.array(learned, dtype=np.float64)))


@cli.command("report-structure")
@click.argument("folders", nargs=-1, type=FOLDER_OF_LAYOUTS)
def report_structure(folders: tuple[Path, ...]) -> None:
    """Boundaries of paragraphs, and headings with levels, of the families held out."""
    _, held_out = breaks.sheets(folders)
    click.echo(breaks.report(held_out))
    click.echo(headings.report(held_out))


if __name__ == "__main__":
    cli()
