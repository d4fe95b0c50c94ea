"""Recognisers of text lines whose weights Recto brings along: of old print, and of scripts that
PP-OCR has no letters for; lines come from PP-OCR's detector.
"""
