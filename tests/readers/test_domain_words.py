"""Words of a subject: known beside a language's own, never against two readers who agree."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from recto.readers.tesseract import domain_words as lists
from recto.readers.tesseract.domain_words import domain_note, domain_words
from recto.readers.tesseract.lexicon import EMPTY, domain_hashes, load


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Lists are read once a process, and installed ones differ here."""
    forget()


def forget() -> None:
    """What was read of lists before."""
    domain_words.cache_clear()
    domain_hashes.cache_clear()


@pytest.mark.parametrize(
    ("domain", "words", "known", "unknown"),
    [
        ("medicine", 6_913, "abaloparatide", "Aalderink"),
        ("genealogy", 91_797, "Aalderink", "abaloparatide"),
        ("law", 2_400, "Wkly.", "Aalderink"),
    ],
)
def test_each_subject_has_its_own_words(domain: str, words: int, known: str, unknown: str) -> None:
    """In small letters, sorted, each once; English only."""
    listed = domain_words(domain, "eng")
    assert len(listed) == words
    assert sorted({word.lower() for word in listed}) == list(listed)
    lexicon = load("eng").with_domain(domain)
    assert lexicon.knows(known)
    assert not lexicon.knows(unknown)
    assert domain_note(domain, "eng") == ""
    assert "knows no words of fra" in domain_note(domain, "fra")


def test_a_list_is_read_once_for_all_pages() -> None:
    """Ninety thousand names take a fifth of a second."""
    first = load("eng").with_domain("genealogy")
    second = load("eng").with_domain("genealogy")
    assert first.of_domain is second.of_domain


def test_a_domain_is_known_beside_the_language() -> None:
    """Its words and those of a glossary; no number is one of them."""
    plain = load("eng")
    known = plain.with_domain("medicine").with_words(["Recto-OCR"])
    assert not plain.knows("abaloparatide")
    assert known.knows("Abaloparatide,")
    assert known.knows("recto-ocr")
    assert known.knows("the") == plain.knows("the")
    listed = domain_words("medicine", "eng")
    assert len(listed) > 6000
    assert all(word.isalpha() and len(word) > 3 for word in listed)


def test_two_readers_are_not_overruled_by_it() -> None:
    """For that there is the lexicon without it, which has the glossary still."""
    known = load("eng").with_domain("medicine").with_words(["Recto-OCR"])
    assert not known.everyday.knows("abaloparatide")
    assert known.everyday.knows("recto-ocr")
    assert load("eng").everyday is load("eng")


def test_through_a_pipe_goes_its_name() -> None:
    """Not its words."""
    known = load("eng").with_domain("medicine").with_words(["Recto-OCR"])
    packed = pickle.dumps(known)
    assert len(packed) < 500
    again = pickle.loads(packed)  # noqa: S301
    assert again.knows("abaloparatide")
    assert again.knows("recto-ocr")
    assert not again.everyday.knows("abaloparatide")


def test_german_words_are_those_that_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hunspell list without its flags; where it is not there, people hear of the package."""
    monkeypatch.setattr(lists, "HUNSPELL", tmp_path)
    assert domain_words("medicine", "deu") == ()
    assert domain_note("medicine", "deu") == (
        "--domain medicine knows no words of deu: install hunspell-de-med"
    )
    forget()
    (tmp_path / "de_med.dic").write_text("2\nAbszess/N\nAdrenalin-Test\n", encoding="utf-8")
    assert domain_words("medicine", "deu") == (
        "Abszess", "Abszess", "Adrenalin-Test", "Adrenalin", "Test",
    )  # fmt: skip
    assert domain_note("medicine", "deu") == ""
    assert load("deu").with_domain("medicine").knows("Adrenalin-Test")


def test_a_language_without_a_list_is_told() -> None:
    """And nothing changes; without a domain nothing is said."""
    assert load("fra").with_domain("medicine") is load("fra")
    assert domain_note("medicine", "fra") == "--domain medicine knows no words of fra"
    assert domain_note("none", "fra") == ""
    assert not np.any(EMPTY.with_domain("medicine").of_domain)
