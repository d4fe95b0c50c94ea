"""Pages made by hand for arbitration: what each reader read, line by line."""

from tests.local.made import line, reading

from recto.local.fusion import LocalLine, fuse
from recto.model.transcript import Transcript, TranscriptLine
from recto.readers.tesseract.lexicon import EMPTY, Lexicon
from recto.witnesses.local import PageFacts, page_facts


def page(tesseract: list[str], ppocr: list[str], confidence: float = 0.95) -> tuple[LocalLine, ...]:
    """Lines under each other, as both local readers read them."""
    return fuse(
        reading(
            "tesseract",
            *(line(t, top=30.0 * k, confidence=confidence) for k, t in enumerate(tesseract) if t),
        ),
        reading("ppocr", *(line(t, top=30.0 * k) for k, t in enumerate(ppocr) if t)),
    )


def facts(
    lines: tuple[LocalLine, ...], lexicon: Lexicon = EMPTY, language: str = "eng"
) -> PageFacts:
    """The page's own."""
    return page_facts(lines, lexicon, language, two_readers=True)


def transcript(*lines: str, asked: tuple[int, ...] | None = None) -> Transcript:
    """What an LLM wrote; with `asked`, the answers in the order of the ids."""
    ids: tuple[int | None, ...] = asked if asked is not None else (None,) * len(lines)
    written = tuple(TranscriptLine(text, i) for text, i in zip(lines, ids, strict=True))
    return Transcript(written, "made", "image", asked)
