"""How a finished PDF is saved: plainly, or as PDF/A-2 after pikepdf's own preparation and
validation.

Conformance "U" (every character has its Unicode) is declared only where all text is ours; over a
PDF of unknown fonts it is "B". A document that does not pass pikepdf's allowlist validator is
mended (pdf_mend.py), and if it still does not pass it is not written: an archive must be able to
trust the mark. What PDF/A allows and the validator does not know is looked at here, set aside while
it validates, and put back (pdf_aside.py): layers, JPEG 2000, how the document opens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import SEEK_END
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from recto.errors import InvalidOutput, MissingDependency
from recto.writers.pdf_aside import is_answered, put_back, set_aside
from recto.writers.pdf_keys import drop_unknown, stand_in_place
from recto.writers.pdf_mend import has_attachments, mend

if TYPE_CHECKING:
    from pikepdf import Pdf
    from pikepdf.pdfa import Finding

Flavour = Literal["2b", "3b"]
# ISO 19005-2 and -3 rest on it; what a newer one brings the validator refuses by its key
VERSION = "1.7"
COPIED = 1 << 20  # bytes at once
MOST_TOLD = 3  # kinds of fault in the message
MOST_ROUNDS = 4  # of mending what is found behind what was mended
KEEPS_ALL = "-f pdf keeps it all, and the other formats are not affected"
# (part of what is told, remedy): the first that fits; what no copy can mend without changing what
# is seen.
REMEDIES = (
    (
        "not embedded",
        "print or export it anew with its fonts embedded (a substitute would change what is seen)",
    ),
    ("DeviceCMYK", "export it anew with a CMYK output intent"),
    ("no appearance", "save it in a PDF viewer first, which draws its notes and form fields"),
    ("AcroForm", "save it in a PDF viewer first, which draws its notes and form fields"),
)

# The one rule of level B that level U breaks: the letter itself (ISO 19005-2, 6.6.4).
_LEVEL_IS_NOT_B = "ISO_19005_2:6.6.4-3"


def save(pdf: Pdf, out: BinaryIO) -> None:
    """Write `pdf` as it is; streams keep their own compression. Raises InvalidOutput where nobody
    could open what was written.
    """
    from pikepdf import ObjectStreamMode, Pdf, PdfError

    pdf.save(out, object_stream_mode=ObjectStreamMode.generate)
    if not (out.seekable() and out.readable()):
        return
    out.seek(0)
    try:
        Pdf.open(out, attempt_recovery=False).close()
    except PdfError as fault:
        problem = "the PDF that was made cannot be opened"
        remedy = "try `qpdf in.pdf out.pdf` to repair the source; other formats are not affected"
        raise InvalidOutput(problem, remedy=remedy) from fault
    out.seek(0, SEEK_END)


def save_archival(pdf: Pdf, out: BinaryIO, conformance: Literal["B", "U"]) -> tuple[str, ...]:
    """Write `pdf` as PDF/A-2, with attachments as PDF/A-3; what had to be changed for that, for
    people.

    Raises InvalidOutput where it does not conform, MissingDependency without the extra.
    """
    try:
        from pikepdf import pdfa
    except ImportError as fault:
        remedy = "pip install 'pikepdf[pdfa]'"
        raise MissingDependency("PDF/A needs pikepdf[pdfa]", remedy=remedy) from fault
    flavour: Flavour = "3b" if has_attachments(pdf) else "2b"
    with TemporaryFile() as candidate:
        notes: list[str] = []
        faults, aside = _tried(pdf, candidate, flavour, conformance)
        if faults:
            notes = mend(pdf)
            faults, aside = _tried(pdf, candidate, flavour, conformance)
        # The validator does not look into what it refuses: what is behind it comes to light
        # afterwards.
        for _ in range(MOST_ROUNDS):
            if not faults or not (drop_unknown(pdf, faults) | stand_in_place(pdf)):
                break
            faults, aside = _tried(pdf, candidate, flavour, conformance)
        if faults:
            raise InvalidOutput(_told(faults, flavour), remedy=remedy_of(faults))
        if aside:
            settings = pdfa.resolve_save_kwargs(flavour, force_version=VERSION)
            _rewritten(pdf, candidate, settings)
        candidate.seek(0)
        copyfileobj(candidate, out, COPIED)
    return tuple(notes)


def _tried(
    pdf: Pdf, candidate: BinaryIO, flavour: Flavour, conformance: Literal["B", "U"]
) -> tuple[list[Finding], bool]:
    """Prepare and write the candidate; what the validator finds in it, and whether anything was set
    aside.
    """
    from pikepdf import pdfa

    pdfa.prepare(pdf, flavour)
    if conformance == "U":
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["pdfaid:conformance"] = "U"
    settings = pdfa.resolve_save_kwargs(flavour, force_version=VERSION)
    taken = set_aside(pdf)
    _rewritten(pdf, candidate, settings)
    findings = pdfa.validate_written(candidate, flavour, settings).findings
    put_back(taken)
    left = []
    for finding in findings:
        is_our_letter = conformance == "U" and finding.rule == _LEVEL_IS_NOT_B
        if not is_our_letter and not is_answered(finding, taken):
            left.append(finding)
    return left, bool(taken)


def _rewritten(pdf: Pdf, candidate: BinaryIO, settings: dict[str, Any]) -> None:
    candidate.seek(0)
    candidate.truncate()
    pdf.save(candidate, **settings)


def _told(faults: Sequence[Finding], flavour: Flavour) -> str:
    """The kinds of fault, the commonest first: one sentence of each, as PDF/A names it."""
    kinds = Counter(str(fault.rule) for fault in faults)
    sentences = {str(fault.rule): str(fault.message) for fault in faults}
    parts = [f"{sentences[rule]} ({rule})" for rule, _ in kinds.most_common(MOST_TOLD)]
    told = "; ".join(parts)
    more = ""
    if len(kinds) > MOST_TOLD:
        more = f", and {len(kinds) - MOST_TOLD} more kinds"
    return f"not valid PDF/A-{flavour[0]}: {told}{more}"


def remedy_of(faults: Sequence[Finding]) -> str:
    """What the user can do, by the first of the REMEDIES that fits."""
    said = " ".join(str(fault.message) for fault in faults)
    for part, remedy in REMEDIES:
        if part in said:
            return f"{remedy}; {KEEPS_ALL}"
    return KEEPS_ALL
