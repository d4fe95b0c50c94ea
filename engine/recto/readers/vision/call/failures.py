"""What can go wrong with a call, as values with reason codes; these never leave readers/vision.

A CallFailed says why one attempt failed and what may be done about it. It never holds the library's
own exception: that one carries the request, and the request carries the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from recto.model.page import Usage

NOTHING = Usage()


class Remedy(Enum):
    """What the caller may do next."""

    RETRY = "retry"  # the same again, after a pause
    SPLIT = "split"  # half of the lines may pass
    GIVE_UP = "give-up"  # this ask stays local
    STOP = "stop"  # no call to this endpoint can succeed: the rest of the run stays local


@dataclass(frozen=True, slots=True)
class Failure:
    """One named failure."""

    code: str  # "rate-limited", "quota-exhausted", "timeout", "key-refused", ...
    remedy: Remedy
    detail: str = ""  # for people, scrubbed of the key
    wait: float | None = None  # seconds that the server asked for
    billed: bool = False  # the request went out whole and may be charged
    alive: bool = True  # the endpoint answered: the circuit breaker does not count it


class CallFailed(Exception):
    """Carries a Failure up to the ask that it belongs to."""

    def __init__(
        self, failure: Failure, spent: Usage = NOTHING, events: tuple[str, ...] = ()
    ) -> None:
        message = failure.code
        if failure.detail:
            message = f"{failure.code}: {failure.detail}"
        super().__init__(message)
        self.failure = failure
        self.spent = spent  # by all attempts
        self.events = events  # of all attempts


class BadReply(Exception):
    """The model answered, but not with what can be used; `code` names the fault, the text says it
    to the model.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
