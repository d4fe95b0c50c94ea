"""Tesseract's language codes as the BCP 47 tags that HTML, ALTO and PDF ask for.

"deu+eng" enters, "de" leaves: the first language is the page's; models of a script ("Fraktur",
"script/Latin") and the layout models name no language and give "".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NO_LANGUAGE = frozenset({"osd", "equ"})  # Tesseract's models of layout and of formulas
# ISO 639-2/T or 639-2/B (as Tesseract names its files) -> the shortest tag (RFC 5646, section
# 2.2.1).
_SHORTEST: Mapping[str, str] = {
    "afr": "af", "ara": "ar", "aze": "az", "bel": "be", "ben": "bn", "bul": "bg", "cat": "ca",
    "ces": "cs",
    "chi_sim": "zh-Hans", "chi_tra": "zh-Hant", "cym": "cy", "dan": "da", "deu": "de", "ell": "el",
    "eng": "en",
    "epo": "eo", "est": "et", "eus": "eu", "fas": "fa", "fin": "fi", "fra": "fr", "gle": "ga",
    "glg": "gl",
    "guj": "gu", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id",
    "isl": "is",
    "ita": "it", "jpn": "ja", "kan": "kn", "kat": "ka", "kaz": "kk", "khm": "km", "kor": "ko",
    "lao": "lo",
    "lat": "la", "lav": "lv", "lit": "lt", "mal": "ml", "mar": "mr", "mkd": "mk", "mlt": "mt",
    "msa": "ms",
    "mya": "my", "nep": "ne", "nld": "nl", "nor": "no", "pan": "pa", "pol": "pl", "por": "pt",
    "pus": "ps",
    "ron": "ro", "rus": "ru", "san": "sa", "sin": "si", "slk": "sk", "slv": "sl", "spa": "es",
    "sqi": "sq",
    "srp": "sr", "swa": "sw", "swe": "sv", "tam": "ta", "tel": "te", "tgk": "tg", "tgl": "tl",
    "tha": "th",
    "tur": "tr", "uig": "ug", "ukr": "uk", "urd": "ur", "uzb": "uz", "vie": "vi", "yid": "yi",
    "deu_latf": "de-Latf", "frk": "de-Latf", "srp_latn": "sr-Latn", "uzb_cyrl": "uz-Cyrl",
    "aze_cyrl": "az-Cyrl",
}  # fmt: skip


def language_tag(codes: str) -> str:
    """The BCP 47 tag of the first language in `codes` ("deu+eng" -> "de"); "" when it names
    none.
    """
    first = codes.split("+", maxsplit=1)[0].removesuffix("_vert")
    if first in _SHORTEST:
        return _SHORTEST[first]
    plain = re.fullmatch(r"([a-z]{2,3})(_[a-z]+)?", first)
    if plain is None or plain[1] in NO_LANGUAGE:
        return ""
    return plain[1]
