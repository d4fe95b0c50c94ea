"""Tesseract's hOCR, spoiled anywhere: lines of finite numbers, or a ReaderFailed."""

import math
from collections.abc import Callable

from hypothesis import strategies as st

from recto.errors import ReaderFailed
from recto.readers.tesseract.hocr import parse

Fuzz = Callable[..., None]

NUMBERS = st.sampled_from(
    ["0", "-1", "99.5", "1e999", "-1e300", "--", "1-1", "e", "", ".", "9" * 30, "1e-400", "nan"]
)
TEXTS = st.sampled_from(
    ["a", "&amp;", "&lt;", "&#0;", "&#x110000;", "&", "fi", "<", "\u0301", "\ud800", ""]
)
TAGS = st.one_of(
    st.builds(
        "<span class='ocr_line' title=\"bbox {} {} {} {}; baseline {} {}\">".format,
        *(NUMBERS,) * 6,
    ),
    st.builds("<span class='ocr_line' title=\"bbox 1 2 30 40; textangle {}\">".format, NUMBERS),
    st.builds("<span class='ocr_header' title=\"bbox 1 2 30 40\">{}".format, TEXTS),
    st.builds(
        "<span class='ocrx_word' title='bbox {} {} {} {}; x_wconf {}'>".format, *(NUMBERS,) * 5
    ),
    st.just("<span class='ocrx_word' title='bbox 1 2 30 40; x_wconf 91'>"),
    st.builds(
        "<span class='ocrx_cinfo' title='x_bboxes 1 2 3 4; x_conf {}'>{}".format, NUMBERS, TEXTS
    ),
    st.builds(
        "<span class='ocrx_cinfo' id='choice_1_1' title='x_confs {}'>{}".format, NUMBERS, TEXTS
    ),
    st.text(max_size=8),
)


def test_any_tags_are_lines_or_a_failed_reader(fuzz: Fuzz) -> None:
    """In any order: characters without a word, words without a line, numbers that are none."""

    def law(tags: list[str]) -> None:
        lines, said = [], ""
        try:
            lines = list(parse("".join(tags)))
        except ReaderFailed as fault:
            said = str(fault)
        assert "\n" not in said
        for line in lines:
            boxes = [line.box, *(word.box for word in line.words)]
            edges = [edge for box in boxes for edge in (box.left, box.top, box.right, box.bottom)]
            assert all(map(math.isfinite, (*edges, *line.baseline)))
            for word in line.words:
                assert word.text.strip()
                assert 0 <= word.raw_confidence <= 1
                assert len(word.scores) in (0, len(word.text))
                assert len(word.choices) in (0, len(word.text))

    fuzz(law, st.lists(TAGS, max_size=12))
