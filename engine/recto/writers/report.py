"""An HTML report for people: the page's image beside its text, words coloured by confidence, every
reading at hand.

One self-contained file, page by page: images are data URIs, style and script are inline. How values
become HTML, and what a report may do, html.py says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import BinaryIO

from recto.model.result import PageResult
from recto.text.names import shown
from recto.writers.base import Head, PageImages, Writer
from recto.writers.html import SHARED, asset, filled, sheet, trusted
from recto.writers.page_images import reopened
from recto.writers.report_page import page_section

STYLE, SCRIPT = "assets/report.css", "assets/report.js"


@dataclass(slots=True)
class _Sink:
    out: BinaryIO
    images: PageImages
    confidences: list[float] = field(default_factory=list)
    flagged: int = 0
    pages: int = 0

    def page(self, page: PageResult) -> None:
        """Write one page's section."""
        pixels = self.images(page)
        section = page_section(page, pixels, self.pages)
        self.out.write(section.encode())
        for word in page.words:
            self.confidences.append(word.confidence)
            self.flagged += word.flagged
        self.pages += 1

    def end(self) -> None:
        """Write the totals and the script."""
        count = len(self.confidences)
        mean = f"{100 * sum(self.confidences) / count:.1f}" if count else "-"
        script = asset(SHARED, SCRIPT)
        closing = filled(
            SHARED,
            "report_tail",
            script=trusted(script),
            pages=self.pages,
            words=count,
            flagged=self.flagged,
            mean=mean,
        )
        self.out.write(closing.encode())


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    source = shown(head.source)
    name = PurePath(source).name or source
    style = asset(SHARED, STYLE)
    script = asset(SHARED, SCRIPT)
    own = sheet(f"{name}: what was read", style, script)
    about = {"name": name, "source": source, "version": head.engine_version}
    opening = filled(SHARED, "report_head", **own, **about)
    out.write(opening.encode())
    return _Sink(out, images or reopened)


REPORT = Writer("html", ".html", _begin)
