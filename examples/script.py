"""Read files; write text, JSON and a searchable PDF of each beside one another.

python examples/script.py OUT FILE...
"""

import sys
from pathlib import Path

import recto


def main(out: Path, names: list[str]) -> None:
    """One line a file, then its doubtful words."""
    for document in recto.read_many(names, language="eng"):
        stem = Path(document.source).stem
        for ending in ("txt", "json", "pdf"):
            document.save(out / f"{stem}.{ending}")
        print(document)
        for word in document.words:
            if word.flagged:
                print(f"  {word.text!r} ({word.confidence:.0%}) or {word.alternatives}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
