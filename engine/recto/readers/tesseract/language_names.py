"""Languages as people write them, and the codes that Tesseract has for them.

What was given with -l enters ("german", "de", "fre", "en-US"), the code to use leaves ("deu",
"fra", "eng"), or nothing where no language is meant. Only here: which codes there are at all, so
that advice to install one is never advice to install a package that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

# Debian's packages of the models of scripts, by the models' names
SCRIPT_PACKAGES = {
    "Arabic": "arab", "Armenian": "armn", "Bengali": "beng", "Canadian_Aboriginal": "cans",
    "Cherokee": "cher",
    "Cyrillic": "cyrl", "Devanagari": "deva", "Ethiopic": "ethi", "Fraktur": "frak",
    "Georgian": "geor",
    "Greek": "grek", "Gujarati": "gujr", "Gurmukhi": "guru", "HanS": "hans",
    "HanS_vert": "hans-vert",
    "HanT": "hant", "HanT_vert": "hant-vert", "Hangul": "hang", "Hangul_vert": "hang-vert",
    "Hebrew": "hebr",
    "Japanese": "jpan", "Japanese_vert": "jpan-vert", "Kannada": "knda", "Khmer": "khmr",
    "Lao": "laoo",
    "Latin": "latn", "Malayalam": "mlym", "Myanmar": "mymr", "Oriya": "orya", "Sinhala": "sinh",
    "Syriac": "syrc",
    "Tamil": "taml", "Telugu": "telu", "Thaana": "thaa", "Thai": "thai", "Tibetan": "tibt",
    "Vietnamese": "viet",
}  # fmt: skip
# Every model of tessdata 4.1 and of Debian's packages.
_CODES = """
    afr amh ara asm aze aze_cyrl bel ben bod bos bre bul cat ceb ces chi_sim chi_sim_vert
    chi_tra chi_tra_vert chr cos cym dan dan_frak deu deu_frak deu_latf div dzo ell eng enm epo
    equ est eus fao fas fil fin fra frk frm fry gla gle glg grc guj hat heb hin hrv hun hye iku
    ind isl ita ita_old jav jpn jpn_vert kan kat kat_old kaz khm kir kmr kor kor_vert kur_ara
    lao lat lav lit ltz mal mar mkd mlt mon mri msa mya nep nld nor oci ori osd pan pol por pus
    que ron rus san sin slk slk_frak slv snd spa spa_old sqi srp srp_latn sun swa swe syr tam
    tat tel tgk tgl tha tir ton tur uig ukr urd uzb uzb_cyrl vie yid yor
