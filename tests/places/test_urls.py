"""URLs of places: which there are, and that no credential is taken from one."""

import pytest

from recto.errors import BadArguments
from recto.places.urls import checked, is_url, refuse_secrets


@pytest.mark.parametrize(
    ("text", "url"),
    [("s3://b/x", True), ("file:///x", True), ("a/b.png", False), ("C:x", False), ("", False)],
)
def test_a_url_is_told_from_a_path(text: str, url: bool) -> None:
    """By its kind and its mark."""
    assert is_url(text) is url


@pytest.mark.parametrize(
    ("url", "is_now"),
    [("s3://bucket/in/", "s3://bucket/in"), ("gs://b", "gs://b"), ("memory://", "memory://")],
)
def test_a_place_loses_its_last_slash(url: str, is_now: str) -> None:
    """So that names can be put below it."""
    assert checked(url) == is_now


@pytest.mark.parametrize(
    "url",
    [
        "s3://AKIA:canary4711@bucket/in",
        "https://host/page.jpg?X-Amz-Signature=canary4711",
        "https://host/page.jpg?sv=1&sig=canary4711",
        "https://host/page.jpg?access_token=canary4711",
        "https://canary4711@host/page.jpg",
    ],
)
def test_a_credential_is_refused_and_not_quoted(url: str) -> None:
    """What stands in a URL would be kept in OUT."""
    with pytest.raises(BadArguments) as fault:
        refuse_secrets(url)
    assert "canary4711" not in str(fault.value)


@pytest.mark.parametrize("url", ["ftp://host/x", "http://host/x", "s3://", "gs:///"])
def test_other_kinds_and_empty_places_are_refused(url: str) -> None:
    """With what there is instead."""
    with pytest.raises(BadArguments):
        checked(url)
