"""Tesseract's own hOCR, read in one pass: lines, words, boxes, confidences and per-character
alternatives.

hOCR text enters with the plain text of the same run, which knows where words end (glyphs.py); Lines
in the px of the image that Tesseract saw leave. A number that is none, or that no image can hold,
is a ReaderFailed. Asked with `hocr_char_boxes=1` and `lstm_choice_mode=2`,
Tesseract 5 nests under each character's span the characters it weighed, with percentages. The spans
are regular enough that one expression over the tags is exact, and it costs 1 % of what reading the
page does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from recto.errors import ReaderFailed
from recto.model.page import Box, Choice, Line, ReaderWord
from recto.readers.tesseract.glyphs import RawGlyph, RawLine, RawWord, parted_as_written
from recto.readers.tesseract.run import DOCTOR
from recto.text.sara_am import typed

FARTHEST = 1e7  # px: images have 32,767 a side (Tesseract's limit)
GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
STEEPEST = 1e4  # of a baseline
SHOWN = 80  # characters of a fault that a message gives

_TAG = re.compile(
    r"<span class='ocr_(?P<line>line|textfloat|header|caption)'[^>]*?title=\"bbox (?P<lbox>[\d"
    r" -]+)(?P<rest>[^\"]*)\""
    r"|<span class='ocrx_word'[^>]*?title='bbox (?P<wbox>[\d -]+); x_wconf (?P<wconf>[\d.-]+)"
    r"|<span class='ocrx_cinfo' title='x_bboxes (?P<cbox>[\d -]+); x_conf"
    r" (?P<cconf>[\d.e+-]+)'>(?P<char>[^<]*)"
    r"|<span class='ocrx_cinfo' id='choice_[\d_]+' title='x_confs"
    r" (?P<pconf>[\d.e+-]+)'>(?P<choice>[^<]*)"
)
_BASELINE = re.compile(r"baseline (-?[\d.e+-]+) (-?[\d.e+-]+)")
_ANGLE = re.compile(r"textangle (\d+)")


def parse(text: str, written: str = "") -> Iterator[Line]:
    """Every line that has words, in Tesseract's order; px of the image read. `written` is
    Tesseract's plain text of the page. Raises ReaderFailed.
    """
    try:
        lines = _lines(text)
    except (ValueError, IndexError, OverflowError) as fault:
        message = " ".join(str(fault).split())
        what = f"Tesseract's output is not hOCR ({message[:SHOWN]})"
        raise ReaderFailed(what, remedy=DOCTOR) from None
    parted_as_written(lines, written)
    for line in lines:
        words = tuple(filter(None, map(_word, line.words)))
        if words:
            yield Line(words, line.box, line.baseline)


def _lines(text: str) -> list[RawLine]:
    """What the tags say, nested as they are."""
    lines: list[RawLine] = []
    for tag in _TAG.finditer(text):
        kind = tag.lastgroup
        if kind == "char":
            letter = html.unescape(tag["char"])
            confidence = _share(tag["cconf"])
            box = _box(tag["cbox"])
            glyph = RawGlyph(letter, confidence, box)
            word = lines[-1].words[-1]
            word.glyphs.append(glyph)
        elif kind == "choice":
            letter = html.unescape(tag["choice"])
            probability = _share(tag["pconf"])
            choice = Choice(letter, probability)
            word = lines[-1].words[-1]
            word.glyphs[-1].choices.append(choice)
        elif kind == "wconf":
            box = _box(tag["wbox"])
            confidence = _share(tag["wconf"])
            word = RawWord(box, confidence)
            lines[-1].words.append(word)
        else:
            line = _line(tag["lbox"], tag["rest"])
            lines.append(line)
    return lines


def _number(text: str, most: float = FARTHEST) -> float:
    """Finite, and no farther from 0 than `most`. Raises ValueError."""
    number = float(text)
    if not abs(number) <= most:
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _share(percent: str) -> float:
    """Per cent -> 0..1. Raises ValueError."""
    share = float(percent) / 100
    at_least = max(0.0, share)
    return min(1.0, at_least)


def _box(text: str) -> Box:
    """Four whole numbers, px of the image read. Raises ValueError."""
    numbers = map(_number, text.split())
    left, top, right, bottom = numbers
    return Box(left, top, right, bottom)


def _line(box_text: str, rest: str) -> RawLine:
    """Baseline: a slope and an offset from the box's bottom left corner (hOCR 1.2, `baseline`).

    Of turned text, all that Tesseract tells is the angle, counterclockwise degrees: there it is the
    box's side on which the glyphs stand.
    """
    box = _box(box_text)
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    angle = _ANGLE.search(rest)
    if angle:
        match int(angle[1]):
            case 90:
                return RawLine(box, (right, bottom, right, top))
            case 180:
                return RawLine(box, (right, top, left, top))
            case 270:
                return RawLine(box, (left, top, left, bottom))
            case _:
                return RawLine(box, (left, bottom, right, bottom))

    slope = offset = 0.0
    given = _BASELINE.search(rest)
    if given:
        slope = _number(given[1], STEEPEST)
        offset = _number(given[2])
    at_left = bottom + offset
    at_right = at_left + slope * box.width
    return RawLine(box, (left, at_left, right, at_right))


def _word(raw: RawWord) -> ReaderWord | None:
    """None for a word of nothing but white space."""
    text = ""
    choices: list[tuple[Choice, ...]] = []
    scores: list[float] = []
    for char in raw.glyphs:
        if not char.text.strip():
            continue
        length = len(char.text)
        text += char.text
        choices += _choices(char)
        scores += [char.confidence] * length
    if not text:
        return None
    if GREEK.search(text):
        # Tesseract's Greek models write the micro sign for mu; in "µm" it stays.
        text = text.replace("\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
    text, gone = typed(text)
    for at in reversed(gone):
        del choices[at], scores[at]
    weighed = tuple(choices) if any(choices) else ()
    return ReaderWord(
        text,
        raw.box,
        raw.confidence,
        weighed,
        tuple(scores),
    )


def _choices(char: RawGlyph) -> Iterator[tuple[Choice, ...]]:
    """For each character of one glyph (a ligature or a cluster holds several) what was weighed in
    its place.

    Tesseract's own order is nearly, not always, by probability. Inside a cluster, an alternative of
    another length cannot be split among the characters and is left out.
    """
    ranked = sorted(char.choices, key=lambda choice: -choice.probability)
    length = len(char.text)
    if length == 1:
        yield tuple(ranked)
        return
    fitting = [choice for choice in ranked if len(choice.text) == length]
    for place in range(length):
        weighed = []
        for choice in fitting:
            letter = choice.text[place]
            weighed.append(Choice(letter, choice.probability))
        yield tuple(weighed)
