"""Who is let in, and how little is known of what lets them in."""

from pathlib import Path

import pytest

from recto.errors import FileAccess, InvalidConfig
from recto.serve.tokens import VARIABLE, digest_of, new_token, tokens_of

SECRET = "a-token-that-nobody-guesses-0123456789"


def written(folder: Path, text: str) -> Path:
    file = folder / "tokens.toml"
    file.write_text(text)
    return file


def test_a_new_token_opens_what_its_table_says(tmp_path: Path) -> None:
    """The table goes into the file as it is printed."""
    token, table = new_token("archive")
    assert token not in table
    tokens = tokens_of(written(tmp_path, f"{table}\npages_per_day = 10\n"), {})
    found = tokens.of(f"Bearer {token}")
    assert found is not None
    assert (found.name, found.pages_per_day, found.documents_per_day) == ("archive", 10, None)
    assert found.scopes == {"write", "read"}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", f"Basic {SECRET}", "Bearer x", f"Bearer {SECRET}x", SECRET]
)
def test_anything_else_opens_nothing(header: str) -> None:
    """A hash shown in place of its token, too."""
    tokens = tokens_of(None, {VARIABLE: SECRET})
    assert tokens.of(f"Bearer {SECRET}") is not None
    assert tokens.of(header) is None
    assert tokens.of(f"Bearer {digest_of(SECRET)}") is None


def test_the_variable_is_not_left_for_workers() -> None:
    """Nor is the token kept anywhere."""
    environ = {VARIABLE: SECRET, "HOME": "/"}
    tokens = tokens_of(None, environ)
    assert environ == {"HOME": "/"}
    assert SECRET not in repr(tokens)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no token"),
        (SECRET, "no TOML"),
        (f'[a]\nsha256 = "{SECRET}"', "64 hex digits"),
        (f'[a]\ntoken = "{SECRET}"', "a key that is none of"),
        (f'[a]\nsha256 = "{"0" * 64}"\nscopes = ["{SECRET}"]', "scopes"),
        (f'[a]\nsha256 = "{"0" * 64}"\npages_per_day = "{SECRET}"', "pages_per_day"),
        (f'[a]\nsha256 = "{"0" * 64}"\npages_per_day = -1', "pages_per_day"),
        (f'a = "{SECRET}"', "no table"),
    ],
)
def test_a_wrong_file_is_named_and_not_quoted(tmp_path: Path, text: str, said: str) -> None:
    """People put tokens where hashes belong."""
    with pytest.raises(InvalidConfig, match=said) as fault:
        tokens_of(written(tmp_path, text), {})
    assert SECRET not in str(fault.value)
    assert "tokens.toml" in str(fault.value)


def test_a_file_that_is_not_there_and_a_short_token_are_refused(tmp_path: Path) -> None:
    """Before anything is served."""
    with pytest.raises(FileAccess, match="No such file"):
        tokens_of(tmp_path / "absent.toml", {})
    with pytest.raises(InvalidConfig, match="could be guessed"):
        tokens_of(None, {VARIABLE: "short"})
    with pytest.raises(InvalidConfig, match="letters, digits"):
        new_token("a b")
