"""Evidence made by hand, and what each column of its rows holds: a table a kind of row, one column
a piece of evidence.
"""

from collections import Counter
from math import log

from tests.local.made import word

from recto.local.fusion import AlignedWords
from recto.model.page import Choice, ReaderWord
from recto.readers.tesseract.lexicon import EMPTY
from recto.reasons import Reason
from recto.witnesses.choices import LlmChoice, LocalChoice
from recto.witnesses.dissent import Dissent
from recto.witnesses.llm import LlmEvidence, LlmFacts
from recto.witnesses.local import PageFacts, WordEvidence
from recto.witnesses.registry import agreeing, heard
from recto.witnesses.reliability import Reliability, Similarities

Table = dict[str, tuple[float, ...]]  # column -> its value for each piece of evidence

LEXICON = EMPTY.with_words(["harbour", "pilot"])
ANTIQUA = PageFacts(LEXICON, False, 0.81, 0.72, 0.63, two_readers=True)
BLACKLETTER = PageFacts(LEXICON, True, 0.82, 0.73, 0.64, two_readers=True)


def odds(probability: float) -> float:
    """Log odds."""
    return log(probability / (1 - probability))


def weighed(text: str, others: str) -> ReaderWord:
    """A word of Tesseract that had another character in mind at each place."""
    made = word(text, 0.0, 0.0)
    pairs = zip(text, others, strict=True)
    choices = tuple((Choice(char, 0.9), Choice(other, 0.1)) for char, other in pairs)
    return ReaderWord(made.text, made.box, made.raw_confidence, choices, made.scores)


def local(
    tesseract: str,
    ppocr: str,
    sure: tuple[float, float, float, float, float],
    facts: PageFacts = ANTIQUA,
    others: str = "",
) -> WordEvidence:
    """`sure`: Tesseract's weakest word, PP-OCR's mean and weakest character, the line, the
    similarity; `others`: what Tesseract had in mind, too, a word for each of its own.
    """
    mine = tuple(word(text, 0.0, 0.0) for text in tesseract.split())
    if others:
        pairs = zip(tesseract.split(), others.split(), strict=True)
        mine = tuple(weighed(text, other) for text, other in pairs)
    theirs = tuple(word(text, 0.0, 0.0) for text in ppocr.split())
    unit = AlignedWords(mine, theirs)
    testimonies = heard(unit)
    alike = agreeing(testimonies)
    return WordEvidence(unit, facts, testimonies, alike, tesseract, ppocr, *sure)


NUMBER = local("harbour 19o4", "pil0t", (0.90, 0.80, 0.60, 0.70, 0.55))
SAME = local("pilot", "pilot", (0.91, 0.81, 0.61, 0.71, 1.0), BLACKLETTER)
KNOWN = local("harbovr", "harbour nt", (0.92, 0.82, 0.62, 0.73, 0.86), BLACKLETTER)
WORDS = (NUMBER, SAME, KNOWN)
WORD_TABLE: Table = {
    "tesseract": (odds(0.90), odds(0.91), odds(0.92)),
    "ppocr": (odds(0.80), odds(0.81), odds(0.82)),
    "ppocr_weakest": (odds(0.60), odds(0.61), odds(0.62)),
    "line": (odds(0.70), odds(0.71), odds(0.73)),
    "similarity": (0.55, 1.0, 0.86),
    "known_tesseract": (0.5, 1.0, 0.0),
    "known_ppocr": (0.0, 1.0, 0.5),
    "digits": (1.0, 0.0, 0.0),
    "length": (12.0, 5.0, 10.0),
    "page_tesseract": (0.72, 0.73, 0.73),
    "page_ppocr": (0.63, 0.64, 0.64),
    "agreement": (0.81, 0.82, 0.82),
    "blackletter": (0.0, 1.0, 1.0),
    "same_text": (0.0, 1.0, 0.0),
}

WEIGHED = local("19o4", "1904", (0.93, 0.83, 0.63, 0.74, 0.75), others="iq0a")
CONFLICTS = (NUMBER, WEIGHED)
CONFLICT_TABLE: Table = {
    "bias": (1.0, 1.0),
    "tesseract": (odds(0.90), odds(0.93)),
    "ppocr": (odds(0.80), odds(0.83)),
    "ppocr_weakest": (odds(0.60), odds(0.63)),
    "known": (0.5, 0.0),
    "line": (odds(0.70), odds(0.74)),
    "alternatives": (0.0, 1.0),
    "length": (7.0, 0.0),
    "pure": (0.0, -1.0),
    "similarity": (0.55, 0.75),
}

