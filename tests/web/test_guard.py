"""Who may ask, by the headers of a request alone."""

import pytest

from recto.web.guard import Guard

PORT = 8765
ALL = "0.0.0.0"  # noqa: S104 - nothing is bound here


@pytest.mark.parametrize(
    ("listens", "port", "host", "is_ours"),
    [
        ("127.0.0.1", PORT, "127.0.0.1:8765", True),
        ("127.0.0.1", PORT, "localhost:8765", True),
        ("127.0.0.1", PORT, "127.0.0.1:8766", False),
        ("127.0.0.1", PORT, "127.0.0.1", False),
        ("127.0.0.1", PORT, "127.0.0.1.evil.example:8765", False),
        ("127.0.0.1", PORT, "192.168.1.5:8765", False),
        ("127.0.0.1", PORT, "", False),
        ("127.0.0.1", 80, "127.0.0.1", True),
        ("127.0.0.1", 80, "evil.example", False),
        ("::1", PORT, "[::1]:8765", True),
        ("::1", PORT, "[::2]:8765", False),
        ("::1", 80, "[::1]", True),
        (ALL, PORT, "192.168.1.5:8765", True),
        (ALL, PORT, "192.168.1.5:1", False),
        (ALL, PORT, "192.168.1.5.nip.example:8765", False),
        (ALL, PORT, "evil.example:8765", False),
        (ALL, PORT, "[192.168.1.5]:8765", False),
        ("::", PORT, "[fe80::1]:8765", True),
    ],
)
def test_a_host_is_ours_by_its_name_and_port(
    listens: str, port: int, host: str, is_ours: bool
) -> None:
    """No name of somebody else's points here (DNS rebinding); addresses in digits may, where every
    address of the machine is served.
    """
    assert Guard(listens, port).is_ours(host) is is_ours


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("http://127.0.0.1:8765", True),
        ("http://localhost:8765", False),
        ("https://127.0.0.1:8765", False),
        ("http://127.0.0.1:8766", False),
        ("null", False),
        ("", False),
    ],
)
def test_an_origin_is_the_site_that_is_asked(origin: str, is_let_in: bool) -> None:
    """Another port of this machine is another site."""
    headers = {"host": "127.0.0.1:8765", "origin": origin}
    for method in ("GET", "POST", "OPTIONS"):
        assert (Guard("127.0.0.1", PORT).fault(method, headers) == "") is is_let_in


def test_two_reviews_at_once_have_cookies_of_their_own() -> None:
    """A browser sends the cookies of 127.0.0.1 to every port of it."""
    first, second = Guard("127.0.0.1", PORT), Guard("127.0.0.1", PORT + 1)
    cookies = {}
    for guard in (first, second):
        session = guard.let_in(guard.link())
        assert session
        cookies[guard.cookie] = session.id
    assert first.session(cookies)
    assert second.session(cookies)
