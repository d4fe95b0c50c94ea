"""What may not be believed of an answer, each with its reason code: small checks in ordered tables.

`fault` judges a whole answer before it is read, `line_fault` one line's text beside what was shown,
`addition_fault` a line that nobody asked for, `cut_loops` a runaway transcription. All are pure,
and take time linear in the answer: no pattern here may look for the end of what it began at more
than a bounded distance. What needs the second reader or the ink is left to arbitration. The prompt
also asks the model to behave; nothing here relies on that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from recto.model.transcript import ShownLine
from recto.readers.vision.ask.room import CHARS_A_SQUARE
from recto.readers.vision.call.completion import Completion
from recto.text.alignment import compact
from recto.text.markup import collapse_leaders

LENGTH = {"length", "max_tokens", "max_output_tokens", "model_length"}
FILTERED = {"content_filter", "safety", "blocklist", "prohibited_content", "spii", "sensitive"}
_REFUSAL = re.compile(
    r"\b(I('m| am) (sorry|unable|not able)|I (can('|no)t|cannot|won't)"
    r" (assist|help|transcribe|read|process|comply)"
    r"|as an AI\b|against my (guidelines|policy)|unable to"
    r" (assist|process|transcribe))|抱歉|无法(识别|协助|提供)",
    re.IGNORECASE,
)
_UNREADABLE = re.compile(
    r"\[\s*(\?+|…|\.\.\.|unclear|illegible|unreadable|unleserlich|illisible|ilegible)\s*\]",
    re.IGNORECASE,
)
# Text that talks to a model. Narrow on purpose: "you are now", "as an assistant surgeon" and "il
# ignore les" are prose.
_WHOSE = r"((all|any|the|your|my|these|of|previous|prior|above|earlier|preceding)\s+)*"
_AIMS = r"(instructions?|prompts?|rules|guidelines|messages?|commands?)"
_INSTRUCTION = re.compile(
    "|".join(
        (
            rf"\b(ignore|disregard|forget|override|bypass)\s+{_WHOSE}{_AIMS}",
            (
                r"\b(system|developer) (prompt|message|override)\b|\bprint your"
                r" (prompt|instructions)\b"
            ),
            r"\b(as|are|now) an? (AI|(large )?language model|chatbot)\b",
            (
                r"\b(reply|respond|answer|output|return|write) (only|exactly|just) (with|the"
                r" (word|text|following))\b"
            ),
            r"</?\s*(system|user|assistant|instructions?|prompt|data)\s*>|<\|im_(start|end)\|>|\[/?INST\]",
            r"\bignorier\w*\s+(\w+\s+){0,3}(Anweisungen|Instruktionen|Regeln)",
            r"\bignore[zr]?\s+(\w+\s+){0,3}(consignes|instructions|règles)",
            r"\bignora\w*\s+(\w+\s+){0,3}(instrucciones|istruzioni|instruções|reglas|regole)",
            r"忽略(之前|以上|所有|前面).{0,6}(指令|指示|提示)|\bигнорируй\w*\s+(\w+\s+){0,3}(инструкции|указания)",
            r"\"(edits|added|dropped|structure|spans)\"\s*:|<<<\s*\w{4}|\w{4}\s*>>>",
            r"\b(prompt injection|jailbreak)\b",
        )
    ),
    re.IGNORECASE,
)

SURE = 0.34  # expected errors a word, up to which Tesseract's text is evidence against a rewrite
RATIO, SLACK = 1.6, 20  # a line may grow by this before it is too long
LONGEST_LINE = 4_000  # characters, leaders included; more is no line of any page
CORRECTED = 75.0  # similarity from which a text is a correction of what was shown, whatever it says
ALIKE = 50.0  # similarity of compact texts below which a sure line was replaced, not corrected


def fault(answer: Completion, silent_caps: Sequence[int]) -> str | None:
    """Why this answer is not one, or None. A cut-off or filtered answer is never taken for a
    success.
    """
    text = (answer.text or "").strip()
    table = (
        ("truncated", answer.finish in LENGTH),
        ("recitation", answer.finish == "recitation"),
        ("content-filter", answer.finish in FILTERED),
        ("refused", bool(answer.refusal)),
        ("null-content", not text),
        ("context-cap", answer.usage.input_tokens + answer.usage.output_tokens in silent_caps),
        ("refused", "{" not in text and bool(_REFUSAL.search(text[:400]))),
    )
    return next((reason for reason, found in table if found), None)


def sure(shown: ShownLine) -> bool:
    """Whether Tesseract read the line well enough to be a witness of its own."""
    errors = shown.expected_errors if shown.text_errors is None else shown.text_errors
    return bool(shown.text) and errors <= SURE * len((shown.text or "").split())


def refusing(shown: ShownLine, text: str) -> bool:
    """A refusal or a comment where the line's text should be."""
    return bool(_REFUSAL.search(text)) and not _REFUSAL.search(shown.text or "")


