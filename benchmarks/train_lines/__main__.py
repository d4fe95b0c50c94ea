"""`python -m benchmarks.train_lines render`: see what is taught; `crops`: cut lines out of real
pages; `train`: teach, and go on after a stop; `export`: the files that the engine reads; `judge`:
how right they are on what was held out, beside the shipped ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import cv2

from benchmarks.train_lines import judge as judging
from benchmarks.train_lines import real
from benchmarks.train_lines.batches import Lessons
from benchmarks.train_lines.fonts import lacking
from benchmarks.train_lines.lines import line
from benchmarks.train_lines.recipes import Sources, codes_of, letters_of, recipe_of, write_letters
from benchmarks.train_lines.words import Half
from recto.errors import MissingDependency, RectoError

FOLDER = click.Path(path_type=Path, file_okay=False)
THERE = click.Path(path_type=Path, file_okay=False, exists=True)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
EXTRA = "pip install 'recto-ocr[train]'"


def sources_options(command: Callable[..., None]) -> Callable[..., None]:
    """What lines are made of, as options."""
    options = (
        click.option("--languages", required=True, help="Codes, as vie,ukr:20; or `all`."),
        click.option("--seed", default=1, show_default=True),
        click.option("--words", type=THERE, help="Folder of CODE.txt.  [Tesseract's models]"),
        click.option("--fonts", type=THERE, help="Folder of fonts.  [the system's]"),
        click.option("--sentences", type=THERE, help="Folder of CODE.txt, a sentence a line."),
        click.option("--letters", type=FILE, help="Only these, one a line.  [those of the words]"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
def cli() -> None:
    """The training of the recogniser of many scripts."""


@cli.command()
@sources_options
@click.option("--count", type=click.IntRange(1), default=100, show_default=True)
@click.option("--half", type=click.Choice(["training", "held-out"]), default="training")
@click.option("--out", type=FOLDER, required=True)
def render(count: int, half: Half, out: Path, **given: Any) -> None:
    """Draw the first lines into OUT, with lines.tsv: number, language, font, text."""
    recipe = recipe_of(_sources(given), half)
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for number in range(count):
        drawn = line(recipe, number)
        cv2.imwrite(str(out / f"{number:06d}.png"), drawn.pixels)
        rows.append(f"{number}\t{drawn.language}\t{drawn.face}\t{drawn.text}\n")
    (out / "lines.tsv").write_text("".join(rows), encoding="utf-8")
    write_letters(out / "letters.txt", ("", *sorted(letters_of(_sources(given)))))
    _tell_fonts(recipe.faces, half)


@cli.command()
@click.option("--corpora", "root", type=THERE, required=True)
@click.option("--store", type=FOLDER, required=True, help="OUT of a benchmark run.")
@click.option("--out", type=FOLDER, required=True)
def crops(root: Path, store: Path, out: Path) -> None:
    """Cut lines with their truth out of the pages of corpora that may train."""
    from benchmarks.train_lines.pages import real_lines

    count = real.save(real_lines(root, store), out)
    click.echo(f"{count} lines", err=True)


@cli.command()
@sources_options
@click.option("--steps", type=click.IntRange(1), required=True)
@click.option("--batch", type=click.IntRange(1), default=192, show_default=True)
@click.option("--rate", default=2e-3, show_default=True, help="2e-4 where training goes on.")
@click.option("--warm", default=0.0, show_default=True, help="Share of steps with shorter lines.")
@click.option("--hidden", default=224, show_default=True)
@click.option("--width", default=1.0, show_default=True)
@click.option("--init", type=FILE, help="model.pt to go on from, its letters beside it.")
@click.option("--real", "real_folder", type=THERE, help="What `crops` wrote.")
@click.option("--real-share", default=0.2, show_default=True)
@click.option("--every", type=click.IntRange(1), default=500, show_default=True)
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True)
@click.option("--workers", type=click.IntRange(0), default=0, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True)
@click.option("--out", type=FOLDER, required=True, help="The same command goes on there.")
def train(out: Path, **given: Any) -> None:
    """Teach the network; stopped at any moment, the same command goes on."""
    try:
        from benchmarks.train_lines.learn import Plan, learn
        from benchmarks.train_lines.network import Shape
    except ModuleNotFoundError as fault:
        raise MissingDependency("PyTorch is not installed", remedy=EXTRA) from fault
    lessons = Lessons(
        _sources(given),
        given["batch"],
        given["steps"],
        given["warm"],
        given["real_folder"],
        given["real_share"],
    )
    shape = Shape(given["hidden"], given["width"])
    names = ("rate", "every", "init", "device", "workers", "threads")
    plan = Plan(lessons, shape, **{name: given[name] for name in names})
    _tell_fonts(recipe_of(lessons.sources).faces, "training")
    learn(plan, out, lambda said: click.echo(said, err=True))


@cli.command()
@click.argument("folder", type=THERE)
@click.option("--out", type=FOLDER, required=True)
def export(folder: Path, out: Path) -> None:
    """Write FOLDER's network and letters as the engine reads them."""
    try:
        from benchmarks.train_lines.export import export as exported
    except ModuleNotFoundError as fault:
        raise MissingDependency("PyTorch is not installed", remedy=EXTRA) from fault
    click.echo(exported(folder, out))


@cli.command()
@sources_options
@click.option("--weights", type=FILE, default=judging.SHIPPED, help="X.onnx, X-letters.txt beside.")
@click.option("--count", type=click.IntRange(1), default=100, show_default=True, help="A group.")
@click.option("--real", "real_folder", type=THERE, help="What `crops` wrote.")
def judge(weights: Path, count: int, real_folder: Path | None, **given: Any) -> None:
    """Error rates on what was held out; 1 where the weights may not be shipped instead."""
    recipe = recipe_of(_sources(given), "held-out")
    questions = list(judging.drawn_questions(recipe, count))
    if real_folder:
        questions += judging.real_questions(real_folder)
    new = judging.answers(judging.model_of(weights), questions)
    for group, score in judging.scores(new).items():
        click.echo(
            f"{group:14s} {score.lines:5d} lines  CER {score.cer:.4f}  right {score.right:.3f}"
        )
    if weights == judging.SHIPPED:
        return
    old = judging.answers(judging.model_of(judging.SHIPPED), questions)
    found = judging.changes(new, old)
    for change in found:
        of = change.mean
        span = f"[{of.low:+.4f}, {of.high:+.4f}]"
        click.echo(f"{change.group:14s} {of.mean:+.4f} {span} {change.verdict}")
    if not judging.may_ship(found):
        raise click.exceptions.Exit(1)


def _sources(given: dict[str, Any]) -> Sources:
    codes = codes_of(given["languages"])
    names = ("seed", "words", "fonts", "sentences", "letters")
    return Sources(codes, **{name: given[name] for name in names})


def _tell_fonts(faces: Any, half: Half) -> None:
    packages = lacking(faces, half)
    if packages:
        click.echo(f"{len(faces)} fonts; more are in {', '.join(packages)}", err=True)


if __name__ == "__main__":
    try:
        cli.main(prog_name="python -m benchmarks.train_lines")
    except RectoError as fault:
        click.echo(f"train_lines: {fault}", err=True)
        sys.exit(fault.exit_code)
