"""Packages of the extras of `recto-ocr`, asked for before anything long is begun.

A command's name and names of modules enter; nothing leaves, or MissingDependency.
"""

from __future__ import annotations

from importlib import import_module


def need(command: str, *modules: str, extra: str = "web") -> None:
    """Raise MissingDependency, with what to install, where one of them is not there."""
    from recto.errors import MissingDependency

    for name in modules:
        try:
            import_module(name)
        except ImportError as fault:
            what = f"{command} needs packages that are not installed ({fault.name or name})"
            remedy = f'pip install "recto-ocr[{extra}]"'
            raise MissingDependency(what, remedy=remedy) from fault
