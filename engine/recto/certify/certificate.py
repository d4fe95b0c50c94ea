"""The certificate: one page for people, one JSON file for programs.

A Certificate enters; HTML and JSON leave, the same numbers in both. What a certificate promises,
and what it does not, is worded here.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from recto._version import __version__
from recto.batch.spread import minutes_text
from recto.certify.design import BLIND
from recto.certify.found import Certificate, Share
from recto.certify.story import warnings
from recto.writers.html import asset, filled, sheet

HOME = "recto.certify"
LIMITS = (
    "Text outside every line that was read (a whole passage that was lost) is not in the sample:",
    "words and lines were drawn from what was read. The run's summary counts unread ink.",
    "Reading order, structure and the places of words were not judged.",
    "What the people typed is taken for the truth: their own slips count as errors of the text.",
    "It holds for the text as it was when the sample was drawn; later corrections are not in it.",
)


def html(found: Certificate, name: str) -> str:
    """One page."""
    own = sheet(f"Certificate of {name}", asset(HOME, "templates/certificate.css"))
    shares = [_row(share) for share in every_share(found)]
    return filled(
        HOME,
        "certificate",
        **own,
        name=name,
        version=__version__,
        level=_percent(found.confidence, 0),
        result=verdict(found),
        shares=shares,
        how=how(found),
        limits=limits(found),
    )


def every_share(found: Certificate) -> list[Share]:
    """All rows of the table; of what nothing was drawn, nothing is said."""
    rows = [found.words, found.characters, *found.strata, found.lines]
    return [row for row in rows if row.drawn]


def limits(found: Certificate) -> list[str]:
    """What it does not cover: what is so of this sample first, then what is so of all."""
    return [*warnings(found.story, found.confidence), *LIMITS]


def verdict(found: Certificate) -> str:
    """The result in one sentence."""
    words = found.words
    level = _percent(found.confidence, 0)
    span = f"between {_percent(words.low)} and {_percent(words.high)}"
    target = _percent(found.target)
    reached = "is reached" if found.is_reached else "is not proved"
    if found.design.census:
        missed = "is reached" if found.is_reached else "is not reached"
        return (
            f"{_percent(words.right)} of the {found.collection:,} words are right: every one was"
            f" read. The target of {target} {missed}."
        )
    return (
        f"{_percent(words.right)} of the {found.collection:,} words are right: {span}, with {level}"
        f" confidence. The target of {target} {reached}."
    )


def how(found: Certificate) -> list[str]:
    """What was sampled, by whom, and with which method."""
    plan = found.design
    people = ", ".join(name or "somebody who gave no name" for name in found.people)
    typed = f"They were typed from the image by {people}, who saw no reading; last on {found.day}."
    if plan.census:
        return [*_census(found, typed), *_left(found)]
    doubtful, sure = plan.sizes
    share = _percent(plan.weights[0])
    lines = [
        f"{plan.size:,} words were drawn at random before anybody looked:",
        f"{doubtful:,} of those with a confidence below {plan.sure_from:g} ({share} of all),",
        f"{sure:,} of the others, and {plan.wanted.lines:,} lines, to look for lost text.",
        typed,
        f"At {found.invented:,} of the drawn words nothing stands on the page.",
        "The interval of the words is exact, and holds whatever pattern the errors have:",
        "the likelihood-ratio test of a stratified sample, inverted, at its worst nuisance.",
        "Those of single rows are Clopper and Pearson's, of the characters Maurer and Pontil's.",
    ]
    return [*lines, *_left(found)]


def _census(found: Certificate, typed: str) -> list[str]:
    """How every word was read."""
    return [
        f"All {found.design.size:,} words were read: a sample would have been as large.",
        f"So were {found.lines.drawn:,} lines, to look for lost text.",
        typed,
        f"At {found.invented:,} of the words nothing stands on the page.",
        "Of the words and their characters nothing is left to chance.",
        "The interval of the lines is Clopper and Pearson's.",
    ]


def _left(found: Certificate) -> list[str]:
    """What to do until the target is reached; nothing where it is."""
    if found.is_reached:
        return []
    time = minutes_text(found.to_review * BLIND / 60)
    words = f"{found.to_review:,} words, the least sure first (about {time})"
    return [f"To reach the target, review about {words}."]


def as_json(found: Certificate, name: str) -> str:
    """For programs."""
    value = {
        "schema": "recto-certificate-1",
        "name": name,
        "engine": __version__,
        "reached": found.is_reached,
        **asdict(found),
        "limits": limits(found),
    }
    return json.dumps(value, indent=1) + "\n"


def _row(share: Share) -> tuple[str, str, str, str, str]:
    span = f"{_percent(share.low)} to {_percent(share.high)}"
    return share.name, f"{share.drawn:,}", f"{share.wrong:,}", _percent(share.right), span


def _percent(share: float, digits: int = 2) -> str:
    return f"{100 * share:.{digits}f} %"
