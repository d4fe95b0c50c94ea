"""Drawn pages, read once by the local readers: a picture and a result in a folder for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from benchmarks.domains.pages import LANGUAGES, Drawn, drawn
from recto.batch.packed import pack, unpack
from recto.model.page import Page
from recto.model.result import PageResult
from recto.pipeline.page import read_page
from recto.pipeline.stages import Stages, prepare
from recto.settings.groups import Input, Local, Settings
from recto.settings.llm import LlmOptions

DPI = 150.0
Subject = Literal["none", "medicine", "genealogy", "law"]


def stages(domain: str, words: tuple[str, ...] = (), subject: Subject = "none") -> Stages:
    """Readers for the pages of a domain, with a list of words that they shall know, or with what
    --domain has.
    """
    language = LANGUAGES.get(domain, "eng")
    settings = Settings(
        input=Input(language=language),
        local=Local(domain=subject),
        llm=LlmOptions(glossary=words),
    )
    return prepare(settings)


def words_of(folder: Path, domain: str) -> tuple[str, ...]:
    """Its list."""
    text = (folder / f"{domain}.txt").read_text(encoding="utf-8")
    return tuple(text.split())


def read_all(folder: Path, store: Path, count: int, domains: Sequence[str]) -> None:
    """Pages that are not in the store yet."""
    store.mkdir(parents=True, exist_ok=True)
    lists = {domain: words_of(folder, domain) for domain in domains}
    ready = {domain: stages(domain) for domain in domains}
    for seed in range(count):
        for domain, words in lists.items():
            place = store / f"{domain}-{seed:03}"
            if place.with_suffix(".json").exists():
                continue
            made = drawn(domain, words, seed)
            page = page_of(place.name, made.pixels)
            result = read_page(page, ready[domain])
            _store(place, made, result)


def _store(place: Path, made: Drawn, result: PageResult) -> None:
    """The picture, what was read, and last the truth: with it the page is there."""
    Image.fromarray(made.pixels).save(place.with_suffix(".png"))
    place.with_suffix(".packed").write_bytes(pack(result))
    truth = {"lines": made.lines, "terms": made.terms}
    text = json.dumps(truth, ensure_ascii=False)
    place.with_suffix(".json").write_text(text)


def page_of(name: str, pixels: np.ndarray) -> Page:
    """The page as a source gives it."""
    return Page(name, 0, pixels, DPI)


def stored(store: Path, domain: str) -> Iterator[tuple[Page, PageResult, Drawn]]:
    """What was read of a domain."""
    for place in sorted(store.glob(f"{domain}-*.json")):
        truth = json.loads(place.read_text())
        lines, terms = tuple(truth["lines"]), tuple(truth["terms"])
        with Image.open(place.with_suffix(".png")) as image:
            pixels = np.asarray(image)
        packed = place.with_suffix(".packed").read_bytes()
        result = unpack(packed)
        made = Drawn(pixels, lines, terms)
        yield page_of(place.stem, pixels), result, made
