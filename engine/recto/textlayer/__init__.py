"""The text that a PDF page already carries: read with its boxes, judged, then kept, compared or read anew.

layer.py reads it from the file, judgement.py says what it is worth, use.py makes a result of it or tells a result what
became of it.
"""

from __future__ import annotations

from .layer import READER, TextLayer, text_layer
from .use import kept_page, with_layer

__all__ = ["READER", "TextLayer", "kept_page", "text_layer", "with_layer"]
