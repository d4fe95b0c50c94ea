"""README.md as a package index shows it: by itself, without the files beside it.

The text of README.md enters, and where the source lies, if [project.urls] says it; the description
of the package leaves. hatchling calls it for each wheel and sdist that is built. Only here: without
an address, links to files become their words, and pictures are left out, for on an index they would
lead nowhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

try:
    from hatchling.metadata.plugin.interface import MetadataHookInterface
except ModuleNotFoundError:  # outside a build, where the text is tested
    MetadataHookInterface = object

PICTURE = re.compile(r"!\[[^\]]*\]\((?!https?:)[^)]*\)")
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:)([^)]*)\)")
WHERE = (
    "The files that are named here (docs/, examples/, samples/) lie in the source distribution;"
    " `make docs` makes a site of them.\n"
)


def described(readme: str, source: str = "") -> str:
    """The description; `source`: a repository's address, under which files are at blob/main."""
    if source:
        base = source.rstrip("/")
        pictured = PICTURE.sub(lambda found: _at(found[0], f"{base}/raw/main/"), readme)
        return LINK.sub(lambda found: _at(found[0], f"{base}/blob/main/"), pictured)
    lines = readme.splitlines(keepends=True)
    without = [line for line in lines if not PICTURE.search(line)]
    text = _without_bare_tables(LINK.sub(r"\1", "".join(without)))
    title, after = text.split("\n\n", 1)
    first, rest = after.split("\n\n", 1)
    return f"{title}\n\n{first}\n\n{WHERE}\n{rest}"


def _at(link: str, base: str) -> str:
    """The link with its file below `base`."""
    return link.replace("](", f"]({base}", 1)


def _without_bare_tables(text: str) -> str:
    """Tables whose rows are all gone lose their heading, too."""
    return re.sub(r"(?m)^\|.*\|\n\|[-| :]+\|\n(?!\|)", "", text)


class Hook(MetadataHookInterface):
    """What hatchling asks."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the description."""
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = described(readme, metadata.get("urls", {}).get("Source", ""))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
