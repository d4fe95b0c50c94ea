"""How a finished PDF is saved: plainly, or as PDF/A-2 after pikepdf's own preparation and validation.

Conformance "U" (every character has its Unicode) is declared only where all text is ours; over a PDF of unknown fonts
it is "B". A document that does not pass pikepdf's allowlist validator is not written: an archive must be able to trust
the mark.
"""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Literal

from recto.errors import InvalidOutput, MissingDependency

if TYPE_CHECKING:
    from pikepdf import Pdf

# The one rule of level B that level U breaks: the letter itself (ISO 19005-2, 6.6.4).
_LEVEL_IS_NOT_B = "ISO_19005_2:6.6.4-3"


def save(pdf: Pdf, out: BinaryIO) -> None:
    """Write `pdf` as it is; streams keep their own compression."""
    from pikepdf import ObjectStreamMode

    pdf.save(out, object_stream_mode=ObjectStreamMode.generate)


def save_archival(pdf: Pdf, out: BinaryIO, conformance: Literal["B", "U"]) -> None:
    """Write `pdf` as PDF/A-2. Raises InvalidOutput where it does not conform, MissingDependency without the extra."""
    try:
        from pikepdf import pdfa
    except ImportError as fault:
        raise MissingDependency("PDF/A needs pikepdf[pdfa]", remedy="pip install 'pikepdf[pdfa]'") from fault
    pdfa.prepare(pdf, "2b")
    if conformance == "U":
        _declare_unicode(pdf)
    settings = pdfa.resolve_save_kwargs("2b")
    with TemporaryFile() as candidate:
        pdf.save(candidate, **settings)
        findings = pdfa.validate_written(candidate, "2b", settings).findings
        faults = [finding for finding in findings if conformance == "B" or finding.rule != _LEVEL_IS_NOT_B]
        if faults:
            what = f"not valid PDF/A-2 ({len(faults)} findings; {faults[0].rule}: {faults[0].message})"
            raise InvalidOutput(what, remedy="write -f pdf and convert it with Ghostscript or OCRmyPDF")
        candidate.seek(0)
        while block := candidate.read(1 << 20):
            out.write(block)


def _declare_unicode(pdf: Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["pdfaid:conformance"] = "U"
