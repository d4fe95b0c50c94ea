"""Which languages PP-OCR's recogniser can spell: what its alphabet lacks, it writes as look-alike
garbage.

Tesseract's language codes enter, those that it has no letters for leave. The 18 708 classes of the
shipped model (PP-OCRv6 small) are Chinese characters, kana, Latin and Greek letters with their
marks; every other script has none, or a handful of signs.
"""

from __future__ import annotations

import re

# Tesseract codes of languages in scripts without an alphabet there: Cyrillic, Arabic, Hebrew,
# Hangul, Indic, ...
OTHER_SCRIPTS = frozenset({
    "amh", "ara", "asm", "aze_cyrl", "bel", "ben", "bod", "bul", "chr", "ckb", "div", "dzo", "fas",
    "guj", "heb", "hin",
    "hye", "iku", "kan", "kat", "kat_old", "kaz", "khm", "kir", "kor", "kor_vert", "lao", "mal",
    "mar", "mkd", "mon",
    "mya", "nep", "ori", "pan", "pus", "rus", "san", "sin", "snd", "srp", "syr", "tam", "tat",
    "tel", "tgk", "tha",
    "tir", "uig", "ukr", "urd", "uzb_cyrl", "yid",
})  # fmt: skip
READ_SCRIPTS = re.compile(r"Latin|Fraktur|Greek|Han[ST]|Japanese|Vietnamese")


def unreadable(languages: str) -> list[str]:
    """Those of the codes ("rus+eng", "script/Arabic") that PP-OCR has no letters for."""
    unread = []
    for code in languages.split("+"):
        first = code[:1]
        is_script = code.startswith("script/") or first.isupper()
        is_other = is_script and not READ_SCRIPTS.search(code)
        if is_other or code in OTHER_SCRIPTS:
            unread.append(code)
    return unread
