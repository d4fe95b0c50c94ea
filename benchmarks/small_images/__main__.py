"""`python -m benchmarks.small_images`: make the images, read them, print a table by kind, by
distortion and in all.
"""

from __future__ import annotations

from collections import defaultdict

import click

from benchmarks.small_images.made import Half, images
from benchmarks.small_images.measure import Read, Score, read, score, stages


@click.command()
@click.option("--half", type=click.Choice(["training", "held-out"]), default="held-out")
@click.option("--count", type=click.IntRange(1), default=150, show_default=True)
@click.option("--each", is_flag=True, help="Print every image that is not right.")
def command(half: Half, count: int, *, each: bool) -> None:
    """Read small images of one half of fonts and distortions."""
    ready = stages()
    groups: dict[str, list[Read]] = defaultdict(list)
    for image in images(half, count):
        found = read(image, ready)
        height = f"{image.height // 8 * 8} px and more"
        for name in (image.kind, *set(image.distortion.split("+")), height, half):
            groups[name].append(found)
        if each and not found.is_right:
            flag = "flagged" if found.is_flagged else "NOT FLAGGED"
            click.echo(f"{image.text} read as {found.text!r}, {flag} ({image.distortion})")
    click.echo(f"{'':20s}  n  right  Tesseract  wrong flagged  right flagged")
    for name, reads in groups.items():
        click.echo(_row(name, score(reads)))


def _row(name: str, of: Score) -> str:
    shares = (of.right, of.tesseract_right, of.wrong_flagged, of.right_flagged)
    return f"{name:20s}{of.count:4d}  " + "  ".join(f"{share:.3f}" for share in shares)


if __name__ == "__main__":
    command()