"""
CODES = frozenset(_CODES.split())
# Code -> its two letters (ISO 639-1), other three (ISO 639-2/B), names in English and in the
# language itself.
_NAMES: Mapping[str, str] = MappingProxyType({
    "afr": "af afrikaans", "amh": "am amharic", "ara": "ar arabic", "aze": "az azerbaijani",
    "bel": "be belarusian",
    "ben": "bn bengali", "bod": "bo tib tibetan", "bos": "bs bosnian", "bre": "br breton",
    "bul": "bg bulgarian",
    "cat": "ca catalan català", "ces": "cs cze czech čeština", "chi_sim": "zh zho chi cn chinese",
    "cym": "cy wel welsh", "chi_tra": "zh_hant zh_tw", "dan": "da danish dansk",
    "deu": "de ger german deutsch", "ell": "el gre greek",
    "eng": "en english", "epo": "eo esperanto", "est": "et estonian eesti",
    "eus": "eu baq basque euskara",
    "fas": "fa per persian farsi", "fin": "fi finnish suomi", "fra": "fr fre french français",
    "fry": "fy frisian",
    "frk": "fraktur", "gla": "gd gaelic", "gle": "ga irish gaeilge", "glg": "gl galician",
    "guj": "gu gujarati",
    "grc": "grc ancient_greek",
    "heb": "he iw hebrew", "hin": "hi hindi", "hrv": "hr croatian hrvatski",
    "hun": "hu hungarian magyar",
    "hye": "hy arm armenian", "ind": "id indonesian", "isl": "is ice icelandic",
    "ita": "it italian italiano",
    "jav": "jv javanese", "jpn": "ja jp japanese", "kan": "kn kannada", "kat": "ka geo georgian",
    "kaz": "kk kazakh",
    "khm": "km khmer", "kir": "ky kyrgyz", "kor": "ko korean", "lao": "lo laotian",
    "lat": "la latin",
    "lav": "lv latvian",
    "lit": "lt lithuanian", "ltz": "lb luxembourgish", "mal": "ml malayalam", "mar": "mr marathi",
    "mkd": "mk mac macedonian", "mlt": "mt maltese", "mon": "mn mongolian", "mri": "mi mao maori",
    "msa": "ms may malay", "mya": "my bur burmese", "nep": "ne nepali",
    "nld": "nl dut dutch nederlands",
    "nor": "no nb nob norwegian norsk", "oci": "oc occitan",
    "pan": "pa punjabi", "pol": "pl polish polski", "por": "pt portuguese português",
    "pus": "ps pashto", "ron": "ro rum romanian română", "rus": "ru russian русский",
    "san": "sa sanskrit",
    "sin": "si sinhala", "slk": "sk slo slovak", "slv": "sl slovenian slovene",
    "spa": "es spanish español castilian",
    "sqi": "sq alb albanian", "srp": "sr serbian", "swa": "sw swahili", "swe": "sv swedish svenska",
    "tam": "ta tamil",
    "tat": "tt tatar", "tel": "te telugu", "tgl": "tl tagalog", "tha": "th thai",
    "tur": "tr turkish türkçe",
    "uig": "ug uyghur", "ukr": "uk ukrainian українська", "urd": "ur urdu", "uzb": "uz uzbek",
    "vie": "vi vietnamese", "yid": "yi yiddish",
})  # fmt: skip
# difflib's ratio from which a slip is taken for a word: "englisch" is "english", "xyz" is nothing
LIKE = 0.75
# characters: a shorter name is a code, and a slip in a code is another code
SHORTEST = 4
ISO = 3  # letters of a language's code by ISO 639, at most
CHINESE = "Chinese"


def meant(given: str) -> str:
    """The code of the language that was meant; empty when none can be made out."""
    code_of: dict[str, str] = {}
    for code, names in _NAMES.items():
        for known in names.split():
            code_of[known] = code
    name = given.strip().casefold()
    name = name.replace("-", "_")
    base, _, _ = name.partition("_")
    for spelled in (name, base):
        if spelled in CODES:
            return spelled
        if spelled in code_of:
            return code_of[spelled]
    if len(name) < SHORTEST:
        return ""

    # A slip in a name that is long enough to be told by all but one letter
    long_names = [known for known in code_of if len(known) >= SHORTEST]
    near = get_close_matches(name, long_names, 1, LIKE)
    if not near:
        return ""
    return code_of[near[0]]


def by_iso() -> dict[str, str]:
    """The two letters of a language, three where it has no two, and the code that reads it:
    "de" and "deu"; Chinese is its simplified form.
    """
    code_of = {}
    for code, names in _NAMES.items():
        first, *_ = names.split()
        if "_" not in first and len(first) <= ISO:
            code_of[first] = code
    return code_of


def name_of(code: str) -> str:
    """What the language is called in English: "German"; the code itself where no name is known."""
    base, _, _ = code.partition("_")
    if base == "chi":
        return CHINESE
    names = _NAMES.get(code, "") or _NAMES.get(base, "")
    for name in names.split():
        if len(name) >= SHORTEST:
            words = name.split("_")
            return " ".join(word.capitalize() for word in words)
    return code


def package(code: str) -> str:
    """Debian's package of a language or script model."""
    script = SCRIPT_PACKAGES.get(code.removeprefix("script/"))
    if script:
        return f"tesseract-ocr-script-{script}"
    name = code.lower().replace("_", "-")
    return f"tesseract-ocr-{name}"
