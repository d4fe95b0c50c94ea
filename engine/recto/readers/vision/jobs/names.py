"""What a request is called in a batch: the key of the reply cache; and what a job is called.

A Request enters, 64 hex digits leave. A second ask (`note`) has the key of the first in the reply
cache, which keeps good answers alone; in a batch it is another request with a name of its own.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from recto.readers.vision.ask.asks import Request
from recto.readers.vision.call import cache
from recto.readers.vision.call.providers import Endpoint

NAME: Final = re.compile(r"[0-9a-f]{64}")
# A job, or a file, as providers call them: "batch_abc", "batches/xyz", a UUID. What stands in the
# output folder is data: nothing else of it gets into a URL.
PIECE = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
REMOTE: Final = re.compile(rf"{PIECE}(/{PIECE})?")
LONGEST = 200  # characters of such a name


def name_of(request: Request, endpoint: Endpoint) -> str:
    """What the request is called in a file of requests."""
    key = cache.key(request, endpoint)
    if not request.note:
        return key
    with_note = f"{key} {request.note}"
    return hashlib.sha256(with_note.encode()).hexdigest()


def is_remote(name: object) -> bool:
    """Whether it can be what a provider calls a job or a file."""
    if not isinstance(name, str) or len(name) > LONGEST:
        return False
    return REMOTE.fullmatch(name) is not None
