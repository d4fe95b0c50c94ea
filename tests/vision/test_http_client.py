"""The HTTP client of the vision readers: whose certificates it trusts."""

import asyncio
import ssl

import pytest

from recto.readers.vision.call.http import new_http


def context_of(url: str) -> ssl.SSLContext:
    """What its connections would be made with."""
    client = new_http(url, 5.0, 1)
    asyncio.run(client.aclose())
    context = client._transport._pool._ssl_context
    assert isinstance(context, ssl.SSLContext)
    return context


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/v1",
        "http://localhost:1/v1",
        "http://[::1]:1/v1",
        "http://example.org/v1",
        "https://127.0.0.1:1/v1",
        "https://example.org/v1",
    ],
)
def test_certificates_are_checked_by_every_client(url: str) -> None:
    """Also by one that should never see any."""
    context = context_of(url)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://localhost:1/v1"])
def test_a_client_that_speaks_no_tls_trusts_nobody(url: str) -> None:
    """The system's certificates are not loaded for it."""
    assert context_of(url).cert_store_stats()["x509"] == 0


@pytest.mark.parametrize("url", ["https://127.0.0.1:1/v1", "http://example.org/v1"])
def test_a_client_that_may_speak_tls_trusts_whom_the_system_trusts(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the library finds them: these are the same as a client's of its own making."""
    import httpx2

    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    own = httpx2.Client()
    wanted = own._transport._pool._ssl_context.cert_store_stats()
    own.close()
    assert context_of(url).cert_store_stats() == wanted
