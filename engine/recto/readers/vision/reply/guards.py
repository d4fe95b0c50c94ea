"""What may not be believed of an answer, each with its reason code: small checks in ordered tables.

`fault` judges a whole answer before it is read, `line_fault` one line's text beside what was shown,
`addition_fault` a line that nobody asked for. All are pure, and take time linear in the answer: no
pattern here may look for the end of what it began at more than a bounded distance. What needs the
second reader or the ink is left to arbitration. The prompt also asks the model to behave; nothing
here relies on that.
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
from recto.readers.vision.reply.loops import has_loop
from recto.reasons import Reason
from recto.text.alignment import compact
from recto.text.markup import collapse_leaders
from recto.text.spacing import words_of

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
            (
                r"</?\s*(system|user|assistant|instructions?|prompt|data)\s*>"
                r"|<\|im_(start|end)\|>|\[/?INST\]"
            ),
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
FEW = 3  # sure lines from which a reply that replaces most of them is distrusted as a whole
RATIO, SLACK = 1.6, 20  # a line may grow by this before it is too long
LONGEST_LINE = 4_000  # characters, leaders included; more is no line of any page
CORRECTED = 75.0  # similarity from which a text is a correction of what was shown, whatever it says
ALIKE = 50.0  # similarity of compact texts below which a sure line was replaced, not corrected
SAME = 90.0  # similarity of compact texts above which an added line is one that is there already
BEGINNING = 400  # characters of an answer in which a refusal is looked for
HARDLY_READ = 3  # letters and digits; fewer beside a mark of the unreadable are of no use
# A sure line may come back with this share of its letters and digits, less two of them.
KEPT, KEPT_SLACK = 0.7, 2
LEAST_REPLACED = 3  # letters and digits of a sure line from which it can be said to be replaced
LEAST_RECASED = 6  # letters of a sure line from which their case can be said to be changed
LEAST_SCRIPT, MOSTLY = 4, 0.6  # letters that name an alphabet, and the share that most of them is
KANA = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA")


def fault(answer: Completion, silent_caps: Sequence[int], *, is_bare: bool = False) -> str | None:
    """Why this answer is not one, or None. A cut-off or filtered answer is never taken for a
    success. `is_bare`: it is the page's text and nothing around it, which may say "I am sorry".
    """
    text = (answer.text or "").strip()
    beginning = text[:BEGINNING]
    tokens = answer.usage.input_tokens + answer.usage.output_tokens
    is_prose = not is_bare and "{" not in text
    refusing_in_words = is_prose and bool(_REFUSAL.search(beginning))
    table = (
        (Reason.TRUNCATED, answer.finish in LENGTH),
        (Reason.RECITATION, answer.finish == "recitation"),
        (Reason.CONTENT_FILTER, answer.finish in FILTERED),
        (Reason.REFUSED, bool(answer.refusal)),
        (Reason.NULL_CONTENT, not text),
        (Reason.CONTEXT_CAP, tokens in silent_caps),
        (Reason.REFUSED, refusing_in_words),
    )
    return next((reason for reason, holds in table if holds), None)


def sure(shown: ShownLine) -> bool:
    """Whether Tesseract read the line well enough to be a witness of its own."""
    if not shown.text:
        return False
    errors = shown.expected_errors if shown.text_errors is None else shown.text_errors
    words = words_of(shown.text)
    return errors <= SURE * len(words)


def refusing(shown: ShownLine, text: str) -> bool:
    """A refusal or a comment where the line's text should be."""
    if not _REFUSAL.search(text):
        return False
    return not _REFUSAL.search(shown.text or "")


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
    keys = filter(None, map(compact, texts))
    instruction = _INSTRUCTION.search(" ".join(texts))
    return Beside(tuple(keys), instruction is not None)


def instruction_like(text: str, shown: Beside) -> bool:
    """It talks to a model, and what was shown does not."""
    if shown.instructs or not _INSTRUCTION.search(text):
        return False
    shown_text = shown.text
    if not shown_text:
        return True
    key = compact(text)
    return fuzz.partial_ratio(key, shown_text) < CORRECTED


def instructing(shown: ShownLine, text: str) -> bool:
    """The text of one line does so."""
    if not _INSTRUCTION.search(text):  # looked for first: most texts end here
        return False
    return instruction_like(text, beside([shown]))


