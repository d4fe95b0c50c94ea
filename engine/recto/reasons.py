"""Every reason that Recto gives: why a word is printed, a page was sent, an answer was not used.

A rule returns a member, JSON holds its code, people are shown its sentence. Everything that the
engine has to know of a reason stands beside it: through which map its confidence goes, whether it
is counted as a guard whenever it decides, what learned it. Lists of reasons elsewhere are derived
from here and never typed again. Events of the vision reader are "<what was done>:<why>" where an
ask was repeated, divided or came to nothing, else one member.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

Kind = Literal["word", "flag", "page", "routing", "noticed", "outcome", "done", "ask", "line"]
ConfidenceMap = Literal["local", "llm", "none"]  # of the calibration; none: a constant, or no words
Learner = Literal["local", "llm", ""]  # whose weights have a column for the reason
# of its words; unsure: where the confidence is low, or a number is not settled
Flag = Literal["always", "unsure", "never"]


@dataclass(frozen=True, slots=True)
class About:
    """What the engine derives from a reason."""

    kinds: tuple[Kind, ...]
    map: ConfidenceMap = "none"
    learner: Learner = ""
    is_guard: bool = False  # counted in the page's guards whenever it decides a word
    is_open: bool = False  # the place may be asked about again, blind
    keeps: bool = False  # of routing: nothing is sent
    flag: Flag = "never"


LOCAL = About(("word",), "local", "local", flag="unsure")
LOCAL_UNLEARNED = About(("word",), "local", flag="unsure")
LLM = About(("word",), "llm", "llm", flag="unsure")
LLM_OPEN = About(("word",), "llm", "llm", is_open=True, flag="unsure")
LLM_OPEN_FLAGGED = About(("word",), "llm", "llm", is_open=True, flag="always")
LLM_GUARD = About(("word",), "llm", "llm", is_guard=True, flag="unsure")
LLM_GUARD_OPEN = About(("word",), "llm", "llm", is_guard=True, is_open=True, flag="always")
LLM_UNLEARNED = About(("word",), "llm", flag="unsure")
LLM_UNLEARNED_GUARD = About(("word",), "llm", is_guard=True, flag="unsure")
LLM_UNLEARNED_GUARD_FLAGGED = About(("word",), "llm", is_guard=True, flag="always")
LLM_UNLEARNED_GUARD_OPEN = About(("word",), "llm", is_guard=True, is_open=True, flag="always")
UNPRINTED = About(("word",))
CONSTANT = About(("word",), flag="always")
CONSTANT_GUARD = About(("word",), is_guard=True, flag="always")
LAYER = About(("word",), flag="unsure")
LAYER_FLAGGED = About(("word",), flag="always")
SEEN = About(("word",))
LOOK = About(("flag",))
PAGE = About(("page",))
SENT = About(("routing",))
KEPT = About(("routing",), keeps=True)
NOTICED = About(("noticed",))
OUTCOME = About(("outcome",))
DONE = About(("done",))
ASK = About(("ask",))
LINE = About(("line",))
ASK_OR_LINE = About(("ask", "line"))
ASK_OR_OUTCOME = About(("ask", "outcome"))
LINE_OR_OUTCOME = About(("line", "outcome"))
DONE_OR_OUTCOME = About(("done", "outcome"))


class Reason(StrEnum):
    """A code with its sentence; `about` says what follows from it.

    Columns of learned weights are in the order in which their reasons stand here.
    """

    about: About
    sentence: str

    def __new__(cls, code: str, about: About, sentence: str) -> Self:
        """A member is its code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.about = about
        member.sentence = sentence
        return member

    # fmt: off
    # Words of the local readers.
    ONLY_READER = "only-reader", LOCAL, "only one reader read this page"
    READERS_AGREE = "readers-agree", LOCAL, "both local readers have the same letters and digits"
    ONLY_PPOCR_READ_IT = "only-ppocr-read-it", LOCAL, "Tesseract has nothing here, PP-OCR does"
    ONLY_TESSERACT_READ_IT = (
        "only-tesseract-read-it", LOCAL,
        "PP-OCR has nothing here, and Tesseract is sure",
    )
    TEXT_OVER_MARKS = (
        "text-over-marks", LOCAL,
        "one reader has letters here where the other has only marks",
    )
    TESSERACT_WEIGHS_MORE = (
        "tesseract-weighs-more", LOCAL,
        "the local readers differ; confidences, lexicon and page speak for Tesseract",
    )
    PPOCR_WEIGHS_MORE = (
        "ppocr-weighs-more", LOCAL,
        "the local readers differ; confidences, lexicon and page speak for PP-OCR",
    )
    ONLY_FROC_READ_IT = (
        "only-froc-read-it", LOCAL_UNLEARNED,
        "only the reader of old print has anything here",
    )
    FROC_WEIGHS_MORE = (
        "froc-weighs-more", LOCAL_UNLEARNED,
        "the local readers differ; learned weights speak for the reader of old print",
    )
    ONLY_MULTISCRIPT_READ_IT = (
        "only-multiscript-read-it", LOCAL_UNLEARNED,
        "only the reader of many scripts has anything here",
    )
    MULTISCRIPT_WEIGHS_MORE = (
        "multiscript-weighs-more", LOCAL_UNLEARNED,
        "the local readers differ; learned weights speak for the reader of many scripts",
    )
    NUMBER_MARKS_DIFFER = (
        "number-marks-differ", LOCAL_UNLEARNED,
        "the readers have the same digits with another sign, currency or mark",
    )
    TESSERACT_IS_SURE = (
        "tesseract-is-sure", LOCAL_UNLEARNED,
        "Tesseract leaves no doubt of this line, so PP-OCR was not asked",
    )
    DIGITS_OVER_LOOK_ALIKES = (
        "digits-over-look-alikes", LOCAL_UNLEARNED,
        "one reader has a number that the other spells with letters of the same shape",
    )
    FACING_PAGE = "facing-page", UNPRINTED, "a torn line of the page beside this one; not printed"
    NOISE = "noise", UNPRINTED, "strokes or stains that one reader guessed at; not printed"

    # Words of a page that an LLM has read.
    ALL_AGREE = "all-agree", LLM, "three readings, one text, to the mark"
    LLM_AND_PPOCR = "llm-and-ppocr", LLM, "PP-OCR, which the LLM never saw, has the same"
    LLM_AND_TESSERACT = (
        "llm-and-tesseract", LLM_OPEN,
        "Tesseract, whose text the LLM was shown, has the same",
    )
    LLM_AND_FROC = (
        "llm-and-froc", LLM_UNLEARNED,
        "the reader of old print, which the LLM never saw, has the same",
    )
    LLM_AND_MULTISCRIPT = (
        "llm-and-multiscript", LLM_UNLEARNED,
        "the reader of many scripts, which the LLM never saw, has the same",
    )
    DIGITS_READ_TWICE = (
        "digits-read-twice", LLM_GUARD_OPEN,
        "two local readers have other digits than the LLM",
    )
    RESPELLED_BY_LLM = (
        "respelled-by-llm", LLM_GUARD,
        "two sure readers have the spelling that is printed, which the LLM mended",
    )
    LLM_READS_OTHERWISE = (
        "llm-reads-otherwise", LLM_OPEN_FLAGGED,
        "the LLM reads another word altogether than both local readers",
    )
    LLM_WORD_IS_KNOWN = (
        "llm-word-is-known", LLM_OPEN_FLAGGED,
        "the LLM's word is known from elsewhere, the local readers' is not",
    )
    LOCAL_OUTWEIGHS_LLM = (
        "local-outweighs-llm", LLM_GUARD_OPEN,
        "three readings of one word; learned weights believe a local one",
    )
    TWO_READERS_OVERRULE_LLM = (
        "two-readers-overrule-llm", LLM_GUARD,
        "two local readers agree against the LLM, and learned weights believe them",
    )
    DIGITS_IN_DOUBT = (
        "digits-in-doubt", LLM_GUARD_OPEN,
        "the readers have other digits here and none is sure of them",
    )
    LLM_ALONE = "llm-alone", LLM_OPEN_FLAGGED, "the LLM's reading, which no other reader bears out"
    DIGITS_READ_ONCE = (
        "digits-read-once", LLM_GUARD_OPEN,
        "one local reader is sure of a number that the LLM alone reads otherwise",
    )
    LETTERS_AGREE = (
        "letters-agree", LLM_UNLEARNED,
        "three readings have the same letters and digits; marks as a local reader has them",
    )
    ANOTHER_WORD_BY_LLM = (
        "another-word-by-llm", LLM_UNLEARNED_GUARD_OPEN,
        "two sure readers of one word against another word of the LLM in a line that it named",
    )
    LLM_READS_IT_TWICE = (
        "llm-reads-it-twice", LLM_UNLEARNED,
        "the LLM read the same once more without being shown any text",
    )
    LLM_DIFFERS_BLIND = (
        "llm-differs-blind", LLM_UNLEARNED_GUARD_FLAGGED,
        "the LLM read something else when it was not shown any text",
    )
    LOCAL_AND_BLIND_LOOK = (
        "local-and-blind-look", LLM_UNLEARNED_GUARD,
        "one local reader and the LLM, when it was not shown any text, have the same",
    )
    SECOND_LLM_AGREES = (
        "second-llm-agrees", LLM_UNLEARNED,
        "another model, with no text shown, reads what the LLM reads",
    )
    LOCAL_AND_SECOND_LLM = (
        "local-and-second-llm", LLM_UNLEARNED_GUARD,
        "a local reader has what another model, with no text shown, reads; the LLM has not",
    )
    SECOND_LLM_DIFFERS = (
        "second-llm-differs", LLM_UNLEARNED_GUARD_FLAGGED,
        "another model, with no text shown, reads something else",
    )
    RESTORED_DROPPED_BY_LLM = (
        "restored-dropped-by-llm", LOCAL_UNLEARNED,
        "a passage that the LLM left out is back",
    )
    LLM_ONLY = "llm-only", CONSTANT, "the LLM has a few words where no local reader has any"
    LLM_UNSUPPORTED = (
        "llm-unsupported", CONSTANT,
        "the LLM has a long stretch where no local reader has any",
    )
    ADDED_OVER_INK = "added-over-ink", CONSTANT_GUARD, "a line of the LLM alone, where ink stands"
    READ_FROM_UNREAD_INK = (
        "read-from-unread-ink", CONSTANT_GUARD,
        "read where text-like ink had no word",
    )

    # Words of a PDF page's own text.
    LAYER_CHECKED = "text-layer-checked", LAYER, "the page's own text, borne out by its pixels"
    LAYER_UNCHECKED = (
        "text-layer-unchecked", LAYER,
        "the page's own text; the words that were checked are right",
    )
    LAYER_INVISIBLE = (
        "text-layer-invisible", LAYER,
        "invisible text of the page; the checked words are right",
    )
    LAYER_DRAWN_ALIKE = (
        "text-layer-drawn-alike", LAYER,
        "no reader can spell it; its letters look as they should",
    )
    LAYER_UNSPELLED = (
        "text-layer-unspelled", LAYER,
        "the page's own text, which no reader can spell",
    )
    LAYER_DOUBTED = (
        "text-layer-doubted", LAYER_FLAGGED,
        "the page's own text; a reader sees something else",
    )
    LAYER_NOT_SEEN = (
        "text-layer-not-seen", LAYER_FLAGGED,
        "the page's own text; something else is printed",
    )
    LAYER_ON_BLANK_PAPER = (
        "text-layer-on-blank-paper", LAYER_FLAGGED,
        "the page's own text, where nothing is printed",
    )
    LAYER_FILLED = (
        "text-layer-filled", LAYER,
        "characters without meaning, read from the page's pixels",
    )
    LAYER_WITHOUT_MEANING = (
        "text-layer-without-meaning", LAYER,
        "characters to which the font gives no meaning",
    )
    LAYER_CONTRADICTED = (
        "text-layer-contradicted", LAYER_FLAGGED,
        "both readers see this in place of the page's own text",
    )

    # Words that a person looked at.
    CONFIRMED_BY_A_PERSON = "confirmed-by-a-person", SEEN, "a person looked and left it as it was"
    WRITTEN_BY_A_PERSON = "written-by-a-person", SEEN, "a person looked and wrote it"

    # Why a person should look at a word.
    LLM_HAS_IT_ALONE = "llm-has-it-alone", LOOK, "no local reader has it"
    READINGS_IN_DOUBT = "readings-in-doubt", LOOK, "the rule that decided leaves a doubt"
    NUMBER_NOT_SETTLED = (
        "number-not-settled", LOOK,
        "the local readers do not agree where there is a digit",
    )
    NUMBER_UNLIKELY = (
        "number-unlikely", LOOK,
        "what the page says of the number makes it unlikely, though the readers agree",
    )
    NUMBERS_RUN_TOGETHER = (
        "numbers-run-together", LOOK,
        "numbers without the space that stands between them",
    )
    NUMBER_IN_PARTS = "number-in-parts", LOOK, "an amount that stands in two pieces"
    NUMBER_WITHOUT_MARKS = (
        "number-without-marks", LOOK,
        "its digits stand elsewhere, or would stand in its column, with marks between them",
    )
    LETTER_IN_NUMBER = "letter-in-number", LOOK, "a letter that looks like a digit stands in it"
    IMPOSSIBLE_DATE = "impossible-date", LOOK, "no calendar has the date, no clock the time"
    SUM_BROKEN = "sum-broken", LOOK, "another amount would make the page's own sums come out"
    OUT_OF_SEQUENCE = "out-of-sequence", LOOK, "it falls where the numbers of its column rise"
    LOOKS_DIFFER = (
        "looks-differ", LOOK,
        "hardly any other cleaning of the same small image is read so",
    )
    UNSURE = "unsure", LOOK, "its confidence is below the flag line"
    WORDS_LEFT_OUT_BESIDE = (
        "words-left-out-beside", LOOK,
        "words of a local reader that are not printed stood beside it",
    )
    PAGE_UNREADABLE = (
        "page-unreadable", LOOK,
        "the local readers cannot read the page, and no second reader has it",
    )
    OTHER_LANGUAGE = (
        "other-language", LOOK,
        "the languages asked for cannot write the page",
    )
    FOREIGN_SIGN = (
        "foreign-sign", LOOK,
        "one reader alone has a letter or sign that the language lacks",
    )
    ON_UNREAD_INK = (
        "on-unread-ink", LOOK,
        "it stands on ink of which most was not read, or has a mark misread",
    )

    # Why a whole page is taken from the local readers.
    LLM_SILENT = "llm-silent", PAGE, "the LLM returned no words"
    LLM_INCOMPLETE = "llm-incomplete", PAGE, "a part of the LLM's text is missing"
    LLM_PAGE_OUTVOTED = (
        "llm-page-outvoted", PAGE,
        "the local readers support each other, and not the LLM",
    )
    LLM_TEXT_NOT_ON_PAGE = "llm-text-not-on-page", PAGE, "the LLM's text is hardly on the page"
    LLM_UNLIKE_SURE_PAGE = (
        "llm-unlike-sure-page", PAGE,
        "the LLM does not have what PP-OCR surely read",
    )
    LLM_REPEATS_SURE_PAGE = (
        "llm-repeats-sure-page", PAGE,
        "the LLM has words of a surely read page once more",
    )
    LOCAL_PAGE_IS_SURE = (
        "local-page-is-sure", PAGE,
        "the local readers read one text, nearly all surely right",
    )
    LOCAL_PAGE_IS_LIKELIER = (
        "local-page-is-likelier", PAGE,
        "by the confidence of their words the local readers have fewer errors",
    )

    # Why something is sent to the LLM, or kept here.
    LLM_OFF = "llm-off", KEPT, "no LLM was wanted"
    ALL_LINES = "all-lines", SENT, "every line was to be sent"
    ALL_PAGES = "all-pages", SENT, "every page was to be sent"
    LOCAL_READING_COLLAPSED = (
        "local-reading-collapsed", SENT,
        "the local readers cannot read this page",
    )
    PAGE_IN_DOUBT = "page-in-doubt", SENT, "the local readers leave much of the page open"
    PAGE_ORDER_IN_DOUBT = (
        "page-order-in-doubt", SENT,
        "in which order much of the page is read is unsure",
    )
    MOST_LINES_IN_DOUBT = (
        "most-lines-in-doubt", SENT,
        "so many lines are open that the whole page costs less",
    )
    BLOCKS_IN_DOUBT = "blocks-in-doubt", SENT, "the order of the page's blocks is unsure"
    READERS_DIFFER = "readers-differ", SENT, "the local readers differ in this line"
    UNSURE_ALONE = "unsure-alone", SENT, "Tesseract read alone, and is unsure of this line"
    AUDIT = "audit", SENT, "a sample of what would have been kept"
    READERS_ALIKE = "readers-alike", KEPT, "both local readers have the same text"
    DIFFERENCE_SETTLED = (
        "difference-settled", KEPT,
        "the local readers differ, and it is clear who is right",
    )
    SURE_ENOUGH_ALONE = (
        "sure-enough-alone", KEPT,
        "Tesseract read alone, and is sure enough of this line",
    )
    TARGET_REACHED = "target-reached", KEPT, "the page is good enough without it"
    CONTESTED_DIGITS = "contested-digits", SENT, "digits that the first answer left open"
    CONTESTED_UNSURE = "contested-unsure", SENT, "a word that the first answer left unsure"
    CONTESTED_COPIED = "contested-copied", SENT, "a word that the LLM may only have copied"
    CONTESTED_NAME = "contested-name", SENT, "a name or term that no lexicon has"
    UNREAD_INK = "unread-ink", SENT, "text-like ink that no reader has read"

    # What arbitration noticed of a page.
    LEFT_OUT_WITH_LLM = (
        "left-out-with-llm", NOTICED,
        "local words that the LLM does not have, offered beside others",
    )
    REMARK_BY_LLM = "remark-by-llm", NOTICED, "what the LLM said about the page was not printed"
    WORD_WITHOUT_INK = "word-without-ink", NOTICED, "words of the LLM without ink were not printed"
    ADDED_WITHOUT_INK = (
        "added-without-ink", NOTICED,
        "lines of the LLM without ink were not printed",
    )
    FACING_PAGE_BY_LLM = (
        "facing-page-by-llm", NOTICED,
        "the LLM's words of the page beside were not printed",
    )
    LLM_ORDER_DEPARTS = (
        "llm-order-departs", NOTICED,
        "the LLM's order departs from the page's, which stands",
    )
    LLM_ORDER_STANDS = (
        "llm-order-stands", NOTICED,
        "a block that the LLM has in another order than the page stands as the LLM has it",
    )
    ORDER_IN_DOUBT = (
        "order-in-doubt", NOTICED,
        "whose order of a block is right could not be told; it stands as the LLM has it",
    )
    REPEATED_BY_LLM = "repeated-by-llm", NOTICED, "words that the LLM wrote twice stand once"

    # Which of two models' pages is printed.
    NEARER_PAGE = (
        "nearer-page", NOTICED,
        "of the pages of two models the one nearer to the local reading is printed",
    )
    PAGES_AS_NEAR = (
        "pages-as-near", NOTICED,
        "the pages of two models are as near to the local reading; the first one's is printed",
    )
    OTHER_PAGE_HAS_MORE = (
        "other-page-has-more", NOTICED,
        "words of the other model's page, offered beside others",
    )
    PAGE_OF_ONE = (
        "page-of-one", DONE,
        "one of two models gave no page; the other one's is printed",
    )

    # What became of a page.
    OK = "ok", OUTCOME, "the page was read"
    BLANK = "blank", OUTCOME, "the page has no ink"
    FAILED = "failed", OUTCOME, "the page could not be read; its error says why"

    # What the vision reader did: "<done>:<why>".
    RETRIED = "retried", DONE, "the call was sent again"
    ASKED_AGAIN = "asked-again", DONE, "the model was asked once more"
    DIVIDED = "divided", DONE, "the ask was divided in two"
    FELL_BACK = "fell-back", DONE_OR_OUTCOME, "the local reading stands"
    NOT_LOOKED = "not-looked", DONE, "contested places were not looked at again"

    # Why an ask of the vision reader was repeated, divided, or came to nothing.
    RATE_LIMITED = "rate-limited", ASK, "too many requests (429)"
    RATE_LIMITED_FOR_LONG = (
        "rate-limited-for-long", ASK,
        "the server asked for a pause longer than a run should wait",
    )
    SERVER_ERROR = "server-error", ASK, "the server failed (5xx)"
    SERVER_TIMEOUT = "server-timeout", ASK, "the server gave up waiting (408, 409, 425, 504)"
    SERVER_TIMEOUT_FOR_LONG = (
        "server-timeout-for-long", ASK,
        "the server asked for a pause longer than a run should wait",
    )
    SERVER_ERROR_FOR_LONG = (
        "server-error-for-long", ASK,
        "the server asked for a pause longer than a run should wait",
    )
    TIMEOUT = "timeout", ASK, "no whole reply within the time limit"
    CONNECTION_LOST = "connection-lost", ASK, "the connection broke off"
    UNREACHABLE = "unreachable", ASK, "no connection could be made"
    ENDPOINT_DOWN = (
        "endpoint-down", ASK,
        "ten calls in a row had no answer; nothing more is sent in this run",
    )
    NO_ANSWER_FOR_LONG = (
        "no-answer-for-long", ASK,
        "no call was answered for five minutes; nothing more is sent in this run",
    )
    HARDLY_ANY_ANSWER = (
        "hardly-any-answer", ASK,
        "of a hundred calls fewer than five were answered; nothing more is sent in this run",
    )
    UNRECORDED = (
        "unrecorded", ASK,
        "what is sent cannot be recorded, so nothing more is sent in this run",
    )
    QUOTA_EXHAUSTED = (
        "quota-exhausted", ASK,
        "the account is used up; nothing more is sent in this run",
    )
    KEY_REFUSED = "key-refused", ASK, "the API key was refused; nothing more is sent in this run"
    MODEL_NOT_FOUND = (
        "model-not-found", ASK,
        "the endpoint does not know the model; nothing more is sent in this run",
    )
    NO_VISION = (
        "no-vision", ASK,
        "the model does not take pictures; nothing more is sent in this run",
    )
    BAD_REQUEST = "bad-request", ASK, "the endpoint refused the request"
    REDIRECTED = (
        "redirected", ASK,
        "the endpoint sends elsewhere, which is not followed (if it is right: --base-url)",
    )
    PROXY_REFUSED = (
        "proxy-refused", ASK,
        "the proxy wants a login (407; put it into HTTPS_PROXY); nothing more is sent in this run",
    )
    OVER_CALLS = "over-calls", ASK, "--max-calls is reached"
    OVER_TOKENS = "over-tokens", ASK, "--max-tokens is reached"
    OVER_COST = "over-cost", ASK, "--max-cost is reached"
    WAITS_FOR_BATCH = "waits-for-batch", ASK, "it waits for a batch job (--llm-batch)"
    BATCH_UNANSWERED = (
        "batch-unanswered", ASK,
        "batch jobs ended without an answer to it, as often as it was handed in",
    )
    OTHER_MODEL = "other-model", ASK, "another model answered than was asked"
    NOT_JSON = "not-json", ASK, "the reply was not the protocol's JSON"
    ERROR_IN_200 = "error-in-200", ASK, "the reply carried an error instead of an answer"
    EMPTY_CHOICES = "empty-choices", ASK, "the reply carried no answer"
    REPLY_TOO_LARGE = "reply-too-large", ASK, "the reply was larger than any transcription"
    REPLY_GARBLED = "reply-garbled", ASK, "the reply was compressed in a way that cannot be undone"
    MORE_THAN_A_PAGE = "more-than-a-page", ASK, "the answer held more text than a page can hold"
    INTERNAL_ERROR = (
        "internal-error", ASK,
        "an error inside Recto while the answer was handled (-vv shows where; please report it)",
    )
    TOO_LARGE = "too-large", ASK, "the request was larger than the model takes"
    TRUNCATED = "truncated", ASK_OR_OUTCOME, "the text was cut off before its end"
    CONTEXT_CAP = (
        "context-cap", ASK,
        "the answer ended exactly at a context size: it was cut silently",
    )
    CONTENT_FILTER = "content-filter", ASK, "the provider's content filter stopped it"
    RECITATION = "recitation", ASK, "the provider stopped it as a recitation"
    REFUSED = "refused", ASK_OR_OUTCOME, "the model refused"
    NULL_CONTENT = "null-content", ASK, "the answer was empty"
    REASONING_ONLY = "reasoning-only", ASK, "the answer ended inside its reasoning"
    INVALID_JSON = "invalid-json", ASK, "the answer was not a JSON object"
    WRONG_SCHEMA = "wrong-schema", ASK, "the answer had another form than asked for"
    WRONG_IDS = "wrong-ids", ASK, "the answer was about other lines"
    DISTRUSTED = "distrusted", ASK, "the answer replaced most of what Tesseract was sure of"
    SUMMARY = "summary", ASK_OR_LINE, "it came back shortened and was not used"
    SHORT_OF_INK = "short-of-ink", ASK, "the answer held far less text than the page has ink for"
    UNANSWERED = "unanswered", ASK_OR_LINE, "a line was left out of the answer"

    # What the vision reader noticed of a line or a whole answer.
    FROM_CACHE = "from-cache", LINE, "answered from the reply cache, free"
    FENCE_STRIPPED = "fence-stripped", LINE, "a Markdown fence around the answer was taken off"
    COMMENTARY_STRIPPED = "commentary-stripped", LINE, "words around the answer were taken off"
    REASONING_STRIPPED = "reasoning-stripped", LINE, "reasoning before the answer was taken off"
    UNPRINTABLE_REMOVED = (
        "unprintable-removed", LINE,
        "characters that no page prints (invisible, private, overlaid) were taken out of a text",
    )
    UNKNOWN_LINE_ID = (
        "unknown-line-id", LINE,
        "a text for a line that was not asked about was not used",
    )
    DUPLICATE_LINE_ID = (
        "duplicate-line-id", LINE,
        "a line was given twice; with different texts neither was used",
    )
    REFUSED_LINE = "refused-line", LINE, "a refusal stood in the place of a line and was not used"
    INSTRUCTION_LIKE = (
        "instruction-like", LINE,
        "a text that talks to a model, and that no local reader has, was not used or is marked",
    )
    UNREADABLE = "unreadable", LINE_OR_OUTCOME, "nobody could read it"
    LOOP_CUT = "loop-cut", LINE, "a repeated piece of text was cut or not used"
    TOO_LONG = "too-long", LINE, "a text longer than its line can hold was not used"
    SCRIPT_MISMATCH = (
        "script-mismatch", LINE,
        "a line came back in another alphabet and was not used",
    )
    UNSUPPORTED_EDIT = (
        "unsupported-edit", LINE,
        "a line that Tesseract was sure of came back as another line and was not used",
    )
    CASE_CHANGE = (
        "case-change", LINE,
        "a line that Tesseract was sure of came back in other letter case and was not used",
    )
    DROP_REFUSED = (
        "drop-refused", LINE,
        "a line that Tesseract was sure of was to be dropped and stays",
    )
    LOOKED_AGAIN = "looked-again", LINE, "a contested place was read once more, with no text shown"
    KIN_ALIKE = (
        "kin-alike", LINE,
        "a second model of the same family repeats the LLM where the local readers differ from it",
    )
    KIN_DIFFERS = (
        "kin-differs", LINE,
        "a second model of the same family does not repeat the LLM there",
    )
    KIN_APART = (
        "kin-apart", LINE,
        "a second model of the same family is a voice of its own: in this run it seldom repeats it",
    )
    ORDERED_BY_LLM = "ordered-by-llm", LINE, "the page's blocks stand in the LLM's order"
    ADDED_LINE = "added-line", LINE, "the model added a line; it needs ink or a second reader"
    ADDITION_REFUSED = (
        "addition-refused", LINE,
        "a line added to a crop that has no room for it was not used",
    )
    ADDITION_DUPLICATE = (
        "addition-duplicate", LINE,
        "an added line that is already there was not used",
    )
    ADDITION_EMPTY = "addition-empty", LINE, "an added line without letters was not used"
    CELLS_DIFFER = (
        "cells-differ", LINE,
        "table cells that do not hold the line's own text were not used",
    )
    REPLAY_APPROXIMATED = (
        "replay-approximated", LINE,
        "a recorded reading was cut to the lines; the model was never asked about them",
    )
    # fmt: on


BY_CODE: Mapping[str, Reason] = {str(each): each for each in Reason}


def of_kind(kind: Kind) -> tuple[Reason, ...]:
    """All reasons of a kind, in order."""
    reasons = [each for each in Reason if kind in each.about.kinds]
    return tuple(reasons)


def learned_by(learner: Learner) -> tuple[Reason, ...]:
    """The reasons that have a column in these weights, in the order of the columns."""
    reasons = [each for each in Reason if each.about.learner == learner]
    return tuple(reasons)


def explain(code: str) -> str:
    """A code, or an event of the vision reader, in words. Raises KeyError for what is none."""
    sentences = [each.sentence for each in members(code)]
    return ": ".join(sentences)


def members(code: str) -> tuple[Reason, ...]:
    """The reason of a code, or both of an event. Raises KeyError for what is neither."""
    name, colon, reason = code.partition(":")
    if not colon:
        return (BY_CODE[name],)

    done, why = BY_CODE[name], BY_CODE[reason]
    if "done" not in done.about.kinds or "ask" not in why.about.kinds:
        raise KeyError(code)
    return done, why


def told(code: str) -> str:
    """The same for people who read what an earlier version counted: its codes stay as they are."""
    try:
        return explain(code)
    except KeyError:
        return code
