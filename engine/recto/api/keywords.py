"""The keywords of `read` and `read_many`, with their types.

Written by `python scripts/keyword_types.py` out of the settings. It is for editors and type
checkers; what a keyword may hold is checked by the setting's own definition (options.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Literal, TypedDict

from recto.settings.calibration import Calibration
from recto.settings.collection import Collection
from recto.settings.llm import LlmOptions

FileName = str | PathLike[str]


class Keywords(TypedDict, total=False):
    """Every setting of `recto read` that is not about a folder of results."""

    language: str
    """auto: find each page's language; or Tesseract languages, e.g. eng+deu. Usual: auto."""
    pages: str | int
    """Pages of a PDF or TIFF. Usual: all."""
    dpi: float | None
    """Draw PDF pages at, or believe of images. From 30 to 2400. Usual: found out."""
    layout: Literal["page", "line"]
    """line: a small image of a few characters, e.g. a label or a code. Usual: page."""
    text_layer: Literal["keep", "redo", "compare"]
    """Text that PDF pages have: keep it if good (nothing is read or sent), redo all, or compare.
    Usual: keep.
    """
    profile: Literal["none", "archive", "receipt", "photo", "book", "fraktur"]
    """Named settings for a kind of page; recto config show --profile NAME lists them. Usual:
    none.
    """
    second_reader: Literal["auto", "off", "on"]
    """The second local reader; auto skips pages and lines of which Tesseract is sure. Usual:
    auto.
    """
    tesseract: Literal["auto", "command", "library"]
    """Read with Tesseract's command or its library; auto takes the library if installed. Usual:
    auto.
    """
    device: Literal["auto", "cpu", "cuda", "openvino", "coreml"]
    """What runs the second reader; auto is the processor, by OpenVINO if installed. Usual: auto."""
    old_letters: Literal["fold", "keep"]
    """Long s and a superscript e of old print: written as today, or kept as printed. Usual:
    fold.
    """
    domain: Literal["none", "medicine", "genealogy", "law"]
    """Words of a subject break ties between readers: medicine (English, German), genealogy
    (names) or law, both English. Usual: none.
    """
    psm: int
    """Tesseract's page segmentation mode, 0 to 13. Usual: 3."""
    clean: str
    """auto, off, or steps joined by commas. Usual: auto."""
    local_timeout: float
    """Seconds that Tesseract gets for one page. From 1 to 86400. Usual: 120."""
    calibration: FileName | Calibration | None
    """Your own confidence, from recto calibrate."""
    collection: FileName | Collection | None
    """What recto learn learned from pages of the same collection."""
    follow: str
    """As --collection, and looked at again before each page: recto learn --watch writes it."""
    risk: float | None
    """Flag words until about this share of the others is wrong, e.g. 0.01. From 0 to 0.5."""
    llm: Literal["off", "auto", "always", "only"] | LlmOptions
    """Ask a vision LLM. Usual: off."""
    provider: str
    """openai, anthropic, gemini, dashscope, ollama, ... Usual: openai."""
    base_url: str
    """Any OpenAI-compatible endpoint."""
    model: str
    """The model. Usual: the provider's."""
    api_key_env: str
    """Where the key is. Usual: the provider's."""
    model_profile: str
    """How a model made for pages is asked: auto (by its name), none, or a profile's name. Usual:
    auto.
    """
    second_model: str
    """Another model, for a blind look at what stays contested. Usual: none."""
    second_model_for: Literal["doubts", "pages"]
    """What the second model reads, blind: doubts that are left, or pages as the first does.
    Usual: doubts.
    """
    second_provider: str
    """Where the second model is. Usual: where the first is."""
    second_base_url: str
    """The second model's endpoint. Usual: the second provider's."""
    second_api_key_env: str
    """Where the second model's key is. Usual: the second provider's."""
    reply: Literal["edits", "full"]
    """What the model answers. Usual: edits."""
    send: Literal["auto", "lines", "page"]
    """What may leave this machine. Usual: auto."""
    max_cost: float | None
    """Never spend more than this in the run. From 0 to 1e+06."""
    max_tokens: int | None
    """Never use more than this in the run. From 0 to 1e+12."""
    max_calls: int | None
    """Never call more often than this in the run. From 0 to 1e+09."""
    target_error: float | None
    """Share of wrong words to aim at. From 0 to 1."""
    concurrency: int
    """Calls at once. From 1 to 1024. Usual: 8."""
    requests_per_minute: int | None
    """Never more calls a minute. From 1 to 1e+06."""
    tokens_per_minute: int | None
    """Never more tokens a minute. From 1 to 1e+09."""
    llm_timeout: float
    """Seconds for one call. From 0.1 to 86400. Usual: 120."""
    retries: int
    """How often a call that failed is made again. From 0 to 100. Usual: 4."""
    contested: float
    """Tokens for a blind second look. From 0 to 1. Usual: 0.25."""
    audit: float
    """Share of the skipped lines to send all the same. From 0 to 1. Usual: 0."""
    glossary: FileName | Sequence[str]
    """Terms and names of the subject, one a line."""
    examples: int
    """Corrected lines of a collection to show an LLM; of recto learn, to keep. From 0 to 20.
    Usual: 0.
    """
    cache: bool
    """Use replies that were paid for before. Usual: True."""
    llm_batch: bool
    """Ask by batch jobs: half the price, within a day; the same command goes on. Usual: False."""
    jobs: int
    """Worker processes; 0: one a processor. From 0 to 512. Usual: 0."""
    timeout_per_page: float | None
    """Give up after. From 0.1 to 86400. Usual: 300."""
    max_failed: int | None
    """Stop the run after N failed pages. From 0 to 1e+09."""
    strict: bool
    """Exit with 10 when a page failed or fell back. Usual: False."""
    max_errors: float | None
    """Exit with 12 when more of a page's words are expected wrong or missing, e.g. 0.02. From 0
    to 1.
    """
