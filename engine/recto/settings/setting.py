"""What is said of a setting beside its type and its default: one Setting in the annotation of its
field.

A group of settings (the dataclasses that groups.py names) has fields that are `Annotated[type,
Setting(...)]`. Everything else is derived from that: how text and TOML become values and what a
wrong one is told (values.py), what a folder of data may say (authority.py), the flags
(cli/options/) and docs/reference/settings.md. `defined` takes a group apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, fields
from functools import cache
from math import inf
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Right:
    """What data may do with one setting, and why."""

    kind: Literal["free", "lower", "user"]
    why: str
    # For words: those that can be lowered to, least first; any other word is more than these.
    order: tuple[str, ...] = ()

    def lowers(self, value: object, standing: object) -> bool:
        """Whether `value` is less than what stands."""
        if self.kind != "lower":
            return False
        return self._rank(value) < self._rank(standing)

    def _rank(self, value: object) -> float:
        if isinstance(value, int | float):
            return float(value)
        if not isinstance(value, str):
            return inf  # None: no limit
        if value in self.order:
            return self.order.index(value)
        return len(self.order)


def free(why: str) -> Right:
    """Data may choose it."""
    return Right("free", why)


def lower(why: str, *order: str) -> Right:
    """Data may only make it less than what the user chose."""
    return Right("lower", why, order)


def user(why: str) -> Right:
    """Data is passed over."""
    return Right("user", why)


@dataclass(frozen=True, slots=True)
class Form:
    """What a text must look like, where its type does not say."""

    words: Callable[[], str]  # that fit after "give ..."
    fits: Callable[[Any], bool]  # given a value of the field's type
    # What is meant by a value that does not fit: "did you mean pdf?"; empty where nobody knows.
    hint: Callable[[Any], str] = lambda _: ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, for the program and for people."""

    says: str  # what it is: a sentence or two for --help
    right: Right
    _: KW_ONLY
    flag: str | None = ""  # empty: called like the field; None: no flag
    shown: str = ""  # what stands after the flag in --help
    usual: str = ""  # what counts where nobody chose, in words; empty: the default says it
    least: float = -inf
    most: float = inf
    form: Form | None = None
    from_file: Callable[[Path], object] | None = None  # the value names a file, which holds it
    quoted: bool = True  # False: people paste a key there by mistake, so no message has its value
    changes_text: bool = True  # of a page, in a group that can
    # What people ask for in vain, and what is to be done instead.
    absent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Defined:
    """One field of a group."""

    name: str
    hint: Any  # its type, with `| None` where nothing may stand there
    kind: Any  # without: a scalar, a Literal, tuple[str, ...] or a value that a file holds
    default: object
    setting: Setting

    @property
    def flags(self) -> tuple[str, ...]:
        """The names of its flag, as click has them, "--report/--no-report" for one that is usual;
        what it would be called where there is none.
        """
        if self.setting.flag:
            return tuple(self.setting.flag.split())
        name = self.name.replace("_", "-")
        if self.default is True:
            return (f"--{name}/--no-{name}",)
        return (f"--{name}",)


@cache
def defined(group: type) -> Mapping[str, Defined]:
    """The fields of a group by name, in order. Raises ValueError for one without its Setting."""
    hints = get_type_hints(group, include_extras=True)
    usual = group()
    found = {}
    for each in fields(group):
        hint = hints[each.name]
        if get_origin(hint) is not Annotated:
            raise ValueError(f"{group.__name__}.{each.name} has no Setting")
        bare, setting = get_args(hint)
        kind = get_args(bare)[0] if get_origin(bare) is UnionType else bare
        default = getattr(usual, each.name)
        found[each.name] = Defined(each.name, bare, kind, default, setting)
    return found
