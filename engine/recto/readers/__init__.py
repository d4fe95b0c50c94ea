"""Those who read: Tesseract, PP-OCR and a vision LLM, each from pixels to a Reading or a
Transcript.

None of them sees what another one read, but for the LLM, which may be shown Tesseract's words and
never PP-OCR's: agreement with a reader counts only where neither saw the other's text.
"""
