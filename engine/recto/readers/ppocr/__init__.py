"""The second local witness: the PP-OCR models of the rapidocr wheel, offline, never shown to the
LLM. Its reader is imported by name (reader.Ppocr): its letters are asked for where it is off, too.
"""
