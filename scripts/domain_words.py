"""Writes the words of subjects that Recto has, out of packages that may be redistributed.

python scripts/domain_words.py [NAME...]
    (pip install drug-named-entity-recognition names reporters-db courts-db)

medicine-eng: names of substances of one word in DrugBank's open vocabulary (CC0), as
drug-named-entity-recognition (MIT) has them. genealogy-eng: family names and first names of the
census of the United States of 1990 (public domain), as names (MIT) has them. law-eng: abbreviations
of reporters, journals and statutes, and words in names of courts, of reporters-db and courts-db
(BSD-2-Clause).
"""

from __future__ import annotations

import bz2
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP))

from benchmarks.domains.lists import OnlyPlain, genealogy, law  # noqa: E402

FOLDER = TOP / "engine/recto/readers/tesseract/domains"
SHORTEST = 4  # letters of a substance: shorter names are other words, too


def medicine() -> list[str]:
    """Names of substances that are DrugBank's own."""
    spec = find_spec("drug_named_entity_recognition")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install drug-named-entity-recognition")
    file = Path(spec.origin).with_name("drug_ner_dictionary.pkl.bz2")
    data = bz2.decompress(file.read_bytes())
    value = OnlyPlain(BytesIO(data)).load()
    names = []
    for name, about in value["drug_canonical_to_data"].items():
        if "drugbank_id" in about and name.isalpha() and len(name) >= SHORTEST:
            names.append(name)
    return names


LISTS = {"medicine-eng": medicine, "genealogy-eng": genealogy, "law-eng": law}


def write(name: str, words: Iterable[str]) -> None:
    """A list, in small letters, sorted."""
    small = sorted({word.lower() for word in words})
    text = "".join(f"{word}\n" for word in small)
    place = FOLDER / f"{name}.txt"
    place.write_text(text, encoding="utf-8")
    print(f"{len(small):,} words in {place}")


def main() -> None:
    """Write those that are named; all, where none is."""
    for name in sys.argv[1:] or LISTS:
        write(name, LISTS[name]())


if __name__ == "__main__":
    main()
