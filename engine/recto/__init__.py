"""Recto: text from pages that you can trust word by word."""

from ._version import __version__

__all__ = ["__version__"]
