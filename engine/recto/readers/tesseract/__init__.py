"""The first reader: Tesseract 5 as a program, one process a page, and all that is known of its
installation and words.

A view of a page enters, a Reading with boxes in px of the original page leaves. It may be shown any
page.
"""
