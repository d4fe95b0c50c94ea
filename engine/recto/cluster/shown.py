"""A group that is done, as displays and logs show a run: its pages, then its files."""

from __future__ import annotations

from collections.abc import Iterator

from recto.batch.events import Event, FileEnded, PageEnded
from recto.cluster.manifest import Manifest, PageRow


def shown_events(manifest: Manifest) -> Iterator[Event]:
    """A group as displays show it: its pages, then its files."""
    fallen = dict.fromkeys(range(len(manifest.files)), 0)
    for page in manifest.pages:
        fallen[page.file] += page.outcome == "failed"
        yield _shown(page, manifest.files[page.file].path)
    for number, file in enumerate(manifest.files):
        if file.outputs or file.error or file.lost:
            yield FileEnded(
                file.path,
                file.outputs,
                file.kind,
                file.error,
                fallen=fallen[number],
                lost=file.lost,
                notes=file.notes,
            )


def _shown(page: PageRow, path: str) -> PageEnded:
    return PageEnded(
        path,
        page.index,
        page.facts,
        page.kind,
        page.error,
    )