@dataclass(frozen=True, slots=True)
class Beside:
    """All that was shown, looked through once for many texts."""

    lines: tuple[str, ...]  # compact, without empty ones
    instructs: bool  # it talks to a model itself

    @property
    def text(self) -> str:
        """Compact."""
        return "".join(self.lines)


def beside(shown: Sequence[ShownLine]) -> Beside:
    """What a text is to be held against that names no line of its own."""
    texts = [line.text or "" for line in shown]
    keys = tuple(key for key in map(compact, texts) if key)
    return Beside(keys, bool(_INSTRUCTION.search(" ".join(texts))))


def instruction_like(text: str, shown: Beside) -> bool:
    """It talks to a model, and what was shown does not."""
    if shown.instructs or not _INSTRUCTION.search(text):
        return False
    known = shown.text
    return fuzz.partial_ratio(compact(text), known) < CORRECTED if known else True


def instructing(shown: ShownLine, text: str) -> bool:
    """The text of one line does so."""
    return bool(_INSTRUCTION.search(text)) and instruction_like(text, beside([shown]))


def unreadable(shown: ShownLine, text: str) -> bool:
    """It marks what it could not read: of no use where Tesseract is sure, or where hardly anything
    was read.
    """
    marks = _UNREADABLE.findall(text)
    readable = compact(_UNREADABLE.sub("", text))
    return bool(marks) and (sure(shown) or len(readable) < 3)


def looping(shown: ShownLine, text: str) -> bool:
    """A short piece repeated over and over, dot leaders aside, and not in what was shown."""
    return has_loop(text) and not has_loop(shown.text or "")


def too_long(shown: ShownLine, text: str) -> bool:
    """More characters than the line can hold, by its text and by its box."""
    by_text = RATIO * len(shown.text or "") + SLACK
    by_box = CHARS_A_SQUARE * shown.box.width / max(1.0, shown.box.height) + SLACK
    return len(collapse_leaders(text)) > max(by_text, by_box)


def shortened(shown: ShownLine, text: str) -> bool:
    """A sure line came back with less than .7 of its letters: a summary or an omission."""
    return sure(shown) and len(compact(text)) < 0.7 * len(compact(shown.text or "")) - 2


def other_script(shown: ShownLine, text: str) -> bool:
    """A sure line came back in another alphabet: a translation or a transliteration."""
    before, after = script(shown.text or ""), script(text)
    return sure(shown) and bool(before) and bool(after) and before != after


def replaced(shown: ShownLine, text: str) -> bool:
    """A sure line came back as a different one: translated, invented, or ordered by the page's own
    text.
    """
    before, after = compact(shown.text or ""), compact(text)
    return sure(shown) and len(before) >= 3 and fuzz.ratio(before, after) < ALIKE


