"""Readers made for pages: how each wants to be asked, and in which form it answers.

A frozen table; a model's name enters `profile_of`, a Profile or None leaves. Such a model takes no
protocol of ours: it is given a picture and its own few words, and writes a page in its own form
(reply/page_forms.py reads it). What is said here is from the makers' public documentation; no entry
was tried against its model by us (docs/reference/page-readers.md says what was).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from recto.readers.vision.ask.tokens import Family

Form = Literal["text", "markdown", "html", "layout-json", "grounded", "doctags"]
AUTO, NONE = "auto", "none"
LAYOUT = (
    "Read this page. Answer with one JSON list and nothing else, in reading order: for each layout"
    ' element an object with "bbox" ([x1, y1, x2, y2] in pixels), "category" (Title, Text,'
    " Section-header, List-item, Table, Caption, Footnote, Page-header, Page-footer, Formula or"
    ' Picture) and "text". Write the text as it is printed, without translation: tables as HTML,'
    " formulas as LaTeX, all else as Markdown; no text for a Picture."
)
HTML = (
    "OCR this page to HTML in reading order. Each layout block is one div with data-label (its"
    " kind) and data-bbox (x0 y0 x1 y1, from 0 to 1000). Keep spelling and line breaks as printed,"
    " tables as table elements. Write nothing for pictures."
)
FRONT_MATTER = (
    "Transcribe this page of a document as plain text in the order in which a person reads it:"
    " Markdown, tables as HTML, equations as LaTeX, with a front matter section that gives"
    " primary_language, is_rotation_valid, rotation_correction, is_table and is_diagram."
)
ONE_LINE = "Transcribe the text in this image exactly as printed. Answer with the text only."


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of model."""

    name: str
    models: str  # pattern over the model's name in lower case
    licence: str  # of its weights, or whose service it is
    behind: tuple[str, ...]  # providers that its makers or the servers document for it
    gives: str  # to Recto, for people
    cannot: str  # for people
    line: str  # what is asked of the picture of one line
    page: str = ""  # what is asked of a page; empty: it is asked line by line only
    form: Form = "text"  # of a page's reply
    grid: int = 0  # coordinates run from 0 to this; 0: px of the picture that was sent
    longest: int = 0  # px of the longer side of a page's picture; 0: as its family says
    context: int = 0  # tokens in and out together; 0: not the limit
    temperature: float = 0.0
    # body members, where vLLM serves it: what keeps it from loops
    of_vllm: Mapping[str, object] = field(default_factory=dict)

    def asks_for(self, kind: str) -> str:
        """The words beside the picture."""
        if kind == "transcribe":
            return self.page
        return self.line

    def seen_as(self, family: Family) -> Family:
        """The family of its pictures, which are no larger than it was made for."""
        if not self.longest:
            return family
        most = float(self.longest)

        def seen(width: float, height: float) -> tuple[float, float]:
            longer = max(width, height)
            scale = min(1.0, most / longer)
            fitted_width = width * scale
            fitted_height = height * scale
            return family.seen(fitted_width, fitted_height)

        return replace(family, seen=seen)


HOME = ("vllm", "llamacpp", "ollama")
PROFILES: tuple[Profile, ...] = (
    Profile(
        "dots.mocr", r"dots\.?-?m?ocr", "MIT", ("vllm",),
        "blocks with boxes and kinds, tables with cells, reading order, some 100 languages",
        "no crops of words; loops on long rows of dots or underscores",
        "Extract the text content from this image.", LAYOUT, "layout-json",
        longest=3360, temperature=0.1,
    ),
    Profile(
        "paddleocr-vl", r"paddleocr-?vl", "Apache-2.0", HOME,
        "lines and blocks in 109 languages, small enough for a CPU",
        "no layout of a page by itself, so it is asked line by line",
        "OCR:",
    ),
    Profile(
        "glm-ocr", r"glm-?ocr", "MIT (code Apache-2.0)", (*HOME, "zhipu"),
        "lines, and pages as Markdown", "no boxes without its layout model",
        "Text Recognition:", "Text Recognition:", "markdown",
    ),
    Profile(
        "surya", r"surya", "modified OpenRAIL-M: read it before you sell", ("vllm", "llamacpp"),
        "blocks with boxes, tables with spans, 91 languages", "no confidence of its own here",
        ONE_LINE, HTML, "html", grid=1000,
    ),
    Profile(
        "olmocr-2", r"olmocr", "Apache-2.0", ("vllm",),
        "pages of English print as Markdown, tables as HTML", "no boxes; English first of all",
        ONE_LINE, FRONT_MATTER, "markdown", longest=1288, temperature=0.1,
    ),
    Profile(
        "deepseek-ocr", r"deepseek-?ocr", "MIT (first), Apache-2.0 (second)", ("vllm", "ollama"),
        "blocks with boxes, Markdown, tables as HTML, few tokens a page",
        "small print is lost in its few tokens; loops without its n-gram filter",
        "Free OCR.", "<|grounding|>Convert the document to markdown.", "grounded", grid=999,
        of_vllm={
            "skip_special_tokens": False,
            "vllm_xargs": {"ngram_size": 30, "window_size": 90},
        },
    ),
    Profile(
        "qwen-vl-ocr", r"qwen.?-?vl-ocr|ocr-qwen", "service of Alibaba Cloud", ("dashscope",),
        "plain text of lines and pages", "no boxes with this request; follows no other prompt",
        "Read all the text in the image.", "Read all the text in the image.", "text",
    ),
    Profile(
        "chandra", r"chandra", "modified OpenRAIL-M: read it before you sell", ("vllm",),
        "blocks with boxes, handwriting, forms, tables with spans, 40 languages and more",
        "describes pictures in words, which are left out",
        ONE_LINE, HTML, "html", grid=1000,
    ),
    Profile(
        "mistral-ocr", r"mistral-ocr", "service of Mistral", ("mistral-ocr",),
        "pages as Markdown with tables", "no prompt, no boxes of text; writes on empty pages",
        "OCR", "OCR", "markdown",
    ),
    Profile(
        "granite-docling", r"(granite|smol)-?docling", "Apache-2.0", HOME,
        "blocks with boxes and tables as DocTags", "English first of all; weak on old print",
        ONE_LINE, "Convert this page to docling.", "doctags", grid=500,
    ),
    Profile(
        "qwen-vl-at-home", r"qwen-?(2|2\.5|3)-?vl[-:]?(2b|3b|4b|7b|8b)",
        "Apache-2.0 (2B, 7B, Qwen3-VL); Qwen2.5-VL 3B: research only", HOME,
        "lines, in a context of 4,096 tokens", "no reliable JSON, no pages: asked line by line",
        ONE_LINE, context=4096,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Profile] = {each.name: each for each in PROFILES}
NAMES = (AUTO, NONE, *BY_NAME)
# Models that read pages by Recto's own protocol, too, and so are profiles only on request.
ON_REQUEST = frozenset({"qwen-vl-at-home"})


def profile_of(model: str, chosen: str = AUTO) -> Profile | None:
    """The profile that was chosen, or the one of the model's name; None: Recto's own protocol."""
    if chosen == NONE:
        return None
    if chosen != AUTO:
        return BY_NAME[chosen]
    name = model.lower()
    for each in PROFILES:
        if each.name not in ON_REQUEST and re.search(each.models, name):
            return each
    return None
