"""Writes the words of medicine that Recto has: names of substances of one word in DrugBank's open
vocabulary (CC0), as the package drug-named-entity-recognition (MIT) has them.

python scripts/domain_words.py     (pip install drug-named-entity-recognition)
"""

from __future__ import annotations

import bz2
import pickle
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parents[1] / "engine/recto/readers/tesseract/domains/medicine-eng.txt"
SHORTEST = 4  # letters: shorter names are other words, too


class OnlyPlain(pickle.Unpickler):
    """Of a pickle from a package: values, and no code."""

    def find_class(self, module: str, name: str) -> Any:
        """Nothing is plain that has a class."""
        raise pickle.UnpicklingError(f"{module}.{name}")


def main() -> None:
    """Write the list, sorted."""
    spec = find_spec("drug_named_entity_recognition")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install drug-named-entity-recognition")
    file = Path(spec.origin).with_name("drug_ner_dictionary.pkl.bz2")
    data = bz2.decompress(file.read_bytes())
    value = OnlyPlain(BytesIO(data)).load()
    names = set()
    for name, about in value["drug_canonical_to_data"].items():
        if "drugbank_id" in about and name.isalpha() and len(name) >= SHORTEST:
            names.add(name.lower())
    PLACE.write_text("\n".join(sorted(names)) + "\n", encoding="utf-8")
    print(f"{len(names):,} words in {PLACE}")


if __name__ == "__main__":
    main()