def recased(shown: ShownLine, text: str) -> bool:
    """A sure line came back with the same letters, but a third of them in the other case."""
    before, after = "".join((shown.text or "").split()), "".join(text.split())
    if not sure(shown) or len(before) != len(after) or before.casefold() != after.casefold():
        return False
    letters = [(a, b) for a, b in zip(before, after, strict=True) if a.isalpha()]
    return len(letters) >= 6 and sum(a != b for a, b in letters) > len(letters) / 3


LINE_GUARDS: tuple[tuple[str, Callable[[ShownLine, str], bool]], ...] = (
    ("too-long", lambda shown, text: len(text) > LONGEST_LINE),
    ("refused-line", refusing),
    ("instruction-like", instructing),
    ("unreadable", unreadable),
    ("loop-cut", looping),
    ("too-long", too_long),
    ("script-mismatch", other_script),
    ("summary", shortened),
    ("unsupported-edit", replaced),
    ("case-change", recased),
)


def line_fault(shown: ShownLine, text: str) -> str | None:
    """The first reason against this text for this line, or None."""
    return next((reason for reason, found in LINE_GUARDS if found(shown, text)), None)


def addition_fault(text: str, shown: Beside, kind: str) -> str | None:
    """The reason against a line that the model added, or None; a crop of a line has no room for
    another line.
    """
    if kind == "lines":
        return "addition-refused"
    if len(text) > LONGEST_LINE:
        return "too-long"
    if instruction_like(text, shown) or _REFUSAL.search(text):
        return "instruction-like"
    key = compact(text)
    if not key:
        return "addition-empty"
    if any(fuzz.ratio(key, line) > 90 for line in shown.lines):
        return "addition-duplicate"
    return "loop-cut" if has_loop(text) else None


def has_loop(text: str) -> bool:
    """Whether one piece of 1-40 characters stands at least eight times in a row over 24 characters
    or more.

    Leaders, rules and blanks ("....", "____", "- - -", "0 0 0") are how pages are printed, not
    loops.
    """
    folded = " ".join(collapse_leaders(text).split())
    return any(
        len(match[0]) >= 24 and any(map(str.isalpha, match[1]))
        for match in _REPEATED.finditer(folded)
    )


_REPEATED = re.compile(r"(.{1,40}?)\1{7,}")
PERIODS, OFTEN = 12, 6  # lines of a passage, and how often in a row it is a loop
WORTH = 8  # letters and digits of a passage; a ledger repeats less


def cut_loops(lines: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Runs of a repeated passage (1-12 lines, at least six times over) cut to one, and whether
    there was any.

    Six: a ledger repeats "do." or "0.00" line by line, so passages without eight letters are left
    alone.
    """
    kept: list[str] = []
    cut = False
    at = 0
    while at < len(lines):
        period, times, is_loop = _run(lines, at)
        # The end of a run that stays may be the beginning of one with a longer period.
        step = period * times if is_loop else max(1, period * times - PERIODS)
        kept += lines[at : at + (period if is_loop else step)]
        at += step
        cut = cut or is_loop
    return tuple(kept), cut


def _run(lines: Sequence[str], at: int) -> tuple[int, int, bool]:
    """(period, how often, whether it is a loop) of the passage repeated from here; (1, 1, no)
    without repetition.
    """
    for period in range(1, PERIODS + 1):
        passage = lines[at : at + period]
        times = 1
        while lines[at + times * period : at + (times + 1) * period] == passage and passage:
            times += 1
        # the shortest period decides: eight times "do." is not four times "do. do."
        if times >= OFTEN:
            return period, times, len(compact("".join(passage))) >= WORTH
    return 1, 1, False


def script(text: str) -> str:
    """The alphabet of most letters ("LATIN", "CYRILLIC", "CJK", ...); "" with fewer than four
    letters.
    """
    names = Counter(_script_of(char) for char in text if char.isalpha())
    total = sum(names.values())
    if total < 4:
        return ""
    name, count = names.most_common(1)[0]
    return name if count > 0.6 * total else ""


def _script_of(char: str) -> str:
    name = unicodedata.name(char, "").split(" ")[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name
