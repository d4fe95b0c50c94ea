"""Named settings for a kind of page: what `--profile receipt` stands for.

Layers enter, the same layers with the profile's own leave: it stands right below the layer that
named it, so that whatever else is said there, or above, counts more. Of several layers that name
one, the highest counts. A profile chooses nothing that a folder of data may not choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from recto.settings.layers import Layer, Values

ProfileName = Literal["none", "archive", "receipt", "photo", "book", "fraktur"]
NAMES: tuple[str, ...] = get_args(ProfileName)
NO_PROFILE = "none"
# The first format is the one for standard output. With the second reader on every line, agreement
# is known of every word.
PROFILES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "archive": {
        "local": {"second_reader": "on"},
        "output": {"formats": ("txt", "alto", "json", "pdfa")},
    },
    "receipt": {
        "local": {"second_reader": "on"},
        "output": {"formats": ("txt", "csv", "json")},
    },
    "photo": {
        "local": {"second_reader": "on"},
        "output": {"formats": ("txt", "pdf"), "deskew": True},
    },
    "book": {
        "output": {"formats": ("txt", "md", "pdf"), "furniture": "drop"},
    },
    "fraktur": {
        "input": {"language": "script/Fraktur"},
        "local": {"second_reader": "on"},
        "output": {"formats": ("txt", "pdf")},
    },
}


def profile_layer(name: str) -> str:
    """What the layer of a profile is called."""
    return f"profile {name}"


def is_of_profile(said: str) -> bool:
    """Whether a value was chosen by a profile, by where it is said to come from."""
    return " in profile " in said


def with_profile(layers: Sequence[Layer]) -> list[Layer]:
    """The layers with that of the profile that counts, if any."""
    naming = [number for number, layer in enumerate(layers) if _named(layer.values)]
    if not naming:
        return list(layers)
    place = naming[-1]
    name = _named(layers[place].values)
    if name not in PROFILES:  # "none", or no profile: its own layer says so
        return list(layers)
    from recto.settings.layers import Layer

    own = Layer(profile_layer(name), PROFILES[name])
    return [*layers[:place], own, *layers[place:]]


def _named(values: Values) -> str:
    table = values.get("input", {})
    if not isinstance(table, dict):
        return ""
    name = table.get("profile", "")
    return name.lower() if isinstance(name, str) else ""
