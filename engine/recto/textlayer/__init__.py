"""The text that a PDF page already carries: read with its boxes, judged, then kept, compared or
read anew.

layer.py reads it from the file, judgement.py says what it is worth by its looks, check.py and
worth.py what it is worth by the pixels; keeping.py makes a page of it, use.py tells a result what
became of it.
"""

from __future__ import annotations

from .keeping import keep
from .layer import READER, TextLayer, text_layer
from .looks import Readers
from .use import with_layer, with_loss

__all__ = ["READER", "Readers", "TextLayer", "keep", "text_layer", "with_layer", "with_loss"]
