"""What `recto learn` says of what it learned, and of what did not pay.

A Learned enters; lines for people, or one of JSON, leave.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recto.learning.paying import Learned
    from recto.settings.collection import Collection
    from recto.settings.collection_file import Manifest, Part

SHOWN = 12  # rules and words that are listed
PARTS = {
    "readers": "whom to believe",
    "lexicon": "words and names",
    "confusions": "mistaken letters",
    "numbers": "shapes of numbers",
    "lone": "words of one reader",
    "calibration": "confidence",
    "recogniser": "reader of old print",
    "tesseract": "Tesseract",
    "llm": "local against LLM",
    "examples": "examples for an LLM",
}


def on_one_line(found: Learned, manifest: Manifest) -> str:
    """All of it, but for the networks."""
    digest = found.collection.digest
    collection = asdict(found.collection)
    for row in collection["recognisers"]:
        del row["onnx"]
    if collection["tesseract"]:
        del collection["tesseract"]["place"]
    value = {"digest": digest, **asdict(manifest), "collection": collection}
    return json.dumps(value, ensure_ascii=False)


def told(found: Learned) -> list[str]:
    """What was learned, from what, and what was left out."""
    documents = "document" if found.documents == 1 else "documents"
    of_one = ", so halves are of its pages" if found.documents == 1 else ""
    lines = [
        f"{found.pages} pages of {found.documents} {documents}{of_one}; {found.places} places known"
    ]
    lines += [_row(tried) for tried in found.tried]
    lines += _listed(found.collection)
    lines.append(f"collection {found.collection.digest}")
    return lines


def _row(tried: Part) -> str:
    name = tried.what or PARTS[tried.part]
    if not tried.kept:
        return f"left out  {name:20} {tried.why}"
    if tried.part == "examples":
        return f"kept      {name:20} {tried.why}"
    what = "calibration error" if tried.part == "calibration" else "wrong letters"
    places = f"{tried.places} words" if tried.part == "calibration" else f"{tried.places} places"
    if tried.part in ("recogniser", "tesseract"):
        places = f"{tried.places} lines"
    figures = f"{what} {tried.before:.4f} -> {tried.after:.4f} of {places} not learned from"
    more = f"; {tried.why}" if tried.why else ""
    return f"kept      {name:20} {figures}{more}"


def _listed(collection: Collection) -> list[str]:
    lines = []
    wrong = [each for each in collection.confusions if each.printed != each.read]
    for each in wrong[:SHOWN]:
        printed, read = each.printed or "nothing", each.read or "nothing"
        lines.append(f"  {each.reader} reads {printed} as {read}: {each.times} times")
    if collection.words:
        words = ", ".join(word.letters for word in collection.words[:SHOWN])
        lines.append(f"  {len(collection.words)} words: {words}, ...")
    if collection.numbers:
        lines.append("  shapes of numbers, which --numbers FILE takes changed, one a line:")
        lines += [rule.shape for rule in collection.numbers]
    return lines
