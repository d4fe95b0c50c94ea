"""Where pages come from: files, folders and stdin in, Pages one at a time out, each fault by name.

A fault of one page (a broken frame, an unreadable PDF page) is a value, PageFault, in the place
where the page would have come, so that the others still come; a fault of the whole file (absent,
encrypted, not an image) is raised. Nothing is decoded before its header was checked against the
limits.
"""

from recto.sources.folders import Source, expand
from recto.sources.limits import Limits
from recto.sources.opening import (
    PageFault,
    count_pages,
    frame_number,
    is_pdf_file,
    open_pages,
    pdf_data,
    pdf_text_data,
)

__all__ = [
    "Limits",
    "PageFault",
    "Source",
    "count_pages",
    "expand",
    "frame_number",
    "is_pdf_file",
    "open_pages",
    "pdf_data",
    "pdf_text_data",
]
