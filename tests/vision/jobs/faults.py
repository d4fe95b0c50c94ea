"""What a provider of batch jobs does wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Faults:
    """What the provider does wrong; every number counts down as it happens."""

    looks: int = 1  # at a job before it has ended
    expired: int = 0  # jobs that expire with half of their answers
    failed: int = 0  # jobs that fail as a whole
    full: int = 0  # jobs that fail because too many tokens wait
    full_at_once: int = 0  # jobs that are refused for the same reason
    uploads: int = 0  # that are answered with 503
    creations_lost: int = 0  # jobs that begin though the answer is a 503
    polls: int = 0  # looks that are answered with 500
    missing: int = 0  # answers that are in no file
    refused: int = 0  # requests that end in the error file, with 500 inside
    filtered: int = 0  # requests that a content filter stops
    complaint: str = ""  # the first job's requests are all refused with these words
    twice: bool = False
    strangers: bool = False
    garbage: bool = False
    shuffled: bool = True
    model: str = ""  # that answers; empty: the one that was asked
    keys: int = 0  # uploads that are refused for their key
    slow: float = 0.0  # seconds before every answer

    def happens(self, fault: str) -> bool:
        """Whether it does, this once."""
        left = getattr(self, fault)
        if left > 0:
            setattr(self, fault, left - 1)
        return left > 0
