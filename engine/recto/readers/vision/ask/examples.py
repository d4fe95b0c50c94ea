"""What lines of earlier pages cost a request.

Examples enter, tokens leave; how they are put into words is prompt.py's.
"""

from __future__ import annotations

from collections.abc import Sequence

from recto.readers.vision.ask.prompt import examples_block
from recto.readers.vision.ask.text_tokens import text_tokens


def tokens_of(examples: Sequence[tuple[str, str]]) -> int:
    """About so many in each request that shows text; 0 for none."""
    if not examples:
        return 0
    return text_tokens(examples_block(examples))
