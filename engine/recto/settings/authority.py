"""What a folder may say: a recto.toml found in the working folder, or a ledger, is only data.

A field's name enters, its Right leaves: "free" (data may choose it), "lower" (data may only make it
less than what the user chose) or "user" (data is passed over). The right of a field stands in its
Setting, which a field cannot be without, so a new setting is decided about before it can be chosen;
all of them, with their reasons, stand side by side in docs/reference/settings.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recto.settings.groups import GROUPS
from recto.settings.setting import Right, defined


def _rights() -> dict[tuple[str, str], Right]:
    rights = {}
    for group, kind in GROUPS.items():
        for key, field in defined(kind).items():
            setting = field.setting
            rights[group, key] = setting.right
    return rights


# (group, field): every field of every group.
RIGHTS: Mapping[tuple[str, str], Right] = MappingProxyType(_rights())
