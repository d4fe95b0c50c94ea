"""What settings are called in Python: `--text-layer` is `text_layer`.

The settings' definitions enter, one name for each leaves: that of its flag; where it has none, the
field's own, after its group where two groups have that. Programs and people so need one set of
names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from recto.settings.groups import GROUPS, flag_of
from recto.settings.setting import Defined, defined


def every_setting() -> Iterator[tuple[str, Defined]]:
    """(group, field), in the order of the settings' page."""
    for group, kind in GROUPS.items():
        for field in defined(kind).values():
            yield group, field


@cache
def keywords() -> Mapping[str, tuple[str, str]]:
    """Keyword -> (group, field): "text_layer" -> ("input", "text_layer"), "llm" -> ("llm",
    "mode").
    """
    plain = [flag_of(group, field.name) for group, field in every_setting()]
    counts = Counter(plain)
    found = {}
    for group, field in every_setting():
        flag = flag_of(group, field.name)
        name = flag.removeprefix("--").replace("-", "_")
        if counts[flag] > 1:
            name = f"{group}_{name}"
        found[name] = (group, field.name)
    return found


def keyword_of(group: str, key: str) -> str:
    """What the field is called in Python."""
    for keyword, named in keywords().items():
        if named == (group, key):
            return keyword
    return f"{group}.{key}"