YEAR = local("harbour 19o4", "harb", (0.90, 0.80, 0.60, 0.70, 0.55), others="horbovr iqca")
ALONE = local("", "pil0t", (0.0, 0.84, 0.64, 0.75, 0.05))
LLM = (
    LlmEvidence(
        local=YEAR,
        local_choice=LocalChoice(YEAR.unit.tesseract, "tesseract", Reason.TESSERACT_WEIGHS_MORE),
        facts=LlmFacts(
            ANTIQUA,
            Similarities(0.51, 0.52, 0.53, stray=0.07),
            Reliability(0.97, 0.96, 0.95),
            Counter({"horbour1904": 9, "harbour19o4": 2}),
            0.77,
            Dissent(0.59, 0.58, 0.57, 0.03),
        ),
        words=("Horbour", "1904."),
        llm="horbour1904",
        tesseract="harbour19o4",
        ppocr="harb",
        local_right=0.66,
    ),
    LlmEvidence(
        local=SAME,
        local_choice=LocalChoice((word("Pilot", 0.0, 0.0),), "agreed", Reason.READERS_AGREE),
        facts=LlmFacts(
            BLACKLETTER,
            Similarities(0.54, 0.55, 0.56, stray=0.08),
            Reliability(0.94, 0.93, 0.92),
            Counter({"pilots": 1, "pilot": 3}),
            0.78,
            Dissent(0.69, 0.68, 0.67, 0.04),
        ),
        words=("pilots",),
        llm="pilots",
        tesseract="pilot",
        ppocr="pilot",
        local_right=0.76,
    ),
    LlmEvidence(
        local=ALONE,
        local_choice=LocalChoice(ALONE.unit.ppocr, "ppocr", Reason.ONLY_PPOCR_READ_IT),
        facts=LlmFacts(
            ANTIQUA,
            Similarities(0.57, 0.58, 0.59, stray=0.09),
            Reliability(0.91, 0.90, 0.89),
            Counter(),
            0.79,
            Dissent(0.79, 0.78, 0.77, 0.05),
        ),
        words=("pil0t", "harbour"),
        llm="pil0tharbour",
        tesseract="",
        ppocr="pil0t",
        local_right=0.86,
    ),
)
RULINGS = (
    LlmChoice(True, "llm", Reason.LLM_ALONE),
    LlmChoice(False, "agreed", Reason.TWO_READERS_OVERRULE_LLM),
    LlmChoice(True, "llm+ppocr", Reason.LLM_AND_PPOCR),
)
NOTHING = odds(0.0067)  # the log odds of no confidence at all
LLM_WORD_TABLE: Table = {
    "tesseract": (odds(0.90), odds(0.91), NOTHING),
    "ppocr": (odds(0.80), odds(0.81), odds(0.84)),
    "ppocr_weakest": (odds(0.60), odds(0.61), odds(0.64)),
    "line": (odds(0.70), odds(0.71), odds(0.75)),
    "with_tesseract": (9 / 11, 5 / 6, 0.0),
    "with_ppocr": (3 / 11, 5 / 6, 5 / 12),
    "locals": (0.55, 1.0, 0.05),
    "known": (0.0, 1.0, 0.5),
    "digits": (1.0, 0.0, 1.0),
    "length": (11.0, 6.0, 12.0),
    "reliability_llm": (0.97, 0.94, 0.91),
    "reliability_tesseract": (0.96, 0.93, 0.90),
    "reliability_ppocr": (0.95, 0.92, 0.89),
    "elsewhere": (4.0, 1.0, 0.0),
    "blackletter": (0.0, 1.0, 0.0),
    "local_right": (odds(0.66), odds(0.76), odds(0.86)),
    "llm_sides": (odds(0.59), odds(0.69), odds(0.79)),
    "tesseract_sides": (odds(0.58), odds(0.68), odds(0.78)),
    "ppocr_sides": (odds(0.57), odds(0.67), odds(0.77)),
    "nobody_sides": (0.03, 0.04, 0.05),
    "tesseract_mean": (0.72, 0.73, 0.72),
    "ppocr_mean": (0.63, 0.64, 0.63),
    "agreement": (0.81, 0.82, 0.81),
    "local_sure": (0.77, 0.78, 0.79),
    "stray": (0.07, 0.08, 0.09),
    "capital": (1.0, 1.0, 0.0),
    "marks": (2.0, 0.0, 1.0),
}
OVERRULE_TABLE: Table = {
    "bias": (1.0, 1.0, 1.0),
    "tesseract": (odds(0.90), odds(0.91), NOTHING),
    "ppocr": (odds(0.80), odds(0.81), odds(0.84)),
    "ppocr_weakest": (odds(0.60), odds(0.61), odds(0.64)),
    "known": (0.5, 1.0, -0.5),
    "local_known": (0.5, 1.0, 0.0),
    "reliability_llm": (0.97, 0.94, 0.91),
    "reliability_tesseract": (0.96, 0.93, 0.90),
    "reliability_ppocr": (0.95, 0.92, 0.89),
    "llm_ppocr": (0.52, 0.55, 0.58),
    "llm_tesseract": (0.51, 0.54, 0.57),
    "tesseract_ppocr": (0.53, 0.56, 0.59),
    "similarity": (9 / 11, 5 / 6, 5 / 12),
    "length_difference": (0.0, -1.0, -8.0),
    "length": (11.0, 5.0, 0.0),
    "local_digits": (1.0, 0.0, 0.0),
    "llm_digits": (1.0, 0.0, 1.0),
    "llm_elsewhere": (4.0, 1.0, 0.0),
    "local_elsewhere": (2.0, 3.0, 0.0),
    "blackletter": (0.0, 1.0, 0.0),
    "line": (odds(0.70), odds(0.71), odds(0.75)),
    "alternatives": (10 / 11, 0.0, 0.0),
    "pure": (-1.0, 0.0, 0.0),
    "local_right": (odds(0.66), odds(0.76), odds(0.86)),
    "llm_sides": (odds(0.59), odds(0.69), odds(0.79)),
    "tesseract_sides": (odds(0.58), odds(0.68), odds(0.78)),
    "ppocr_sides": (odds(0.57), odds(0.67), odds(0.77)),
    "nobody_sides": (0.03, 0.04, 0.05),
    "with_tesseract": (9 / 11, 5 / 6, 0.0),
    "with_ppocr": (3 / 11, 5 / 6, 5 / 12),
    "locals": (0.55, 1.0, 0.05),
    "distance": (2.0, 1.0, 7.0),
    "ppocr_alone": (0.0, 0.0, 1.0),
    "agreement": (0.81, 0.82, 0.81),
    "ppocr_mean": (0.63, 0.64, 0.63),
    "tesseract_mean": (0.72, 0.73, 0.72),
    "inside": (0.0, 1.0, 1.0),
    "llm_words": (2.0, 1.0, 2.0),
    "local_words": (2.0, 1.0, 1.0),
}
