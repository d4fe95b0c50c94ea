"""What is sent to a vision LLM, and why; what it may be shown; and what is asked again.

Doubts of the local reading enter, decisions leave (route.py); evidence.py is the only place where a
page is made ready for eyes outside: Tesseract's words and pixels, never PP-OCR's.
"""
