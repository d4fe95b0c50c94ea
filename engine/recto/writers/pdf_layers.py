"""Optional content (layers) as PDF/A-2 wants it, with every layer shown or hidden as before.

The document enters and is changed in memory. ISO 19005-2, 6.9 asks of each configuration a name of
its own, no automatic states (/AS), and where there is an order, every group in it. What the states
did when a document is viewed is written into the lists of groups that are on and off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

ON, OFF = "/ON", "/OFF"


def mend_layers(pdf: Pdf) -> bool:
    """Bring the layers' configurations into form; False where there are none, or they cannot be
    understood.
    """
    properties = _understood(pdf)
    if properties is None:
        return False
    configurations = _configurations(properties)
    groups = list(properties["/OCGs"])
    used: set[str] = set()
    changed = False
    for number, configuration in enumerate(configurations):
        changed |= _named(configuration, number, used)
        changed |= _without_states(configuration)
        changed |= _ordered(configuration, groups)
    return changed


def layers_conform(pdf: Pdf) -> bool:
    """Whether nothing of ISO 19005-2, 6.9 is broken."""
    properties = _understood(pdf)
    if properties is None:
        return False
    configurations = _configurations(properties)
    names = [str(one.get("/Name", "")) for one in configurations]
    groups = list(properties["/OCGs"])
    whole = all("/AS" not in one and not _missing(one, groups) for one in configurations)
    return whole and all(names) and len(set(names)) == len(names)


def _understood(pdf: Pdf) -> Dictionary | None:
    """The layers' properties, if they are made as ISO 32000-1, 8.11.4.2 says."""
    from pikepdf import Array, Dictionary

    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary) or not isinstance(properties.get("/OCGs"), Array):
        return None
    if not isinstance(properties.get("/Configs", Array()), Array):
        return None
    configurations = [properties.get("/D"), *properties.get("/Configs", ())]
    parts = [*properties["/OCGs"], *configurations]
    if not all(isinstance(part, Dictionary) for part in parts):
        return None
    return properties if all(map(_lists_groups, configurations)) else None


def _lists_groups(configuration: Object) -> bool:
    """Whether the groups that are on and off are named in lists, if at all."""
    from pikepdf import Array, Dictionary

    lists = [configuration.get(key, Array()) for key in (ON, OFF)]
    if not all(isinstance(one, Array) for one in lists):
        return False
    return all(isinstance(group, Dictionary) for one in lists for group in one)


def _configurations(properties: Dictionary) -> list[Object]:
    """The usual one first; it may stand in the list again."""
    more = list(properties.get("/Configs", ()))
    first = properties["/D"]
    return [first, *(one for one in more if not (one.is_indirect and one.objgen == first.objgen))]


def _named(configuration: Object, number: int, used: set[str]) -> bool:
    """A name that no other has."""
    from pikepdf import String

    found = configuration.get("/Name")
    name = str(found) if isinstance(found, String) else ""
    if name and name not in used:
        used.add(name)
        return False
    base = name or ("Default" if number == 0 else "Configuration")
    counted = (f"{base} {count}" for count in range(2, 10_000))
    fresh = base if base not in used else next(each for each in counted if each not in used)
    used.add(fresh)
    configuration["/Name"] = String(fresh)
    return True


def _without_states(configuration: Object) -> bool:
    """Take /AS out; what it says of viewing becomes the groups' state (ISO 32000-1, 8.11.4.5)."""
    from pikepdf import Array, Dictionary

    states = configuration.get("/AS")
    if states is None:
        return False
    for usage in states if isinstance(states, Array) else ():
        if isinstance(usage, Dictionary) and str(usage.get("/Event")) == "/View":
            groups = usage.get("/OCGs")
            for group in groups if isinstance(groups, Array) else ():
                _set_state(configuration, group, _viewed(group))
    del configuration["/AS"]
    return True


def _viewed(group: Object) -> str:
    """ "/ON" or "/OFF" when a group says how it is viewed; else empty."""
    from pikepdf import Dictionary

    usage = group.get("/Usage") if isinstance(group, Dictionary) else None
    view = usage.get("/View") if isinstance(usage, Dictionary) else None
    state = str(view.get("/ViewState")) if isinstance(view, Dictionary) else ""
    return state if state in (ON, OFF) else ""


def _set_state(configuration: Object, group: Object, state: str) -> None:
    from pikepdf import Array

    if not state:
        return
    for key in (ON, OFF):
        others = [one for one in configuration.get(key, ()) if one.objgen != group.objgen]
        configuration[key] = Array([*others, group] if key == state else others)


def _missing(configuration: Object, groups: list[Object]) -> list[Object]:
    """Groups that the order, where there is one, leaves out."""
    order = configuration.get("/Order")
    if order is None:
        return []
    there: set[tuple[int, int]] = set()
    _collect(order, there, 0)
    return [group for group in groups if group.objgen not in there]


def _collect(order: Object, there: set[tuple[int, int]], depth: int) -> None:
    from pikepdf import Array, Dictionary

    for item in order if isinstance(order, Array) and depth < 20 else ():
        if isinstance(item, Dictionary):
            there.add(item.objgen)
        elif isinstance(item, Array):
            _collect(item, there, depth + 1)


def _ordered(configuration: Object, groups: list[Object]) -> bool:
    from pikepdf import Array

    missing = _missing(configuration, groups)
    if missing:
        order = configuration.get("/Order")
        configuration["/Order"] = Array([*order, *missing] if isinstance(order, Array) else missing)
    return bool(missing)
