"""A stand-in for the wheel of Tesseract's library, for tests of what goes wrong in it.

What it does with an image is said by the image's first pixel; what it reads is how many images it
was shown before, and whether it was made to forget them.
"""

# ruff: noqa: N802
# its names are those of the real one

import os
import signal
import time

CRASH, HANG, FAULT, LOUD = 1, 2, 3, 4
LINE = (
    "<div class='ocr_page'><span class='ocr_line' title=\"bbox 0 0 60 60; baseline 0 0\">"
    "<span class='ocrx_word' title='bbox 0 0 60 60; x_wconf 90'>"
    "<span class='ocrx_cinfo' title='x_bboxes 0 0 60 60; x_conf 90'>{letter}</span>"
    "</span></span></div>"
)


def tesseract_version() -> str:
    """As the real one says it."""
    return "tesseract 5.9.9\n leptonica-1.99"


class PyTessBaseAPI:
    """Of the real one what Recto asks of it."""

    def __init__(self, path: str, lang: str, variables: dict[str, str]) -> None:
        self.learned = 0
        self.first = 0

    def ClearAdaptiveClassifier(self) -> None:
        self.learned = 0

    def SetPageSegMode(self, psm: int) -> None:
        self.psm = psm

    def SetVariable(self, name: str, value: str) -> bool:
        return True

    def SetImageBytes(self, content: bytes, width: int, height: int, each: int, row: int) -> None:
        assert len(content) == height * row
        self.first = content[0]

    def GetHOCRText(self, page: int) -> str:
        self._obey()
        self.learned += 1
        return LINE.format(letter="abcdefgh"[self.learned])

    def GetUTF8Text(self) -> str:
        self._obey()
        return ""

    def _obey(self) -> None:
        if self.first == CRASH:
            os.kill(os.getpid(), signal.SIGSEGV)
        if self.first == HANG:
            time.sleep(60)
        if self.first == FAULT:
            raise RuntimeError("Failed to\n recognise")
        if self.first == LOUD:
            os.write(1, b"a library that talks" * 1000)

    def Clear(self) -> None:
        pass
