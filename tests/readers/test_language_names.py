"""What people give as a language, and what they are told."""

import pytest

from recto.errors import MissingDependency
from recto.readers.tesseract.install import check_language
from recto.readers.tesseract.language_names import CODES, meant


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("german", "deu"), ("German", "deu"), ("deutsch", "deu"), ("de", "deu"), ("ger", "deu"),
        ("DEU", "deu"),
        ("en", "eng"), ("en-US", "eng"), ("englisch", "eng"), ("fre", "fra"), ("français", "fra"),
        ("zh", "chi_sim"),
        ("zh-Hant", "chi_tra"), ("greek", "ell"), ("xyz", ""), ("", ""), ("qq", ""),
        ("klingon", ""),
    ],
)  # fmt: skip
def test_a_language_by_another_name_is_understood(given: str, code: str) -> None:
    """Names, two letters, library codes, slips; what is no language is none."""
    assert meant(given) == code
    assert not code or code in CODES


@pytest.mark.parametrize(
    ("language", "path", "said", "not_said"),
    [
        ("xyz", "a.png", "there is no Tesseract language xyz; installed: ", "apt-get"),
        ("en", "a.png", "use eng; installed", "apt-get"),
        ("german+en", "a.tif", "use deu+eng; installed", "apt-get"),
        ("deu,eng", "a.png", "use deu+eng; installed", "apt-get"),
        ("iku", "a.png", "tesseract-ocr-iku", "use "),
        ("german", "a.pdf", "use deu; installed", "apt-get"),
    ],
)
def test_a_wrong_language_is_refused_before_the_first_page(
    language: str, path: str, said: str, not_said: str
) -> None:
    """With the code to use, and a package to install only where there is one."""
    with pytest.raises(MissingDependency) as fault:
        check_language(language, [path])
    assert said in str(fault.value)
    assert not_said not in str(fault.value)


@pytest.mark.parametrize("path", ["a.pdf", "a.json"])
def test_pages_that_may_bring_their_text_need_no_model(path: str) -> None:
    """A PDF's own text, an earlier result: only a name that is none is refused."""
    check_language("iku", [path])
