"""The body of an HTTP reply as plain bytes, never more of them than a cap, whatever the server says
it sends.

Chunks enter as they come, plain bytes leave. The rules that live only here: the cap holds for what
a chunk becomes (4 kB of nested gzip became 7 GB), tiny chunks count as larger ones since each costs
the same work, and of all content codings one layer of gzip or deflate is undone. We ask for none;
some proxies compress all the same. Pure.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

SMALLEST = 128  # bytes that a chunk counts for at least: a chunk costs 30 us however small it is
# what zlib calls the three formats
GZIP, ZLIB, RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
KNOWN = ("gzip", "x-gzip", "deflate")  # codings that are undone
ENOUGH = 2  # bytes that tell a zlib header from raw deflate; servers send both as "deflate"


class BodyTooLarge(Exception):
    """The body passed the cap; reading stopped there."""


class BodyGarbled(Exception):
    """The body is compressed in a way that is not undone, or not as it says."""


class Body:
    """One body on its way in."""

    def __init__(self, codings: Sequence[str], most: int) -> None:
        """`codings`: as in Content-Encoding, "identity" left out. Raises BodyGarbled for any but
        one known.
        """
        coding = codings[0] if codings else ""
        is_known = not codings or coding in KNOWN
        if len(codings) > 1 or not is_known:
            raise BodyGarbled("it is compressed in a way that nobody asked for")
        self._coding = coding
        self._left = most  # bytes, as they come and as they become
        self._came = 0
        self._most = most
        self._start = b""  # of a deflated body, until its format is known
        self._inflater = zlib.decompressobj(GZIP) if "gzip" in coding else None

    def take(self, chunk: bytes) -> bytes:
        """What the chunk becomes. Raises BodyTooLarge or BodyGarbled."""
        self._came += max(len(chunk), SMALLEST)
        if self._came > self._most:
            raise BodyTooLarge(f"more than {self._most} bytes")
        if not self._coding:
            return chunk
        if self._inflater is None:
            self._start += chunk
            if len(self._start) < ENOUGH:
                return b""
            chunk = self._start
            self._inflater = zlib.decompressobj(_deflate_format(chunk))
        try:
            # No more than one byte over the cap
            plain = self._inflater.decompress(chunk, self._left + 1)
        except zlib.error as error:
            raise BodyGarbled(f"it is not compressed as it says ({error})") from None
        self._left -= len(plain)
        if self._left < 0:
            raise BodyTooLarge(f"more than {self._most} bytes")
        return plain

    def end(self) -> None:
        """Raise BodyGarbled when a compressed body is not complete."""
        if not self._coding:
            return
        if self._inflater is None or not self._inflater.eof:
            raise BodyGarbled("its compressed body breaks off")


def _deflate_format(start: bytes) -> int:
    """A zlib header is a multiple of 31 that names method 8; anything else is taken for raw
    deflate.
    """
    method = start[0] & 0x0F
    header = int.from_bytes(start[:ENOUGH], "big")
    if method == 8 and header % 31 == 0:
        return ZLIB
    return RAW
