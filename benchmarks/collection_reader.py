"""The reader of old print taught as `recto learn --train-reader` does it, and other pages read with
it.

Pages that teach and pages that are reported enter; what was learned, and the reported pages as the
taught reader has them read, leave. Lines are cut from the pages anew; PP-OCR and Tesseract are not
asked again but where PP-OCR would be now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from benchmarks.collection_pages import Taken
from recto.adaptation.lines import seen_page
from recto.adaptation.paying import Adapter, SeenPages
from recto.adaptation.rereading import reread
from recto.learning.paying import Learned, learned
from recto.learning.weights import lessons_of


def with_reader(teach: Sequence[Taken], rest: Sequence[Taken]) -> tuple[Learned, list[Taken]]:
    """What the first teach, and the others read with it."""
    seen = SeenPages()
    for page in teach:
        seen.take(page.known, page.result, page.stages)
    start = process_time()
    with TemporaryDirectory() as folder:
        adapted = Adapter(Path(folder), print, _told).adapted(seen)
    lines = [line for page in seen.pages for line in page.taught]
    print(f"{len(lines)} lines, {process_time() - start:.0f} s of CPU: {adapted.tried}", flush=True)

    known = {page.known.name: page.known for page in teach}
    known.update({page.name: page for page in adapted.pages})
    found = learned(lessons_of(known.values()))
    tried = (*found.tried, adapted.tried)
    collection = replace(found.collection, recognisers=adapted.recognisers)
    again = []
    for page in rest:
        mine = seen_page(page.known, page.result, page.stages) if adapted.recognisers else None
        known_now = page.known
        if mine is not None:
            known_now = reread(mine, adapted.recognisers, page.stages).known
        again.append(replace(page, known=known_now))
    return replace(found, collection=collection, tried=tried), again


def _told(label: str, done: int, of: int) -> None:
    print(f"{label}: {done} of {of}", flush=True)