def unreadable(shown: ShownLine, text: str) -> bool:
    """It marks what it could not read: of no use where Tesseract is sure, or where hardly anything
    was read.
    """
    if not _UNREADABLE.search(text):
        return False
    if sure(shown):
        return True
    readable = _UNREADABLE.sub("", text)
    return len(compact(readable)) < HARDLY_READ


def looping(shown: ShownLine, text: str) -> bool:
    """A short piece repeated over and over, dot leaders aside, and not in what was shown."""
    if not has_loop(text):
        return False
    return not has_loop(shown.text or "")


def too_long(shown: ShownLine, text: str) -> bool:
    """More characters than the line can hold, by its text and by its box."""
    before = shown.text or ""
    by_text = RATIO * len(before) + SLACK
    height = max(1.0, shown.box.height)
    by_box = CHARS_A_SQUARE * shown.box.width / height + SLACK
    length = len(collapse_leaders(text))
    return length > max(by_text, by_box)


def shortened(shown: ShownLine, text: str) -> bool:
    """A sure line came back with less than .7 of its letters: a summary or an omission."""
    before = len(compact(shown.text or ""))
    after = len(compact(text))
    return sure(shown) and after < KEPT * before - KEPT_SLACK


def other_script(shown: ShownLine, text: str) -> bool:
    """A sure line came back in another alphabet: a translation or a transliteration."""
    if not sure(shown):
        return False
    before = script(shown.text or "")
    after = script(text)
    if not before or not after:
        return False
    return before != after


def replaced(shown: ShownLine, text: str) -> bool:
    """A sure line came back as a different one: translated, invented, or ordered by the page's own
    text.
    """
    if not sure(shown):
        return False
    before = compact(shown.text or "")
    if len(before) < LEAST_REPLACED:
        return False
    after = compact(text)
    return fuzz.ratio(before, after) < ALIKE


def recased(shown: ShownLine, text: str) -> bool:
    """A sure line came back with the same letters, but a third of them in the other case."""
    if not sure(shown):
        return False
    before = "".join((shown.text or "").split())
    after = "".join(text.split())
    if len(before) != len(after) or before.casefold() != after.casefold():
        return False
    letters = changed = 0
    for old, new in zip(before, after, strict=True):
        if old.isalpha():
            letters += 1
            changed += old != new
    return letters >= LEAST_RECASED and changed > letters / 3


LINE_GUARDS: tuple[tuple[str, Callable[[ShownLine, str], bool]], ...] = (
    (Reason.TOO_LONG, lambda shown, text: len(text) > LONGEST_LINE),
    (Reason.REFUSED_LINE, refusing),
    (Reason.INSTRUCTION_LIKE, instructing),
    (Reason.UNREADABLE, unreadable),
    (Reason.LOOP_CUT, looping),
    (Reason.TOO_LONG, too_long),
    (Reason.SCRIPT_MISMATCH, other_script),
    (Reason.SUMMARY, shortened),
    (Reason.UNSUPPORTED_EDIT, replaced),
    (Reason.CASE_CHANGE, recased),
)


def line_fault(shown: ShownLine, text: str) -> str | None:
    """The first reason against this text for this line, or None."""
    for reason, guard in LINE_GUARDS:
        if guard(shown, text):
            return reason
    return None


def addition_fault(text: str, shown: Beside, kind: str) -> str | None:
    """The reason against a line that the model added, or None; a crop of a line has no room for
    another line.
    """
    if kind == "lines":
        return Reason.ADDITION_REFUSED
    if len(text) > LONGEST_LINE:
        return Reason.TOO_LONG
    if instruction_like(text, shown) or _REFUSAL.search(text):
        return Reason.INSTRUCTION_LIKE
    key = compact(text)
    if not key:
        return Reason.ADDITION_EMPTY
    if any(fuzz.ratio(key, line) > SAME for line in shown.lines):
        return Reason.ADDITION_DUPLICATE
    return Reason.LOOP_CUT if has_loop(text) else None


def script(text: str) -> str:
    """The alphabet of most letters ("LATIN", "CYRILLIC", "CJK", ...); "" with fewer than four
    letters.
    """
    letters: Counter[str] = Counter()
    for char in text:
        if not char.isalpha():
            continue
        name, _, _ = unicodedata.name(char, "").partition(" ")
        # the kana stand with the ideographs
        alphabet = "CJK" if name in KANA else name
        letters[alphabet] += 1
    total = sum(letters.values())
    if total < LEAST_SCRIPT:
        return ""
    name, count = letters.most_common(1)[0]
    if count <= MOSTLY * total:
        return ""
    return name
