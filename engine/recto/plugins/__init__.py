"""Recto inside other people's tools: what each asks of an OCR engine, answered by the same reading.

Their pages and options enter, our words in their values leave. A module is loaded by its tool
alone, through an entry point; nothing else in Recto imports it, and none of these tools is needed.

- ocrmypdf_plugin.py: OCRmyPDF, `--ocr-engine recto`
- docling_plugin.py: docling, the OCR engine of kind "recto"
- ocrd_recognize.py: OCR-D, the processor ocrd-recto-recognize
"""
