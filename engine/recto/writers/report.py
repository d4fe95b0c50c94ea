"""An HTML report for people: the page's image beside its text, words coloured by confidence, every
reading at hand.

One self-contained file: images are data URIs, style and script are inline and named by hash in a
content security policy that allows nothing else, so no text of a page can run or load anything.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import PurePath
from typing import BinaryIO

from recto.model.result import PageResult
from recto.text.names import shown
from recto.writers.base import Head, PageImages, Writer
from recto.writers.markup import attribute
from recto.writers.page_images import reopened
from recto.writers.report_page import page_section

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; \
base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: what was read</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{name}</h1>
<p class="facts">{source}, read by recto {version}.</p>
<p class="legend">Probability that a word is right:
<span class="c0">under 50 %</span><span class="c1">50-75 %</span><span class="c2">75-90 %</span>
<span class="c3">90-97 %</span><span class="c4">97 % and more</span>
<strong>Dashed</strong>: a person should look.</p>
<p class="keys"><button id="previous" type="button">Previous flagged (p)</button>
<button id="next" type="button">Next flagged (n)</button>
<span class="hint">Arrow keys move from word to word and line to line.</span></p>
</header>
<main>
"""
_TAIL = """</main>
<footer><p class="facts">Pages: {pages}. Words: {words}, {flagged} flagged,
mean confidence {mean} %.</p></footer>
<aside aria-live="polite" aria-label="The word chosen"><p class="keys">Point at a word,
or move to one with the \
Tab and arrow keys: every reading of it and the reason for the choice are shown here.</p></aside>
<script>{script}</script>
</body>
</html>
"""


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
        closing = _TAIL.format(
            script=_asset("report.js"),
            pages=self.pages,
            words=count,
            flagged=self.flagged,
            mean=mean,
        )
        self.out.write(closing.encode())


def _begin(out: BinaryIO, head: Head, images: PageImages | None) -> _Sink:
    style = _asset("report.css")
    script = _asset("report.js")
    source = shown(head.source)
    name = PurePath(source).name or source
    opening = _HEAD.format(
        style=style,
        style_hash=_hash(style),
        script_hash=_hash(script),
        name=attribute(name),
        source=attribute(source),
        version=attribute(head.engine_version),
    )
    out.write(opening.encode())
    return _Sink(out, images or reopened)


REPORT = Writer("html", ".html", _begin)


def _asset(name: str) -> str:
    asset = files("recto.writers") / "assets" / name
    return asset.read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """As a content security policy names what is inline."""
    sha256 = hashlib.sha256(text.encode())
    encoded = base64.b64encode(sha256.digest())
    return encoded.decode()
