"""Optional content (layers) as PDF/A-2 wants it, with every layer shown or hidden as before.

The document enters and is changed in memory. ISO 19005-2, 6.9 asks of each configuration a name of
its own, no automatic states (/AS), and where there is an order, every group in it. What the states
did when a document is viewed is written into the lists of groups that are on and off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recto.sources.pdf_objects import name_of

if TYPE_CHECKING:
    from pikepdf import Dictionary, Object, Pdf

ON, OFF = "/ON", "/OFF"
DEEPEST = 20  # lists inside lists of an order


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
    groups = list(properties["/OCGs"])
    names: set[str] = set()
    for configuration in _configurations(properties):
        if "/AS" in configuration or _missing(configuration, groups):
            return False
        name = _name(configuration)
        if not name or name in names:
            return False
        names.add(name)
    return True


def _understood(pdf: Pdf) -> Dictionary | None:
    """The layers' properties, if they are made as ISO 32000-1, 8.11.4.2 says."""
    from pikepdf import Array, Dictionary

    properties = pdf.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return None
    groups = properties.get("/OCGs")
    more = properties.get("/Configs", Array())
    if not isinstance(groups, Array) or not isinstance(more, Array):
        return None
    configurations = [properties.get("/D"), *more]
    parts = [*groups, *configurations]
    if not all(isinstance(part, Dictionary) for part in parts):
        return None
    if not all(map(_lists_groups, configurations)):
        return None
    return properties


def _lists_groups(configuration: Object) -> bool:
    """Whether the groups that are on and off are named in lists, if at all."""
    from pikepdf import Array, Dictionary

    for key in (ON, OFF):
        groups = configuration.get(key, Array())
        if not isinstance(groups, Array):
            return False
        if not all(isinstance(group, Dictionary) for group in groups):
            return False
    return True


def _configurations(properties: Dictionary) -> list[Object]:
    """The usual one first; it may stand in the list again."""
    first = properties["/D"]
    configurations = [first]
    for configuration in properties.get("/Configs", ()):
        is_first = configuration.is_indirect and configuration.objgen == first.objgen
        if not is_first:
            configurations.append(configuration)
    return configurations


def _name(configuration: Object) -> str:
    """As it says itself, empty where that is no text."""
    from pikepdf import String

    given = configuration.get("/Name")
    return str(given) if isinstance(given, String) else ""


def _named(configuration: Object, number: int, used: set[str]) -> bool:
    """A name that no other has."""
    from pikepdf import String

    name = _name(configuration)
    if name and name not in used:
        used.add(name)
        return False
    base = name or ("Default" if number == 0 else "Configuration")
    fresh = base
    count = 1
    while fresh in used:
        count += 1
        fresh = f"{base} {count}"
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
        if not isinstance(usage, Dictionary) or name_of(usage.get("/Event")) != "/View":
            continue
        groups = usage.get("/OCGs")
        for group in groups if isinstance(groups, Array) else ():
            state = _viewed(group)
            _set_state(configuration, group, state)
    del configuration["/AS"]
    return True


def _viewed(group: Object) -> str:
    """ "/ON" or "/OFF" when a group says how it is viewed; else empty."""
    from pikepdf import Dictionary

    inner: Object | None = group
    for key in ("/Usage", "/View"):
        if not isinstance(inner, Dictionary):
            return ""
        inner = inner.get(key)
    if not isinstance(inner, Dictionary):
        return ""
    state = name_of(inner.get("/ViewState"))
    return state if state in (ON, OFF) else ""


def _set_state(configuration: Object, group: Object, state: str) -> None:
    from pikepdf import Array

    if not state:
        return
    number = group.objgen
    for key in (ON, OFF):
        groups = [other for other in configuration.get(key, ()) if other.objgen != number]
        if key == state:
            groups.append(group)
        configuration[key] = Array(groups)


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

    if not isinstance(order, Array) or depth >= DEEPEST:
        return
    for item in order:
        if isinstance(item, Dictionary):
            there.add(item.objgen)
        elif isinstance(item, Array):
            _collect(item, there, depth + 1)


def _ordered(configuration: Object, groups: list[Object]) -> bool:
    from pikepdf import Array

    missing = _missing(configuration, groups)
    if not missing:
        return False
    order = configuration.get("/Order")
    before = order if isinstance(order, Array) else ()
    configuration["/Order"] = Array([*before, *missing])
    return True
