"""What an LLM says about a page instead of reading it: "[illegible]", "[Seal of the United
States]", "(left margin)".

Its words and the local readings enter; stretches that are no text of the page leave. Models leave
such remarks in spite of any prompt: 142 in 77 of 1,013 recorded readings. A stretch in brackets is
a remark when it has no letters, or a term that describes instead of reading, unless a local reader
sees it printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recto.local.fusion import LocalLine
from recto.text.alignment import compact

OPENING = {"[": "]", "(": ")", "{": "}"}
LONGEST = 40  # words of a remark
READ = 0.5  # of the words behind a remark's colon, that a local reader has: then they are read
# What describes a page in the languages of our corpora; compared by their beginnings, so that
# plurals count.
DESCRIBING = (
    "illegib", "unclear", "unread", "unleserlich", "illisib", "ilegív", "ilegiv", "handwrit",
    "manuscript",
    "handschrift", "manuscrit", "scribbl", "signatur", "assinatura", "unterschrift", "stamp",
    "stempel", "tampon",
    "carimbo", "seal", "siegel", "sceau", "image", "bild", "photo", "foto", "imagem", "illustrat",
    "abbildung",
    "drawing", "zeichnung", "dessin", "desenho", "logo", "emblem", "figure", "abb", "graphic",
    "map", "margin",
    "checkmark", "blank", "shorthand", "annotat", "table", "continues", "cropped", "obscured",
    "cutoff",
    "watermark", "barcode", "qr",
)  # fmt: skip
# These are too common on printed pages to tell a remark in round brackets.
PRINTED_OFTEN = frozenset(
    ["bild", "abb", "map", "table", "figure", "stamp", "seal", "photo", "foto", "blank"]
)
SELDOM_PRINTED = tuple(term for term in DESCRIBING if term not in PRINTED_OFTEN)
# marks of emphasis and quotation before a bracket, and of a Markdown picture without an address
AROUND = "*_\"'!"


def remarks(words: Sequence[str], lines: Sequence[LocalLine]) -> list[range]:
    """Stretches of `words`, by index, that are remarks; in order, none inside another."""
    read = [word.text for line in lines for unit in line.units for word in unit.words]
    printed = {_key(word) for word in read if _opens(word)}
    known = frozenset(map(compact, read))
    found = []
    for span in _bracketed(words):
        inside = words[span.start : span.stop]
        if _is_remark(inside, printed, known):
            end = span.start + _end_of_title(inside, known)
            found.append(range(span.start, end))
    return found


def without(words: Sequence[str], spans: Sequence[range]) -> list[str]:
    """The words outside these stretches."""
    gone: set[int] = set()
    for span in spans:
        gone.update(span)
    return [word for i, word in enumerate(words) if i not in gone]


def _bracketed(words: Sequence[str]) -> Iterator[range]:
    """From a word that opens a bracket to the next that closes it."""
    at = 0
    while at < len(words):
        closing = _opens(words[at])
        end = next(
            (
                j
                for j in range(at, min(at + LONGEST, len(words)))
                if closing and closing in words[j]
            ),
            None,
        )
        if end is None:
            at += 1
        else:
            yield range(at, end + 1)
            at = end + 1


def _end_of_title(words: Sequence[str], known: frozenset[str]) -> int:
    """How many of the words describe: all, or those up to a colon behind which text of the page is
    read ("[Library stamp: EX BIBLIOTHECA REGIA]").
    """
    for at, word in enumerate(words, 1):
        if not word.endswith(":"):
            continue
        keys = map(compact, words[at:])
        behind = list(filter(None, keys))
        read = [key for key in behind if key in known]
        least = max(1.0, READ * len(behind))
        if len(read) >= least:
            return at
    return len(words)


def _opens(word: str) -> str | None:
    """The bracket that closes what the word opens."""
    return OPENING.get(word.lstrip(AROUND)[:1])


def _is_remark(words: Sequence[str], printed: set[str], known: frozenset[str]) -> bool:
    """`printed` are the bracketed words that a local reader sees, `known` all of theirs."""
    first = words[0]
    keys = list(filter(None, map(compact, words)))
    if not keys:
        return first.startswith("[")  # "[?]", "[...]", "[ ]"
    if _key(first) in printed:
        return False
    if not first.lstrip(AROUND).startswith("("):
        return any(key.startswith(DESCRIBING) for key in keys)
    # "(With an illustration)" is as likely print
    unknown = [key for key in keys if key not in known]
    return any(key.startswith(SELDOM_PRINTED) for key in unknown)


def _key(word: str) -> str:
    """The opening bracket with the letters behind it, as far as two readers would agree on them."""
    return compact(word)[:4]
