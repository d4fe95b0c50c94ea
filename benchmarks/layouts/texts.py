"""Free texts in many languages, from which pages are composed.

The folder that `scripts/layout_texts.sh` fills enters: the Universal Declaration of Human Rights as
HTML, one file a language. Sentences and words leave, in the order of the text, drawn with a seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import html

from recto.errors import InputError

FOLDER = Path("build/layouts")
# Tesseract code -> (file of the declaration, code for hyphenation or "", direction)
LANGUAGES = {
    "eng": ("eng", "en_GB", "ltr"),
    "deu": ("deu_1996", "de_DE", "ltr"),
    "fra": ("fra", "fr", "ltr"),
    "ita": ("ita", "it_IT", "ltr"),
    "spa": ("spa", "es", "ltr"),
    "nld": ("nld", "nl_NL", "ltr"),
    "pol": ("pol", "pl_PL", "ltr"),
    "por": ("por_PT", "pt_PT", "ltr"),
    "swe": ("swe", "sv", "ltr"),
    "tur": ("tur", "", "ltr"),
    "vie": ("vie", "", "ltr"),
    "rus": ("rus", "ru_RU", "ltr"),
    "ukr": ("ukr", "uk_UA", "ltr"),
    "ell": ("ell_monotonic", "el_GR", "ltr"),
    "lat": ("lat", "", "ltr"),
    "ara": ("arb", "", "rtl"),
    "heb": ("heb", "", "rtl"),
    "hin": ("hin", "", "ltr"),
    "kor": ("kor", "", "ltr"),
    "jpn": ("jpn", "", "ltr"),
    "chi_sim": ("cmn_hans", "", "ltr"),
    "chi_tra": ("cmn_hant", "", "ltr"),
}
UNSPACED = frozenset({"jpn", "chi_sim", "chi_tra"})
ENDS = re.compile(r"(?<=[.!?;:。；！？।])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Text:
    """The sentences of one language."""

    language: str  # Tesseract code
    sentences: tuple[str, ...]
    folder: Path = FOLDER  # where those of other languages are

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return LANGUAGES[self.language][2]

    @property
    def joint(self) -> str:
        """What stands between two sentences."""
        return "" if self.language in UNSPACED else " "


@lru_cache(maxsize=64)
def text_of(language: str, folder: Path = FOLDER) -> Text:
    """The text of a language. Raises InputError where the folder lacks it."""
    name = LANGUAGES[language][0]
    file = folder / "texts" / f"{name}.html"
    if not file.is_file():
        raise InputError(
            "no text to compose pages of", where=str(file), remedy="run scripts/layout_texts.sh"
        )
    tree = html.fromstring(file.read_text(encoding="utf-8"))
    sentences: list[str] = []
    for paragraph in tree.iter("p", "li"):
        words = " ".join(paragraph.text_content().split())
        sentences += [part for part in ENDS.split(words) if len(part) > 3]
    return Text(language, tuple(sentences), folder)


@dataclass(slots=True)
class Writer:
    """Draws prose, headlines and words of a text; each draw goes on where the last one ended."""

    text: Text
    dice: random.Random
    _at: int = -1

    def sentence(self) -> str:
        """The next one."""
        if self._at < 0:
            self._at = self.dice.randrange(len(self.text.sentences))
        self._at = (self._at + 1) % len(self.text.sentences)
        return self.text.sentences[self._at]

    def turn(self) -> None:
        """Go on somewhere else: the next article has other words."""
        self._at = self.dice.randrange(len(self.text.sentences))

    def paragraph(self, least: int = 2, most: int = 6) -> str:
        """So many sentences."""
        count = self.dice.randint(least, most)
        return self.text.joint.join(self.sentence() for _ in range(count))

    def paragraphs(self, count: int, least: int = 2, most: int = 6) -> list[str]:
        """So many of them."""
        return [self.paragraph(least, most) for _ in range(count)]

    def words(self, least: int, most: int) -> str:
        """A few words: a headline, a name, an entry."""
        wanted = self.dice.randint(least, most)
        sentence = self.dice.choice(self.text.sentences)
        if self.text.language in UNSPACED:
            start = self.dice.randrange(max(1, len(sentence) - 2 * wanted))
            return sentence[start : start + 2 * wanted].strip("。、，；：")
        found = sentence.split()
        start = self.dice.randrange(max(1, len(found) - wanted + 1))
        few = " ".join(found[start : start + wanted]).strip(".,;:")
        return few[:1].upper() + few[1:]

    def number(self, least: int = 1, most: int = 9999) -> str:
        """A figure."""
        return str(self.dice.randint(least, most))

    def price(self) -> str:
        """Like 12.50."""
        return f"{self.dice.randint(0, 400)}.{self.dice.choice(('00', '20', '50', '75', '95'))}"

    def name(self) -> str:
        """Two words with capitals."""
        parts = self.words(2, 2).split()
        return " ".join(part[:1].upper() + part[1:] for part in parts)


def first_words(sentences: Sequence[str], count: int) -> str:
    """The first words of the first sentence."""
    return " ".join(sentences[0].split()[:count])
