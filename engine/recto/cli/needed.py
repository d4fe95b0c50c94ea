"""Packages of the extra `recto-ocr[web]`, asked for before anything long is begun.

A command's name and names of modules enter; nothing leaves, or MissingDependency.
"""

from __future__ import annotations

from importlib import import_module

INSTALL = 'pip install "recto-ocr[web]"'


def need(command: str, *modules: str) -> None:
    """Raise MissingDependency, with what to install, where one of them is not there."""
    from recto.errors import MissingDependency

    for name in modules:
        try:
            import_module(name)
        except ImportError as fault:
            what = f"{command} needs packages that are not installed ({fault.name or name})"
            raise MissingDependency(what, remedy=INSTALL) from fault
