"""Where pages come from: files, folders and stdin in, Pages one at a time out, each fault by name.

A fault of one page (a broken frame, an unreadable PDF page) is a value, PageFault, so that the other pages still come;
a fault of the whole file is raised. Nothing is decoded before its header was checked against the limits.
"""

from recto.sources.folders import Source, expand
from recto.sources.limits import Limits
from recto.sources.opening import PageFault, open_pages

__all__ = ["Limits", "PageFault", "Source", "expand", "open_pages"]
